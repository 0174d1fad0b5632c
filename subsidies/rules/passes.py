"""合格 (A05; 8号 二(7)): who counts as passed, from what the examination has recorded.

By default what the examiners have recorded is taken; where only scores are at hand, both must come up to their mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from foundation.policy.types import Parameters
from subsidies.rules.facts import Category, SubsidyCase, Trainee
from subsidies.rules.taken import taken

Judge = Callable[[Trainee, Fraction, Fraction], bool | None]


def _both_marks(row: Trainee, theory: Fraction, practice: Fraction) -> bool | None:
    if row.passed is not None or row.theory_score is None or row.practice_score is None:
        return row.passed
    return row.theory_score >= theory and row.practice_score >= practice


def _total(row: Trainee, theory: Fraction, practice: Fraction) -> bool | None:
    if row.theory_score is None or row.practice_score is None:
        return row.passed
    return row.theory_score + row.practice_score >= theory + practice


def _certificate(row: Trainee, theory: Fraction, practice: Fraction) -> bool | None:
    passed = _both_marks(row, theory, practice)
    return None if passed is None else passed and row.certified


_JUDGES: dict[str, Judge] = {"both_marks": _both_marks, "total": _total, "certificate": _certificate}


def with_passes(case: SubsidyCase, parameters: Parameters) -> SubsidyCase:
    """The case with everybody's pass as the reading in force sees it; numbers without names stay as they are."""
    if not case.trainees or case.category is Category.CERTIFICATE:
        return case
    judge = _JUDGES[taken(parameters, "pass_basis")]
    theory, practice = (parameters.fraction(f"pass_mark_{part}") for part in ("theory", "practice"))
    passed = [judge(row, theory, practice) for row in case.trainees]
    if all(now == row.passed for now, row in zip(passed, case.trainees, strict=True)):
        return case
    rows = zip(case.trainees, passed, strict=True)
    return replace(case, trainees=tuple(replace(row, passed=now) for row, now in rows))
