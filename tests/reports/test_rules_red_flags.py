"""Each question by itself: what answers it, what is too little to ask, and what is honest after all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from reports.rules.chances import same_count_chance
from reports.rules.patterns import MEANINGS, Pattern
from reports.rules.records import ClassRecord, Finding, Outcome, Paper, Question, Sheets
from reports.rules.red_flags import RULES, screen
from tests.reports.simulated_years import LIMITS, outcome

HONEST_PAPER = Paper("理论成绩", 6000, Counter({5500: 4, 6000: 3, 7000: 10, 8000: 13, 9000: 10}))


def a_class(number: int, passed: int = 44, base: int = 50, **facts: object) -> ClassRecord:
    record = ClassRecord(f"班{number}", "启航", outcome(base, passed))
    return replace(record, **facts)  # type: ignore[arg-type]  # the facts are named by the tests


def asked(
    pattern: Pattern, own: list[ClassRecord], others: list[ClassRecord] | None = None
) -> Finding | None:
    return RULES[pattern](Question(own, others or [], LIMITS))


def found(pattern: Pattern, own: list[ClassRecord], others: list[ClassRecord] | None = None) -> Finding:
    finding = asked(pattern, own, others)
    assert finding is not None
    return finding


def flagged(records: list[ClassRecord]) -> set[Pattern]:
    return {flag.pattern for flag in screen(records, LIMITS).flags}


def test_every_pattern_has_a_rule_and_words() -> None:
    assert set(RULES) == set(MEANINGS) == set(Pattern)


def test_counts_on_the_line_stand_out_and_name_their_classes() -> None:
    finding = found(Pattern.PASSES_AT_LINE, [a_class(n, 40 + n % 2) for n in range(9)] + [a_class(9, 47)])

    assert finding.chance < Fraction(1, 10_000)
    assert "10 个班中有 9 个班" in finding.said
    assert len(finding.concerned) == 9


@pytest.mark.parametrize("passed", [39, 42])
def test_counts_beside_the_line_do_not(passed: int) -> None:
    assert found(Pattern.PASSES_AT_LINE, [a_class(n, passed) for n in range(12)]).chance == 1


def test_a_school_that_is_as_often_just_below_the_line_is_only_near_it() -> None:
    near = [a_class(n, 40 if n % 2 else 39) for n in range(20)]

    assert found(Pattern.PASSES_AT_LINE, near).chance == 1


def test_without_a_line_or_with_too_few_classes_nothing_is_asked() -> None:
    no_rule = [a_class(n, passes=Outcome(50, 40, None)) for n in range(12)]

    assert asked(Pattern.PASSES_AT_LINE, no_rule) is None
    assert asked(Pattern.PASSES_AT_LINE, [a_class(n, 40) for n in range(3)]) is None


def test_employment_has_its_own_line() -> None:
    own = [a_class(n, employment=outcome(50, 40)) for n in range(9)]

    assert flagged(own) >= {Pattern.EMPLOYED_AT_LINE}
    assert asked(Pattern.EMPLOYED_AT_LINE, [a_class(n) for n in range(9)]) is None


def test_the_same_count_class_after_class_stands_out() -> None:
    run = [a_class(n, 46) for n in range(8)] + [a_class(8, 43)]
    finding = found(Pattern.SAME_PASSES, run)

    assert "连续 8 个班的合格人数都是 46 人" in finding.said
    assert finding.chance == 9 * same_count_chance(50, 46) ** 7
    assert flagged(run) == {Pattern.SAME_PASSES}


@pytest.mark.parametrize("counts", [[50] * 6, [46, 46, 46, 45, 46, 46, 46, 45]])
def test_all_passing_a_few_times_or_short_runs_are_honest(counts: list[int]) -> None:
    own = [a_class(n, passed) for n, passed in enumerate(counts)]

    assert found(Pattern.SAME_PASSES, own).chance == 1
    assert flagged(own) == set()


def test_nearly_everybody_passing_nearly_every_time_stands_out_alone_against_the_others() -> None:
    own = [a_class(n, 49 + n % 2) for n in range(12)]
    others = [replace(a_class(n, 50), institution="汇能") for n in range(12)]

    assert flagged(own) == {Pattern.FULL_PASSES}
    assert "12 个班中有 12 个班几乎人人合格，其他机构 0 个班中有 0 个" in found(Pattern.FULL_PASSES, own).said
    assert screen([*own, *others], LIMITS).flags == ()
    assert asked(Pattern.FULL_PASSES, own[:3]) is None


def test_a_year_that_ends_in_full_classes_only_stands_out() -> None:
    year = [a_class(n, 42 + n % 5) for n in range(8)] + [a_class(n, 50) for n in range(8, 16)]
    finding = found(Pattern.PASSES_JUMP, year)

    assert finding.chance == Fraction(1, 12_870)
    assert "最近 8 个班全部合格，此前 8 个班中全部合格的 0 个" in finding.said
    assert list(finding.concerned) == [f"班{n}" for n in range(8, 16)]


def test_full_classes_all_the_year_or_in_any_order_are_honest() -> None:
    always = [a_class(n, 50) for n in range(12)]
    mixed = [a_class(n, 50 if n % 2 else 47) for n in range(12)]

    assert found(Pattern.PASSES_JUMP, always).chance == 1
    assert found(Pattern.PASSES_JUMP, mixed).chance == 1


def test_one_mark_for_nearly_everybody_stands_out_even_in_a_single_class() -> None:
    odd = Paper("实操成绩", 6000, Counter({8500: 38, 8600: 2}))
    own = [a_class(n, 44 + n % 3, papers=(HONEST_PAPER,)) for n in range(5)]
    own.append(a_class(5, papers=(HONEST_PAPER, odd)))
    finding = found(Pattern.SAME_MARKS, own)

    assert flagged(own) == {Pattern.SAME_MARKS}
    assert finding.concerned == {"班5": "实操成绩 40 人中 38 人同为 85 分"}


def test_marks_heaped_on_the_pass_mark_stand_out() -> None:
    odd = Paper("理论成绩", 6000, Counter({5500: 2, 6000: 12, 7050: 16, 8000: 20}))
    own = [a_class(n, 44 + n % 3, papers=(odd,)) for n in range(5)]

    assert flagged(own) == {Pattern.MARKS_AT_LINE}
    assert "250 个成绩中有 60 个刚好及格" in found(Pattern.MARKS_AT_LINE, own).said


def test_as_many_marks_just_below_the_pass_mark_are_honest() -> None:
    flat = Paper("理论成绩", 6000, Counter({5900: 13, 6000: 12, 7000: 25}))

    assert found(Pattern.MARKS_AT_LINE, [a_class(n, papers=(flat,)) for n in range(5)]).chance == 1


def test_papers_of_few_are_not_asked() -> None:
    few = Paper("理论成绩", 6000, Counter({8500: 9}))

    for pattern in (Pattern.SAME_MARKS, Pattern.MARKS_AT_LINE):
        assert asked(pattern, [a_class(1, papers=(few,))]) is None


def _signed(number: int, *, even: bool = False, same: int = 0, sign_ins: int = 1000) -> ClassRecord:
    sheets = Sheets(20, sign_ins, 0 if even else 30, even, same)
    return a_class(number, 44 + number % 3, sheets=sheets)


def test_sign_ins_without_a_gap_stand_out_where_those_of_others_have_some() -> None:
    own = [_signed(n, even=True) for n in range(8)]
    others = [replace(_signed(n), institution="汇能") for n in range(12)]

    assert flagged(own + others) == {Pattern.EVEN_ATTENDANCE}
    assert "其他机构 12 个班中有 0 个" in found(Pattern.EVEN_ATTENDANCE, own, others).said


def test_what_the_office_takes_for_honest_is_no_sign_even_if_others_never_show_it() -> None:
    own = [_signed(n, even=n < 5) for n in range(9)]
    others = [replace(_signed(n), institution="汇能") for n in range(12)]

    assert flagged(own + others) == set()


def test_where_everybody_is_even_nobody_stands_out() -> None:
    own = [_signed(n, even=True) for n in range(8)]
    others = [replace(_signed(n, even=True), institution="汇能") for n in range(12)]

    assert flagged(own + others) == set()


def test_one_minute_for_everybody_on_most_sheets_stands_out() -> None:
    own = [_signed(n, same=11) for n in range(8)]
    others = [replace(_signed(n, same=10), institution="汇能") for n in range(12)]

    assert flagged(own + others) == {Pattern.SAME_MINUTE}


def test_short_classes_are_not_asked_how_even_they_are() -> None:
    assert asked(Pattern.EVEN_ATTENDANCE, [_signed(n, even=True, sign_ins=199) for n in range(8)]) is None


def test_small_classes_are_left_out_altogether() -> None:
    screening = screen([a_class(n, 7, base=9) for n in range(30)], LIMITS)

    assert (screening.tests, screening.records, screening.level) == (0, [], LIMITS.rate)


def test_the_stated_rate_is_shared_out_among_all_questions() -> None:
    own = [a_class(n, 44) for n in range(4)]
    screening = screen([*own, *(replace(each, institution="汇能") for each in own)], LIMITS)

    assert screening.asked == dict.fromkeys(
        (Pattern.PASSES_AT_LINE, Pattern.SAME_PASSES, Pattern.PASSES_JUMP, Pattern.FULL_PASSES), 2
    )
    assert screening.level == LIMITS.rate / 8
