"""The documents as data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from foundation.policy.catalogue import (
    CatalogueFault,
    clauses,
    default_parameters,
    definitions,
    documents,
    read_definitions,
    targets,
)
from foundation.policy.types import Clause

ROW: dict[str, Any] = {
    "key": "pass_rule",
    "name": "合格率核减",
    "unit": "",
    "kind": "flag",
    "group": "calculation",
    "values": {"2026-8": {"value": True, "clause": ["2026-8", "四(二)"], "pending_confirmation": False}},
}


def test_documents_follow_each_other_without_a_gap() -> None:
    old, new = documents()

    assert (old.in_force_from, old.in_force_to) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (new.in_force_from, new.in_force_to) == (date(2025, 1, 1), date(2027, 12, 31))


def test_clauses_stand_word_for_word_once_each() -> None:
    texts = {text.clause: text.text for text in clauses()}

    assert len(texts) == len(clauses())
    assert texts[Clause("2026-8", "四(二)")].endswith("核减培训补贴人数（按不达比例百分比*核实人数）。")
    assert "前10天每人每天150元" in texts[Clause("2024-20", "七(二)")]


def test_stray_letter_about_a_library_book_is_no_clause() -> None:
    assert not any("图书馆" in text.text or "五老" in text.text for text in clauses())


def test_parameter_that_cites_a_clause_without_text_is_refused() -> None:
    silent = {**ROW, "values": {"2026-8": {**ROW["values"]["2026-8"], "clause": ["2026-8", "九(一)"]}}}

    assert read_definitions([ROW], clauses())
    with pytest.raises(CatalogueFault, match=r"九\(一\)"):
        read_definitions([silent], clauses())


def test_parameter_with_an_unknown_choice_is_refused() -> None:
    odd = {**ROW, "kind": "choice", "choices": {"ceil": "进一"}}

    with pytest.raises(CatalogueFault, match="pass_rule"):
        read_definitions([odd], clauses())


def test_unknown_document_has_no_parameters() -> None:
    with pytest.raises(CatalogueFault):
        default_parameters("2019-1")


def test_pass_rate_rule_begins_with_the_document_of_2026() -> None:
    assert not default_parameters("2024-20").flag("pass_rule")
    assert default_parameters("2026-8").flag("pass_rule")


def test_rates_of_2024_are_carried_over_and_wait_for_confirmation() -> None:
    for key in ("ladder", "staff_rate"):
        old, new = default_parameters("2024-20")[key], default_parameters("2026-8")[key]

        assert (old.value, old.clause) == (new.value, new.clause)
        assert (old.pending_confirmation, new.pending_confirmation) == (False, True)


def test_rates_that_no_document_prints_are_absent() -> None:
    assert not [definition.key for definition in definitions() if definition.key.startswith("rate.")]


def test_plan_of_2024_adds_up() -> None:
    plan = {target.key: target.heads for target in targets() if target.categories}
    total = plan.pop("training_total")

    assert total == sum(plan.values()) == 2520
    assert sorted(plan.values()) == [150, 160, 210, 700, 1300]
