"""口径登记簿 (B.1): the questions that the two documents leave open, their readings, and an example of each.

The words and the example cases are data (`data/questions.json`); no figure is written there that the rules compute.
Which reading is in force is a dated parameter; here stands only which readings there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from foundation.policy.definitions import definitions
from foundation.policy.types import Clause, Parameters, Value, read_value
from subsidies.rules.facts import Category

_DATA = Path(__file__).with_name("data") / "questions.json"


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """One way to read: the value of the parameter, in words, and what speaks for and against it."""

    value: Value
    words: str
    argument: str


@dataclass(frozen=True, slots=True)
class Example:
    """A case in the written form of a trial calculation, and in one sentence."""

    words: str
    entered: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One open question; `key` is the parameter that answers it, `related` are others that belong to it.

    `categories` are the kinds of subsidy that it concerns.
    """

    id: str
    title: str
    question: str
    clauses: tuple[Clause, ...]
    key: str
    related: tuple[str, ...]
    categories: frozenset[Category]
    readings: tuple[ReadingChoice, ...]
    examples: tuple[Example, ...]

    @property
    def is_about_a_rate(self) -> bool:
        """A29: not how to read a clause, but whether a figure is there at all."""
        return self.key.startswith("rate.")

    def words_of(self, value: Value) -> str:
        """The reading in words; of a value that is none of the readings, nothing."""
        return next((reading.words for reading in self.readings if reading.value == value), "")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of one question than the one that the parameters take."""

    question: Question
    value: Value
    words: str

    @property
    def key(self) -> str:
        return self.question.key


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in the order of the register."""
    with _DATA.open(encoding="utf-8") as file:
        return tuple(_question(row) for row in json.load(file)["questions"])


def find_question(id_: str) -> Question | None:
    return next((question for question in questions() if question.id == id_), None)


def questions_about(category: Category) -> tuple[Question, ...]:
    """The questions that can decide a claim of this kind."""
    return tuple(question for question in questions() if category in question.categories)


def alternatives(parameters: Parameters, category: Category) -> tuple[Alternative, ...]:
    """Every other reading of every question that concerns this kind of subsidy, in the order of the register."""
    return tuple(
        Alternative(question, reading.value, reading.words)
        for question in questions_about(category)
        if question.key in parameters and not question.is_about_a_rate
        for reading in question.readings
        if reading.value != parameters[question.key].value
    )


def _question(row: Mapping[str, Any]) -> Question:
    kind = definitions()[row["key"]].kind
    return Question(
        id=row["id"],
        title=row["title"],
        question=row["question"],
        clauses=tuple(Clause(*clause) for clause in row["clauses"]),
        key=row["key"],
        related=tuple(row["related"]),
        categories=frozenset(Category(name) for name in row["categories"]),
        readings=tuple(
            ReadingChoice(_typed(kind, reading["value"]), reading["words"], reading["argument"])
            for reading in row["readings"]
        ),
        examples=tuple(Example(case["words"], case) for case in row["examples"]),
    )


def _typed(kind: str, written: Any) -> Value:
    """A value that may be absent is absent where it is written as none."""
    if written is None:
        return None
    return Fraction(written) if kind == "optional_fraction" else read_value(kind, written)
