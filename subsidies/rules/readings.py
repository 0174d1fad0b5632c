"""改用其他口径: what a claim would come to if one of the questions that the documents leave open were read otherwise.

Every figure here comes from `calculate_subsidy` itself; nothing is estimated. That holds for the examples of the
register as for real claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Heads, Statement
from foundation.policy.types import Parameters, ParameterValue, Value
from subsidies.rules import clauses
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.governing import Provide, governed
from subsidies.rules.questions import Example, Question, ReadingChoice, alternatives, questions_about
from subsidies.rules.quote import quote_statement

OTHER_KIND = "W_OTHER_KIND_THIS_YEAR"
_SINCE_EVER = date.min


@dataclass(frozen=True, slots=True)
class TakenReading:
    """A question and how these parameters read it. `is_default`: as the register began."""

    question: Question
    words: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What another value of one open question would come to; `difference_fen` is against this claim.

    Where nothing would be paid or computed, `obstacle` says why and the figures are 0 or None.
    """

    question: Question
    value: Value
    words: str
    payable_heads: Heads | None
    total_fen: int | None
    difference_fen: int | None
    obstacle: str = ""

    @property
    def key(self) -> str:
        return self.question.key


@dataclass(frozen=True, slots=True)
class ExampleFigure:
    """One example under one reading."""

    statement: Statement

    @property
    def remark(self) -> str:
        """What differs without a fen: who is paid, and what the reviewers are told of the persons."""
        payee = [line.formula for line in self.statement.lines if line.code == "S_PAYEE"]
        told = [warning.text for warning in self.statement.warnings if warning.code == OTHER_KIND]
        return "；".join((*payee, *told))

    @property
    def obstacle(self) -> str:
        return _obstacle(self.statement)


def readings_taken(parameters: Parameters, category: Category) -> tuple[TakenReading, ...]:
    """本单采用的口径: each question that concerns this kind of subsidy, with the reading of these parameters."""
    return tuple(
        TakenReading(question, words_taken(question, parameters), _is_first(question, parameters))
        for question in questions_about(category)
        if question.key in parameters and not question.is_about_a_rate
    )


def words_taken(question: Question, parameters: Parameters) -> str:
    """The reading in force in words; of a value that is none of the listed readings, its own words."""
    row = parameters.get(question.key)
    value = None if row is None else row.value
    return question.words_of(value) or f"另定：{value}"


def other_readings(
    case: SubsidyCase, parameters: Parameters, provide: Provide = default_parameters
) -> tuple[OtherReading, ...]:
    """The claim under each other reading of every question that concerns it, in the order of the register.

    `provide` gives the parameters of another document, where the reading leads there (A13).
    """
    now = calculate_subsidy(case, parameters)
    if now.status != "ok" or now.total_fen is None:
        return ()
    found: list[OtherReading] = []
    for other in alternatives(parameters, case.category):
        then = read_otherwise(case, parameters, other.key, other.value, provide)
        difference = None if then.total_fen is None else then.total_fen - now.total_fen
        found.append(
            OtherReading(
                other.question,
                other.value,
                other.words,
                then.payable_heads,
                then.total_fen,
                difference,
                _obstacle(then),
            )
        )
    return tuple(found)


def read_otherwise(
    case: SubsidyCase, parameters: Parameters, key: str, value: Value, provide: Provide = default_parameters
) -> Statement:
    """The statement of a case if one question were answered so."""
    switched = with_reading(parameters, key, value)
    if key != "policy_day":
        return calculate_subsidy(case, switched)
    return calculate_subsidy(*governed(case, switched, provide))


def with_reading(parameters: Parameters, key: str, value: Value) -> Parameters:
    """The parameters with one question answered so; a rate that nobody has set yet is added as an example."""
    if key in parameters:
        return parameters.with_overrides({key: value})
    if value is None:
        return parameters
    return parameters.with_values([ParameterValue(key, value, clauses.RATE, False, _SINCE_EVER)])


def example_figure(question: Question, example: Example, reading: ReadingChoice) -> ExampleFigure:
    """What an example comes to under one reading, all else as the document begins."""
    return ExampleFigure(quote_statement(_entered_with(question, example, reading)))


def _entered_with(question: Question, example: Example, reading: ReadingChoice) -> Mapping[str, Any]:
    entered = dict(example.entered["input"])
    written = ParameterValue(question.key, reading.value, clauses.RATE, False, _SINCE_EVER).as_dict()["value"]
    if not question.is_about_a_rate:
        entered["params"] = {question.key: written}
    elif written is not None:
        entered["rate"] = written
    return {**example.entered, "input": entered}


def _is_first(question: Question, parameters: Parameters) -> bool:
    return parameters[question.key].value == question.readings[0].value


def _obstacle(statement: Statement) -> str:
    """Why nothing is computed or paid; "" where something is."""
    return "" if statement.status == "ok" else "；".join(line.text for line in statement.lines)
