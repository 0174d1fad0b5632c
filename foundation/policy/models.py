"""The documents, their clauses, and the parameters: dated values that two people put into force."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.core import clock
from foundation.core.display import StateTag
from foundation.policy.definitions import definitions
from foundation.policy.saying import say_value
from foundation.policy.types import Clause, read_value


class PolicyDocument(models.Model):
    """A document in force from one day to another, for example 文人社字〔2026〕8号, 2025-01-01 to 2027-12-31."""

    code = models.CharField("代号", max_length=20, primary_key=True)
    number = models.CharField("文号", max_length=60, unique=True)
    title = models.CharField("标题", max_length=160)
    issuer = models.CharField("发文机关", max_length=160)
    issued_text = models.CharField("落款日期（照原文）", max_length=40)
    effective_from = models.DateField("适用起")
    effective_to = models.DateField("适用止")

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        ordering = ["-effective_from"]
        constraints = [
            models.CheckConstraint(
                name="policy_policydocument_ends_after_start",
                condition=Q(effective_to__gte=F("effective_from")),
            )
        ]

    def __str__(self) -> str:
        return self.number


class PolicyClause(models.Model):
    """One clause, with its words as printed."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="clauses")
    label = models.CharField("条款", max_length=40)
    text = models.TextField("原文")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "条款"
        ordering = ["document", "order"]
        constraints = [
            models.UniqueConstraint(name="policy_policyclause_label_once", fields=["document", "label"])
        ]

    def __str__(self) -> str:
        return f"{self.document.number} {self.label}"


class ParameterState(models.TextChoices):
    PROPOSED = "proposed", "待第二人启用"
    ACTIVE = "active", "已启用"
    REJECTED = "rejected", "未采用"
    SUPERSEDED = "superseded", "已重新确认"


PARAMETER_TAGS = {
    ParameterState.PROPOSED: StateTag("待第二人启用", "info"),
    ParameterState.ACTIVE: StateTag("已启用", "ok"),
    ParameterState.REJECTED: StateTag("未采用", "mute", "slash-circle"),
    ParameterState.SUPERSEDED: StateTag("已重新确认", "mute", "arrow-repeat"),
}


class ParameterRow(models.Model):
    """One value of one parameter from one day on. A change is a new row; the old one stays for replay.

    Example: `rate.就业技能` = 每人 1,500.00 元, from 2026-01-01, proposed by one person, activated by another.
    `kind` and `written` are the exact form of `foundation.policy.types.read_value`. A row that `confirms` another
    says the same from the same day on; when it is put into force the other one is superseded, and stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="+")
    key = models.CharField("参数", max_length=60)
    kind = models.CharField(max_length=12)
    written = models.JSONField("值", null=True)
    clause_document = models.CharField(max_length=20)
    clause_label = models.CharField("依据条款", max_length=40, blank=True)
    effective_from = models.DateField("生效日期")
    pending_confirmation = models.BooleanField("待确认", default=False)
    is_trial = models.BooleanField("试用标准", default=False)
    state = models.CharField(max_length=10, choices=ParameterState.choices, default=ParameterState.PROPOSED)
    reason = models.CharField("理由", max_length=300, blank=True)
    # People are named by id only: this package lies below the accounts.
    proposed_by_id = models.UUIDField(null=True)
    proposed_by_name = models.CharField("提出人", max_length=40, blank=True)
    proposed_at = models.DateTimeField("提出时间", null=True)
    activated_by_id = models.UUIDField(null=True)
    activated_by_name = models.CharField("启用人", max_length=40, blank=True)
    activated_at = models.DateTimeField("启用时间", null=True)
    confirmed_on = models.DateField("最近确认日期", null=True)
    confirms = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="沿用确认"
    )

    class Meta:
        verbose_name = verbose_name_plural = "政策参数"
        ordering = ["key", "-effective_from"]
        indexes = [models.Index(name="policy_parameterrow_in_force", fields=["document", "state", "key"])]
        constraints = [
            models.CheckConstraint(
                name="policy_parameterrow_needs_two_people",
                condition=Q(activated_by_id__isnull=True)
                | Q(proposed_by_id__isnull=True)
                | ~Q(activated_by_id=F("proposed_by_id")),
                violation_error_message="提出人不能自己启用，请由另一人启用。",
            ),
            models.UniqueConstraint(
                name="policy_parameterrow_one_value_a_day",
                fields=["document", "key", "effective_from"],
                condition=Q(state="active"),
                violation_error_message="这个参数在这一天已有启用的值。",
            ),
            models.UniqueConstraint(
                name="policy_parameterrow_one_proposal_a_day",
                fields=["document", "key", "effective_from"],
                condition=Q(state="proposed"),
                violation_error_message="这个参数在这一天已有一项提议待启用。",
            ),
            models.CheckConstraint(
                name="policy_parameterrow_confirmed_is_not_pending",
                condition=Q(confirms__isnull=True) | Q(pending_confirmation=False),
            ),
            models.CheckConstraint(
                name="policy_parameterrow_state_is_known", condition=Q(state__in=ParameterState.values)
            ),
            models.CheckConstraint(
                name="policy_parameterrow_active_has_date",
                condition=~Q(state="active") | Q(activated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        definition = definitions().get(self.key)
        return f"{definition.name}：{self.said}" if definition else self.key

    def get_absolute_url(self) -> str:
        return f"{reverse('policy:parameter_page', args=[self.key])}?document={self.document_id}"

    @property
    def said(self) -> str:
        """The value as the office says it: 每人 1,500.00 元."""
        return say_value(definitions()[self.key], read_value(self.kind, self.written))

    @property
    def state_since(self) -> datetime | None:
        """Since when a proposal waits; the worklist asks."""
        return self.proposed_at

    @property
    def deadline_on(self) -> date | None:
        """A proposal is decided before the day from which it is to hold, if that day was still to come."""
        if self.proposed_at is None or self.effective_from <= clock.local(self.proposed_at).date():
            return None
        return self.effective_from

    @property
    def state_tag(self) -> StateTag:
        return PARAMETER_TAGS[ParameterState(self.state)]

    @property
    def cite(self) -> str:
        """The clause as an official writes it; empty where the bureau itself decided."""
        return (
            Clause(self.clause_document, self.clause_label).spoken() if self.clause_document else "局里确定"
        )
