"""Beyond the smallest: each threshold reached, both reached, and the most that the confirmed people can bring."""

from __future__ import annotations

from collections.abc import Iterator

from foundation.policy.types import Parameters
from subsidies.rules.figures import percent
from subsidies.rules.heads import employment_base, is_reached
from subsidies.rules.pass_rate import limit_to_passed
from subsidies.rules.what_if.attendance import full_attendance
from subsidies.rules.what_if.certificates import Lacking
from subsidies.rules.what_if.changes import EMPLOYED, PASSED, Attended, Change, Kind, Together
from subsidies.rules.what_if.counts import counts_change, open_counts
from subsidies.rules.what_if.drafts import Draft, marks_change, marks_in_words, papers_of
from subsidies.rules.what_if.marks import best_first, open_marks
from subsidies.rules.what_if.scale import Scale

ALL = "核实人员全部合格、就业、全勤"
ALL_COUNTED = "核实人员全部合格、就业"
ALL_PAPERS = "全部补齐"


def further_drafts(scale: Scale) -> Iterator[Draft]:
    """The thresholds (80 %), alone and together, as far as the people reach; then everything."""
    passes, proofs = _open(scale)
    to_pass, to_work = _missing(scale)
    rate = percent(scale.parameters.fraction("pass_threshold"))
    work = percent(scale.parameters.fraction("emp_threshold"))
    if 0 < to_pass <= passes:
        yield _draft(scale, to_pass, 0, f"合格率达到 {rate}")
    if 0 < to_work <= proofs:
        yield _draft(scale, 0, to_work, f"就业率达到 {work}")
    if 0 < to_pass <= passes and 0 < to_work <= proofs:
        yield _draft(scale, to_pass, to_work, "两项均达标")
    yield Draft(Kind.FURTHER, _everything(scale, passes, proofs), passes + proofs, _words(scale))


def all_papers(lacking: tuple[Lacking, ...]) -> Iterator[Draft]:
    """取证: everybody who could be paid has all his papers."""
    if lacking:
        change = Together(tuple(papers_of(one) for one in lacking))
        yield Draft(Kind.FURTHER, change, len(lacking), f"{len(lacking)} 人{ALL_PAPERS}")


def _open(scale: Scale) -> tuple[int, int]:
    if scale.case.trainees is None:
        return open_counts(scale)
    marks = open_marks(scale)
    return len(marks[PASSED]), len(marks[EMPLOYED])


def _missing(scale: Scale) -> tuple[int, int]:
    """How many passes and proofs are missing to the two thresholds."""
    parameters, approved = scale.parameters, scale.case.approved or 0
    limited = limit_to_passed(scale.confirmed, parameters)
    base = employment_base(limited.verified, scale.case.approved, parameters)
    return (
        _short_of(scale.confirmed.passed or 0, approved, "pass_threshold", parameters),
        _short_of(limited.employed or 0, base, "emp_threshold", parameters),
    )


def _short_of(reached: int, base: int, threshold: str, parameters: Parameters) -> int:
    """How many more there must be of a base above 0; 0 where the threshold is reached."""
    least = parameters.fraction(threshold)
    missing = range(base - reached + 1)
    return next((more for more in missing if base and is_reached(reached + more, base, least, parameters)), 0)


def _draft(scale: Scale, passes: int, proofs: int, aim: str) -> Draft:
    words = f"{aim}（{marks_in_words(passes, proofs)}）"
    return Draft(Kind.FURTHER, _change(scale, passes, proofs), passes + proofs, words)


def _change(scale: Scale, passes: int, proofs: int) -> Change:
    if scale.case.trainees is None:
        return counts_change(passes, proofs)
    marks = open_marks(scale)
    some = sorted(marks[PASSED], key=best_first)[:passes]
    others = sorted(marks[EMPLOYED], key=best_first)[:proofs]
    return marks_change([*some, *others])


def _everything(scale: Scale, passes: int, proofs: int) -> Change:
    days = tuple(Attended(place, half_days) for place, half_days in full_attendance(scale).items())
    return Together((_change(scale, passes, proofs), *days))


def _words(scale: Scale) -> str:
    return ALL_COUNTED if scale.case.trainees is None else ALL
