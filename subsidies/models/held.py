"""暂缓支付 (20号 六; N20): a line of a claim that was held back when the others were sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core.display import StateTag
from foundation.workflow.models import LifecycleModel
from institutions.models import Institution
from subsidies.enums import HELD_TAGS, OPEN_HELD, ClaimState, HeldState
from subsidies.models.claim import ClaimPerson, PaidToAccount, SubsidyClaim
from subsidies.models.notice import PublicNotice
from trainees.enums import FOUND_RIGHT, FREEZING_DISPUTES, DisputeState
from trainees.models import Dispute
from vouchers.models import Voucher


class HeldLineQuerySet(TenantQuerySet["HeldLine"]):
    institution_path = "claim__institution_id"

    def open(self) -> Self:
        """Neither paid nor struck: the money is still promised."""
        return self.filter(state__in=sorted(OPEN_HELD))

    def unpaid(self) -> Self:
        """Held back, on its way or struck: nothing of it has reached the person."""
        return self.exclude(state=HeldState.PAID)

    def of_claims(self, states: Iterable[str]) -> Self:
        return self.filter(claim__state__in=list(states))

    def with_names(self) -> Self:
        return self.select_related(
            "claim__training_class__occupation",
            "claim__institution__organisation",
            "claim__notice",
            "dispute__person",
            "created_by",
            "row__enrolment__person",
        )

    def waiting_for(self, actor: Actor) -> Self:
        """Finance may send what nothing freezes any more, the inspectors' head strike what a dispute was upheld on."""
        may = ~Q(state=HeldState.HELD)
        if actor.has_role(Role.FINANCE_OFFICER):
            may |= Q(~Exists(freezing_disputes("row__")), claim__state=ClaimState.PAID)
        if actor.has_role(Role.INSPECTION_HEAD):
            may |= Q(Exists(freezing_disputes("row__").filter(state__in=sorted(FOUND_RIGHT))))
        return self.filter(may)


def freezing_disputes(row: str = "") -> models.QuerySet[Dispute]:
    """What freezes the line of the outer query, `row` leading from there to its `ClaimPerson`.

    A dispute about his payment, his part in the class, his application or a live voucher that he has for the class:
    not decided, decided for him, or put right after the claim was calculated.
    """
    person = OuterRef(f"{row}enrolment__person_id")
    vouchers = Voucher.objects.live().filter(
        training_class=OuterRef(OuterRef("claim__training_class_id")), person=OuterRef("person_id")
    )
    about = Q(target_id=OuterRef("claim_id")) | Q(target_id=OuterRef(f"{row}enrolment_id"))
    about |= Q(target_id=OuterRef(f"{row}enrolment__application_id"))
    about |= Q(target_id__in=vouchers.values("pk"))
    stops = Q(state__in=sorted(FREEZING_DISPUTES))
    stops |= Q(state=DisputeState.CORRECTED, corrected_at__gt=OuterRef("claim__submitted_at"))
    return Dispute.objects.filter(about, stops, person_id=person)


class HeldLine(PaidToAccount, LifecycleModel):
    """One person's line that was not sent with its claim, for example 300.00 元 of BT-2026-0021 under YY-2026-0003.

    Held by whoever sent the claim (`created_by`), once and for its whole amount; paid by a payment of its own, or
    struck and never paid. `changes_others`: without this person the rules would have given others other amounts.
    """

    claim = models.ForeignKey(SubsidyClaim, on_delete=models.PROTECT, related_name="held_lines")
    row = models.OneToOneField(ClaimPerson, on_delete=models.PROTECT, related_name="held")
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.PositiveBigIntegerField("暂缓金额（分）")
    struck_reason = models.TextField("不予支付原因", blank=True, editable=False)
    changes_others = models.BooleanField("影响其他人金额", default=False, editable=False)
    state = models.CharField("状态", max_length=8, choices=HeldState.choices, default=HeldState.HELD)
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    paid_at = models.DateTimeField(null=True, editable=False)
    paid_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    struck_at = models.DateTimeField(null=True, editable=False)
    struck_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = HeldLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂缓支付"
        ordering = ["claim", "created_at", "pk"]
        indexes = [models.Index(name="subsidies_held_state", fields=["state", "state_since"])]
        constraints = [
            models.CheckConstraint(
                name="subsidies_heldline_state_is_known", condition=Q(state__in=HeldState.values)
            ),
            models.CheckConstraint(name="subsidies_heldline_amount_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="subsidies_heldline_sent_by_somebody",
                condition=~Q(state__in=["sent", "paid"]) | Q(sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="subsidies_heldline_sender_does_not_record",
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("sent_by")),
                violation_error_message="送补付和补付登记须由两人办理。",
            ),
            models.CheckConstraint(
                name="subsidies_heldline_struck_with_reason",
                condition=~Q(state="struck") | (Q(struck_at__isnull=False) & ~Q(struck_reason="")),
                violation_error_message="不予支付须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number} 暂缓支付（{self.dispute.number}）"

    def get_absolute_url(self) -> str:
        return reverse("subsidies:held_detail", args=[self.pk])

    @property
    def case_id(self) -> UUID:
        training_class: UUID = self.claim.training_class_id
        return training_class

    @property
    def institution_id(self) -> UUID:
        institution: UUID = self.claim.institution_id
        return institution

    @property
    def institution(self) -> Institution:
        institution: Institution = self.claim.institution
        return institution

    @property
    def notice(self) -> PublicNotice | None:
        notice: PublicNotice | None = self.claim.notice
        return notice

    @property
    def promised_fen(self) -> int:
        return self.amount_fen

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_HELD

    @property
    def deadline_on(self) -> date | None:
        """The two months of 20号 七(一) run for this line as for its claim."""
        return self.claim.pay_by if self.is_open else None

    @property
    def state_tag(self) -> StateTag:
        return HELD_TAGS[HeldState(self.state)]
