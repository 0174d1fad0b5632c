"""Short ways to write a case of the subsidy rules; the figures are what a test is about."""

from __future__ import annotations

from typing import Any

from foundation.policy.statements import Statement
from subsidies.rules.entry import read_case
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.quote import quote_statement

FLAT_1500 = {"type": "flat", "per_head_fen": 150_000}
OLD = "2024-20"
NEW = "2026-8"


def claim(category: str, policy: str = NEW, **entered: Any) -> Statement:
    """The statement of a claim as it would be entered for a trial."""
    return quote_statement({"policy": policy, "category": category, "input": entered})


def skills_class(approved: int, verified: int, passed: int, **entered: Any) -> Statement:
    """A class of 就业技能 at 1,500 yuan a head under 8号."""
    counts: dict[str, Any] = {"approved_count": approved, "verified_count": verified, "passed_count": passed}
    return claim("就业技能", **counts, rate=FLAT_1500, **entered)


def order_class(verified: int, employed: int, days: int = 10, **entered: Any) -> Statement:
    """A class of 订单式 under 20号, everybody approved."""
    counts: dict[str, Any] = {
        "approved_count": verified,
        "verified_count": verified,
        "employed_count": employed,
    }
    return claim("订单式", OLD, **counts, training_days=days, **entered)


def trainee(
    name: str, days: Any = 10, passed: bool = True, employed: bool = True, **entered: Any
) -> dict[str, Any]:
    return {"id": name, "passed": passed, "employed": employed, "attended_days": days, **entered}


def project_case(approved: int, verified: int, passed: int, employed: int, days: int = 10) -> SubsidyCase:
    """A 项目制 under 8号, to which both 80 % rules apply."""
    entered: dict[str, Any] = {
        "approved_count": approved,
        "verified_count": verified,
        "passed_count": passed,
        "employed_count": employed,
        "training_days": days,
    }
    return read_case(entered, NEW, Category.PROJECT).case


def codes(statement: Statement) -> list[str]:
    return [line.code for line in statement.reasons]


def read_roster(category: Category, approved: int, rows: list[tuple[bool, bool, int]]) -> SubsidyCase:
    """A roster under 8号 from (passed, employed, half days), long enough a class for all of them."""
    people = [
        trainee(f"T{place:02d}", days=f"{halves}/2", passed=passed, employed=employed)
        for place, (passed, employed, halves) in enumerate(rows)
    ]
    return read_case(
        {"approved_count": approved, "training_days": 48, "trainees": people}, NEW, category
    ).case
