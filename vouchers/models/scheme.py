"""Vouchers made to measure: for a trade, an institution, groups of people, until a day, so many and no more."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.core import clock
from institutions.enums import SHORT_LEVEL
from institutions.models import Institution
from trainees.enums import PersonCategory
from vouchers.enums import VoucherKind
from vouchers.rules.scheme import SchemeTerms


class VoucherSchemeQuerySet(models.QuerySet["VoucherScheme"]):
    def visible_to(self, actor: Actor) -> Self:
        """The bureau's own; an institution sees the number on its vouchers, not what others may still get."""
        return self if actor.reads_everything else self.none()

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class VoucherScheme(models.Model):
    """发券方案, for example: 2026 年培训券 养老护理员（初级），限启航职校、脱贫劳动力，至 11 月 30 日，50 张.

    An empty term does not restrict. `taken` is how many live vouchers were issued under it; the ledger's trigger
    counts, and a CHECK keeps it within `quantity`, so that no door and no race leads past the limit.
    Without a scheme a voucher is issued 按标准: to everybody entitled, until the end of the year.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("券种", max_length=12, choices=VoucherKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    occupation_code = models.CharField("工种", max_length=20, blank=True)
    occupation_name = models.CharField("工种名称", max_length=60, blank=True)
    level = models.CharField("等级", max_length=1, blank=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机构"
    )
    groups = models.JSONField("人员类别", default=list, blank=True)
    valid_to = models.DateField("有效期至")
    quantity = models.PositiveIntegerField("数量")
    taken = models.PositiveIntegerField("已发", default=0, editable=False)
    face_fen = models.PositiveBigIntegerField("面值（分）", null=True, blank=True)
    fund_source = models.CharField("资金来源", max_length=60, blank=True)
    closed_at = models.DateTimeField("停发", null=True, editable=False)
    created_at = models.DateTimeField("建立时间", default=clock.now, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="建立人"
    )

    objects = VoucherSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发券方案"
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                name="vouchers_scheme_name_stands_once_a_year",
                fields=["year", "name"],
                violation_error_message="本年度已有同名的发券方案。",
            ),
            models.CheckConstraint(
                name="vouchers_scheme_kind_is_known", condition=Q(kind__in=VoucherKind.values)
            ),
            models.CheckConstraint(
                name="vouchers_scheme_within_quantity",
                condition=Q(taken__gte=0, taken__lte=F("quantity")),
                violation_error_message="已发数量不得超过方案数量。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.name}"

    def get_absolute_url(self) -> str:
        return f"{reverse('vouchers:voucher_list')}?scheme={self.pk}"

    @property
    def terms(self) -> SchemeTerms:
        return SchemeTerms(
            kind=self.kind,
            year=self.year,
            occupation_code=self.occupation_code,
            level=self.level,
            institution=str(self.institution_id or ""),
            groups=frozenset(self.groups),
            valid_to=self.valid_to,
            is_closed=self.closed_at is not None,
        )

    @property
    def group_labels(self) -> list[str]:
        return [str(label) for value, label in PersonCategory.choices if value in self.groups]

    @property
    def left(self) -> int:
        return self.quantity - self.taken

    @property
    def occupation_title(self) -> str:
        level = SHORT_LEVEL.get(self.level, "")
        return f"{self.occupation_name}（{level}）" if level else self.occupation_name
