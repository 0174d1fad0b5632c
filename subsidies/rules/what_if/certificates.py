"""取证 (DR-12): who draws nothing for want of which paper. Each certificate is paid for itself, so one person is
looked at at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from foundation.policy.types import Parameters
from subsidies.rules.facts import SubsidyCase, Trainee
from subsidies.rules.what_if.changes import CERTIFIED, NEWLY_ADDED, VERIFIED, mark_row
from subsidies.rules.what_if.scale import amount_of

PAPERS = (VERIFIED, CERTIFIED, NEWLY_ADDED)


@dataclass(frozen=True, slots=True)
class Lacking:
    """The fewest papers with which the person at this place is paid, and how much; fen."""

    place: int
    papers: tuple[str, ...]
    fen: int


def lacking_papers(case: SubsidyCase, parameters: Parameters, barred: frozenset[str]) -> tuple[Lacking, ...]:
    """Everybody who could be paid with papers that he lacks, in the order of the list."""
    found = (_lacking(place, row, case, parameters, barred) for place, row in enumerate(case.trainees or ()))
    return tuple(one for one in found if one is not None)


def _lacking(
    place: int, row: Trainee, case: SubsidyCase, parameters: Parameters, barred: frozenset[str]
) -> Lacking | None:
    now = _alone(row, case, parameters)
    for papers in _papers(row, barred):
        marked = row
        for paper in papers:
            marked = mark_row(marked, paper)
        then = _alone(marked, case, parameters)
        if then > now:
            return Lacking(place, papers, then - now)
    return None


def _papers(row: Trainee, barred: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of the papers that are missing, the fewest first."""
    missing = [paper for paper in PAPERS if not getattr(row, paper)]
    if row.key in barred and not row.verified:
        return
    for number in range(1, len(missing) + 1):
        yield from combinations(missing, number)


def _alone(row: Trainee, case: SubsidyCase, parameters: Parameters) -> int:
    return amount_of(replace(case, trainees=(row,)), parameters)
