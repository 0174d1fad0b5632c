"""Every clause that the calculation cites can be opened and read."""

from __future__ import annotations

from foundation.policy.catalogue import find_clause
from foundation.policy.types import Clause
from subsidies.rules import clauses


def test_every_cited_clause_has_its_words() -> None:
    cited = [value for value in vars(clauses).values() if isinstance(value, Clause)]

    assert len(cited) > 15
    assert [clause.cite() for clause in cited if find_clause(clause) is None] == []


def test_a_clause_that_nobody_wrote_is_not_found() -> None:
    assert find_clause(Clause("2026-8", "九(一)")) is None
