"""No word of a calculation sheet changes unseen."""

from __future__ import annotations

from tests.subsidies.sheets import SHEETS, sheets


def test_sheets_of_all_examples_are_those_that_were_stored() -> None:
    assert sheets().splitlines() == SHEETS.read_text(encoding="utf-8").splitlines(), "make docs"
