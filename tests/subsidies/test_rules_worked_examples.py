"""The officials' own examples: every amount to the fen, every reason with its clause, in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from subsidies.rules.quote import quote_case

EXAMPLES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("golden").joinpath("worked_examples.json").read_text(encoding="utf-8")
)
# The product may say more than the examples: how near the cliff, and what is not confirmed yet.
ADDED_WARNINGS = {
    "W_RATE_PENDING",
    "W_EMP_RULE_PENDING",
    "W_PASS_RATE_ON_THRESHOLD",
    "W_EMPLOYMENT_ON_THRESHOLD",
}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_worked_example_comes_out_to_the_fen(example: dict[str, Any]) -> None:
    expected = dict(example["expected"])
    reasons, warnings = expected.pop("reasons"), expected.pop("warnings")

    result = quote_case(example)

    assert {key: result.get(key) for key in expected} == expected
    assert [{"code": r["code"], "clause": r["clause"]} for r in result["reasons"]] == reasons
    assert [code for code in result["warnings"] if code not in ADDED_WARNINGS] == warnings


def test_result_keeps_the_number_of_the_case() -> None:
    assert quote_case(EXAMPLES[0])["id"] == "GC001"


def test_there_are_seventy_examples_of_all_eight_kinds() -> None:
    assert len(EXAMPLES) == 70
    assert len({example["category"] for example in EXAMPLES}) == 8
