"""表7: every place is graded by one of three grades, and the counts are those of the answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from classes.rules.evaluation import Answer, answer_problems, count_answers

GOOD = Answer({"t": ("good",) * 5}, "excellent", ("fair",) * 4, "good")


def test_a_full_answer_has_no_problem() -> None:
    assert answer_problems(GOOD, ["t"]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(GOOD, teachers={"t": ("good",) * 4}),
        replace(GOOD, teachers={"t": ("good",) * 4 + ("",)}),
        replace(GOOD, teachers={"another": ("good",) * 5}),
        replace(GOOD, effects=("fair",) * 5),
        replace(GOOD, teaching_overall=""),
        replace(GOOD, effect_overall="splendid"),
    ],
)
def test_what_is_left_open_or_unknown_is_named(wrong: Answer) -> None:
    assert answer_problems(wrong, ["t"])


def test_counts_are_those_of_the_answers_place_by_place() -> None:
    other = replace(GOOD, teachers={"t": ("fair",) + ("good",) * 4}, effect_overall="fair")
    counts = count_answers([GOOD, GOOD, other], ["t", "absent"])

    assert counts.answers == 3
    assert counts.teachers["t"][0] == {"excellent": 0, "good": 2, "fair": 1}
    assert counts.teachers["t"][4] == {"excellent": 0, "good": 3, "fair": 0}
    assert counts.teachers["absent"][0] == {"excellent": 0, "good": 0, "fair": 0}
    assert counts.teaching_overall["excellent"] == 3
    assert [tally["fair"] for tally in counts.effects] == [3, 3, 3, 3]
    assert counts.effect_overall == {"excellent": 0, "good": 2, "fair": 1}
