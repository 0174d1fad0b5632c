"""Cases reckoned by hand from B.4, chosen where several rules meet in one claim. Each line says how it was reckoned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from subsidies.rules.quote import quote_case
from tests.subsidies.rule_cases import FLAT_1500, NEW, OLD, trainee

EXACT = {"deduction_rounding": "exact"}
FOUR_FIFTHS = {"min_attendance_rate": "4/5"}
LEVELS = {"type": "by_level", "per_head_fen": {"3": 200_000, "4": 150_000}}


@dataclass(frozen=True)
class Reckoned:
    """One case and what comes out; what is None is not looked at."""

    how: str
    policy: str
    category: str
    entered: dict[str, Any]
    heads: int | str | None = None
    cut: int | str | None = None
    fen: int | None = None
    codes: tuple[str, ...] | None = None
    warnings: tuple[str, ...] = ()
    excluded: tuple[str, ...] | None = None
    status: str = field(default="ok")


def people(*rows: tuple[Any, bool, bool], **entered: Any) -> list[dict[str, Any]]:
    """Rows of (days, passed, employed), named T1, T2 …"""
    return [
        trainee(f"T{place}", days, passed, employed, **entered)
        for place, (days, passed, employed) in enumerate(rows, start=1)
    ]


def counts(
    approved: int, verified: int, passed: int | None = None, employed: int | None = None
) -> dict[str, Any]:
    numbers = {"approved_count": approved, "verified_count": verified}
    return numbers | {"passed_count": passed, "employed_count": employed}


def staff(name: str, passed: bool = True, **entered: Any) -> dict[str, Any]:
    row = {"id": name, "passed": passed, "occupation": "6-31-01-03", "level": "4", "class_end": "2026-05-20"}
    return row | entered


def certified(name: str, level: str, **entered: Any) -> dict[str, Any]:
    return {"id": name, "level": level, "newly_added": True, **entered}


def drawn(name: str, days: int, fen: int) -> dict[str, Any]:
    return {"id": name, "paid_days": days, "paid_fen": fen}


SEVEN = people(*[(10, place < 5, True) for place in range(7)])
SEVEN_MORE = people(*[(8, place < 5, True) for place in range(7)])
SEVEN_PAID = [drawn(f"T{place}", 10, 150_000) for place in range(1, 8)]
STAGE_TWO = {
    "approved_count": 7,
    "training_days": 8,
    "trainees": SEVEN_MORE,
    "prior_claims": SEVEN_PAID,
    "params": EXACT,
}
MIXED = people((10, False, True), (20, False, True), (30, True, True), (10, True, False), (10, True, False))
ABSENT = people((10, True, True), (10, True, True), (8, True, True), (7.5, True, False), (10, True, False))
CLEAN_BUT_ONE = people(
    (10, True, True), (10, True, True), (8, True, True), (7.5, True, False), (10, True, True)
)
REPEATED = [staff("E1"), staff("E2"), staff("E2"), staff("E3"), staff("E4", passed=False)]
E1_DREW = [{"id": "E1", "occupation": "6-31-01-03", "level": "4", "year": 2026}]
ALL_SHUT = {
    "acceptance": "pending",
    "institution_status": "suspended",
    "city_report_filed": False,
    "reviewers": 1,
    "notice_working_days": 4,
}
FINISHED = {"institution_status": "suspended", "class_finished_before_suspension": True}
CANCELLED = {"institution_status": "cancelled", "class_finished_before_suspension": True}
CERTIFICATES = [
    certified("P1", "3"),
    certified("P2", "4"),
    certified("P3", "4", certified=False),
    certified("P4", "3", newly_added=False),
    certified("P5", "4", skill_upgrade_eligible=True),
    certified("P6", "3", verified=False),
]

CASES = [
    Reckoned("3/35 of 7 is 3/5 of a head; the last who failed gets 2/5 of 1,500", NEW, "项目制",
             {"approved_count": 7, "training_days": 10, "trainees": SEVEN, "params": EXACT},
             heads="32/5", cut="3/5", fen=960_000),
    Reckoned("18 days are 2,300; six get 800 more, 2/5 of 2,300 is below the 1,500 already paid", NEW, "项目制",
             STAGE_TWO, heads="32/5", fen=480_000),
    Reckoned("the same in the last stage: 920 − 1,500 is taken back", NEW, "项目制",
             {**STAGE_TWO, "final_stage": True}, heads="32/5", fen=422_000),
    Reckoned("44.5 days are 4,950, 45 days the cap of 5,000", OLD, "订单式",
             {"approved_count": 2, "training_days": 45, "trainees": people((44.5, True, True), (45, True, True))},
             heads=2, fen=995_000),
    Reckoned("half a day beyond the cap adds nothing", OLD, "订单式",
             {"approved_count": 2, "training_days": 46, "trainees": people((45.5, True, True), (46, True, True))},
             heads=2, fen=1_000_000),
    Reckoned("of 10 signed days 9.5 were approved: 1,425, and 9 days 1,350", OLD, "订单式",
             {"approved_count": 2, "training_days": 9.5, "trainees": people((10, True, True), (9, True, True))},
             fen=277_500, warnings=("W_DAYS_CAPPED",)),
    Reckoned("whole days only: 9 of 9.5 for both", OLD, "订单式",
             {"approved_count": 2, "training_days": 9.5, "trainees": people((9.5, True, True), (10, True, True)),
              "params": {"half_days": "off"}}, fen=270_000, warnings=("W_DAYS_CAPPED",)),
    Reckoned("E1 drew before, the second E2 repeats; 4 of 5 passed, three are paid", NEW, "企业职工",
             {"approved_count": 5, "trainees": REPEATED, "prior_claims": E1_DREW}, heads=3, cut=0, fen=90_000,
             codes=("R_DUP_STAFF_YEAR", "R_DUP_STAFF_YEAR", "R_PASS_RATE_MET", "R_FLAT_RATE"),
             excluded=("E1/6-31-01-03/4", "E2/6-31-01-03/4")),
    Reckoned("3 of 5 passed: 20 % of the three who are left is 0.6, one goes, the last who failed", NEW, "企业职工",
             {"approved_count": 5, "trainees": [*REPEATED[:3], staff("E3", passed=False), REPEATED[4]],
              "prior_claims": E1_DREW}, heads=2, cut=1, fen=60_000,
             excluded=("E1/6-31-01-03/4", "E2/6-31-01-03/4", "E4/6-31-01-03/4")),
    Reckoned("another level, and a year earlier, are other draws", NEW, "企业职工",
             {"trainees": [staff("E1"), staff("E1", level="3")],
              "prior_claims": [{**E1_DREW[0], "year": 2025}]}, heads=2, fen=60_000),
    Reckoned("five gates shut, in the order of the work", OLD, "订单式",
             {**counts(10, 10, 10, 10), "training_days": 10, "gates": ALL_SHUT}, heads=0, fen=0, status="blocked",
             codes=("B_ACCEPTANCE_PENDING", "B_INSTITUTION_SUSPENDED", "B_CITY_REPORT_MISSING",
                    "B_TWO_REVIEWERS", "B_NOTICE_TOO_SHORT")),
    Reckoned("cancelled is cancelled, whatever ended before", NEW, "就业技能",
             {**counts(10, 10, 10), "rate": FLAT_1500, "gates": CANCELLED}, heads=0, fen=0, status="blocked",
             codes=("B_INSTITUTION_CANCELLED",)),
    Reckoned("suspended after the class had ended: 10 × 1,500", NEW, "就业技能",
             {**counts(10, 10, 10), "rate": FLAT_1500, "gates": FINISHED}, heads=10, fen=1_500_000),
    Reckoned("only orders and projects are filed with the city", NEW, "就业技能",
             {**counts(10, 10, 10), "rate": FLAT_1500, "gates": {"city_report_filed": False}}, fen=1_500_000),
    Reckoned("every fault at once", NEW, "订单式", counts(0, -1, 2, 1), status="error",
             codes=("E_NEGATIVE_COUNT", "E_ZERO_APPROVED", "E_PASSED_GT_APPROVED", "E_DAYS_MISSING")),
    Reckoned("faults come before gates", NEW, "就业技能",
             {**counts(5, 6, 5), "rate": FLAT_1500, "gates": {"acceptance": "pending"}}, status="error",
             codes=("E_VERIFIED_GT_APPROVED",)),
    Reckoned("too many rows, one twice, and no rate", NEW, "就业技能",
             {"approved_count": 2, "trainees": [{"id": n, "passed": True} for n in ("T1", "T1", "T2")]},
             status="error", codes=("E_ROSTER_GT_APPROVED", "E_DUPLICATE_TRAINEE", "E_RATE_NOT_CONFIGURED")),
    Reckoned("12 days are 1,700 less 1,200; the other has 4 days", OLD, "项目制",
             {"approved_count": 2, "training_days": 4, "trainees": people((4, True, True), (4, True, True)),
              "prior_claims": [drawn("T1", 8, 120_000)]}, fen=110_000),
    Reckoned("each stage for itself: 600 twice", OLD, "项目制",
             {"approved_count": 2, "training_days": 4, "trainees": people((4, True, True), (4, True, True)),
              "prior_claims": [drawn("T1", 8, 120_000)], "params": {"cap_scope": "stage"}}, fen=120_000),
    Reckoned("without T4, who missed too much, 3 of 4 work: 75 %", OLD, "订单式",
             {"approved_count": 5, "training_days": 10, "trainees": ABSENT, "params": FOUR_FIFTHS},
             heads=3, fen=420_000, excluded=("T4", "T5")),
    Reckoned("without T4 all four work", OLD, "订单式",
             {"approved_count": 5, "training_days": 10, "trainees": CLEAN_BUT_ONE, "params": FOUR_FIFTHS},
             heads=4, fen=570_000, excluded=("T4",)),
    Reckoned("with T4 exactly 80 % work, and he is paid his 7.5 days", OLD, "订单式",
             {"approved_count": 5, "training_days": 10, "trainees": CLEAN_BUT_ONE}, heads=5, fen=682_500,
             excluded=(), warnings=("W_EMPLOYMENT_ON_THRESHOLD",)),
    Reckoned("the pass of T4 leaves with him: 3 of 5, 20 % of four is 0.8", NEW, "就业技能",
             {"approved_count": 5, "training_days": 10, "rate": FLAT_1500, "params": FOUR_FIFTHS,
              "trainees": people((10, True, True), (10, True, True), (10, True, True), (7, True, True),
                                 (10, False, True))}, heads=3, cut=1, fen=450_000, excluded=("T4", "T5")),
    Reckoned("cumulative: 10 % of 45 is 4.5, 30 employed − 5", NEW, "项目制",
             {**counts(50, 45, 35, 30), "training_days": 10, "params": {"dual_rule_mode": "cumulative"}},
             heads=25, cut=5, fen=3_750_000),
    Reckoned("cumulative never falls below nobody: 5 − 8", NEW, "项目制",
             {**counts(10, 10, 0, 5), "training_days": 10, "params": {"dual_rule_mode": "cumulative"}},
             heads=0, cut=8, fen=0),
    Reckoned("cumulative with the employment rate reached: 45 − 5", NEW, "项目制",
             {**counts(50, 45, 35, 40), "training_days": 10, "params": {"dual_rule_mode": "cumulative"}},
             heads=40, cut=5, fen=6_000_000),
    Reckoned("护工 at 70 % under pay_none: nobody, and it stays a result", NEW, "护工订单",
             {**counts(10, 10, 10, 7), "training_days": 10, "params": {"care_below_80": "pay_none"}},
             heads=0, cut=0, fen=0, warnings=("W_CARE_EMPLOYMENT_NOT_MET",)),
    Reckoned("护工 at exactly 80 % under pay_none: all ten, 20 days are 2,500", NEW, "护工订单",
             {**counts(10, 10, 10, 8), "training_days": 20, "params": {"care_below_80": "pay_none"}},
             heads=10, fen=2_500_000),
    Reckoned("one certificate of level 3 and one of level 4; four others each for his own reason", OLD, "取证",
             {"rate": LEVELS, "trainees": CERTIFICATES}, heads=2, fen=350_000, excluded=("P3", "P4", "P5", "P6"),
             codes=("R_NO_CERTIFICATE", "R_NOT_NEW_TALENT", "R_SKILL_UPGRADE_SUBSIDY", "R_NOT_VERIFIED")),
    Reckoned("a level without an amount, and somebody entitled to it", OLD, "取证",
             {"rate": LEVELS, "trainees": [certified("P1", "2")]}, status="error", codes=("E_RATE_NOT_CONFIGURED",)),
    Reckoned("a level without an amount, but nobody entitled to it", OLD, "取证",
             {"rate": LEVELS, "trainees": [certified("P1", "2", newly_added=False), certified("P2", "4")]},
             heads=1, fen=150_000),
    Reckoned("the cut binds: 50 − 40 % of 50 is 30, below 35 employed", NEW, "订单式",
             {**counts(50, 50, 20, 35), "training_days": 10}, heads=30, cut=20, fen=4_500_000),
    Reckoned("the employed bind: 3 of 5, with 10, 20 and 30 days", NEW, "项目制",
             {"approved_count": 5, "training_days": 30, "trainees": MIXED}, heads=3, cut=1, fen=750_000,
             excluded=("T4", "T5")),
    Reckoned("only who passed: three, less one of 0.6, one of them employed with 30 days", NEW, "项目制",
             {"approved_count": 5, "training_days": 30, "trainees": MIXED, "params": {"payable_requires_pass": "on"}},
             heads=1, cut=1, fen=350_000, excluded=("T1", "T2", "T4", "T5")),
    Reckoned("7 employed of 10 approved are 70 %", OLD, "订单式",
             {**counts(10, 8, None, 7), "training_days": 10, "params": {"emp_base": "approved"}},
             heads=7, fen=1_050_000),
    Reckoned("7 employed of 8 verified are 87.5 %", OLD, "订单式",
             {**counts(10, 8, None, 7), "training_days": 10}, heads=8, fen=1_200_000),
    Reckoned("9 passes of 7 verified are 7: 10 % of 7 is 0.7", NEW, "就业技能",
             {**counts(10, 7, 9), "rate": FLAT_1500}, heads=6, cut=1, fen=900_000, warnings=("W_PASSED_GT_VERIFIED",)),
    Reckoned("nobody verified: nothing to pay, and no fault", OLD, "订单式",
             {**counts(10, 0, None, 0), "training_days": 10}, heads=0, fen=0, warnings=("W_NOTHING_VERIFIED",)),
    Reckoned("5 of 80 of 38 is 2.375, rounded to 2", NEW, "就业技能",
             {**counts(40, 38, 30), "rate": FLAT_1500,
              "params": {"shortfall_mode": "relative", "deduction_rounding": "half_up"}},
             heads=36, cut=2, fen=5_400_000),
    Reckoned("a quarter of 38 is 9.5, dropped to 9", NEW, "就业技能",
             {**counts(40, 38, 30), "rate": FLAT_1500,
              "params": {"shortfall_mode": "unpassed", "deduction_rounding": "floor"}},
             heads=29, cut=9, fen=4_350_000),
    Reckoned("class days for who attended 4/5 of 12: 1,700 twice", OLD, "项目制",
             {"approved_count": 3, "training_days": 12, "params": {"day_basis": "class", **FOUR_FIFTHS},
              "trainees": people((12, True, True), (10, True, True), (9, True, True))}, heads=2, fen=340_000,
             excluded=("T3",)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.how for case in CASES])
def test_case_comes_out_as_reckoned_by_hand(case: Reckoned) -> None:
    result = quote_case({"policy": case.policy, "category": case.category, "input": case.entered})

    looked_at = {"payable_heads": case.heads, "deduction_heads": case.cut, "total_fen": case.fen}
    wanted = {name: value for name, value in looked_at.items() if value is not None}
    assert result["status"] == case.status
    assert {name: result[name] for name in wanted} == wanted
    assert set(case.warnings) <= set(result["warnings"])
    assert case.excluded is None or tuple(result["excluded"]) == case.excluded
    found = tuple(reason["code"] for reason in result["reasons"])
    assert case.codes is None or found[: len(case.codes)] == case.codes
