"""tests/subsidies/stored/sheets.jsonl: every word of the calculation sheets of all worked examples, as signed today.

A changed word is seen in the difference of this file. `python -m tests.subsidies.sheets` (`make docs`) writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foundation.policy.statements import Statement
from subsidies.rules.questions import questions
from subsidies.rules.quote import quote_statement
from subsidies.rules.readings import example_figure
from tests.subsidies.test_rules_own_cases import CASES
from tests.subsidies.test_rules_worked_examples import EXAMPLES

SHEETS = Path(__file__).with_name("stored") / "sheets.jsonl"
SHUT = {
    "acceptance": ("pending", "failed"),
    "institution_status": ("suspended", "cancelled"),
    "city_report_filed": (False,),
    "reviewers": (0, 1),
    "notice_working_days": (0, 4),
}


def statements() -> Iterator[tuple[str, Statement]]:
    for example in EXAMPLES:
        yield example["id"], quote_statement(example)
    for case in CASES:
        yield (
            case.how,
            quote_statement({"policy": case.policy, "category": case.category, "input": case.entered}),
        )
    for question in questions():
        for reading in question.readings:
            for number, each in enumerate(question.examples):
                name = f"{question.id} {number} {reading.words}"
                yield name, example_figure(question, each, reading).statement
    yield from _shut()


def _shut() -> Iterator[tuple[str, Statement]]:
    counts = {
        "approved_count": 2,
        "verified_count": 2,
        "passed_count": 2,
        "employed_count": 2,
        "training_days": 3,
    }
    for gate, values in SHUT.items():
        for value in values:
            case = {"policy": "2026-8", "category": "项目制", "input": {**counts, "gates": {gate: value}}}
            yield f"{gate} {value}", quote_statement(case)


def sheets() -> str:
    return "".join(
        json.dumps(row, ensure_ascii=False) + "\n" for name, each in statements() for row in _rows(name, each)
    )


def _rows(name: str, statement: Statement) -> Iterator[dict[str, Any]]:
    whole = statement.as_dict()
    lines = whole.pop("lines")
    del whole["parameters"]
    yield {"case": name, **whole}
    yield from ({key: value for key, value in line.items() if _says(value)} for line in lines)


def _says(value: object) -> bool:
    """A nought says something; nothing, and a plain no, do not."""
    return value not in (None, "", []) and value is not False


if __name__ == "__main__":
    SHEETS.write_text(sheets(), encoding="utf-8")
