"""Lines of a claim that are frozen because their person disputes what they rest on (N20)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from subsidies.models import ClaimPerson, HeldLine, SubsidyClaim
from trainees.enums import DisputeState
from trainees.models import Dispute
from trainees.queries import freezing
from vouchers.queries import redeemable


@dataclass(frozen=True)
class FrozenLine:
    """One paid line of a claim, and what freezes it."""

    row: ClaimPerson
    dispute: Dispute

    @property
    def is_upheld(self) -> bool:
        return self.dispute.state == DisputeState.UPHELD

    @property
    def words(self) -> str:
        return f"{self.row.enrolment}（{self.dispute.number}）"


def frozen_lines(claim: SubsidyClaim) -> Sequence[FrozenLine]:
    """Whoever is paid by this claim and disputes his payment, his part in the class, or what he is said to have done.

    Three queries; one where nobody is paid. The others of the claim are not in it.
    """
    rows = ClaimPerson.objects.filter(claim=claim, is_paid=True).select_related("enrolment__person")
    return _frozen_among(claim, rows)


def frozen_now(line: HeldLine) -> FrozenLine | None:
    """What freezes a held line today, which need not be what it was held back for."""
    rows = ClaimPerson.objects.filter(pk=line.row_id).select_related("enrolment__person")
    return next(iter(_frozen_among(line.claim, rows)), None)


def _frozen_among(claim: SubsidyClaim, rows: Iterable[ClaimPerson]) -> Sequence[FrozenLine]:
    paid = {row.enrolment.person_id: row for row in rows}
    if not paid:
        return []
    targets = {claim.pk, *(row.enrolment_id for row in paid.values())}
    targets |= {row.enrolment.application_id for row in paid.values()}
    targets |= set(redeemable(claim.training_class, paid).order_by().values_list("pk", flat=True))
    found = freezing(paid, targets)
    return [FrozenLine(paid[person], dispute) for person, dispute in found.items()]
