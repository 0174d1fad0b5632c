"""The electronic voucher (20号 六; 8号 二(2)): one closed loop per person, kind, occupation and level."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.models import TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core.display import StateTag
from foundation.workflow.models import LifecycleModel
from institutions.enums import SHORT_LEVEL
from trainees.models import Application, Person
from vouchers.enums import DEAD_STATES, VOUCHER_TAGS, VoucherKind, VoucherState
from vouchers.models.scheme import VoucherScheme


class VoucherQuerySet(TenantQuerySet["Voucher"]):
    institution_path = "application__institution_id"

    def live(self) -> Self:
        return self.exclude(state__in=DEAD_STATES)

    def training(self) -> Self:
        return self.filter(kind=VoucherKind.TRAINING)

    def evaluation(self) -> Self:
        return self.filter(kind=VoucherKind.EVALUATION)


class Voucher(LifecycleModel):
    """One voucher, for example 培训券 PX-7K2M-9F4C of 张小英 for 养老护理员（初级）, valid to 31 December.

    The number is random with a check character, readable over the telephone. `face_fen` is None where the
    voucher pays "按标准". Redemption needs a claim; that it happens once is a constraint, not a promise.
    """

    number = models.CharField("券号", max_length=20, unique=True)
    kind = models.CharField("券种", max_length=12, choices=VoucherKind.choices)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, null=True, related_name="+")
    occupation_code = models.CharField("职业编码", max_length=20)
    occupation_name = models.CharField("工种", max_length=60)
    level = models.CharField("等级", max_length=1)
    year = models.PositiveSmallIntegerField("年度")
    face_fen = models.PositiveBigIntegerField("面值（分）", null=True, blank=True)
    valid_to = models.DateField("有效期至")
    scheme = models.ForeignKey(
        VoucherScheme, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    claim_id = models.UUIDField("兑现申领单", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=VoucherState.choices, default=VoucherState.REQUESTED
    )
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    redeemed_at = models.DateTimeField(null=True, editable=False)
    redeemed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    written_off_at = models.DateTimeField(null=True, editable=False)
    written_off_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电子券"
        ordering = ["-created_at", "number"]
        indexes = [
            models.Index(name="vouchers_voucher_class", fields=["training_class", "kind", "state"]),
            models.Index(name="vouchers_voucher_state", fields=["state", "valid_to"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="vouchers_voucher_one_live_per_person_occupation_level_year",
                fields=["person", "kind", "occupation_code", "level", "year"],
                condition=~Q(state__in=sorted(DEAD_STATES)),
                violation_error_message="该学员本年度同工种同等级已有有效的同类券。",
            ),
            models.CheckConstraint(
                name="vouchers_voucher_state_is_known", condition=Q(state__in=VoucherState.values)
            ),
            models.CheckConstraint(
                name="vouchers_voucher_kind_is_known", condition=Q(kind__in=VoucherKind.values)
            ),
            models.CheckConstraint(
                name="vouchers_voucher_redeemed_has_claim_and_time",
                condition=Q(
                    state__in=["redeemed", "written_off"], claim_id__isnull=False, redeemed_at__isnull=False
                )
                | (~Q(state__in=["redeemed", "written_off"]) & Q(redeemed_at__isnull=True)),
                violation_error_message="兑现的券须有申领单和时间。",
            ),
            models.CheckConstraint(
                name="vouchers_voucher_written_off_has_time",
                condition=~Q(state="written_off") | Q(written_off_at__isnull=False),
            ),
            models.CheckConstraint(
                name="vouchers_voucher_dates_in_order",
                condition=(Q(redeemed_at__isnull=True) | Q(redeemed_at__gte=F("issued_at")))
                & (Q(written_off_at__isnull=True) | Q(written_off_at__gte=F("redeemed_at"))),
            ),
            models.CheckConstraint(
                name="vouchers_voucher_bound_has_class",
                condition=Q(training_class__isnull=False)
                | Q(state__in=["requested", "issued", "voided", "expired", "returned"]),
                violation_error_message="绑定的券须有班次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("vouchers:voucher_detail", args=[self.pk])

    @property
    def known_as(self) -> str:
        return f"{self.person.masked_name}的{self}"

    @property
    def case_id(self) -> UUID | None:
        return self.training_class_id or self.application.group_id

    @property
    def institution_id(self) -> UUID:
        return self.application.institution_id

    @property
    def occupation_title(self) -> str:
        level = SHORT_LEVEL[self.level]
        return f"{self.occupation_name}（{level}）" if level else self.occupation_name

    @property
    def state_tag(self) -> StateTag:
        return VOUCHER_TAGS[VoucherState(self.state)]
