"""Rules of another day: a stored claim is replayed by the version it was calculated with, line by line (B.3)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Statement
from foundation.policy.types import Clause, Parameters
from subsidies.rules.calculate import FIRST_VERSION, RULE_SETS, RULE_VERSION
from subsidies.rules.entry import read_case, write_case
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.persons import explain_amounts
from subsidies.rules.taken import BEFORE_THE_QUESTION, taken
from tests.subsidies.rule_cases import NEW, OLD, claim, order_class, project_case, trainee

SAVED: dict[str, Any] = json.loads(
    Path(__file__).with_name("stored").joinpath("version_1.json").read_text(encoding="utf-8")
)
STORED: list[dict[str, Any]] = SAVED["claims"]


def snapshot_of(stored: dict[str, Any]) -> dict[str, Any]:
    """What was stored with the claim: all parameters of its document, and what was set otherwise."""
    snapshot: dict[str, Any] = SAVED["snapshots"][stored["facts"]["policy"]] | stored["changed"]
    return snapshot


def read_stored(stored: dict[str, Any]) -> tuple[SubsidyCase, Parameters]:
    facts = stored["facts"]
    case = read_case(facts["input"], facts["policy"], Category(facts["category"])).case
    return case, Parameters.from_snapshot(snapshot_of(stored))


@pytest.mark.parametrize("stored", STORED, ids=[str(place) for place in range(len(STORED))])
def test_claim_stored_under_the_first_version_replays_to_the_letter(stored: dict[str, Any]) -> None:
    case, parameters = read_stored(stored)

    statement = RULE_SETS[FIRST_VERSION](case, parameters)

    assert statement == Statement.from_dict({**stored["statement"], "parameters": snapshot_of(stored)})
    assert explain_amounts(case, statement, parameters) == stored["words"]
    assert write_case(case) == stored["facts"]


@pytest.mark.parametrize("stored", STORED, ids=[str(place) for place in range(len(STORED))])
def test_second_version_changes_no_figure(stored: dict[str, Any]) -> None:
    case, parameters = read_stored(stored)

    first, second = (RULE_SETS[version](case, parameters) for version in (FIRST_VERSION, RULE_VERSION))

    figures = ("status", "payable_heads", "deduction_heads", "total_fen", "full_fen", "amounts", "excluded")
    assert all(getattr(first, name) == getattr(second, name) for name in figures)
    assert [line.code for line in second.lines if line.code not in {"S_POLICY_DAY", "S_PAYEE"}] == [
        line.code for line in first.lines
    ]


def test_snapshot_older_than_a_question_is_read_as_it_was_calculated() -> None:
    assert not set(BEFORE_THE_QUESTION) & set(snapshot_of(STORED[0])) - {"yearly_limit"}
    for key, reading in BEFORE_THE_QUESTION.items():
        assert taken(Parameters(), key) == taken(default_parameters(NEW), key) == reading


def test_statement_says_first_which_document_governs_and_since_which_day() -> None:
    line = claim("企业职工", NEW, verified_count=2, approved_on="2025-03-01").lines[0]

    assert (line.code, line.formula, line.clause) == (
        "S_POLICY_DAY",
        "文人社字〔2026〕8号",
        Clause("2026-8", "二"),
    )
    assert line.detail == "按开班批准日确定，2025年3月1日"


@pytest.mark.boundary("payee", side="in")
@pytest.mark.boundary("payee", side="out")
def test_statement_says_who_is_paid() -> None:
    def payee(statement: Statement) -> str:
        return next(line.formula for line in statement.lines if line.code == "S_PAYEE")

    flat = {"type": "flat", "per_head_fen": 100_000}
    people = [{"id": "T01", "newly_added": True}]
    assert payee(order_class(2, 2)) == "付给培训机构基本账户"
    assert payee(claim("取证", OLD, rate=flat, trainees=people)) == "付给取证人员本人"


@pytest.mark.boundary("carried_employment_rule", side="in")
@pytest.mark.boundary("carried_employment_rule", side="out")
def test_carried_over_employment_rule_is_shown_until_it_is_confirmed() -> None:
    carried = RULE_SETS[RULE_VERSION](project_case(5, 5, 5, 4), default_parameters(NEW))

    assert "W_EMP_RULE_PENDING" in carried.warning_codes
    assert [line.code for line in carried.lines if line.pending] == ["R_EMPLOYMENT_MET", "R_LADDER"]
    assert "W_EMP_RULE_PENDING" not in order_class(5, 4).warning_codes


def test_facts_for_other_readings_are_written_only_where_they_are_known() -> None:
    row = trainee("T01", theory_score="59.5", practice_score=60, other_kinds=["创业"], employer="甲公司")
    prior = {
        "id": "T01",
        "other_class": True,
        "class_end": "2026-01-05",
        "paid_days": "1",
        "paid_fen": 1,
        "year": 2026,
    }
    entered = {
        "approved_count": 1,
        "trainees": [row],
        "prior_claims": [prior],
        "stage": 2,
        "ends_on": "2026-05-01",
    }
    case = read_case(entered, NEW, Category.PROJECT).case

    written = write_case(case)["input"]

    assert read_case(written, NEW, Category.PROJECT).case == case
    assert "class_start" not in written["trainees"][0]
    assert "claimed_on" not in written
