"""The rules of opening at their edges; pure, no database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classes.enums import BasicCourse
from classes.queries.roster_sheet import Checking, check_row, check_rows, suggestion_for
from classes.rules import report, roster, teaching
from foundation.core.national_codes import AgeLimits
from tests.builders.rosters import roster_row
from tests.builders.trainees import identity_number

DAY = date(2026, 6, 18)
CHECKING = Checking(DAY, AgeLimits(16, {"male": 60, "female": 55}))
MODES = {"theory": "理论", "practice": "实操"}


@pytest.mark.parametrize(
    ("days", "level"), [(7, "ok"), (8, "ok"), (6, "danger"), (0, "danger"), (-1, "danger")]
)
def test_seven_calendar_days_lie_between_report_and_first_day(days: int, level: str) -> None:
    assert report.judge_lead(DAY, DAY + timedelta(days=days), 7).level == level


def venue_level(area: str = "400", until: date | None = DAY, **facts: bool) -> str:
    """A venue of so many ㎡, for a class that ends on `DAY`."""
    half = Decimal(area) / 2
    venue = teaching.VenueFacts(
        "一号", half, half, fire_check_until=until, is_verified=facts.pop("is_verified", True)
    )
    given = {"fire_declared": True, "has_practice": True, **facts}
    return teaching.judge_venue(venue, min_area=300, last_day=DAY, **given).level


@pytest.mark.parametrize(("area", "level"), [("300.0", "ok"), ("299.9", "danger")])
def test_three_hundred_square_metres_are_enough(area: str, level: str) -> None:
    assert venue_level(area) == level


@pytest.mark.parametrize(
    ("until", "level"), [(DAY, "ok"), (DAY - timedelta(days=1), "danger"), (None, "danger")]
)
def test_the_fire_check_is_good_to_the_last_day_of_the_class(until: date | None, level: str) -> None:
    assert venue_level(until=until) == level


def test_theory_and_practice_have_rooms_of_their_own() -> None:
    venue = teaching.VenueFacts("一号", Decimal(400), Decimal(0), fire_check_until=DAY, is_verified=True)
    rulings = [
        teaching.judge_venue(venue, fire_declared=True, min_area=300, has_practice=has_practice, last_day=DAY)
        for has_practice in (True, False)
    ]

    assert [each.level for each in rulings] == ["danger", "ok"]
    assert rulings[0].text == "理论教室和实操场地没有分开"


def test_an_unverified_venue_is_only_remarked() -> None:
    assert venue_level(is_verified=False) == "warn"


@pytest.mark.parametrize(("heads", "level"), [(50, "ok"), (51, "danger")])
def test_the_target_may_be_used_up_but_not_passed(heads: int, level: str) -> None:
    assert report.judge_quota(name="创业培训", target=210, used=160, heads=heads).level == level


@pytest.mark.parametrize(
    ("filed_on", "number", "level"),
    [(None, "", "danger"), (DAY, "", "danger"), (None, "31号", "danger"), (DAY, "31号", "ok")],
)
def test_the_filing_with_the_city_has_a_day_and_a_number(
    filed_on: date | None, number: str, level: str
) -> None:
    assert report.judge_filing(is_needed=True, filed_on=filed_on, number=number).level == level


def test_a_person_missing_below_the_plan_is_remarked_one_too_many_refused() -> None:
    levels = [
        roster.judge_roster(heads=heads, planned=50, unfinished_rows=0, max_size=50).level
        for heads in (49, 50, 51)
    ]

    assert levels == ["warn", "ok", "danger"]


def test_a_class_beyond_fifty_needs_another_sheet() -> None:
    assert roster.judge_roster(heads=60, planned=60, unfinished_rows=0, max_size=50).level == "warn"


@given(count=st.integers(0, 300), size=st.integers(1, 9))
def test_groups_are_as_few_and_as_even_as_can_be(count: int, size: int) -> None:
    sizes = Counter(roster.groups_of(count, size)).values()

    assert sum(sizes) == count
    assert len(sizes) == -(-count // size)
    assert not sizes or (max(sizes) <= size and max(sizes) - min(sizes) <= 1)


@given(sizes=st.dictionaries(st.integers(1, 12), st.integers(1, 5), max_size=8), count=st.integers(0, 60))
def test_newcomers_never_make_a_group_too_large(sizes: dict[int, int], count: int) -> None:
    total = Counter(sizes) + Counter(roster.places_in_groups(sizes, count, 5))

    assert sum(total.values()) == sum(sizes.values()) + count
    assert max(total.values(), default=0) <= 5


def test_the_plan_says_everything_that_does_not_agree() -> None:
    frame = teaching.PlanFrame(DAY, DAY + timedelta(days=1), 2, {"theory": 8, "practice": 8}, MODES)
    halves = [
        teaching.PlannedHalf(DAY, "theory", 4, "安全"),
        teaching.PlannedHalf(DAY + timedelta(days=3), "practice", 4, " "),
    ]

    problems = teaching.plan_problems(halves, frame)

    assert problems == [
        "6月21日不在培训日期内",
        "6月21日没有填课程内容",
        "理论排课 4 学时，申报 8 学时",
        "实操排课 4 学时，申报 8 学时",
    ]


@pytest.mark.parametrize(("sets", "level"), [(None, "danger"), (49, "danger"), (50, "ok"), (60, "ok")])
def test_everybody_has_a_set_of_teaching_material(sets: int | None, level: str) -> None:
    assert teaching.judge_material_sets(sets, 50).level == level


def test_a_teacher_is_planned_only_for_what_he_may_teach() -> None:
    facts = teaching.TeacherFacts(
        "成晓燕", True, True, DAY, frozenset({"theory"}), planned=frozenset({"practice"})
    )
    other = teaching.TeacherFacts("韩玉兰", True, True, DAY, frozenset({"practice"}))

    ruling = teaching.judge_teachers([facts, other], class_head="成晓燕", wanted_modes=MODES, last_day=DAY)

    assert ruling.text == "课程计划排成晓燕授实操，备案不可授实操"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, ""),
        ({"is_active": False}, "成晓燕已不在岗"),
        ({"has_certificate": False}, "成晓燕没有登记资格证书"),
        ({"certificate_valid_to": DAY - timedelta(days=1)}, "成晓燕的证书 2026-06-17 到期"),
        ({"modes": frozenset({"theory"})}, "没有可授实操的教师"),
    ],
)
def test_teachers_are_in_service_and_qualified_to_the_last_day(changes: dict[str, Any], problem: str) -> None:
    facts = teaching.TeacherFacts("成晓燕", True, True, DAY, frozenset(MODES))

    ruling = teaching.judge_teachers(
        [replace(facts, **changes)], class_head="成晓燕", wanted_modes=MODES, last_day=DAY
    )

    assert (ruling.text if ruling.is_obstacle else "") == problem


@pytest.mark.parametrize("missing", BasicCourse)
def test_none_of_the_four_basic_courses_may_be_missing(missing: BasicCourse) -> None:
    """安全、消防、法制、普通话, written out by hand from 20号 八(一)."""
    wanted = {"safety": "安全", "fire": "消防", "law": "法制", "mandarin": "普通话"}
    assert dict(BasicCourse.choices) == wanted

    ruling = teaching.judge_basic_courses(set(wanted) - {missing}, wanted)

    assert (ruling.is_obstacle, ruling.text) == (True, f"基本课程缺{missing.label}")


@pytest.mark.parametrize(
    ("missing", "page"),
    [("has_resources", "resources"), ("has_exam_plan", "exam_plan"), ("has_request", "check")],
)
def test_each_missing_paper_is_named_and_leads_to_its_page(missing: str, page: str) -> None:
    there = {"has_resources": True, "has_exam_plan": True, "has_request": True, missing: False}

    ruling = report.judge_papers(photos=report.Photos(2, 2), photos_each=2, **there)

    assert (ruling.is_obstacle, ruling.page) == (True, page)


def test_a_sound_row_has_no_problem() -> None:
    verdict = check_row(roster_row(1), CHECKING)

    assert verdict.problems == ()
    assert verdict.level == "ok"


@pytest.mark.parametrize("born", ["1982-05", "1982年5月", "1982.5", "198205", "1982-05-06"])
def test_a_birth_month_is_understood_however_it_is_written(born: str) -> None:
    assert check_row(roster_row(1, born=born), CHECKING).problems == ()


def test_the_identity_number_says_month_and_sex() -> None:
    row = roster_row(1, born="1978-03", sex="男")

    assert {p.code for p in check_row(row, CHECKING).problems} == {
        "roster.birth_differs",
        "roster.sex_differs",
    }
    assert (suggestion_for("born", row, DAY), suggestion_for("sex", row, DAY)) == ("1982-05", "女")


def test_a_child_is_refused_and_a_pensioner_remarked() -> None:
    child = roster_row(1, identity_number=identity_number(1, birth=date(2011, 1, 2)))
    pensioner = roster_row(2, identity_number=identity_number(2, birth=date(1960, 1, 2)))

    assert [check_row(row, CHECKING).level for row in (child, pensioner)] == ["error", "warning"]


def test_the_first_of_two_equal_rows_is_left_alone() -> None:
    verdicts = check_rows({2: roster_row(1), 9: roster_row(1), 11: roster_row(1)}, CHECKING)

    assert [verdicts[number].level for number in (2, 9, 11)] == ["ok", "error", "error"]
    assert all("第 2 行" in problem.message for problem in verdicts[11].problems)
