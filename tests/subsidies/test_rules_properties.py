"""What must hold of every claim, whatever its figures."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Statement
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.entry import read_case, write_case
from subsidies.rules.facts import ORDER_LIKE, Category, SubsidyCase
from tests.subsidies.rule_cases import NEW, project_case, read_roster

LIMIT_FEN = 500_000
RELAXED = settings(deadline=None, database=None)
ROWS = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 96)), min_size=1, max_size=12)
CATEGORIES = st.sampled_from(sorted(ORDER_LIKE))


@st.composite
def class_counts(draw: st.DrawFn) -> tuple[int, int, int, int, int]:
    approved = draw(st.integers(1, 60))
    verified = draw(st.integers(0, approved))
    return (
        approved,
        verified,
        draw(st.integers(0, verified)),
        draw(st.integers(0, verified)),
        draw(st.integers(0, 60)),
    )


def calculated(case: SubsidyCase) -> Statement:
    return calculate_subsidy(case, default_parameters(NEW))


def total(case: SubsidyCase) -> int:
    fen = calculated(case).total_fen
    assert fen is not None
    return fen


@RELAXED
@given(class_counts())
def test_one_more_pass_never_lowers_the_amount(counts: tuple[int, int, int, int, int]) -> None:
    approved, verified, passed, employed, days = counts

    more = min(passed + 1, verified)

    assert total(project_case(approved, verified, more, employed, days)) >= total(project_case(*counts))


@RELAXED
@given(class_counts())
def test_one_more_employed_never_lowers_the_amount(counts: tuple[int, int, int, int, int]) -> None:
    approved, verified, passed, employed, days = counts

    more = min(employed + 1, verified)

    assert total(project_case(approved, verified, passed, more, days)) >= total(project_case(*counts))


@RELAXED
@given(CATEGORIES, ROWS, st.integers(0, 6))
def test_amounts_add_up_and_stay_below_the_limit(
    category: Category, rows: list[tuple[bool, bool, int]], absent: int
) -> None:
    statement = calculated(read_roster(category, len(rows) + absent, rows))

    assert statement.total_fen == sum(fen for _, fen in statement.amounts)
    assert all(0 <= fen <= LIMIT_FEN for _, fen in statement.amounts)
    assert statement.payable_heads == len(statement.amounts)


@RELAXED
@given(CATEGORIES, ROWS, st.integers(0, 6))
def test_everybody_is_either_paid_or_named(
    category: Category, rows: list[tuple[bool, bool, int]], absent: int
) -> None:
    statement = calculated(read_roster(category, len(rows) + absent, rows))

    paid = [key for key, _ in statement.amounts]
    left_out = [gone.key for gone in statement.excluded]
    assert sorted(paid + left_out) == [f"T{place:02d}" for place in range(len(rows))]


@RELAXED
@given(class_counts())
def test_numbers_and_an_equal_roster_come_to_the_same(counts: tuple[int, int, int, int, int]) -> None:
    approved, verified, passed, employed, _ = counts
    rows = [(place < passed, place < employed, 36) for place in range(verified)]

    by_roster = calculated(read_roster(Category.PROJECT, approved, rows))

    assert by_roster.total_fen == total(project_case(approved, verified, passed, employed, days=18))


@RELAXED
@given(CATEGORIES, ROWS, st.sampled_from(["ceil", "half_up", "floor", "exact"]))
def test_a_stored_claim_recalculates_to_the_same_statement(
    category: Category, rows: list[tuple[bool, bool, int]], rounding: str
) -> None:
    case = read_roster(category, len(rows) + 2, rows)
    parameters = default_parameters(NEW).with_overrides({"deduction_rounding": rounding})
    first = calculate_subsidy(case, parameters)

    stored: dict[str, Any] = json.loads(json.dumps({"case": write_case(case), "sheet": first.as_dict()}))

    read = read_case(stored["case"]["input"], stored["case"]["policy"], Category(stored["case"]["category"]))
    again = calculate_subsidy(read.case, Parameters.from_snapshot(stored["sheet"]["parameters"]))
    assert again == first == Statement.from_dict(stored["sheet"])
