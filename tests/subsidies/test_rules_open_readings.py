"""The readings that are not the default (B.1): what each of them changes, and where it stops changing anything."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Statement
from subsidies.rules.entry import read_case
from subsidies.rules.facts import Category
from subsidies.rules.persons import explain_amounts
from subsidies.rules.quote import quote_case
from subsidies.rules.readings import other_readings, readings_taken, with_reading
from tests.subsidies.rule_cases import FLAT_1500, NEW, OLD, claim, codes, order_class, skills_class, trainee

STAFF = {"occupation": "6-31-01-03", "level": "4", "class_end": "2024-01-20"}
BY_EMPLOYER = {"staff_unique_key": "with_employer"}
THREE_DAYS: dict[str, Any] = {
    "approved_on": "2024-12-10",
    "ends_on": "2025-01-15",
    "claimed_on": "2025-03-01",
}


def staff(row: dict[str, Any], prior: dict[str, Any], **params: str) -> Statement:
    """One 企业职工 who has drawn once before."""
    before = {"id": "E1", **STAFF, "year": 2023, **prior}
    return claim(
        "企业职工", OLD, trainees=[{"id": "E1", **STAFF, **row}], prior_claims=[before], params=params,
        claimed_on="2024-03-01",
    )  # fmt: skip


@pytest.mark.parametrize(("employed", "approved", "heads"), [(39, 49, 49), (38, 48, 38), (39, 50, 39)])
def test_whole_percent_reaches_80_from_79_and_a_half(employed: int, approved: int, heads: int) -> None:
    statement = order_class(approved, employed, params={"threshold_comparison": "whole_percent"})

    assert statement.payable_heads == heads  # 79.59 %, 79.17 %, 78 %


def test_rounded_percentage_says_that_it_was_rounded_and_is_not_on_the_threshold() -> None:
    statement = skills_class(49, 49, 39, params={"threshold_comparison": "whole_percent"})

    assert "四舍五入到整数后达到 80%" in statement.lines[2].formula
    assert "W_PASS_RATE_ON_THRESHOLD" not in statement.warning_codes


@pytest.mark.parametrize(("theory", "practice", "passed"), [(60, 60, 1), (59.99, 60, 0), (100, 59.5, 0)])
@pytest.mark.boundary("pass_mark", side="in")
@pytest.mark.boundary("pass_mark", side="out")
def test_both_marks_decide_where_only_scores_are_known(theory: Any, practice: Any, passed: int) -> None:
    row = {"id": "T01", "theory_score": theory, "practice_score": practice}

    statement = claim("就业技能", NEW, approved_count=1, trainees=[row], rate=FLAT_1500)

    assert (statement.deduction_heads == 0) == bool(passed)


def test_recorded_pass_is_not_judged_again_by_the_marks() -> None:
    row = {"id": "T01", "passed": True, "theory_score": 50, "practice_score": 60}

    assert claim("就业技能", NEW, approved_count=1, trainees=[row], rate=FLAT_1500).deduction_heads == 0


@pytest.mark.parametrize(("practice", "heads"), [(50, 1), (49.99, 0)])
def test_total_of_both_scores_may_make_up_for_one_of_them(practice: Any, heads: int) -> None:
    row = {"id": "T01", "theory_score": 70, "practice_score": practice, "passed": False}
    params = {"pass_basis": "total", "payable_requires_pass": "on"}

    statement = claim("就业技能", NEW, approved_count=1, trainees=[row], rate=FLAT_1500, params=params)

    assert statement.payable_heads == heads


@pytest.mark.parametrize("score", [101, -1, "60.005", "很好", True])
def test_score_that_cannot_be_is_refused(score: Any) -> None:
    statement = claim("就业技能", NEW, approved_count=1, trainees=[{"id": "T01", "theory_score": score}])

    assert "E_SCORE_MALFORMED" in codes(statement)


def test_pass_rate_alone_decides_where_the_new_document_is_in_force() -> None:
    only = {"dual_rule_mode": "pass_rate_only"}
    counts = {
        "approved_count": 10,
        "verified_count": 10,
        "passed_count": 7,
        "employed_count": 5,
        "training_days": 10,
    }

    assert claim("订单式", NEW, **counts, params=only).payable_heads == 9
    assert "S_EMPLOYMENT_NOT_APPLIED" in [
        line.code for line in claim("订单式", NEW, **counts, params=only).lines
    ]
    assert claim("订单式", OLD, **counts, params=only).payable_heads == 5


@pytest.mark.parametrize("category", ["订单式", "企业职工"])
def test_carried_rate_that_must_be_entered_anew_names_what_and_by_whom(category: str) -> None:
    anew = {"carried_rates": "enter_anew"}
    counts = {
        "approved_count": 2,
        "verified_count": 2,
        "passed_count": 2,
        "employed_count": 2,
        "training_days": 1,
    }

    fault = claim(category, NEW, **counts, params=anew).lines[0]

    assert fault.code == "E_RATE_NOT_CONFIGURED"
    assert f"重新录入“{category}补贴标准”" in fault.text
    assert "培训业务小组" in fault.text
    assert "部门负责人或局领导" in fault.text
    assert claim(category, OLD, **counts, params=anew).status == "ok"


def test_missing_rate_names_what_must_be_entered_and_by_whom() -> None:
    fault = claim("创业", NEW, approved_count=1, verified_count=1, passed_count=1).lines[0]

    assert fault.text == (
        "文件没有印出创业的补贴标准，须录入“创业补贴标准”：由培训业务小组在“政策参数”中提出，部门负责人或局领导启用"
    )


@pytest.mark.parametrize(("reading", "policy"), [("approval", OLD), ("class_end", NEW), ("claim", NEW)])
def test_day_that_governs_decides_the_document(reading: str, policy: str) -> None:
    statement = order_class(2, 2, **THREE_DAYS, passed_count=2, params={"policy_day": reading})

    assert statement.policy == policy


@pytest.mark.boundary("governing_day", side="in")
@pytest.mark.boundary("governing_day", side="out")
def test_document_that_is_not_of_the_day_of_approval_is_refused() -> None:
    assert codes(order_class(2, 2, approved_on="2025-01-01")) == ["E_POLICY_NOT_OF_THE_DAY"]
    assert order_class(2, 2, approved_on="2024-12-31").status == "ok"


def test_day_without_a_document_is_refused_with_what_to_enter() -> None:
    statement = claim("订单式", NEW, approved_count=1, approved_on="2028-01-01")

    assert codes(statement)[0] == "E_POLICY_NOT_IN_FORCE"
    assert "系统管理员先录入" in statement.lines[0].text


@pytest.mark.parametrize(
    ("params", "row", "prior", "heads"),
    [
        ({}, {}, {"class_end": "2024-01-01"}, 0),
        ({}, {}, {"class_end": "2023-12-31"}, 1),
        ({"staff_year_basis": "class_start"}, {"class_start": "2023-12-20"}, {"class_start": "2023-01-05"}, 0),
        ({"staff_year_basis": "class_start"}, {"class_start": "2024-01-02"}, {"class_start": "2023-12-31"}, 1),
        ({"staff_year_basis": "claim"}, {}, {"claimed_on": "2024-01-01"}, 0),
        ({"staff_year_basis": "claim"}, {}, {"claimed_on": "2023-12-31"}, 1),
        ({"staff_year_basis": "rolling"}, {}, {"class_end": "2023-01-21"}, 0),
        ({"staff_year_basis": "rolling"}, {}, {"class_end": "2023-01-20"}, 1),
        ({"staff_year_basis": "rolling"}, {}, {"class_end": "2025-01-19"}, 0),
        (BY_EMPLOYER, {"employer": "甲"}, {"employer": "甲", "class_end": "2024-01-01"}, 0),
        (BY_EMPLOYER, {"employer": "甲"}, {"employer": "乙", "class_end": "2024-01-01"}, 1),
        ({"staff_unique_key": "by_name"}, {"occupation_name": "电工"},
         {"occupation": "1", "occupation_name": "电工", "class_end": "2024-01-01"}, 0),
        ({"staff_unique_key": "by_name"}, {"occupation_name": "电工"},
         {"occupation_name": "焊工", "class_end": "2024-01-01"}, 1),
    ],
)  # fmt: skip
@pytest.mark.boundary("staff_year", side="in")
@pytest.mark.boundary("staff_year", side="out")
def test_once_a_year_under_every_reading(
    params: dict[str, str], row: dict[str, Any], prior: dict[str, Any], heads: int
) -> None:
    assert staff(row, prior, **params).payable_heads == heads


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"staff_year_basis": "class_start"}, "未填开班日期"),
        ({"staff_unique_key": "with_employer"}, "未填用人单位"),
        ({"staff_unique_key": "by_name"}, "未填工种名称"),
    ],
)
def test_reading_that_needs_another_fact_names_it(params: dict[str, str], said: str) -> None:
    statement = staff({}, {}, **params)

    assert codes(statement) == ["E_FIELD_MISSING"]
    assert said in statement.lines[0].text


def test_claim_year_needs_the_day_and_twelve_months_need_the_earlier_end() -> None:
    rows = [{"id": "E1", **STAFF}]
    earlier = [{"id": "E1", "occupation": "6-31-01-03", "level": "4", "year": 2023}]

    by_claim = claim("企业职工", OLD, trainees=rows, params={"staff_year_basis": "claim"})
    rolling = claim(
        "企业职工", OLD, trainees=rows, prior_claims=earlier, params={"staff_year_basis": "rolling"}
    )

    assert by_claim.lines[0].text == "未填申请日期"
    assert rolling.lines[0].text == "第 1 条已付记录未填结业日期"


@pytest.mark.boundary("other_kind", side="in")
def test_other_kind_in_the_year_is_shown_or_refused_and_the_pass_stays() -> None:
    rows = [{"id": "T01", "passed": True, "other_kinds": ["创业"]}, {"id": "T02", "passed": True}]

    def under(reading: str) -> Statement:
        params = {"yearly_limit": reading}
        return claim("农民工", NEW, approved_count=2, trainees=rows, rate=FLAT_1500, params=params)

    assert (under("warn").payable_heads, under("none").payable_heads, under("block").payable_heads) == (
        2,
        2,
        1,
    )
    assert "W_OTHER_KIND_THIS_YEAR" in under("warn").warning_codes
    assert "W_OTHER_KIND_THIS_YEAR" not in under("none").warning_codes
    assert codes(under("block"))[:2] == ["R_OTHER_KIND_THIS_YEAR", "R_PASS_RATE_MET"]


def test_cut_spread_over_all_pays_everybody_the_same_part_and_adds_up() -> None:
    rows = [trainee(f"T{n}", days, n > 1) for n, days in enumerate((5.5, 7, 9.5, 3, 2.5), start=1)]
    entered = {"approved_count": 6, "training_days": 10, "trainees": rows, "params": {"cut_order": "average"}}

    statement = claim("项目制", NEW, **entered)

    assert (statement.payable_heads, len(statement.amounts), statement.excluded) == (4, 5, ())
    assert statement.total_fen == 330_000  # 27.5 days × 150 × 4/5
    case = read_case(entered, NEW, Category.PROJECT).case
    words = explain_amounts(case, statement, with_reading(default_parameters(NEW), "cut_order", "average"))
    assert words["T1"] == "（5.5 天 × 150 元）× 0.8 ＝ 660 元"


def test_yearly_cap_counts_other_classes_of_the_same_year_only() -> None:
    def with_prior(**prior: Any) -> int | None:
        drawn = {"id": "T01", "paid_fen": 450_000, "other_class": True, **prior}
        params = {"cap_scope": "person_year"}
        entered = {
            "approved_count": 1,
            "training_days": 10,
            "trainees": [trainee("T01")],
            "ends_on": "2024-05-01",
        }
        return claim("订单式", OLD, **entered, prior_claims=[drawn], params=params).total_fen

    assert (with_prior(year=2024), with_prior(), with_prior(year=2023)) == (50_000, 50_000, 150_000)


def test_other_class_counts_nothing_while_the_cap_is_that_of_a_class() -> None:
    drawn = [{"id": "T01", "paid_fen": 450_000, "paid_days": 40, "year": 2024, "other_class": True}]
    entered = {"approved_count": 1, "training_days": 10, "trainees": [trainee("T01")]}

    alone, beside = (claim("订单式", OLD, **entered, prior_claims=prior) for prior in ([], drawn))

    assert (alone.lines, alone.amounts, alone.warnings) == (beside.lines, beside.amounts, beside.warnings)


def test_stage_before_the_last_waits_with_the_employment_rule() -> None:
    later = {"staged_emp_check": "final_only"}
    counts = {"approved_count": 4, "verified_count": 4, "training_days": 10}

    assert claim("项目制", OLD, **counts, stage=1, params=later).payable_heads == 4
    assert claim("项目制", OLD, **counts, employed_count=1, params=later).payable_heads == 1
    final = claim("项目制", OLD, **counts, employed_count=1, stage=2, final_stage=True, params=later)
    assert final.payable_heads == 1


def test_claim_is_shown_under_every_other_reading_with_the_obstacle_where_nothing_is_paid() -> None:
    counts = {"approved_count": 2, "verified_count": 2, "passed_count": 2, "employed_count": 2}
    case = read_case({**counts, "training_days": 10, "approved_on": "2025-01-01"}, NEW, Category.ORDER).case

    found = {(other.key, other.value): other for other in other_readings(case, default_parameters(NEW))}

    assert found[("carried_rates", "enter_anew")].total_fen is None
    assert "须重新录入" in found[("carried_rates", "enter_anew")].obstacle
    assert found[("emp_rule", False)].difference_fen == 0
    taken = readings_taken(default_parameters(NEW), Category.ORDER)
    assert {each.question.key for each in taken} >= {other.key for other in found.values()}
    assert all(each.is_default for each in taken)


def test_other_day_leads_the_claim_to_the_parameters_of_the_other_document() -> None:
    entered = {
        "approved_count": 10,
        "verified_count": 10,
        "passed_count": 6,
        "employed_count": 10,
        "training_days": 10,
    }
    case = read_case({**entered, **THREE_DAYS}, OLD, Category.ORDER).case
    dearer = with_reading(default_parameters(NEW), "deduction_rounding", "floor")

    found = {
        other.value: other.payable_heads
        for other in other_readings(case, default_parameters(OLD), lambda _code: dearer)
        if other.key == "policy_day"
    }

    assert found == {"class_end": 8, "claim": 8}
    assert case.ends_on == date(2025, 1, 15)


def test_quote_takes_a_reading_by_its_name_and_refuses_an_unknown_one() -> None:
    raw = {
        "policy": NEW,
        "category": "企业职工",
        "input": {"verified_count": 1, "params": {"policy_day": "birthday"}},
    }

    assert quote_case(raw)["error"] == "E_PARAMETER_MALFORMED"
