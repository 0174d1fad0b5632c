"""Who is one person: 240 pairs with the verdict expected of them, and the laws that every verdict obeys."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainees.rules import (
    MatchReason,
    NameRelation,
    PersonFacts,
    Verdict,
    compare_names,
    compare_numbers,
    current_form,
    decide_match,
    is_one_apart,
    normalise_name,
    offered_number,
    sound_key,
)

Row = dict[str, str]
PAIRS: list[Row] = list(
    csv.DictReader((Path(__file__).parent / "matching_pairs.csv").read_text(encoding="utf-8").splitlines())
)
ONE_SOUND = {
    NameRelation.SAME,
    NameRelation.WRITTEN_OTHERWISE,
    NameRelation.ROMANISED,
    NameRelation.MIXED_UP,
    NameRelation.SAME_SOUND,
}
NAMES = st.text("张王吕呂單单晓小英LVlvYan ·•．䶮\ue863堃坤麗丽", max_size=6)
NUMBERS = st.sampled_from([row["number"] for row in PAIRS] + [row["other_number"] for row in PAIRS])
FACTS = st.builds(PersonFacts, NAMES, NUMBERS, st.frozensets(st.sampled_from("ab"), max_size=2))


def sides(row: Row) -> tuple[PersonFacts, PersonFacts]:
    return (
        PersonFacts(row["name"], row["number"], frozenset(filter(None, [row["phone"]]))),
        PersonFacts(row["other_name"], row["other_number"], frozenset(filter(None, [row["other_phone"]]))),
    )


def test_the_file_holds_at_least_two_hundred_pairs_and_every_verdict() -> None:
    assert len(PAIRS) >= 200
    assert {row["verdict"] for row in PAIRS} == set(Verdict)
    assert all(row["why"] for row in PAIRS)


def test_every_pair_of_the_file_has_the_verdict_that_is_expected() -> None:
    found = [(row["why"], row["verdict"], decide_match(*sides(row)).verdict.value) for row in PAIRS]

    assert [each for each in found if each[1] != each[2]] == []


def test_every_verdict_but_different_names_its_reasons() -> None:
    for row in PAIRS:
        match = decide_match(*sides(row))
        assert bool(match.reasons) == (match.verdict != Verdict.DIFFERENT), row["why"]


def test_every_pair_of_the_file_sounds_alike_where_its_names_are_one() -> None:
    """The search for duplicates looks under this key; with another reading it still looks under the birth date."""
    other_readings = {("赵行", "赵hang"), ("单小英", "DAN小英")}
    for row in PAIRS:
        if compare_names(row["name"], row["other_name"]) in ONE_SOUND:
            alike = sound_key(row["name"]) == sound_key(row["other_name"])
            assert alike or (row["name"], row["other_name"]) in other_readings, row["why"]


@given(FACTS, FACTS)
def test_the_order_of_the_two_does_not_matter(one: PersonFacts, other: PersonFacts) -> None:
    assert decide_match(one, other) == decide_match(other, one)


@given(FACTS)
def test_everybody_is_the_same_as_himself(one: PersonFacts) -> None:
    verdict = decide_match(one, one).verdict

    assert verdict is Verdict.SAME or not normalise_name(one.name) or not current_form(one.number)


@given(NAMES)
def test_a_normal_name_stays_as_it_is(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@given(NUMBERS)
def test_a_number_in_its_current_form_stays_as_it_is(number: str) -> None:
    assert current_form(current_form(number)) == current_form(number)


@pytest.mark.parametrize(("old", "current"), [("141121820506002", "14112119820506002X")])
def test_a_number_of_fifteen_digits_is_read_as_one_of_eighteen(old: str, current: str) -> None:
    assert current_form(old) == current
    assert compare_numbers(old, current) == "old_form"
    assert offered_number(old, today=date(2026, 6, 18)) == current


@pytest.mark.parametrize("text", ["14112119820506002X", "141121820230002", "14112182050600", ""])
def test_nothing_is_offered_for_what_is_no_old_number(text: str) -> None:
    assert offered_number(text, today=date(2026, 6, 18)) == ""


def test_the_reasons_say_what_agrees() -> None:
    one = PersonFacts("吕小英", "14112119820506002X", frozenset({"phone"}))
    other = PersonFacts("LV小英", "141121198205063862", frozenset({"phone"}))

    assert decide_match(one, other).reasons == (
        MatchReason.NAME_ROMANISED,
        MatchReason.BIRTH_SAME,
        MatchReason.REGION_SAME,
        MatchReason.PHONE_SAME,
    )


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("晋康家政", "晋唐家政", True), ("晋康家政", "晋康家政部", True), ("晋康家政", "康晋家政", True),
        ("晋康家政", "晋康政家", True), ("晋康家政", "惠民养老", False), ("晋康", "晋康家政", False),
        ("晋康家政", "唐晋家政", False), ("晋康家政", "政康家晋", False), ("晋康家政", "晋康家政", False),
    ],
)  # fmt: skip
def test_one_sign_or_two_neighbours_make_two_spellings(one: str, other: str, apart: bool) -> None:
    assert is_one_apart(one, other) is is_one_apart(other, one) is apart
