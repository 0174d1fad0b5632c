"""No figure without its clause: every line that the rules can write cites words that stand in a document."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from foundation.policy.catalogue import default_parameters, find_clause
from foundation.policy.rates import FlatRate
from foundation.policy.statements import Line, Statement
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.entry import read_case
from subsidies.rules.facts import Category
from subsidies.rules.questions import alternatives
from subsidies.rules.quote import quote_statement
from subsidies.rules.rates import standard_key
from subsidies.rules.readings import with_reading
from tests.subsidies.rule_cases import NEW, OLD
from tests.subsidies.test_rules_own_cases import CASES
from tests.subsidies.test_rules_worked_examples import EXAMPLES

GENERATED = 1_500


def without_words(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    """Lines whose clause is missing or cannot be opened, by code and clause."""
    lines: list[Line] = [line for statement in statements for line in statement.lines]
    assert lines
    return [
        (line.code, line.clause.cite() if line.clause else "")
        for line in lines
        if line.clause is None or not (found := find_clause(line.clause)) or not found.text
    ]


def parameters_by_chance(chance: Random, category: Category) -> Parameters:
    """The defaults of a document with three questions read otherwise, and a rate where none is printed."""
    parameters = default_parameters(chance.choice((OLD, NEW)))
    for other in chance.sample(alternatives(parameters, category), 3):
        parameters = with_reading(parameters, other.key, other.value)
    key = standard_key(category, parameters)
    return parameters if key in parameters else with_reading(parameters, key, FlatRate(150_000))


def class_by_chance(chance: Random) -> dict[str, Any]:
    size = chance.randint(1, 6)
    rows = [
        {
            "id": f"T{place}", "passed": chance.random() < 0.7, "employed": chance.random() < 0.7,
            "verified": chance.random() < 0.9, "attended_days": chance.randint(0, 100) / 2, "occupation": "1",
            "level": "4", "class_end": "2026-05-01", "newly_added": chance.random() < 0.7,
            "other_kinds": ["创业"] * chance.randint(0, 1),
        }
        for place in range(size)
    ]  # fmt: skip
    prior = [{"id": "T0", "paid_days": 5, "paid_fen": 75_000, "year": 2026}] * chance.randint(0, 1)
    gates = {"acceptance": chance.choice(("passed", "passed", "failed")), "reviewers": chance.randint(1, 3)}
    stage = {"stage": chance.choice((None, 1, 2)), "final_stage": chance.random() < 0.3}
    return {
        "approved_count": size + chance.randint(-1, 2), "training_days": 20, "trainees": rows, "prior_claims": prior,
        "gates": gates, **stage,
    }  # fmt: skip


def test_every_line_of_the_worked_examples_rests_on_words_that_can_be_read() -> None:
    assert without_words(quote_statement(example) for example in EXAMPLES) == []


def test_every_line_of_our_own_cases_rests_on_words_that_can_be_read() -> None:
    raw = ({"policy": each.policy, "category": each.category, "input": each.entered} for each in CASES)

    assert without_words(quote_statement(case) for case in raw) == []


def test_every_line_of_generated_classes_rests_on_words_that_can_be_read() -> None:
    chance, statements = Random(14), []
    for _ in range(GENERATED):
        category = chance.choice(list(Category))
        parameters = parameters_by_chance(chance, category)
        case = read_case(class_by_chance(chance), chance.choice((OLD, NEW)), category).case
        statements.append(calculate_subsidy(case, parameters))

    assert without_words(statements) == []
    assert len({line.code for statement in statements for line in statement.lines}) > 25
