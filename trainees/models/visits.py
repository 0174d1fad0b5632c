"""A person's own visit by one-time code: no account, a quarter of an hour, only what is in his own name (N20)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from foundation.core import clock
from foundation.core.fields import SealedTextField
from trainees.models.applications import Person
from trainees.models.numbers import ShownMasked


class PersonVisit(ShownMasked, models.Model):
    """One code asked for, and the visit that it opened. Example: asked at 9:00, opened at 9:02, over at 9:17.

    Of the code only a keyed digest is kept. `person` is set when the visit opens and the telephone is one that is
    registered for that person; without it the visit shows only what was asked for under number and telephone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity_number = SealedTextField("身份证号")
    identity_index = models.CharField(max_length=64, db_index=True, editable=False)
    phone = SealedTextField("手机号")
    phone_index = models.CharField(max_length=64, db_index=True, editable=False)
    phone_masked = models.CharField("手机号（脱敏）", max_length=16, editable=False)
    ip = models.CharField(max_length=45, db_index=True, blank=True, editable=False)
    device = models.CharField("设备", max_length=200, blank=True, editable=False)
    code_digest = models.CharField(max_length=64, editable=False)
    requested_at = models.DateTimeField("发送时间", default=clock.now, db_index=True, editable=False)
    expires_at = models.DateTimeField("验证码有效期至", editable=False)
    wrong_tries = models.PositiveSmallIntegerField("输错次数", default=0, editable=False)
    opened_at = models.DateTimeField("验证时间", null=True, editable=False)
    ends_at = models.DateTimeField("到期时间", null=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, editable=False, related_name="visits"
    )

    class Meta:
        verbose_name = verbose_name_plural = "本人查询"
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="trainees_personvisit_opened_has_an_end",
                condition=Q(opened_at__isnull=True, ends_at__isnull=True)
                | Q(opened_at__isnull=False, ends_at__isnull=False, code_digest=""),
            ),
            models.CheckConstraint(
                name="trainees_personvisit_opened_in_time",
                condition=Q(opened_at__isnull=True) | Q(opened_at__lte=F("expires_at")),
            ),
            models.CheckConstraint(
                name="trainees_personvisit_person_only_when_opened",
                condition=Q(person__isnull=True) | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phone_masked} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.ends_at is not None and clock.now() < self.ends_at
