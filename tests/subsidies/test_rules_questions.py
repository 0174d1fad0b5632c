"""口径登记簿 as data: every open question of B.1 stands in it once, and every example comes out as reckoned by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from foundation.policy.catalogue import default_parameters, definitions, find_clause
from subsidies.rules.facts import Category
from subsidies.rules.questions import Question, alternatives, find_question, questions, questions_about
from subsidies.rules.readings import example_figure, with_reading
from tests.subsidies.rule_cases import NEW, OLD

# What each example comes to, reading by reading, in fen; None where nothing may be computed.
BY_HAND: dict[tuple[str, int], list[int | None]] = {
    ("A01", 0): [6_900_000, 6_750_000, 5_400_000],  # 48 − 2, − 3 (2.4), − 12 (11.52)
    ("A03", 0): [5_700_000, 4_200_000],  # 40 − 2; 30 − 2 (1.5)
    ("A04", 0): [7_200_000, 7_350_000, 7_350_000, 7_320_000],  # 1/5 of a head
    ("A05", 0): [600_000, 750_000, 450_000],  # 3, 4, 2 of 5 passed
    ("A06", 0): [7_200_000, 7_350_000],  # 79.59 % cuts one, 80 % none
    ("A08", 0): [6_750_000, 5_700_000],  # 38 of 45 reach it, 38 of 50 do not
    ("A10", 0): [4_500_000, 0],
    ("A11", 0): [8_280_000, 7_820_000, 10_580_000],  # 36, 34, 46 heads at 2,300
    ("A11b", 0): [8_280_000, 10_580_000],
    ("A12", 0): [600_000, None],
    ("A13", 0): [6_000_000, 5_400_000, 5_400_000],  # 8号 cuts 4 of 40
    ("A14", 0): [240_000, 300_000],
    ("A15", 0): [382_500, 277_500, 150_000],
    ("A16", 0): [292_500, 285_000],
    ("A18", 0): [50_000, 250_000, 0],  # 5,000 − 4,500; 2,500; 4,000 − 4,500
    ("A19", 0): [450_000, 750_000, 450_000],
    ("A19", 1): [0, 0, 300_000],  # 3 × 1,000 − 2 × 1,500; without taking back 3 × 1,000
    ("A20", 0): [800_000, 700_000, 760_000],  # 9,500 less 1,500, less 2,500, times 4/5
    ("A21", 0): [60_000, 30_000, 30_000, 30_000],
    ("A22", 0): [30_000, 60_000, 0],
    ("A23", 0): [540_000, 600_000],
    ("A24", 0): [100_000, 200_000],
    ("A25", 0): [450_000, 300_000, 450_000],
    ("A26", 0): [3_000_000, 0],
    ("A28", 0): [100_000, 100_000],
    ("A29", 0): [None, 3_000_000],
}
# B.1 marks these "P"; the others are decided by the words of the clause.
NUMBERS = (1, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29)
ASKED = [f"A{number:02d}" for number in NUMBERS]
IDS = [question.id for question in questions()]


@pytest.mark.parametrize("place", BY_HAND, ids=[f"{id_} {number}" for id_, number in BY_HAND])
def test_example_comes_out_as_reckoned_by_hand(place: tuple[str, int]) -> None:
    question = find_question(place[0])
    assert question is not None

    figures = [example_figure(question, question.examples[place[1]], each) for each in question.readings]

    assert [figure.statement.total_fen for figure in figures] == BY_HAND[place]


def test_every_open_question_stands_once_with_all_its_examples_reckoned() -> None:
    assert [id_ for id_ in ASKED if id_ not in IDS] == []
    assert len(set(IDS)) == len(IDS)
    assert {(q.id, n) for q in questions() for n in range(len(q.examples))} == set(BY_HAND)


@pytest.mark.parametrize("question", questions(), ids=IDS)
def test_every_other_reading_shows_a_difference(question: Question) -> None:
    def shown(place: int) -> list[object]:
        reading = question.readings[place]
        figures = [example_figure(question, example, reading) for example in question.examples]
        return [(figure.statement.status, figure.statement.total_fen, figure.remark) for figure in figures]

    assert all(shown(place) != shown(0) for place in range(1, len(question.readings)))


@pytest.mark.parametrize("question", questions(), ids=IDS)
def test_first_reading_is_the_default_of_both_documents(question: Question) -> None:
    for document in (OLD, NEW):
        row = default_parameters(document).get(question.key)

        assert (row.value if row else None) == question.readings[0].value


@pytest.mark.parametrize("question", questions(), ids=IDS)
def test_question_is_told_and_rests_on_words_that_can_be_read(question: Question) -> None:
    assert question.question.endswith("？")
    assert all(question.title and reading.words and reading.argument for reading in question.readings)
    assert question.clauses
    assert all(find_clause(clause) for clause in question.clauses)
    assert all(example.words for example in question.examples)


def test_every_choice_that_decides_an_amount_is_a_reading_of_a_question() -> None:
    by_key = {question.key: question for question in questions()}
    choices = {
        d.key: {value for value, _ in d.choices} for d in definitions() if d.choices and d.group != "process"
    }

    assert {key: {r.value for r in by_key[key].readings} for key in choices} == choices


def test_alternatives_are_all_readings_but_the_one_in_force() -> None:
    parameters = with_reading(default_parameters(NEW), "deduction_rounding", "floor")

    values = [
        other.value for other in alternatives(parameters, Category.ORDER) if other.key == "deduction_rounding"
    ]

    assert values == ["ceil", "half_up", "exact"]


def test_alternatives_are_those_that_concern_the_kind_of_subsidy() -> None:
    keys = {other.key for other in alternatives(default_parameters(OLD), Category.CERTIFICATE)}

    assert keys == {"policy_day", "skill_upgrade_exclusion", "suspension_scope", "payee_by_type"}
    assert "care_below_80" not in {question.key for question in questions_about(Category.ORDER)}


def test_value_beside_the_listed_readings_leaves_all_of_them_as_others() -> None:
    parameters = with_reading(default_parameters(NEW), "min_attendance_rate", Fraction(17, 20))

    values = [
        other.value
        for other in alternatives(parameters, Category.ORDER)
        if other.key == "min_attendance_rate"
    ]

    assert values == [None, Fraction(4, 5), Fraction(9, 10)]
