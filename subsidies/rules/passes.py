"""合格 (A05; 8号 二(7)): who counts as passed, from what the examination has recorded.

By default what the examiners have recorded is taken; where only scores are at hand, both must come up to their mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from classes.rules.scores import PassMarks
from foundation.policy.types import Parameters
from subsidies.rules.facts import Category, SubsidyCase, Trainee
from subsidies.rules.taken import taken


def _exam(row: Trainee, marks: PassMarks) -> bool | None:
    if row.theory_score is None or row.practice_score is None:
        return row.passed
    return marks.are_reached_by(row.theory_score, row.practice_score)


def _as_recorded(row: Trainee, marks: PassMarks) -> bool | None:
    return _exam(row, marks) if row.passed is None else row.passed


def _certificate(row: Trainee, marks: PassMarks) -> bool | None:
    passed = _as_recorded(row, marks)
    return None if passed is None else passed and row.certified


_JUDGES: dict[str, Callable[[Trainee, PassMarks], bool | None]] = {
    "both_marks": _as_recorded,
    "total": _exam,
    "certificate": _certificate,
}


def with_passes(case: SubsidyCase, parameters: Parameters) -> SubsidyCase:
    """The case with everybody's pass as the reading in force sees it; numbers without names stay as they are."""
    if not case.trainees or case.category is Category.CERTIFICATE:
        return case
    basis = taken(parameters, "pass_basis")
    theory, practice = (parameters.fraction(f"pass_mark_{part}") for part in ("theory", "practice"))
    marks = PassMarks(theory, practice, basis)
    passed = [_JUDGES[basis](row, marks) for row in case.trainees]
    if all(now == row.passed for now, row in zip(passed, case.trainees, strict=True)):
        return case
    rows = zip(case.trainees, passed, strict=True)
    return replace(case, trainees=tuple(replace(row, passed=now) for row, now in rows))
