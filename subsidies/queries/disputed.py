"""Lines of a claim that are frozen because their person disputes what they rest on (N20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from subsidies.models import ClaimPerson, SubsidyClaim
from trainees.models import Dispute
from trainees.queries import freezing


@dataclass(frozen=True)
class FrozenLine:
    """One paid line of a claim, and what freezes it."""

    row: ClaimPerson
    dispute: Dispute


def frozen_lines(claim: SubsidyClaim) -> Sequence[FrozenLine]:
    """Whoever is paid by this claim and disputes his payment, his part in the class, or what he is said to have done.

    Two queries; one where nobody is paid. The others of the claim are not in it.
    """
    paid = {
        row.enrolment.person_id: row
        for row in ClaimPerson.objects.filter(claim=claim, is_paid=True).select_related("enrolment__person")
    }
    if not paid:
        return []
    targets = {claim.pk, *(row.enrolment_id for row in paid.values())}
    targets |= {row.enrolment.application_id for row in paid.values()}
    found = freezing(paid, targets)
    return [FrozenLine(paid[person], dispute) for person, dispute in found.items()]
