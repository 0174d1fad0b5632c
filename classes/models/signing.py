"""Signing in and out as it happened: phones, whose they are, and every single sign-in. Nothing here is changed."""

from __future__ import annotations

import uuid
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from classes.enums import SigningChannel, SigningDirection
from classes.models.roster import Enrolment
from classes.models.teaching import PlannedSession, SessionRowQuerySet
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.models import StoredFile


class SigningPhone(models.Model):
    """A phone from which somebody signs in: known by a random cookie, of which only a keyed digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    device = models.CharField("设备", max_length=200, blank=True)
    first_seen_at = models.DateTimeField("首次使用", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "签到手机"

    def __str__(self) -> str:
        return f"签到手机 {clock.local(self.first_seen_at):%Y-%m-%d %H:%M}"


class EnrolmentRowQuerySet(TenantQuerySet["PhoneBinding"]):
    institution_path = "enrolment__training_class__institution_id"

    def current(self) -> Self:
        return self.filter(ended_at__isnull=True)


class PhoneBinding(models.Model):
    """This phone is known for this person in this class, because he entered a one-time code on it.

    One phone at a time: a new one ends the old one. Example: 张桂英 buys another phone in the second week.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.ForeignKey(SigningPhone, on_delete=models.PROTECT, related_name="bindings")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="phone_bindings")
    bound_at = models.DateTimeField("认定时间", default=clock.now)
    ended_at = models.DateTimeField("停用时间", null=True)

    objects = EnrolmentRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "本人手机"
        ordering = ["bound_at"]
        constraints = [
            models.UniqueConstraint(
                name="classes_phonebinding_one_at_a_time",
                fields=["enrolment"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="这名学员已有一部签到手机。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {clock.local(self.bound_at):%Y-%m-%d %H:%M}"


class SharedPhoneAlert(models.Model):
    """A phone has become that of one more person: `people` were served by it then, this one included (F05)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.ForeignKey(SigningPhone, on_delete=models.PROTECT, related_name="alerts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField("这部手机上的人数")
    raised_at = models.DateTimeField("发现时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "一机多人"
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(name="classes_sharedphonealert_once", fields=["phone", "enrolment"]),
            models.CheckConstraint(name="classes_sharedphonealert_is_shared", condition=Q(people__gte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} 一机 {self.people} 人"


class SignInQuerySet(SessionRowQuerySet):
    def by_phone(self) -> Self:
        return self.filter(channel=SigningChannel.PHONE)


class SignIn(models.Model):
    """One sign-in or sign-out as it reached the server: by phone, with witnesses, or from the teacher's tablet.

    `happened_at` is the server's time; for the tablet, which may have been without network, the time its own clock
    showed, put right by how far that clock was off. The sheet follows from these rows (ADR 0011).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PlannedSession, on_delete=models.PROTECT, related_name="sign_ins")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sign_ins")
    direction = models.CharField("签到或签退", max_length=3, choices=SigningDirection.choices)
    channel = models.CharField("方式", max_length=8, choices=SigningChannel.choices)
    happened_at = models.DateTimeField("时间")
    received_at = models.DateTimeField("收到时间", default=clock.now)
    is_late = models.BooleanField("迟到", default=False)
    phone = models.ForeignKey(SigningPhone, on_delete=models.PROTECT, null=True, related_name="sign_ins")
    code_shown_at = models.DateTimeField("二维码生成时间", null=True)
    distance_metres = models.PositiveIntegerField("距培训地点（米）", null=True)
    accuracy_metres = models.PositiveIntegerField("定位精度（米）", null=True)
    is_outside = models.BooleanField("在范围外", null=True)
    place_index = models.CharField(max_length=64, blank=True, editable=False)
    photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    photo_sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    photo_fingerprint = models.CharField(max_length=16, blank=True, db_index=True, editable=False)
    same_photo_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField("原因", max_length=100, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    second_witness = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    class_assistant = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="+")
    device_time = models.DateTimeField("平板时间", null=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "原始签到"
        ordering = ["happened_at"]
        constraints = [
            models.UniqueConstraint(
                name="classes_signin_once",
                fields=["session", "enrolment", "direction", "channel"],
                violation_error_message="这一次已经签过。",
            ),
            models.CheckConstraint(
                name="classes_signin_words_are_known",
                condition=Q(direction__in=SigningDirection.values, channel__in=SigningChannel.values),
            ),
            models.CheckConstraint(
                name="classes_signin_phone_by_server_time",
                condition=~Q(channel=SigningChannel.PHONE)
                | Q(
                    phone__isnull=False,
                    code_shown_at__isnull=False,
                    happened_at=F("received_at"),
                    code_shown_at__lte=F("received_at"),
                ),
                violation_error_message="手机签到以服务器时间为准。",
            ),
            models.CheckConstraint(
                name="classes_signin_witnessed_by_two",
                condition=~Q(channel=SigningChannel.WITNESS)
                | (
                    ~Q(reason="")
                    & Q(recorded_by__isnull=False, happened_at=F("received_at"))
                    & (
                        Q(second_witness__isnull=False, class_assistant__isnull=True)
                        | Q(second_witness__isnull=True, class_assistant__isnull=False)
                    )
                    & (Q(second_witness__isnull=True) | ~Q(second_witness=F("recorded_by")))
                    & (Q(class_assistant__isnull=True) | ~Q(class_assistant=F("enrolment")))
                ),
                violation_error_message="见证签到须写明原因，并由两人见证。",
            ),
            models.CheckConstraint(
                name="classes_signin_roll_has_its_clock",
                condition=~Q(channel=SigningChannel.ROLL)
                | Q(recorded_by__isnull=False, device_time__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.enrolment}{self.get_direction_display()}"

    @property
    def case_id(self) -> UUID:
        return self.session.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.session.institution_id

    @property
    def witness(self) -> str:
        """Who stood beside whoever recorded it: a colleague, or the class assistant."""
        if self.second_witness:
            return self.second_witness.display_name
        return f"{self.class_assistant.position} 号（班级助理）" if self.class_assistant else ""
