"""Signing in as pure rules: codes, hours, who may sign, what the sheet takes; thousands of tries that do not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import permutations
from random import Random
from uuid import UUID

import pytest

from classes.rules.signing import (
    IN,
    OUT,
    Attempt,
    Hours,
    ScreenCode,
    Times,
    fence_verdict,
    followed,
    read_code,
    refusal_of,
    with_direction,
    write_code,
    written_by_hand,
)
from foundation.core import clock

pytestmark = pytest.mark.one_engine
CHANCE = Random(20260618)
SECRET, OLD_SECRET = b"s" * 32, b"o" * 32
LIFE = timedelta(seconds=60)
START = datetime(2026, 6, 18, 8, 30, tzinfo=clock.CHINA)
END = START.replace(hour=11, minute=50)
HOURS = Hours(
    opens=START - timedelta(minutes=60),
    late_from=START + timedelta(minutes=15),
    ends=END,
    out_opens=END,
    closes=END + timedelta(minutes=120),
)
SESSION, OTHER_SESSION = UUID(int=1), UUID(int=2)
CLASS = [UUID(int=100 + number) for number in range(50)]


def attempt(now: datetime = START, *, who: UUID = CLASS[0], made: int = 0, **changes: object) -> Attempt:
    """Somebody of the class on his own phone with a code made `made` seconds ago."""
    code = ScreenCode(SESSION, HOURS.direction_at(now) or IN, int(now.timestamp()) - made)
    facts = Attempt(code, SESSION, who, now, HOURS, frozenset({who}), frozenset(CLASS), frozenset())
    return replace(facts, **changes)  # type: ignore[arg-type]


def moments(count: int) -> list[datetime]:
    span = int((HOURS.closes - HOURS.opens).total_seconds())
    return [HOURS.opens + timedelta(seconds=CHANCE.randrange(span)) for _ in range(count)]


def test_the_person_on_his_own_phone_with_a_fresh_code_counts() -> None:
    tries = [attempt(now, who=CHANCE.choice(CLASS), made=CHANCE.randrange(61)) for now in moments(500)]

    assert {refusal_of(each, life=LIFE) for each in tries} == {""}


def test_500_replays_do_not_count() -> None:
    tries = [attempt(now, who=CHANCE.choice(CLASS), made=CHANCE.randrange(61)) for now in moments(500)]
    again = [
        replace(each, signed=frozenset({(each.enrolment_id, each.code.direction)}))
        for each in tries
        if each.code
    ]

    assert [refusal_of(each, life=LIFE) for each in again] == ["signing.already"] * 500


def test_500_stale_codes_do_not_count() -> None:
    ages = [CHANCE.choice([61, 62, 90, 600, 86_400, -1, -60]) for _ in range(500)]
    tries = [attempt(now, made=age) for now, age in zip(moments(500), ages, strict=True)]

    assert [refusal_of(each, life=LIFE) for each in tries] == ["signing.code_stale"] * 500


def test_500_signings_for_another_person_do_not_count() -> None:
    tries = [
        attempt(now, who=other, serves=frozenset({mine}))
        for now in moments(500)
        for mine, other in [CHANCE.sample(CLASS, 2)]
    ]

    assert [refusal_of(each, life=LIFE) for each in tries] == ["signing.not_this_phone"] * 500


def test_500_signings_from_another_phone_do_not_count() -> None:
    tries = [attempt(now, who=CHANCE.choice(CLASS), serves=frozenset()) for now in moments(500)]

    assert [refusal_of(each, life=LIFE) for each in tries] == ["signing.not_this_phone"] * 500


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": None}, "signing.code_unknown"),
        ({"session_id": OTHER_SESSION}, "signing.code_unknown"),
        ({"expected": frozenset()}, "signing.not_expected"),
        ({"is_closed": True}, "signing.sheet_closed"),
    ],
)
def test_what_else_does_not_count(changes: dict[str, object], code: str) -> None:
    assert refusal_of(attempt(**changes), life=LIFE) == code  # type: ignore[arg-type]


def test_a_code_for_signing_in_does_not_sign_out() -> None:
    code = ScreenCode(SESSION, IN, int(END.timestamp()) - 30)

    assert refusal_of(attempt(END, code=code), life=LIFE) == "signing.outside_hours"


@pytest.mark.parametrize(
    ("now", "direction"),
    [
        (HOURS.opens - timedelta(seconds=1), ""),
        (HOURS.opens, IN),
        (END - timedelta(seconds=1), IN),
        (END, OUT),
        (HOURS.closes, OUT),
        (HOURS.closes + timedelta(seconds=1), ""),
    ],
)
def test_the_window_on_both_sides_of_its_edges(now: datetime, direction: str) -> None:
    assert HOURS.direction_at(now) == direction


def test_codes_are_read_by_every_key_and_by_no_other() -> None:
    code = ScreenCode(SESSION, OUT, 1_781_744_400)

    assert read_code(write_code(code, OLD_SECRET), [SECRET, OLD_SECRET]) == code
    assert read_code(write_code(code, b"x" * 32), [SECRET, OLD_SECRET]) is None


def test_1000_mutated_codes_are_none_of_ours() -> None:
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    found = 0
    for number in range(1000):
        text = write_code(ScreenCode(UUID(int=number + 1), IN, 1_781_744_400 + number), SECRET)
        place = CHANCE.randrange(len(text) - 1)
        other = CHANCE.choice(signs.replace(text[place], ""))
        found += read_code(text[:place] + other + text[place + 1 :], [SECRET]) is not None
    assert found == 0
    assert [read_code(text, [SECRET]) for text in ("", "x", "签", "A" * 20, "A" * 54)] == [None] * 5


EIGHT, NINE, NOON = time(8, 20), time(9), time(11, 52)


@pytest.mark.parametrize(
    ("sheet", "signed", "line"),
    [
        (Times(), Times(EIGHT), Times(EIGHT)),
        (Times(EIGHT), Times(NINE, NOON), Times(EIGHT, NOON)),
        (Times(absence_reason="未请假"), Times(NINE), Times(NINE, absence_reason="未请假")),
        (Times(NINE, absence_reason="迟到"), Times(NINE, NOON), Times(NINE, NOON)),
        (Times(), Times(left=NOON), Times()),
        (Times(time(11, 55)), Times(left=NOON), Times(time(11, 55))),
    ],
)
def test_the_sheet_takes_what_it_lacks_and_keeps_what_was_written(
    sheet: Times, signed: Times, line: Times
) -> None:
    assert followed(sheet, signed) == line


def test_a_blank_by_hand_takes_what_was_signed_and_a_reason_stands() -> None:
    signed = Times(EIGHT, NOON)

    assert written_by_hand(Times(), signed) == signed
    assert written_by_hand(Times(NINE), signed) == Times(NINE, NOON)
    assert written_by_hand(Times(absence_reason="身份不符"), signed) == Times(absence_reason="身份不符")


def test_the_first_sign_in_and_the_last_sign_out_stand() -> None:
    signed = [(IN, NINE), (IN, EIGHT), (OUT, time(11, 50)), (OUT, NOON)]
    for order in permutations(signed):
        times = Times()
        for direction, moment in order:
            times = with_direction(times, direction, moment)
        assert times == Times(EIGHT, NOON)


@pytest.mark.parametrize(
    ("distance", "accuracy", "verdict"),
    [(None, 10, None), (200, 0, False), (201, 0, True), (260, 60, False), (261, 60, True), (201, None, True)],
)
def test_the_fence_is_judged_at_the_near_edge_of_the_accuracy(
    distance: int | None, accuracy: int | None, verdict: bool | None
) -> None:
    assert fence_verdict(distance, accuracy, fence=200) is verdict
