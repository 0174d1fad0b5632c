"""False alarms stay under the stated rate, planted patterns are found: both shown on simulated years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest

from reports.rules.patterns import Pattern
from reports.rules.records import ClassRecord, Outcome
from reports.rules.red_flags import screen
from tests.reports.simulated_years import (
    HARDEST,
    LIMITS,
    ORDINARY,
    SUSPECT,
    Help,
    all_marked,
    helped_year,
    honest_year,
    lifted,
    outcome,
)

CLEAN_YEARS, PLANTED_YEARS = 2_000, 60
FOUND_AT_LEAST = 57  # of sixty: 95 %


def test_clean_years_raise_an_alarm_no_more_often_than_stated() -> None:
    """Every second year is the hardest one: all true rates lie where the line is met most often."""
    random = Random(20_260_618)
    alarmed = sum(
        bool(screen(honest_year(random, HARDEST if number % 2 else ORDINARY), LIMITS).flags)
        for number in range(CLEAN_YEARS)
    )

    assert alarmed <= CLEAN_YEARS * LIMITS.rate


def _full(found: Outcome | None) -> Outcome:
    assert found is not None
    return replace(found, count=found.base)


def _from(place: int, first: int, record: ClassRecord, helped: ClassRecord) -> ClassRecord:
    return helped if place >= first else record


def _all_at_once(record: ClassRecord, minutes: int) -> ClassRecord:
    assert record.sheets is not None
    return replace(record, sheets=replace(record.sheets, same_minute=minutes))


def _without_a_gap(record: ClassRecord) -> ClassRecord:
    assert record.sheets is not None
    return replace(record, sheets=replace(record.sheets, is_even=True, away=0))


PLANTED: Mapping[Pattern, tuple[int, Help]] = {
    Pattern.PASSES_AT_LINE: (14, lambda c, _, r: replace(c, passes=lifted(c.passes, r))),
    Pattern.EMPLOYED_AT_LINE: (14, lambda c, _, r: replace(c, employment=lifted(c.employment, r))),
    Pattern.SAME_MARKS: (
        10,
        lambda c, n, _: replace(c, papers=(all_marked(c.papers[0], 8500, 100),)) if n == 3 else c,
    ),
    Pattern.MARKS_AT_LINE: (
        10,
        lambda c, _, __: replace(c, papers=tuple(all_marked(p, 6000, 20) for p in c.papers)),
    ),
    Pattern.EVEN_ATTENDANCE: (10, lambda c, _, __: _without_a_gap(c)),
    Pattern.SAME_MINUTE: (10, lambda c, _, __: _all_at_once(c, 15)),
    Pattern.SAME_PASSES: (12, lambda c, n, _: _from(n, 4, c, replace(c, passes=outcome(40, 36)))),
    Pattern.SAME_EMPLOYED: (12, lambda c, n, _: _from(n, 4, c, replace(c, employment=outcome(40, 36)))),
    Pattern.FULL_PASSES: (16, lambda c, n, _: c if n == 3 else replace(c, passes=_full(c.passes))),
    Pattern.PASSES_JUMP: (20, lambda c, n, _: _from(n, 10, c, replace(c, passes=_full(c.passes)))),
    Pattern.EMPLOYED_JUMP: (20, lambda c, n, _: _from(n, 10, c, replace(c, employment=_full(c.employment)))),
}
"""Classes of the institution in the year, and what was done to them: 10 to 20 classes of 20 to 50 people."""


@pytest.mark.parametrize("pattern", PLANTED)
def test_a_planted_pattern_is_found(pattern: Pattern) -> None:
    classes, helping = PLANTED[pattern]
    random = Random(pattern)
    found = 0
    for _ in range(PLANTED_YEARS):
        flags = screen(helped_year(random, helping, classes), LIMITS).flags
        found += any((flag.institution, flag.pattern) == (SUSPECT, pattern) for flag in flags)

    assert found >= FOUND_AT_LEAST


def test_only_the_one_who_helped_is_named() -> None:
    _, helping = PLANTED[Pattern.PASSES_AT_LINE]
    random = Random(7)
    named = {
        flag.institution
        for _ in range(PLANTED_YEARS)
        for flag in screen(helped_year(random, helping, 14), LIMITS).flags
    }

    assert named == {SUSPECT}
