"""A clause used without a test on each side of its boundary fails here, by its name."""

from __future__ import annotations

from collections import Counter

from foundation.policy.catalogue import find_clause
from foundation.policy.types import Clause
from tests.subsidies.boundaries import BOUNDARIES, SIDES
from tests.subsidies.policy_book import BOOK, book, marks, untested, used_clauses
from tests.subsidies.test_rules_worked_examples import EXAMPLES


def test_every_used_clause_is_tested_on_each_side_of_its_boundaries() -> None:
    used = used_clauses()

    assert len(used) > 30
    assert [lack for clause in used for lack in untested(clause)] == []


def test_clause_without_a_boundary_is_named() -> None:
    assert untested("2026-8 九(一)") == ["2026-8 九(一): 没有界限"]


def test_marks_and_examples_name_what_exists() -> None:
    keys, numbers = {each.key for each in BOUNDARIES}, {example["id"] for example in EXAMPLES}

    assert [mark for mark in marks() if mark.boundary not in keys or mark.side not in SIDES] == []
    assert {n for each in BOUNDARIES for side in SIDES for n in each.examples(side)} <= numbers
    assert [key for key, times in Counter(each.key for each in BOUNDARIES).items() if times > 1] == []


def test_boundaries_rest_on_clauses_that_can_be_read() -> None:
    drawn = {clause for each in BOUNDARIES for clause in each.clauses}

    assert [clause for clause in drawn if find_clause(Clause(*clause.split(" ", 1))) is None] == []


def test_book_is_fresh() -> None:
    assert BOOK.read_text(encoding="utf-8") == book(), "make docs"
