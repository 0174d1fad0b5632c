"""What may change in a claim, as values: each gives the claim as it would then be, and nothing is estimated.

`calculate_subsidy(change.apply(case), parameters)` is literally the figure that is shown for a change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from subsidies.rules.facts import SubsidyCase, Trainee

HALF_DAY = Fraction(1, 2)
PASSED, EMPLOYED, VERIFIED = "passed", "employed", "verified"
CERTIFIED, NEWLY_ADDED = "certified", "newly_added"


class Kind(StrEnum):
    """The kinds of change; of each the smallest is looked for."""

    GATES = "gates"
    PASS = "pass"  # noqa: S105  # a pass in the exam
    EMPLOYMENT = "employment"
    PASS_AND_EMPLOYMENT = "pass_and_employment"  # noqa: S105
    ATTENDANCE = "attendance"
    MINIMUM_ATTENDANCE = "minimum_attendance"
    CLASS_DAYS = "class_days"
    CONFIRMATION = "confirmation"
    CERTIFICATE = "certificate"
    NEW_TALENT = "new_talent"
    PAPERS = "papers"
    FURTHER = "further"


_OF_MARK = {
    PASSED: Kind.PASS,
    EMPLOYED: Kind.EMPLOYMENT,
    VERIFIED: Kind.CONFIRMATION,
    CERTIFIED: Kind.CERTIFICATE,
    NEWLY_ADDED: Kind.NEW_TALENT,
}


class Change(Protocol):
    """Something that could still be proven or done."""

    def apply(self, case: SubsidyCase) -> SubsidyCase:
        """The claim as it would then be."""
        ...


@dataclass(frozen=True, slots=True)
class Marked:
    """The people at these places of the roster get one mark: passed, employed, verified, certified, newly_added."""

    mark: str
    places: tuple[int, ...]

    def apply(self, case: SubsidyCase) -> SubsidyCase:
        return with_rows(case, {place: mark_row(_row(case, place), self.mark) for place in self.places})


@dataclass(frozen=True, slots=True)
class Counted:
    """So many heads more of one count, where a claim has numbers only: verified, passed, employed."""

    count: str
    more: int

    def apply(self, case: SubsidyCase) -> SubsidyCase:
        number = getattr(case.counts, self.count) or 0
        return replace(case, counts=replace(case.counts, **{self.count: number + self.more}))


@dataclass(frozen=True, slots=True)
class Attended:
    """One person is credited with so many half-days more."""

    place: int
    half_days: int

    def apply(self, case: SubsidyCase) -> SubsidyCase:
        return with_rows(case, {self.place: with_half_days(_row(case, self.place), self.half_days)})


@dataclass(frozen=True, slots=True)
class Lengthened:
    """The class has so many half-days more."""

    half_days: int

    def apply(self, case: SubsidyCase) -> SubsidyCase:
        return replace(case, training_days=(case.training_days or 0) + self.half_days * HALF_DAY)


@dataclass(frozen=True, slots=True)
class Opened:
    """Papers that open gates: the field of `Gates` and what must stand in it."""

    papers: tuple[tuple[str, str | bool | int], ...]

    def apply(self, case: SubsidyCase) -> SubsidyCase:
        fields: dict[str, Any] = dict(self.papers)
        return replace(case, gates=replace(case.gates, **fields))


@dataclass(frozen=True, slots=True)
class Together:
    """Several changes at once."""

    parts: tuple[Change, ...]

    def apply(self, case: SubsidyCase) -> SubsidyCase:
        for part in self.parts:
            case = part.apply(case)
        return case


def kinds_in(change: Change) -> frozenset[Kind]:
    """Which kinds of fact a change touches, in all its parts."""
    match change:
        case Together(parts):
            return frozenset(kind for part in parts for kind in kinds_in(part))
        case Marked(mark, _) | Counted(mark, _):
            return frozenset({_OF_MARK[mark]})
        case Attended():
            return frozenset({Kind.ATTENDANCE})
        case Lengthened():
            return frozenset({Kind.CLASS_DAYS})
    return frozenset({Kind.GATES})


def mark_row(row: Trainee, mark: str) -> Trainee:
    """The row with one mark. 合格 is meant on every reading of A05: recorded, whatever the scores, with certificate."""
    marks: dict[str, Any] = {mark: True}
    if mark == PASSED:
        marks |= {"theory_score": None, "practice_score": None, "certified": True}
    return replace(row, **marks)


def with_half_days(row: Trainee, half_days: int) -> Trainee:
    return replace(row, attended_days=(row.attended_days or 0) + half_days * HALF_DAY)


def with_rows(case: SubsidyCase, changed: dict[int, Trainee]) -> SubsidyCase:
    """The claim with some rows of its roster replaced, by place."""
    rows = case.trainees or ()
    return replace(case, trainees=tuple(changed.get(place, row) for place, row in enumerate(rows)))


def _row(case: SubsidyCase, place: int) -> Trainee:
    return (case.trainees or ())[place]
