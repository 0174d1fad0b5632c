"""Pass marks: what an examination asks for under each reading of 什么算合格 (A05)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from classes.rules.scores import PassMarks, Score

SCORES: list[tuple[Score, Score]] = [
    (60, 60),
    (59, 91),
    (91, 59),
    (Fraction("59.99"), 60),
    (Fraction("60.01"), Fraction("59.99")),
    (50, 69),
]


@pytest.mark.parametrize(
    ("basis", "passed"),
    [
        ("both_marks", [True, False, False, False, False, False]),
        ("total", [True, True, True, False, True, False]),
        ("certificate", [True, False, False, False, False, False]),
    ],
)
def test_scores_pass_as_the_reading_asks(basis: str, passed: list[bool]) -> None:
    marks = PassMarks(60, 60, basis)

    assert [marks.are_reached_by(*scores) for scores in SCORES] == passed


def test_both_marks_may_differ_and_the_total_is_their_sum() -> None:
    assert PassMarks(60, 70).are_reached_by(60, 70)
    assert not PassMarks(60, 70).are_reached_by(70, 60)
    assert PassMarks(60, 70, "total").are_reached_by(70, 60)


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("both_marks", "理论 60 分、实操 60 分，两门均须达到"),
        ("total", "理论、实操总分 120 分"),
        ("certificate", "理论 60 分、实操 60 分，两门均须达到，取得证书后计入合格人数"),
    ],
)
def test_the_marks_are_said_as_the_reading_asks(basis: str, words: str) -> None:
    assert PassMarks(60, 60, basis).words == words
