"""Lines of a claim that are frozen because their person disputes what they rest on (N20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, QuerySet, Subquery, When

from subsidies.models import ClaimPerson, HeldLine, SubsidyClaim
from subsidies.models.held import freezing_disputes
from trainees.enums import FOUND_RIGHT
from trainees.models import Dispute


@dataclass(frozen=True)
class FrozenLine:
    """One paid line of a claim, and what freezes it."""

    row: ClaimPerson
    dispute: Dispute

    @property
    def is_upheld(self) -> bool:
        """The person was right: what the claim says of him must not be paid, whether or not it is put right since."""
        return self.dispute.state in FOUND_RIGHT

    @property
    def words(self) -> str:
        return f"{self.row.enrolment}（{self.dispute.number}）"


def frozen_lines(claim: SubsidyClaim) -> Sequence[FrozenLine]:
    """Whoever is paid by this claim and disputes his payment, his part in the class, or what he is said to have done.

    Two queries; one where nothing is frozen. The others of the claim are not in it.
    """
    return _frozen_among(ClaimPerson.objects.filter(claim=claim, is_paid=True))


def frozen_now(line: HeldLine) -> FrozenLine | None:
    """What freezes a held line today, which need not be what it was held back for."""
    return next(iter(_frozen_among(ClaimPerson.objects.filter(pk=line.row_id))), None)


def _frozen_among(rows: QuerySet[ClaimPerson]) -> Sequence[FrozenLine]:
    """Where somebody has disputed several records of one line, the one that was decided for him."""
    upheld_first = Case(When(state__in=sorted(FOUND_RIGHT), then=0), default=1)
    found = freezing_disputes().order_by(upheld_first, "number").values("pk")[:1]
    frozen = list(
        rows.annotate(frozen_by=Subquery(found))
        .filter(frozen_by__isnull=False)
        .select_related("enrolment__person")
    )
    disputes = Dispute.objects.select_related("person").in_bulk([row.frozen_by for row in frozen])
    return [FrozenLine(row, disputes[row.frozen_by]) for row in frozen]
