"""补贴申领 (C7; 8号 四; 20号 七): the claim, its stored statement line by line, and each person's amount."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.models import Enrolment, TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core.display import StateTag
from foundation.core.fields import SealedTextField
from foundation.workflow.models import LifecycleModel
from institutions.models import Institution
from subsidies.enums import CLAIM_TAGS, IN_NOTICE, IN_REVIEW, PAID_STATES, ClaimState
from subsidies.models.notice import PublicNotice


class ClaimQuerySet(TenantQuerySet["SubsidyClaim"]):
    def in_review(self) -> Self:
        return self.filter(state__in=IN_REVIEW)

    def in_notice(self) -> Self:
        return self.filter(state__in=IN_NOTICE)

    def paid(self) -> Self:
        return self.filter(state__in=PAID_STATES)

    def live(self) -> Self:
        """Those that stand: a claim whose money was taken back leaves its stage free again."""
        return self.exclude(state=ClaimState.RECOVERED)

    def with_names(self) -> Self:
        return self.select_related("training_class__occupation", "institution__organisation", "notice")


class PaidToAccount(models.Model):
    """Something that is paid to an account: whose it is, as two people have approved it when it was sent."""

    payee_name = models.CharField("户名", max_length=120, blank=True)
    payee_bank = models.CharField("开户行", max_length=80, blank=True)
    payee_account = SealedTextField("账号", blank=True, default="")

    class Meta:
        abstract = True


class SubsidyClaim(PaidToAccount, LifecycleModel):
    """One claim for one class (and, for staged 项目制, one stage), for example BT-2026-0021: 82,800.00 元.

    Facts, parameters and statement are snapshots taken when the claim is submitted; `digest` covers them, and
    every approval signs that digest. Nothing recomputes a submitted claim; a change is a return and a new
    submission. All amounts are fen.

    `total_fen` is what was signed and never changes. Where lines are held back when it is sent, `sending` keeps the
    lines that explain what is sent now (`rules.held`); it is written anew when the claim is sent again.
    """

    number = models.CharField("申领单号", max_length=20, unique=True)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    stage = models.PositiveSmallIntegerField("阶段", default=1)
    is_final_stage = models.BooleanField("末次", default=True)
    applicant_statement = models.TextField("申请说明", blank=True)
    declared_fen = models.PositiveBigIntegerField("机构申报金额（分）", null=True, blank=True)
    received_on = models.DateField("收到完整资料日期", null=True, editable=False)
    pay_by = models.DateField("应拨付日期", null=True, editable=False)
    correction_due_on = models.DateField("补正期限", null=True, editable=False)
    facts = models.JSONField(null=True, editable=False)
    parameters = models.JSONField(null=True, editable=False)
    statement = models.JSONField(null=True, editable=False)
    rule_version = models.CharField(max_length=20, blank=True, editable=False)
    digest = models.CharField("内容校验值", max_length=64, blank=True, editable=False)
    payable_heads = models.PositiveSmallIntegerField("应付人数", null=True, editable=False)
    deduction_heads = models.PositiveSmallIntegerField("核减人数", null=True, editable=False)
    full_fen = models.BigIntegerField("全额（分）", null=True, editable=False)
    total_fen = models.BigIntegerField("应付金额（分）", null=True, editable=False)
    signed_digest = models.CharField("审签内容校验值", max_length=64, blank=True, editable=False)
    sending = models.JSONField("送拨说明", null=True, editable=False)
    notice = models.ForeignKey(
        PublicNotice, on_delete=models.PROTECT, null=True, editable=False, related_name="claims"
    )

    state = models.CharField("状态", max_length=20, choices=ClaimState.choices, default=ClaimState.DRAFT)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    first_reviewed_at = models.DateTimeField(null=True, editable=False)
    first_reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    second_reviewed_at = models.DateTimeField(null=True, editable=False)
    second_reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    deputy_approved_at = models.DateTimeField(null=True, editable=False)
    deputy_approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    director_approved_at = models.DateTimeField(null=True, editable=False)
    director_approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴申领"
        ordering = ["-created_at"]
        indexes = [
            models.Index(name="subsidies_claim_scope", fields=["institution", "state"]),
            models.Index(name="subsidies_claim_state", fields=["state", "state_since"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="subsidies_subsidyclaim_stage_once",
                fields=["training_class", "stage"],
                condition=~Q(state="recovered"),
                violation_error_message="本班本阶段已有申领单。",
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_stage_counts_from_one", condition=Q(stage__gte=1)
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_state_is_known", condition=Q(state__in=ClaimState.values)
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_two_reviewers_are_two_people",
                condition=Q(second_reviewed_by__isnull=True)
                | (~Q(second_reviewed_by=F("first_reviewed_by")) & ~Q(second_reviewed_by=F("submitted_by"))),
                violation_error_message="一审、二审须由两人办理。",
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_deputy_is_another",
                condition=Q(deputy_approved_by__isnull=True)
                | (
                    ~Q(deputy_approved_by=F("first_reviewed_by"))
                    & ~Q(deputy_approved_by=F("second_reviewed_by"))
                    & ~Q(deputy_approved_by=F("submitted_by"))
                ),
                violation_error_message="批准人不能是申请人或审核人。",
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_director_is_another",
                condition=Q(director_approved_by__isnull=True)
                | (
                    ~Q(director_approved_by=F("deputy_approved_by"))
                    & ~Q(director_approved_by=F("first_reviewed_by"))
                    & ~Q(director_approved_by=F("second_reviewed_by"))
                    & ~Q(director_approved_by=F("submitted_by"))
                ),
                violation_error_message="局领导批准人不能是前面任何一步的经办人。",
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_submitted_is_calculated",
                condition=Q(state__in=["draft", "returned"])
                | (Q(total_fen__isnull=False, statement__isnull=False, facts__isnull=False) & ~Q(digest="")),
                violation_error_message="没有测算结果的申领单不能提交。",
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_approved_is_signed_by_all",
                condition=Q(
                    state__in=[
                        "draft",
                        "returned",
                        "submitted",
                        "first_reviewed",
                        "second_reviewed",
                        "deputy_approved",
                    ]
                )
                | Q(
                    first_reviewed_by__isnull=False,
                    second_reviewed_by__isnull=False,
                    deputy_approved_by__isnull=False,
                    director_approved_by__isnull=False,
                    signed_digest=F("digest"),
                ),
                violation_error_message="未经两人审核、两级领导批准，或审签后内容有变动。",
            ),
            models.CheckConstraint(
                name="subsidies_subsidyclaim_published_has_notice",
                condition=Q(
                    state__in=[
                        "draft",
                        "returned",
                        "submitted",
                        "first_reviewed",
                        "second_reviewed",
                        "deputy_approved",
                        "director_approved",
                    ]
                )
                | Q(notice__isnull=False),
                violation_error_message="没有公示的申领单不能进入拨付。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} 补贴申领"

    def get_absolute_url(self) -> str:
        return reverse("subsidies:claim_detail", args=[self.pk])

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def state_tag(self) -> StateTag:
        return CLAIM_TAGS[ClaimState(self.state)]

    @property
    def promised_fen(self) -> int:
        """What it takes from the account in the end, lines held back included."""
        return max(self.total_fen or 0, 0)

    @property
    def is_staged(self) -> bool:
        return self.stage > 1 or not self.is_final_stage

    @property
    def deadline_on(self) -> date | None:
        """The two-month limit of 20号 七(一) while money is still owed."""
        if self.state in {ClaimState.DRAFT, *PAID_STATES, ClaimState.RECOVERED}:
            return None
        return self.correction_due_on if self.state == ClaimState.RETURNED else self.pay_by


class ClaimRowQuerySet(TenantQuerySet[Any]):
    institution_path = "claim__institution_id"


class ClaimLine(models.Model):
    """One line of the statement as it was calculated: what, formula in words, clause, rounding, amount."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(SubsidyClaim, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    formula = models.CharField(max_length=300, blank=True)
    detail = models.TextField(blank=True)
    clause = models.CharField(max_length=80, blank=True)
    inputs = models.JSONField(default=list)
    intermediate = models.CharField(max_length=60, blank=True)
    rounding = models.CharField(max_length=120, blank=True)
    result_text = models.CharField(max_length=60, blank=True)
    heads = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    is_pending = models.BooleanField(default=False)

    objects = ClaimRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "测算行"
        ordering = ["claim", "order"]
        constraints = [
            models.UniqueConstraint(name="subsidies_claimline_order_once", fields=["claim", "order"])
        ]

    def __str__(self) -> str:
        return self.title


class ClaimPerson(models.Model):
    """One trainee in a claim: paid so much (`formula` says how), or not paid and why. The rows sum up to the claim.

    Below zero only where the last stage takes back what an earlier one paid (DR-17).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(SubsidyClaim, on_delete=models.CASCADE, related_name="people")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    half_days = models.PositiveSmallIntegerField("有效半天数", default=0)
    is_paid = models.BooleanField(default=False)
    amount_fen = models.BigIntegerField(default=0)
    formula = models.CharField("算式", max_length=200, blank=True)
    exclusion_code = models.CharField(max_length=40, blank=True)
    exclusion_reason = models.CharField(max_length=200, blank=True)

    objects = ClaimRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴人员"
        ordering = ["claim", "enrolment__position"]
        constraints = [
            models.UniqueConstraint(name="subsidies_claimperson_once", fields=["claim", "enrolment"]),
            models.CheckConstraint(
                name="subsidies_claimperson_amount_within_cap",
                condition=Q(amount_fen__gte=-500_000, amount_fen__lte=500_000),
                violation_error_message="每人补贴最高不超过 5,000 元。",
            ),
            models.CheckConstraint(
                name="subsidies_claimperson_unpaid_gets_nothing",
                condition=Q(is_paid=True) | Q(amount_fen__lte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.amount_fen}"
