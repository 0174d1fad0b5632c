"""取证补贴: 20号 四(一)、四(三), DR-12."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.policy.statements import Statement
from tests.subsidies.rule_cases import OLD, claim, codes

BY_LEVEL = {"type": "by_level", "per_head_fen": {"5": 50_000, "4": 80_000, "3": 120_000}}


def certificates(*people: dict[str, Any], **entered: Any) -> Statement:
    rows = [{"newly_added": True, "level": "4", **person} for person in people]
    return claim("取证", OLD, trainees=rows, **{"rate": BY_LEVEL, **entered})


@pytest.mark.boundary("skill_upgrade", side="out")
@pytest.mark.boundary("new_talent", side="out")
def test_each_is_paid_by_his_level() -> None:
    statement = certificates({"id": "C01"}, {"id": "C02", "level": 3})

    assert statement.amounts == (("C01", 80_000), ("C02", 120_000))
    assert statement.per_head_fen is None


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"certified": False}, "R_NO_CERTIFICATE"),
        ({"newly_added": False}, "R_NOT_NEW_TALENT"),
        ({"skill_upgrade_eligible": True}, "R_SKILL_UPGRADE_SUBSIDY"),
        ({"skill_upgrade_drawn": True}, "R_SKILL_UPGRADE_SUBSIDY"),
        ({"verified": False}, "R_NOT_VERIFIED"),
    ],
)
@pytest.mark.boundary("skill_upgrade", side="in")
@pytest.mark.boundary("new_talent", side="in")
def test_who_is_not_entitled_is_named_with_the_reason(person: dict[str, Any], code: str) -> None:
    statement = certificates({"id": "C01", **person}, {"id": "C02"})

    assert [(gone.key, gone.code) for gone in statement.excluded] == [("C01", code)]
    assert codes(statement) == [code]
    assert statement.total_fen == 80_000


@pytest.mark.boundary("skill_upgrade", side="out")
def test_eligible_but_not_drawn_is_paid_under_the_narrower_reading() -> None:
    statement = certificates(
        {"id": "C01", "skill_upgrade_eligible": True}, params={"skill_upgrade_exclusion": "drawn_only"}
    )

    assert statement.payable_heads == 1


@pytest.mark.boundary("rate_missing", side="in")
def test_level_without_a_rate_is_refused_unless_nobody_draws_it() -> None:
    assert certificates({"id": "C01", "level": "1"}).error == "E_RATE_NOT_CONFIGURED"
    assert certificates({"id": "C01", "level": "1", "certified": False}).total_fen == 0


def test_without_a_rate_nothing_is_computed() -> None:
    assert certificates({"id": "C01"}, rate=None).error == "E_RATE_NOT_CONFIGURED"


def test_counts_do_not_do_for_certificates() -> None:
    assert claim("取证", OLD, verified_count=9, rate=BY_LEVEL).error == "E_COUNT_MISSING"
