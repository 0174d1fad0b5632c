"""人员分类 as a dictionary with dates: what counts when, and where it is printed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from foundation.policy.catalogue import clauses
from foundation.policy.categories import DictionaryFault, category_dictionary, read_dictionary
from trainees.enums import PersonCategory

TODAY = date(2026, 6, 18)
ROW = {"code": "a", "label": "甲", "clause": "表1", "effective_from": "2024-01-01"}


def dictionary(*rows: dict[str, Any]) -> str:
    return json.dumps({"boxes": ["一", "二"], "categories": list(rows)})


def test_every_code_of_an_application_is_known_and_calls_itself_the_same() -> None:
    entries = {entry.code: entry.label for entry in category_dictionary().in_force(TODAY)}
    assert entries == dict(PersonCategory.choices)


def test_form_1_has_its_seven_boxes_each_for_one_kind_of_person() -> None:
    book = category_dictionary()
    ticked = [entry.box for entry in book.in_force(TODAY) if entry.box]
    assert (len(book.boxes), ticked) == (7, list(book.boxes))


def test_form_2_counts_four_kinds() -> None:
    counts = {entry.count for entry in category_dictionary().in_force(TODAY)} - {""}
    assert counts == {"migrant_workers", "lifted_from_poverty", "registered_unemployed", "laid_off_veterans"}


def test_every_clause_that_is_cited_can_be_opened() -> None:
    known = {text.clause.cite() for text in clauses()}
    assert {entry.clause for entry in category_dictionary().entries} <= known


def test_code_means_what_it_meant_on_the_day() -> None:
    book = read_dictionary(
        dictionary(
            ROW | {"box": "一", "effective_to": "2025-12-31"},
            ROW | {"box": "二", "label": "甲类", "effective_from": "2026-01-01"},
        )
    )
    days = (date(2023, 12, 31), date(2025, 12, 31), date(2026, 1, 1))
    assert [entry.box if (entry := book.entry("a", day)) else None for day in days] == [None, "一", "二"]


@pytest.mark.parametrize("rows", [(ROW | {"box": "三"},), (ROW, ROW | {"effective_from": "2025-01-01"})])
def test_dictionary_that_contradicts_itself_is_not_read(rows: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(DictionaryFault):
        read_dictionary(dictionary(*rows))
