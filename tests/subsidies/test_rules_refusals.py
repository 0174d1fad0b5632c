"""What a trial calculation says when it refuses: the words, and the place that the page marks."""

from __future__ import annotations

from typing import Any

import pytest

from subsidies.rules.quote import quote_statement
from tests.subsidies.rule_cases import FLAT_1500, NEW, claim, trainee

COUNTS: dict[str, Any] = {"approved_count": 5, "verified_count": 5, "passed_count": 5, "rate": FLAT_1500}
NEGATIVE = dict.fromkeys(
    ("approved_count", "verified_count", "passed_count", "employed_count", "training_days"), -1
)

MISFITS: list[tuple[dict[str, Any], str, str]] = [
    ({"approved_count": 10**12}, "approved_count", "开班审批表人数过大，请核对"),
    ({"training_days": "9.3"}, "training_days", "培训天数应为整天或半天，例如 9、9.5、19/2"),
    ({"approved_on": "1月"}, "approved_on", "开班批准日期应为日期，例如 2026-01-05"),
    ({"approved_on": "2024-06-01"}, "policy", "开班批准日为 2024-06-01，应适用文人社字〔2024〕20号"),
    ({"gates": {"acceptance": "?"}}, "acceptance", "验收结果应为 passed、pending、failed 之一"),
    ({"params": {"x": 1}}, "params", "params 中有未登记的参数"),
    (
        {"params": {"cut_order": "x"}},
        "params",
        "参数 cut_order 应为 failed_days_roster、highest_amount、average 之一",
    ),
    ({"params": {"pass_mark_theory": -1}}, "params", "参数 pass_mark_theory 应为非负整数"),
    ({"params": {"pass_mark_theory": 1.5}}, "params", "参数 pass_mark_theory 应为非负整数"),
    (
        {"rate": {"type": "by_level", "per_head_fen": {"3": 1}}},
        "rate",
        "该类补贴不能按这种标准计算",
    ),
]
UNREADABLE: list[tuple[dict[str, Any], str, str]] = [
    ({"policy": "x"}, "policy", "policy 应为 2024-20 或 2026-8"),
    (
        {"category": "x"},
        "category",
        "category 应为 就业技能、订单式、项目制、护工订单、企业职工、创业、农民工、取证 之一",
    ),
]


def said(category: str, entered: dict[str, Any]) -> list[tuple[str, str]]:
    """(field, words) of every fault; with the list and the row where it is in a list."""
    places = [(dict(line.inputs), line.text) for line in claim(category, NEW, **entered).lines]
    return [
        ("/".join(place[name] for name in ("list", "row", "field") if name in place), text)
        for place, text in places
    ]


def test_every_missing_count_is_asked_for_at_its_own_field() -> None:
    assert said("订单式", {}) == [
        ("approved_count", "未填开班审批表人数"),
        ("verified_count", "未填核实人数"),
        ("passed_count", "未填合格人数"),
        ("employed_count", "未填就业人数"),
        ("training_days", "按天计算的补贴未填培训天数"),
    ]


def test_every_negative_figure_is_named_at_its_own_field() -> None:
    assert said("订单式", NEGATIVE) == [
        ("approved_count", "开班审批表人数为负数"),
        ("verified_count", "核实人数为负数"),
        ("passed_count", "合格人数为负数"),
        ("employed_count", "就业人数为负数"),
        ("training_days", "培训天数为负数"),
    ]


@pytest.mark.parametrize(("entered", "field", "words"), MISFITS, ids=[row[1] for row in MISFITS])
def test_a_misfit_says_what_it_should_be_and_where(entered: dict[str, Any], field: str, words: str) -> None:
    assert said("就业技能", {**COUNTS, **entered}) == [(field, words)]


def test_what_a_row_lacks_is_asked_for_in_that_row() -> None:
    without_days = {key: value for key, value in trainee("乙").items() if key != "attended_days"}
    rows = [trainee("甲"), without_days]
    assert said("订单式", {"approved_count": 2, "training_days": 10, "trainees": rows}) == [
        ("trainees/2/attended_days", "乙 未填有效天数")
    ]
    assert said("企业职工", {"approved_count": 1, "trainees": [{"id": "丙", "passed": True}]}) == [
        ("trainees/1/occupation", "丙 未填工种"),
        ("trainees/1/level", "丙 未填等级"),
        ("trainees/1/class_end", "丙 未填结业日期"),
    ]


@pytest.mark.parametrize(("raw", "field", "words"), UNREADABLE, ids=[row[1] for row in UNREADABLE])
def test_what_cannot_be_read_at_all_names_the_entry(raw: dict[str, Any], field: str, words: str) -> None:
    [line] = quote_statement({"policy": NEW, "category": "订单式", "input": {}, **raw}).lines

    assert (line.text, dict(line.inputs)) == (words, {"field": field})
