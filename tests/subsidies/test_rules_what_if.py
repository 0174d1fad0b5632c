"""还差多少: A09, N3. One case by hand for each kind of change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from foundation.policy.catalogue import default_parameters
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.entry import read_case
from subsidies.rules.facts import Category, Gates, SubsidyCase
from subsidies.rules.rates import rate_in_force
from subsidies.rules.trial import with_rate
from subsidies.rules.what_if import Distance, Kind, Step, distance, kinds_in
from subsidies.rules.what_if.changes import Attended, Lengthened, Marked, Opened, Together
from subsidies.rules.what_if.scale import Scale
from subsidies.rules.what_if.search import Order, fewest
from tests.subsidies.rule_cases import FLAT_1500, NEW, OLD, project_case, trainee

PARAMETERS = default_parameters(NEW)
SHEET = project_case(approved=50, verified=48, passed=38, employed=36, days=18)


def roster(people: list[dict[str, Any]], approved: int = 3, policy: str = NEW, **entered: Any) -> SubsidyCase:
    case = {"approved_count": approved, "training_days": 10, "trainees": people, **entered}
    return read_case(case, policy, Category.ORDER).case


def certificates(people: list[dict[str, Any]]) -> tuple[SubsidyCase, Parameters]:
    rows = [{"occupation": "护工", "level": "4", "class_end": "2026-05-01", **row} for row in people]
    case = read_case({"trainees": rows}, NEW, Category.CERTIFICATE).case
    return case, with_rate(PARAMETERS, FLAT_1500, Category.CERTIFICATE, [])


def step(found: Distance, kind: Kind) -> Step:
    return next(each for each in found.steps if each.kind is kind)


def kinds(found: Distance) -> list[Kind]:
    return [each.kind for each in found.steps]


def test_sheet_of_screen_04_says_the_smallest_and_what_lies_beyond() -> None:
    found = distance(SHEET, PARAMETERS)

    assert [each.summary for each in found.steps] == [
        "再核实就业 1 人，多付 2,300 元（应付 37 人）",
        "培训天数再多 0.5 天，多付 1,800 元（应付 36 人）",
    ]
    assert [each.summary for each in found.further] == [
        "就业率达到 80%（再核实就业 3 人），多付 23,000 元（应付 46 人）",
        "两项均达标（再有 2 人合格，同时再核实就业 3 人），多付 27,600 元（应付 48 人）",
    ]
    assert [each.size for each in found.further] == [3, 5]


def test_two_rules_that_hold_each_other_need_a_pass_and_a_proof() -> None:
    people = [trainee(f"T{n}", passed=n > 0, employed=n > 0) for n in range(4)]

    found = distance(roster(people, approved=5), PARAMETERS)

    assert kinds(found) == [Kind.PASS_AND_EMPLOYMENT]
    assert found.steps[0].summary == "再有 1 人合格，同时再核实就业 1 人，多付 1,500 元（应付 4 人）"
    assert found.steps[0].people == ("T0",)


def test_who_passes_matters_where_the_failed_are_cut_first() -> None:
    people = [trainee(f"T{n}", days=n + 1, passed=n > 2) for n in range(8)]

    found = step(distance(roster(people, approved=8), PARAMETERS), Kind.PASS)

    assert (found.people, found.waiting) == (("T2",), ("T0", "T1", "T2"))


def test_fewest_half_days_of_one_person_by_name() -> None:
    people = [trainee("T1"), trainee("T2", days="9.5"), trainee("T3", days=8, employed=False)]

    found = step(distance(roster(people), PARAMETERS), Kind.ATTENDANCE)

    assert (found.summary, found.people) == ("T2再补 1 个半天，多付 75 元（应付 2 人）", ("T2",))


def test_half_day_is_offered_where_everybody_lacks_the_same() -> None:
    found = step(
        distance(roster([trainee("T1", days=9), trainee("T2", days=9)]), PARAMETERS), Kind.ATTENDANCE
    )

    assert (found.size, found.gain_fen) == (1, 7_500)


def test_half_days_that_bring_somebody_back() -> None:
    parameters = PARAMETERS.with_overrides({"min_attendance_rate": PARAMETERS.fraction("pass_threshold")})
    people = [trainee("T1"), trainee("T2"), trainee("T3", days="7.5")]

    found = step(distance(roster(people), parameters), Kind.MINIMUM_ATTENDANCE)

    assert found.words == "T3再补 1 个半天，达到最低出勤率"


def test_one_more_confirmed_person_but_not_one_who_left() -> None:
    people = [trainee("T1"), trainee("T2", verified=False), trainee("T3", verified=False)]

    found = distance(roster(people), PARAMETERS, barred=frozenset({"T2"}))

    assert step(found, Kind.CONFIRMATION).people == ("T3",)
    assert distance(roster(people), PARAMETERS, barred=frozenset({"T2", "T3"})).is_highest


def test_which_certificate_lacks_which_paper() -> None:
    people = [
        {"id": "甲", "certified": True, "newly_added": True},
        {"id": "乙", "certified": False, "newly_added": True},
        {"id": "丙", "certified": True, "newly_added": False},
        {"id": "丁", "certified": False, "newly_added": False},
        {"id": "戊", "certified": False, "newly_added": True, "skill_upgrade_drawn": True},
    ]

    found = distance(*certificates(people))

    assert [(each.kind, each.people, each.gain_fen) for each in found.steps] == [
        (Kind.CERTIFICATE, ("乙",), 150_000),
        (Kind.NEW_TALENT, ("丙",), 150_000),
        (Kind.PAPERS, ("丁",), 150_000),
    ]
    assert [each.words for each in found.further] == ["3 人全部补齐"]
    assert all(each.words and "None" not in each.words for each in found.steps)


def test_blocked_claim_names_every_paper_and_what_is_then_paid() -> None:
    gates = Gates(acceptance="failed", city_report_filed=False, reviewers=1, notice_working_days=2)

    found = distance(replace(SHEET, gates=gates), PARAMETERS)

    assert found.opening is not None
    assert found.opening.summary == (
        "补足档案资料，重新验收合格，补齐市级报备，再有 1 人审查签字，再公示 3 个工作日，"
        "多付 82,800 元（应付 36 人）"
    )
    employment = step(found, Kind.EMPLOYMENT)
    case = employment.change.apply(replace(SHEET, gates=gates))
    assert calculate_subsidy(case, PARAMETERS).total_fen == employment.total_fen == 8_510_000


def test_no_paper_opens_the_claim_of_a_cancelled_institution() -> None:
    found = distance(replace(SHEET, gates=Gates(institution_status="cancelled", reviewers=1)), PARAMETERS)

    assert [line.code for line in found.obstacles] == ["B_INSTITUTION_CANCELLED"]
    assert found.opening is None
    assert not found.is_highest


@pytest.mark.parametrize(
    ("category", "code"),
    [(Category.MIGRANT_WORKER, "E_RATE_NOT_CONFIGURED"), (Category.ORDER, "E_COUNT_MISSING")],
)
def test_claim_that_cannot_be_calculated_says_what_is_missing(category: Category, code: str) -> None:
    case = replace(SHEET, category=category)
    if category is Category.ORDER:
        case = replace(case, approved=None)

    found = distance(case, PARAMETERS)

    assert [line.code for line in found.obstacles] == [code]
    assert (found.steps, found.is_highest) == ((), False)


def test_class_paid_in_full_has_reached_the_highest_amount() -> None:
    people = [trainee(f"T{n}") for n in range(3)]

    assert distance(roster(people), PARAMETERS).is_highest
    assert distance(roster(people, policy=OLD), default_parameters(OLD)).is_highest


def test_longer_class_is_offered_only_where_its_own_days_are_paid() -> None:
    people = [trainee(f"T{n}") for n in range(3)]
    by_class = PARAMETERS.with_overrides(
        {"day_basis": "class", "min_attendance_rate": PARAMETERS.fraction("pass_threshold")}
    )

    found = step(distance(roster(people), by_class), Kind.CLASS_DAYS)

    assert (found.words, found.gain_fen) == ("培训天数再多 0.5 天", 15_000)
    assert distance(roster(people), PARAMETERS).is_highest


def test_days_nobody_asks_for_are_not_offered() -> None:
    by_class = PARAMETERS.with_overrides({"day_basis": "class"})
    unknown = roster([trainee("T1", days=None), trainee("T2", days=None)], approved=2)
    flat = with_rate(PARAMETERS, FLAT_1500, Category.EMPLOYMENT_SKILL, [])
    skills = replace(
        roster([trainee("T1", days=3)], 1), category=Category.EMPLOYMENT_SKILL, training_days=None
    )

    assert kinds(distance(unknown, by_class)) == [Kind.CLASS_DAYS]
    assert distance(skills, flat).is_highest


def test_person_of_whom_something_is_not_known_cannot_be_confirmed_yet() -> None:
    people = [trainee("T1"), {"id": "T2", "verified": False, "employed": True, "attended_days": 10}]

    assert distance(roster(people), PARAMETERS).is_highest


def test_certificate_of_somebody_who_left_is_not_offered() -> None:
    case, parameters = certificates([{"id": "甲", "verified": False, "newly_added": True}])

    assert kinds(distance(case, parameters)) == [Kind.CONFIRMATION]
    assert distance(case, parameters, barred=frozenset({"甲"})).is_highest


def test_nothing_raises_a_class_without_a_day_but_days() -> None:
    assert kinds(distance(project_case(5, 3, 2, 2, days=0), PARAMETERS)) == [Kind.CLASS_DAYS]


def test_one_more_confirmed_head_of_a_class_in_numbers() -> None:
    found = step(
        distance(project_case(approved=5, verified=4, passed=4, employed=4), PARAMETERS), Kind.CONFIRMATION
    )

    assert found.summary == "再核实 1 人，多付 1,500 元（应付 5 人）"


@pytest.mark.parametrize(
    ("wanted", "is_proven"), [({3}, True), ({3, 7}, True), ({0, 1, 2}, False), ({0, 99}, None)]
)
def test_unordered_crowd_is_tried_alone_and_then_from_the_front(
    wanted: set[int], is_proven: bool | None
) -> None:
    crowd: Order[int] = Order(lambda one: one in {3, 7}, lambda one: (one,), holds=False)

    found = fewest(range(10), crowd, lambda chosen: int(wanted <= set(chosen)), 0)

    assert (found.is_proven if found else None) is is_proven
    assert found is None or set(found.chosen) == wanted


def test_change_knows_which_facts_it_touches() -> None:
    change = Together((Marked("passed", (0,)), Attended(0, 1), Lengthened(1), Opened((("reviewers", 2),))))

    assert kinds_in(change) == {Kind.PASS, Kind.ATTENDANCE, Kind.CLASS_DAYS, Kind.GATES}


def test_both_thresholds_reached_leaves_nothing_to_gain_by_a_pass_or_a_proof() -> None:
    people = [trainee(f"T{n}", passed=n != 1, employed=n != 2) for n in range(5)]

    assert distance(roster(people, approved=5), PARAMETERS).is_highest


def test_care_class_that_can_never_reach_the_threshold_gains_nothing() -> None:
    strict = PARAMETERS.with_overrides({"care_below_80": "pay_none", "emp_base": "approved"})
    people = [trainee(f"T{n}", passed=n > 0, employed=n > 0) for n in range(3)]

    found = distance(replace(roster(people, approved=5), category=Category.CARE_ORDER), strict)

    assert (found.now_fen, found.steps) == (0, ())


def test_pair_in_numbers_where_the_two_rules_hold_each_other() -> None:
    found = distance(project_case(approved=5, verified=4, passed=3, employed=3), PARAMETERS)

    assert found.steps[0].summary == "再有 1 人合格，同时再核实就业 1 人，多付 1,500 元（应付 4 人）"


def test_the_same_enterprise_worker_twice_is_confirmed_for_one_head() -> None:
    rows = [
        {
            "id": who,
            "passed": True,
            "verified": who == "乙",
            "occupation": "焊工",
            "level": "4",
            "class_end": "2026-05-01",
        }
        for who in ("甲", "甲", "乙")
    ]
    case = read_case({"approved_count": 3, "trainees": rows}, NEW, Category.ENTERPRISE_STAFF).case

    found = step(distance(case, PARAMETERS), Kind.CONFIRMATION)

    assert (found.size, found.gain_fen) == (1, 30_000)


def test_part_of_a_person_is_weighed_too() -> None:
    exact = PARAMETERS.with_overrides({"deduction_rounding": "exact"})
    people = [trainee(f"T{n}", days=n + 1, passed=n > 2) for n in range(8)]

    found = step(distance(roster(people, approved=8), exact), Kind.PASS)

    assert found.summary == "再有 1 人合格，多付 210 元（应付 7.6 人）"


def test_of_two_who_could_be_confirmed_the_one_with_more_days_is_named() -> None:
    people = [trainee("T1"), trainee("T2", days=5, verified=False), trainee("T3", verified=False)]

    found = step(distance(roster(people, policy=OLD), default_parameters(OLD)), Kind.CONFIRMATION)

    assert (found.people, found.gain_fen) == (("T3",), 150_000)


def test_threshold_that_takes_everybody_is_still_the_threshold() -> None:
    found = distance(project_case(approved=10, verified=8, passed=6, employed=8), PARAMETERS)

    assert [each.words for each in found.steps] == ["再有 1 人合格", "培训天数再多 0.5 天", "再核实 1 人"]
    assert [each.words for each in found.further] == ["合格率达到 80%（再有 2 人合格）"]


def test_part_of_a_person_whom_an_earlier_stage_has_paid_is_weighed_alike() -> None:
    exact = PARAMETERS.with_overrides({"deduction_rounding": "exact"})
    people = [trainee(f"T{n}", days=n + 1, passed=n > 2) for n in range(8)]
    paid = [{"id": "T1", "paid_days": 1, "paid_fen": 10_000}]
    case = roster(people, approved=8, prior_claims=paid, final_stage=True, whole_class=True)
    rate = rate_in_force(case.category, exact)
    assert rate is not None

    assert Scale(case, rate, exact).now == calculate_subsidy(case, exact).total_fen


def test_who_would_still_be_below_the_minimum_is_not_worth_confirming() -> None:
    parameters = PARAMETERS.with_overrides({"min_attendance_rate": PARAMETERS.fraction("pass_threshold")})
    people = [trainee("T1"), trainee("T2", days=1, verified=False)]

    assert distance(roster(people, approved=2), parameters).is_highest


def test_of_two_who_could_be_confirmed_the_one_whom_no_stage_has_paid_is_named() -> None:
    people = [trainee("T1"), trainee("T2", verified=False), trainee("T3", verified=False)]
    case = roster(people, policy=OLD, prior_claims=[{"id": "T2", "paid_days": 10, "paid_fen": 200_000}])

    found = step(distance(case, default_parameters(OLD)), Kind.CONFIRMATION)

    assert (found.people, found.is_proven) == (("T3",), True)


def test_only_who_passed_is_paid_so_a_pass_is_a_head() -> None:
    strict = PARAMETERS.with_overrides({"payable_requires_pass": True})
    people = [trainee(f"T{n}", passed=n != 1) for n in range(5)]

    assert step(distance(roster(people, approved=5), strict), Kind.PASS).gain_fen == 150_000


def test_half_day_that_does_not_count_is_not_offered_but_two_are() -> None:
    whole_days = PARAMETERS.with_overrides({"half_days": False})
    people = [trainee("T0"), trainee("T1", days="9.5", passed=False), trainee("T2", days=9), trainee("T3")]

    found = step(distance(roster(people, approved=5), whole_days), Kind.ATTENDANCE)

    assert found.summary == "T2再补 2 个半天，多付 150 元（应付 3 人）"
