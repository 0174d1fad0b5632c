"""Where the rules refuse or have nothing to say: the rarer branches, each by what it answers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from foundation.policy.catalogue import default_parameters
from foundation.policy.rates import FlatRate, LevelRate
from foundation.policy.types import Clause, ParameterMistyped
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.certificate import calculate_certificates
from subsidies.rules.cohort_rule import CohortRule
from subsidies.rules.cohorts import Cohort, CountedClass, counts_in_cohorts, figures_of, readings_need_names
from subsidies.rules.enterprise_staff import drawn_this_year
from subsidies.rules.entry import read_case, write_case
from subsidies.rules.facts import Category, Gates, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.gates import shut_gates
from subsidies.rules.persons import explain_amounts
from subsidies.rules.questions import find_question
from subsidies.rules.quote import quote_case
from subsidies.rules.rates import RateInForce, rate_in_force
from subsidies.rules.readings import example_figure, other_readings, with_reading
from subsidies.rules.stages import stages_are_settled
from subsidies.rules.what_if.gates import opening
from tests.subsidies.chance_cases import any_policy, any_readings
from tests.subsidies.rule_cases import FLAT_1500, NEW, OLD, claim, codes, skills_class, trainee

DEFAULTS = default_parameters(NEW)
BY_LEVEL = RateInForce(LevelRate((("4", 80_000),)), Clause("DR-14"), pending=False)


def explained(entered: dict[str, Any], **params: Any) -> dict[str, str]:
    """The words of every person of a 项目制 under 20号."""
    statement = claim("项目制", OLD, **entered, params=params)
    parameters = default_parameters(OLD).with_overrides(params)
    return explain_amounts(read_case(entered, OLD, Category.PROJECT).case, statement, parameters)


def test_level_that_slipped_past_the_refusal_is_never_paid_as_nothing() -> None:
    person = Trainee("C01", "C01", level="1", newly_added=True)
    case = SubsidyCase(NEW, Category.CERTIFICATE, trainees=(person,))

    with pytest.raises(ValueError, match="1"):
        calculate_certificates(case, BY_LEVEL, DEFAULTS)


def test_levels_pay_no_class_by_days() -> None:
    with pytest.raises(TypeError):
        BY_LEVEL.entitlement(Fraction(1))


def test_rate_that_is_no_rate_is_not_calculated_with() -> None:
    with pytest.raises(ParameterMistyped):
        rate_in_force(Category.ORDER, DEFAULTS.with_overrides({"ladder": "ceil"}))


def test_twelve_months_cannot_be_counted_from_a_year_alone() -> None:
    rolling = DEFAULTS.with_overrides({"staff_year_basis": "rolling"})
    person = Trainee("E01", "E01", occupation="1", level="4")
    before = PriorClaim("E01", occupation="1", level="4", year=2026)

    case = SubsidyCase(NEW, Category.ENTERPRISE_STAFF, trainees=(person,), prior_claims=(before,))

    assert drawn_this_year(case, rolling, {0}) == {}


def test_blocked_claim_explains_nobody_and_has_no_other_readings() -> None:
    entered = {"approved_count": 1, "training_days": 10, "trainees": [trainee("T01")]}
    shut: dict[str, Any] = {**entered, "gates": {"acceptance": "pending"}}
    case = read_case(shut, NEW, Category.PROJECT).case

    assert explain_amounts(case, claim("项目制", **shut), DEFAULTS) == {}
    assert explained(shut) == {}
    assert other_readings(case, DEFAULTS) == ()


def test_cap_of_the_year_is_said_with_the_person() -> None:
    drawn = [{"id": "T01", "paid_fen": 450_000, "other_class": True, "year": 2024}]
    entered = {"approved_count": 1, "training_days": 10, "trainees": [trainee("T01")], "prior_claims": drawn}

    words = explained({**entered, "ends_on": "2024-05-01"}, cap_scope="person_year")

    assert words["T01"] == "10 天 × 150 元，扣除本年度其他班次已付后，限额内 500 元 ＝ 500 元"


def test_part_of_a_person_is_said_as_a_part() -> None:
    people = [trainee("T01"), trainee("T02", passed=False)]
    entered = {"approved_count": 2, "training_days": 10, "trainees": people}
    exact = {"deduction_rounding": "exact"}
    statement = claim("项目制", NEW, **entered, params=exact)

    case = read_case(entered, NEW, Category.PROJECT).case
    words = explain_amounts(case, statement, DEFAULTS.with_overrides(exact))

    assert words == {"T01": "10 天 × 150 元 ＝ 1,500 元", "T02": "（10 天 × 150 元）× 0.4 ＝ 600 元"}


def test_half_a_character_is_no_text() -> None:
    assert quote_case({"policy": NEW, "category": "创业\ud800"})["error"] == "E_TEXT_MALFORMED"
    assert quote_case({"policy": NEW, "list": [{"a": "\ud800"}]})["error"] == "E_TEXT_MALFORMED"


@pytest.mark.parametrize("kinds", ["创业", [""], ["x" * 500], [1]])
def test_other_kinds_are_a_list_of_short_texts(kinds: Any) -> None:
    rows = [{"id": "T01", "passed": True, "other_kinds": kinds}]

    statement = claim("农民工", NEW, approved_count=1, trainees=rows, rate=FLAT_1500)

    assert codes(statement) == ["E_TEXT_MALFORMED"]


def test_list_as_a_tuple_is_a_list_too() -> None:
    rows = [{"id": "T01", "passed": True, "other_kinds": (" 创业 ",)}]

    case = read_case({"approved_count": 1, "trainees": rows}, NEW, Category.MIGRANT_WORKER).case

    assert [row.other_kinds for row in case.trainees or ()] == [("创业",)]


def test_example_without_a_result_says_what_hinders_it() -> None:
    question = find_question("A29")
    assert question is not None

    nothing, rate = (example_figure(question, question.examples[0], each) for each in question.readings)

    assert "须录入" in nothing.obstacle
    assert rate.obstacle == ""


def test_rate_that_is_not_set_stays_unset() -> None:
    assert with_reading(DEFAULTS, "rate.创业", None) is DEFAULTS
    assert with_reading(DEFAULTS, "rate.创业", FlatRate(1)).rate("创业") == FlatRate(1)


@pytest.mark.parametrize(
    ("params", "settled"),
    [({}, True), ({"cap_scope": "stage"}, False), ({"staged_emp_check": "each_stage"}, False)],
)
def test_last_stage_settles_unless_every_stage_stands_alone(params: dict[str, str], settled: bool) -> None:
    assert stages_are_settled(DEFAULTS.with_overrides(dict(params))) == settled


@pytest.mark.parametrize("written", [True, 1.0, -1, 10**30, "2"])
def test_whole_number_of_a_trial_is_a_whole_number(written: Any) -> None:
    assert claim("创业", NEW, params={"min_reviewers": written}).error == "E_PARAMETER_MALFORMED"
    assert skills_class(1, 1, 1, params={"min_reviewers": 3}, gates={"reviewers": 2}).status == "blocked"


def test_classes_are_counted_and_certificates_are_not() -> None:
    counted = [category for category in Category if counts_in_cohorts(category)]

    assert set(Category) - set(counted) == {Category.CERTIFICATE}


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({}, False),
        ({"pass_basis": "total"}, True),
        ({"policy_day": "claim"}, True),
        ({"yearly_limit": "block"}, True),
    ],
)
def test_some_readings_ask_for_names(params: dict[str, str], names: bool) -> None:
    parameters = DEFAULTS.with_overrides(dict(params))

    assert readings_need_names(parameters) == names
    assert CohortRule(Category.ORDER, parameters).needs_names == names


@pytest.mark.parametrize("level", [["4"], "4" * 500, True, 10**30])
def test_level_is_a_short_text(level: Any) -> None:
    rows = [{"id": "C01", "newly_added": True, "level": level}]

    assert codes(claim("取证", OLD, trainees=rows, rate=FLAT_1500)) == ["E_TEXT_MALFORMED"]


def test_a_few_hundred_classes_counted_come_to_what_their_rosters_come_to() -> None:
    """A sample of the long test in test_rules_cohorts.py, under every reading that changes how heads leave."""
    chance = Random("counted")
    for number in range(400):
        category = chance.choice([each for each in Category if counts_in_cohorts(each)])
        rule = CohortRule(category, any_readings(chance, any_policy(chance), category))
        halves = (0, 9, 20, 20, None if number % 50 == 0 else 35)
        cohorts = tuple(
            Cohort(
                chance.randint(1, 4),
                chance.random() < 0.9,
                chance.random() < 0.6,
                chance.random() < 0.6,
                days,
            )
            for days in halves
        )
        counted = CountedClass(NEW, category, 12 + number % 8, Fraction(15), cohorts)

        assert rule.figures(counted) == figures_of(calculate_subsidy(counted.as_case(), rule.parameters)), (
            counted
        )


def test_who_goes_from_a_care_class_below_the_rate_is_told_so() -> None:
    people = [trainee("T01"), trainee("T02", employed=False)]

    entered = {"approved_count": 2, "training_days": 10, "trainees": people}
    statement = claim("护工订单", OLD, **entered, params={"care_below_80": "pay_none"})

    assert [(gone.key, gone.code, gone.reason) for gone in statement.excluded] == [
        ("T02", "R_EMPLOYMENT_SHORTFALL", "T02 未就业，就业率不足时只付已就业人员"),
        ("T01", "R_CARE_EMPLOYMENT_REQUIRED", "T01 所在护工班就业率未达到规定"),
    ]


def test_who_passed_and_must_go_is_told_his_days_and_not_that_he_failed() -> None:
    people = [trainee("T01", days=8), trainee("T02")]

    statement = claim("项目制", NEW, approved_count=3, training_days=10, trainees=people)

    (gone,) = statement.excluded
    assert (gone.key, gone.code) == ("T01", "R_PASS_RATE_SHORTFALL")
    assert "有效 8 天" in gone.reason
    assert "未合格" not in gone.reason


@pytest.mark.parametrize(
    ("row", "readings", "code"),
    [
        (trainee("甲", 7), {"min_attendance_rate": "4/5"}, "R_BELOW_MIN_ATTENDANCE"),
        (trainee("甲", passed=False), {"payable_requires_pass": True}, "R_ONLY_PASSED_VERIFIED"),
        (trainee("甲", other_kinds=["创业"]), {"yearly_limit": "block"}, "R_OTHER_KIND_THIS_YEAR"),
    ],
    ids=["absent", "failed", "other_kind"],
)
def test_who_was_confirmed_and_left_by_another_rule_is_named_and_not_called_unconfirmed(
    row: dict[str, Any], readings: dict[str, Any], code: str
) -> None:
    entered = {"approved_count": 1, "training_days": 10, "trainees": [row]}

    statement = claim("订单式", NEW, **entered, params=readings)

    assert (statement.payable_heads, statement.total_fen) == (0, 0)
    assert [(gone.key, gone.code) for gone in statement.excluded] == [("甲", code)]
    assert "W_NOTHING_VERIFIED" not in statement.warning_codes


def test_a_roster_of_which_nobody_was_confirmed_is_said_to_be_so() -> None:
    entered = {"approved_count": 1, "training_days": 10, "trainees": [trainee("甲", verified=False)]}

    assert "W_NOTHING_VERIFIED" in claim("订单式", NEW, **entered).warning_codes


def test_half_days_of_a_cohort_are_half_days_of_each_of_its_people() -> None:
    counted = CountedClass(NEW, Category.ORDER, 2, Fraction(10), (Cohort(2, half_days=9),))

    assert [one.attended_days for one in counted.as_case().trainees or ()] == [Fraction(9, 2)] * 2


def test_a_counted_order_class_without_filing_is_blocked_like_any_other() -> None:
    people = (Cohort(2, passed=True, employed=True, half_days=20),)
    counted = CountedClass(NEW, Category.ORDER, 2, Fraction(10), people, Gates(city_report_filed=False))

    assert CohortRule(Category.ORDER, DEFAULTS).figures(counted).status == "blocked"


def test_a_minimum_attendance_excludes_nobody_where_the_days_are_not_known() -> None:
    entered = {"approved_count": 1, "rate": FLAT_1500, "trainees": [trainee("甲", 3)]}

    assert claim("创业", OLD, **entered, params={"min_attendance_rate": "4/5"}).payable_heads == 1


def test_nobody_is_paid_of_counts_without_a_pass_where_only_who_passed_is() -> None:
    entered = {"approved_count": 5, "verified_count": 5, "passed_count": 0, "rate": FLAT_1500}

    assert claim("创业", OLD, **entered, params={"payable_requires_pass": True}).payable_heads == 0


def test_a_written_case_keeps_every_fact_of_a_row() -> None:
    row = {
        "id": "甲", "verified": False, "passed": True, "employed": False, "attended_days": "9.5",
        "occupation": "1", "occupation_name": "电工", "level": "4", "employer": "甲公司",
        "class_start": "2024-01-02", "class_end": "2024-02-03", "certified": False, "newly_added": True,
        "skill_upgrade_eligible": True, "skill_upgrade_drawn": True, "theory_score": "60.5",
        "practice_score": "70", "other_kinds": ["创业"],
    }  # fmt: skip
    case = read_case({"trainees": [row]}, OLD, Category.ENTERPRISE_STAFF).case
    written = write_case(case)["input"]

    assert read_case(written, OLD, Category.ENTERPRISE_STAFF).case == case
    assert [one.class_start for one in case.trainees or ()] == [date(2024, 1, 2)]


def test_only_who_drew_money_in_an_earlier_stage_is_missed_in_the_last() -> None:
    earlier = [
        {"id": "乙", "paid_days": 10, "paid_fen": 0},
        {"id": "丙", "paid_days": 10, "paid_fen": 150_000},
        {"id": "丁", "year": 2024, "paid_fen": 150_000, "other_class": True},
    ]
    entered = {"approved_count": 4, "training_days": 10, "stage": 2, "final_stage": True}

    statement = claim("项目制", OLD, **entered, trainees=[trainee("甲")], prior_claims=earlier)

    [missed] = [told.text for told in statement.warnings if told.code == "W_STAGE_PERSON_ABSENT"]
    assert missed.startswith("丙 ")


def test_a_trial_rate_goes_with_the_case_into_another_document() -> None:
    days = {"approved_on": "2024-12-10", "ends_on": "2025-01-15"}
    counts = {"approved_count": 5, "verified_count": 5, "passed_count": 5, "rate": FLAT_1500}

    statement = claim("就业技能", OLD, **counts, **days, params={"policy_day": "class_end"})

    assert (statement.policy, statement.total_fen) == (NEW, 750_000)


def test_a_pass_mark_of_nothing_lets_everybody_pass() -> None:
    row = {"id": "甲", "theory_score": 0, "practice_score": 0}
    entered = {"approved_count": 1, "rate": FLAT_1500, "trainees": [row]}
    marks = {"pass_mark_theory": 0, "pass_mark_practice": 0}

    assert claim("创业", NEW, **entered, params=marks).deduction_heads == 0


def test_a_cut_that_is_spread_over_one_person_leaves_him_nothing() -> None:
    rows = [trainee("甲", passed=False)]
    entered = {"approved_count": 1, "training_days": 10, "trainees": rows, "params": {"cut_order": "average"}}

    assert claim("项目制", NEW, **entered).amounts == (("甲", 0),)


def test_who_has_drawn_more_than_all_stages_are_worth_draws_nothing_until_the_last() -> None:
    earlier = [{"id": "甲", "paid_days": 1, "paid_fen": 150_000}]
    entered = {"approved_count": 1, "training_days": 2, "stage": 2, "trainees": [trainee("甲", 2)]}
    case = read_case({**entered, "prior_claims": earlier}, OLD, Category.PROJECT).case
    parameters = default_parameters(OLD)

    statement = calculate_subsidy(case, parameters)

    assert statement.amounts == (("甲", 0),)
    assert explain_amounts(case, statement, parameters) == {"甲": "3 天 × 150 元 − 此前已付 1,500 元 ＝ 0 元"}


def test_nobody_is_above_the_days_of_half_a_day_without_a_single_one() -> None:
    entered = {"approved_count": 1, "training_days": "1/2", "trainees": [trainee("甲", 0)]}

    assert "W_DAYS_CAPPED" not in claim("订单式", NEW, **entered).warning_codes


def test_a_trial_may_change_the_ladder_itself() -> None:
    ladder = {"type": "ladder", "tiers": [{"upto_day": None, "fen_per_day": 1_000}], "cap_fen": 7_000}
    entered = {"approved_count": 1, "training_days": 10, "trainees": [trainee("甲")]}

    assert claim("订单式", NEW, **entered, params={"ladder": ladder}).total_fen == 7_000


def test_every_other_reading_tells_its_amount_and_the_difference() -> None:
    case = read_case(
        {
            "approved_count": 50,
            "verified_count": 48,
            "passed_count": 38,
            "employed_count": 48,
            "training_days": 10,
        },
        NEW,
        Category.ORDER,
    ).case
    others = {other.value: other for other in other_readings(case, DEFAULTS) if other.key == "shortfall_mode"}

    assert (others["unpassed"].total_fen, others["unpassed"].difference_fen) == (36 * 150_000, -10 * 150_000)


def test_papers_that_open_a_claim_rest_on_the_clause_of_the_first_gate_and_say_how_many_are_missing() -> None:
    gates = Gates(reviewers=1, notice_working_days=3)
    found = opening(SubsidyCase(NEW, Category.ORDER, gates=gates), DEFAULTS)

    assert found.words == ("再有 1 人审查签字", "再公示 2 个工作日")
    assert found.clause == shut_gates(SubsidyCase(NEW, Category.ORDER, gates=gates), DEFAULTS)[0].clause
    assert opening(SubsidyCase(NEW, Category.ORDER, gates=Gates(notice_working_days=0)), DEFAULTS).words == (
        "再公示 5 个工作日",
    )


def test_a_last_stage_over_the_whole_class_is_worth_its_own_days_where_each_stage_has_its_cap() -> None:
    earlier = [{"id": "甲", "paid_days": 12, "paid_fen": 170_000}]
    entered = {"approved_count": 1, "training_days": 20, "stage": 2, "final_stage": True, "whole_class": True}

    statement = claim(
        "项目制",
        OLD,
        **entered,
        trainees=[trainee("甲", 20)],
        prior_claims=earlier,
        params={"cap_scope": "stage"},
    )

    assert statement.total_fen == 8 * 15_000


def test_a_stage_spreads_what_it_adds_and_not_what_was_paid_before() -> None:
    rows = [trainee(f"T{n}", 10, passed=n < 3) for n in range(4)]
    earlier = [{"id": f"T{n}", "paid_days": 10, "paid_fen": 150_000} for n in range(4)]
    entered = {
        "approved_count": 5,
        "training_days": 10,
        "stage": 2,
        "trainees": rows,
        "prior_claims": earlier,
    }
    case = read_case(entered, NEW, Category.PROJECT).case
    parameters = DEFAULTS.with_overrides({"cut_order": "average"})

    statement = calculate_subsidy(case, parameters)

    assert {paid for _, paid in statement.amounts} == {75_000}
    assert set(explain_amounts(case, statement, parameters).values()) == {
        "（10 天 × 150 元 ＋ 10 天 × 100 元 − 此前已付 1,500 元）× 0.75 ＝ 750 元"
    }
