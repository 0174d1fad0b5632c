"""五源对账: every half-day in the words of its sources, where they differ, and what became of the differences (N5).

However many classes are read, the number of queries is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from classes.enums import BEFORE_APPROVAL, BEFORE_TEACHING, ClassState
from classes.models import PlannedSession, TrainingClass
from subsidies.enums import DifferenceState
from subsidies.models import DifferenceExplanation
from subsidies.queries.source_facts import gather
from subsidies.rules.half_day import OF_THE_CLASS, Difference, HalfDay
from subsidies.rules.sources import compare

RECONCILED = frozenset(
    {
        ClassState.IN_TRAINING,
        ClassState.SUSPENDED,
        ClassState.TAUGHT,
        ClassState.EXAMINED,
        ClassState.AWAITING_ACCEPTANCE,
        ClassState.ACCEPTANCE_FAILED,
    }
)
"""While something can still be explained or mended."""
NOT_BEGUN = BEFORE_APPROVAL | BEFORE_TEACHING


@dataclass(frozen=True)
class Standing:
    """One difference with the explanation that was given last for just these two sides."""

    difference: Difference
    explanation: DifferenceExplanation | None = None

    @property
    def is_open(self) -> bool:
        accepted = self.explanation is not None and self.explanation.state == DifferenceState.ACCEPTED
        return not self.difference.settled and not accepted

    @property
    def is_pending(self) -> bool:
        return (
            self.is_open
            and self.explanation is not None
            and self.explanation.state == DifferenceState.SUBMITTED
        )

    @property
    def may_be_explained(self) -> bool:
        return self.is_open and not self.is_pending and self.difference.may_be_explained


@dataclass(frozen=True)
class SourceRow:
    """One half-day: what each source says, and the differences."""

    session: PlannedSession
    half_day: HalfDay
    standings: tuple[Standing, ...]

    @property
    def title(self) -> str:
        return str(self.session)

    @property
    def open(self) -> list[Standing]:
        return [each for each in self.standings if each.is_open]


@dataclass(frozen=True)
class Reconciliation:
    """Half-days of one class in the order in which they are taught: all of them, or those of a month."""

    training_class: TrainingClass
    rows: tuple[SourceRow, ...]

    @property
    def open(self) -> list[tuple[SourceRow, Standing]]:
        return [(row, each) for row in self.rows for each in row.open]

    @property
    def serious(self) -> int:
        return sum(each.difference.is_serious for _, each in self.open)

    @property
    def pending(self) -> int:
        return sum(each.is_pending for _, each in self.open)

    @property
    def found(self) -> list[tuple[SourceRow, Standing]]:
        """Every difference that was ever seen here, settled ones included."""
        return [(row, each) for row in self.rows for each in row.standings]

    @property
    def over(self) -> list[SourceRow]:
        """The half-days that are compared; the others have not been held, or not to their end."""
        return [row for row in self.rows if row.half_day.is_over]

    @property
    def to_come(self) -> int:
        return len(self.rows) - self.compared

    @property
    def compared(self) -> int:
        return len(self.over)

    @property
    def has_phone(self) -> bool:
        return any(row.half_day.phone is not None for row in self.rows)


def reconciliation_of(training_class: TrainingClass) -> Reconciliation:
    """Every half-day of one class."""
    return next(iter(reconciliations([training_class.pk])), Reconciliation(training_class, ()))


def standing_at(session: PlannedSession, code: str) -> Standing | None:
    """The difference of this name at a half-day as it is now; None where there is none (any more)."""
    found = reconciliation_of(session.training_class).found
    return next(
        (each for row, each in found if row.session.pk == session.pk and each.difference.code == code), None
    )


def standing_of(explanation: DifferenceExplanation) -> Standing | None:
    return standing_at(explanation.session, explanation.code)


def reconciliations(classes: Iterable[UUID]) -> list[Reconciliation]:
    """Every half-day of each of these classes; a class without half-days is left out."""
    return _reconciled(PlannedSession.objects.filter(training_class__in=list(classes)))


def _reconciled(sessions: QuerySet[PlannedSession]) -> list[Reconciliation]:
    """By class, each with its half-days in order."""
    rows = list(sessions.order_by("date", "half"))
    owners = TrainingClass.objects.with_names().in_bulk({each.training_class_id for each in rows})
    for each in rows:
        each.training_class = owners[each.training_class_id]
    half_days, explained = gather(rows), _explanations(rows)
    by_class: dict[UUID, list[SourceRow]] = defaultdict(list)
    for session in rows:
        half_day = half_days[session.pk]
        standings = [
            Standing(each, explained.get((_scope(session, each.code), each.code, each.evidence)))
            for each in compare(half_day)
        ]
        by_class[session.training_class_id].append(SourceRow(session, half_day, tuple(standings)))
    return [Reconciliation(found[0].session.training_class, tuple(found)) for found in by_class.values()]


def _explanations(
    sessions: Sequence[PlannedSession],
) -> Mapping[tuple[UUID, str, str], DifferenceExplanation]:
    """The last word on each difference: (half-day or class, name, both sides) → explanation."""
    classes = {each.training_class_id for each in sessions}
    rows = DifferenceExplanation.objects.filter(session__training_class__in=classes)
    found = rows.select_related("session").order_by("created_at")
    return {(_scope(each.session, each.code), each.code, each.evidence): each for each in found}


def _scope(session: PlannedSession, code: str) -> UUID:
    """What one explanation is good for: its half-day, or every half-day of the class."""
    return session.training_class_id if code in OF_THE_CLASS else session.pk
