"""Every open reading against a second calculation written from the words of its question alone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from foundation.policy.statements import Statement
from subsidies.rules.questions import find_question
from subsidies.rules.quote import quote_statement
from tests.subsidies.second_calculation import Facts, Outcome, governing_document, settle

READ = {
    "A05": "pass_basis",
    "A06": "threshold_comparison",
    "A13": "policy_day",
    "A18": "cap_scope",
    "A19": "staged_emp_check",
    "A20": "cut_order",
    "A21": "staff_year_basis",
    "A22": "staff_unique_key",
    "A23": "staff_pass_rule",
    "A25": "yearly_limit",
}
DAYS = ("2024-11-20", "2024-12-31", "2025-01-01", "2025-06-30")


def readings_of(id: str) -> list[Any]:
    question = find_question(id)
    assert question is not None
    return [reading.value for reading in question.readings]


def any_case(chance: Random, category: str, rows: list[Facts], **further: Any) -> Facts:
    """A written case with a reading for every question, and the document of its day of approval."""
    how = {key: chance.choice(readings_of(id)) for id, key in READ.items()}
    days = sorted(chance.choices(DAYS, k=3))
    given: Facts = {
        "approved_count": len(rows) + chance.choice((0, 0, 1, 3)),
        "trainees": rows,
        "prior_claims": [],
        "final_stage": False,
        "whole_class": False,
        **dict(zip(("approved_on", "ends_on", "claimed_on"), days, strict=True)),
        **further,
        "params": how,
    }
    policy = governing_document({**given, "params": {"policy_day": "approval"}})
    return {"policy": policy, "category": category, "input": given}


def any_row(chance: Random, name: str) -> Facts:
    """Recorded as passed or not, or with the two scores."""
    row: Facts = {
        "id": name,
        "verified": chance.random() < 0.95,
        "certified": chance.random() < 0.8,
        "other_kinds": ["创业"] if chance.random() < 0.1 else [],
    }
    if chance.random() < 0.5:
        return {**row, "passed": chance.random() < 0.8}
    return {**row, "theory_score": chance.randint(55, 75), "practice_score": chance.randint(55, 75)}


def any_project(chance: Random) -> Facts:
    """A 项目制: settled at once, an early stage, a last stage by itself, or a last stage over the whole class."""
    size, kind = chance.randint(1, 9), chance.choice(("once", "early", "middle", "last", "whole"))
    length = chance.choice((6, 12, 25, 50))
    rows = [
        {
            **any_row(chance, f"T{place}"),
            "employed": chance.random() < 0.8,
            "attended_days": str(Fraction(chance.randint(0, 2 * length + 1), 2)),
        }
        for place in range(size)
    ]
    stages = {"once": {}, "early": {"stage": 1}, "middle": {"stage": 2}}
    stage = stages.get(kind, {"stage": 2, "final_stage": True})
    case = any_case(chance, "项目制", rows, training_days=length, whole_class=kind == "whole", **stage)
    case["input"]["prior_claims"] = list(
        any_draws(chance, case["input"], has_stages=kind not in {"once", "early"})
    )
    return case


def any_draws(chance: Random, given: Facts, *, has_stages: bool) -> list[Facts]:
    """What some have drawn: in an earlier stage, in another class of this year or of the year before."""
    year, draws = int(given["ends_on"][:4]), []
    for row in given["trainees"]:
        if has_stages and chance.random() < 0.6:
            fen = chance.choice((0, 75_000, 150_000, 300_000, 450_000))
            draws.append(
                {"id": row["id"], "paid_days": str(Fraction(chance.randint(0, 60), 2)), "paid_fen": fen}
            )
        if chance.random() < 0.3:
            elsewhere = {
                "year": chance.choice((year, year - 1)),
                "paid_fen": chance.choice((100_000, 490_000)),
            }
            draws.append({"id": row["id"], "other_class": True, **elsewhere})
    return draws


def any_training(chance: Random) -> Facts:
    """What of a 企业职工 may be the same, or of the same year."""
    end = chance.choice(("2024-03-31", "2024-12-15", "2025-03-30", "2025-03-31", "2025-04-01"))
    start = chance.choice(("2023-12-20", "2024-02-01", "2024-03-05"))
    return {
        "occupation": chance.choice(("6-31-01-03", "6-07-06-05")),
        "occupation_name": chance.choice(("电工", "焊工")),
        "level": chance.choice(("4", "3")),
        "employer": chance.choice(("甲公司", "乙公司")),
        "class_end": end,
        "class_start": start,
    }


def any_staff(chance: Random) -> Facts:
    size = chance.randint(1, 7)
    names = [f"T{chance.randint(0, size)}" for _ in range(size)]
    rows = [{**any_row(chance, name), **any_training(chance)} for name in names]
    case = any_case(chance, "企业职工", rows)
    case["input"]["prior_claims"] = [
        {"id": chance.choice(names), "claimed_on": chance.choice(DAYS), **any_training(chance)}
        for _ in range(chance.randint(0, 3))
    ]
    return case


@pytest.mark.parametrize(("any_class", "cases"), [(any_project, 1_600), (any_staff, 800)])
def test_every_reading_agrees_with_the_second_calculation(
    any_class: Callable[[Random], Facts], cases: int
) -> None:
    chance = Random(19)
    for _ in range(cases):
        case = any_class(chance)

        statement = quote_statement(case)

        second = settle(case)
        heads = (statement.status, statement.payable_heads, statement.deduction_heads, statement.total_fen)
        assert heads == ("ok", second.heads, second.cut, second.total_fen), case
        assert_same_people(statement, second, case)


def assert_same_people(statement: Statement, second: Outcome, case: Facts) -> None:
    """The same persons with the same fen; where a cut is spread, one fen may move from one to the next."""
    rows, is_staff = case["input"]["trainees"], case["category"] == "企业职工"
    is_spread = case["input"]["params"]["cut_order"] == "average"
    keys = [f"{row['id']}/{row['occupation']}/{row['level']}" if is_staff else row["id"] for row in rows]
    places = sorted(second.paid)
    assert [key for key, _ in statement.amounts] == [keys[place] for place in places], case
    for (_, fen), place in zip(statement.amounts, places, strict=True):
        assert abs(fen - second.paid[place]) <= is_spread, case
    left_out = sorted(keys[place] for place in second.left_out if is_staff or rows[place]["verified"])
    assert sorted(gone.key for gone in statement.excluded) == left_out, case


def test_the_generated_classes_meet_every_reading_of_every_question() -> None:
    chance = Random(19)
    cases = [any_class(chance) for any_class in (any_project, any_staff) for _ in range(100)]

    for id, key in READ.items():
        met = {case["input"]["params"][key] for case in cases}
        assert met == set(readings_of(id)), id
