"""People, organisations, and who holds which role from when to when."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self, TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from foundation.accounts.enums import ADMINISTRATOR_ROLES, OrganisationKind, Role
from foundation.core import clock

SUPERVISE = "supervise_organisation"
"""The one object permission on an organisation: to watch it as a third party."""


class Organisation(models.Model):
    """A body whose people use the system: the bureau, a training institution, 财政局, a service point…"""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=20, choices=OrganisationKind.choices)
    name = models.CharField("名称", max_length=120, unique=True)
    short_name = models.CharField("简称", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["kind", "name"]
        permissions = [(SUPERVISE, "以第三方身份监督")]
        constraints = [
            models.CheckConstraint(
                name="accounts_organisation_kind_is_known",
                condition=Q(kind__in=OrganisationKind.values),
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class User(AbstractUser):
    """A person who signs in. Named accounts only; no shared account, no superuser in production."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    display_name = models.CharField("姓名", max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="单位"
    )
    password_changed_at = models.DateTimeField("密码修改时间", default=clock.now)
    must_change_password = models.BooleanField("须改密码", default=False)
    large_type = models.BooleanField("大字显示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username


class PasswordRecord(models.Model):
    """A password once used (its hash only), so that the last five cannot come back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=255)
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "历史密码"
        ordering = ["-set_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"


PeriodT = TypeVar("PeriodT", bound=models.Model)


class PeriodQuerySet(models.QuerySet[PeriodT]):
    """Rows with `starts_on` and an optional `ends_on`, both inclusive."""

    def current(self, on: date | None = None) -> Self:
        day = on or clock.today()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class RoleAssignmentQuerySet(PeriodQuerySet["RoleAssignment"]):
    def current(self, on: date | None = None) -> Self:
        return super().current(on).filter(ended_at__isnull=True)


class RoleAssignment(models.Model):
    """This person holds this role from one day to another. Ended, never deleted.

    `ended_at` is the instant at which the security administrator took it back (or its last day had passed); from
    then on it counts no more, whatever its days say.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField("角色", max_length=32, choices=Role.choices)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    ended_at = models.DateTimeField("收回时间", null=True, editable=False)
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    is_administrator_role = models.GeneratedField(
        expression=models.Case(
            models.When(role__in=sorted(ADMINISTRATOR_ROLES), then=models.Value(True)),
            default=models.Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "角色任命"
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_roleassignment_open_once",
                fields=["user", "role"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="该人员已有这个角色。",
            ),
            models.UniqueConstraint(
                name="accounts_roleassignment_one_of_three_administrators",
                fields=["user", "is_administrator_role"],
                condition=Q(ended_at__isnull=True, role__in=sorted(ADMINISTRATOR_ROLES)),
                violation_error_message="系统、安全、审计三类管理员一人只能任一类。",
            ),
            models.CheckConstraint(
                name="accounts_roleassignment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="accounts_roleassignment_system_is_nobody",
                condition=~Q(role=Role.SYSTEM),
                violation_error_message="“系统”不是可以任命的角色。",
            ),
            models.CheckConstraint(
                name="accounts_roleassignment_not_by_oneself",
                condition=Q(assigned_by__isnull=True) | ~Q(assigned_by=F("user")),
                violation_error_message="不能给自己任命角色。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class SupervisionAssignmentQuerySet(PeriodQuerySet["SupervisionAssignment"]):
    def live(self) -> Self:
        """Neither ended by somebody nor past its last day; it may still be to come."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()), ended_at__isnull=True)

    def current(self, on: date | None = None) -> Self:
        return super().current(on).filter(ended_at__isnull=True)


class SupervisionAssignment(models.Model):
    """A third-party supervisor watches this institution from one day to another (20号 五(二)). Ended, never deleted.

    This table is the truth; django-guardian's `OrganisationUserObjectPermission` follows it. Both must agree
    before the supervisor sees a row (`scoping.supervised_institution_ids`).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="监督员")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="培训机构"
    )
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField("指派时间", default=clock.now, editable=False)
    ended_at = models.DateTimeField("结束时间", null=True, editable=False)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, editable=False, verbose_name="结束人"
    )

    objects = SupervisionAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "第三方监督指派"
        ordering = ["-starts_on", "-assigned_at"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_supervisionassignment_open_once",
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="该监督员已指派到这家机构。",
            ),
            models.CheckConstraint(
                name="accounts_supervisionassignment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="accounts_supervisionassignment_not_by_oneself",
                condition=~Q(assigned_by=F("user")),
                violation_error_message="不能给自己指派监督任务。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"


class OrganisationUserObjectPermission(UserObjectPermissionBase):
    """django-guardian's direct table: this supervisor ↔ this institution. Follows `SupervisionAssignment`."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)
