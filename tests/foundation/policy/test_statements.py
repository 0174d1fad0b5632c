"""Line and Statement: storable and exact."""

from __future__ import annotations

import json
from fractions import Fraction

from foundation.policy.statements import Exclusion, Line, Statement, Warning, numbered
from foundation.policy.types import Clause

LINES = (
    Line("S_VERIFIED", "核实人数", "核实 45 人", None, heads=45),
    Line(
        "R_PASS_RATE_SHORTFALL",
        "合格率核减",
        "合格 34 人 ÷ 审批 50 人",
        Clause("2026-8", "四(二)"),
        detail="核减 5.4 人",
        inputs=(("合格人数", "34"),),
        intermediate="27/5",
        heads=Fraction(27, 5),
    ),
)


def statement() -> Statement:
    return Statement(
        status="ok",
        policy="2026-8",
        category="就业技能",
        rule_version="1",
        payable_heads=Fraction(198, 5),
        deduction_heads=Fraction(27, 5),
        total_fen=5_940_000,
        amounts=(("T01", 150_000),),
        excluded=(Exclusion("T02", "R_NOT_VERIFIED", "T02 未核实"),),
        lines=numbered(LINES),
        warnings=(Warning("W_PAID_WITHOUT_PASS", "须两人签字"),),
        parameters={"days": {"value": 5}},
    )


def test_statement_reads_back_equal_from_json() -> None:
    assert Statement.from_dict(json.loads(json.dumps(statement().as_dict()))) == statement()


def test_parts_of_a_head_are_stored_as_a_fraction() -> None:
    assert statement().as_dict()["payable_heads"] == "198/5"


def test_only_lines_that_say_why_are_reasons() -> None:
    assert [line.code for line in statement().reasons] == ["R_PASS_RATE_SHORTFALL"]
    assert statement().warning_codes == ("W_PAID_WITHOUT_PASS",)


def test_lines_are_numbered_from_one() -> None:
    assert [line.order for line in statement().lines] == [1, 2]


def test_line_reads_as_one_sentence() -> None:
    assert LINES[1].text == "合格 34 人 ÷ 审批 50 人，核减 5.4 人"
