"""Names in one spelling, and who seems to be trained twice."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from trainees.enums import HitKind
from trainees.rules import Booking, decide_double_training, normalise_name

MINE = Booking(
    application_id=uuid.uuid4(),
    institution_id=uuid.uuid4(),
    group_id=uuid.uuid4(),
    occupation_code="4-10-01-05",
    level="5",
    year=2026,
    first=date(2026, 6, 29),
    last=date(2026, 7, 18),
    has_voucher=False,
)
SAME_PLACE = replace(MINE, application_id=uuid.uuid4(), group_id=uuid.uuid4(), occupation_code="4-03-02-01")
ELSEWHERE = replace(SAME_PLACE, institution_id=uuid.uuid4())
AUTUMN: dict[str, Any] = {"first": date(2026, 9, 1), "last": date(2026, 9, 20)}


def kinds(other: Booking) -> list[str]:
    return [doubt.kind for doubt in decide_double_training(MINE, other)]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("张 小英", "张小英"),
        ("张小英　", "张小英"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("Ａnna", "Anna"),
    ],
)
def test_name_has_one_spelling(typed: str, plain: str) -> None:
    assert normalise_name(typed) == plain


def test_application_elsewhere_in_the_same_year_is_a_doubt_whenever_it_is() -> None:
    assert kinds(ELSEWHERE) == [HitKind.OTHER_INSTITUTION]
    assert kinds(replace(ELSEWHERE, **AUTUMN)) == [HitKind.OTHER_INSTITUTION]
    overlap, apart = (
        decide_double_training(MINE, o)[0].message for o in (ELSEWHERE, replace(ELSEWHERE, **AUTUMN))
    )
    assert ("重叠" in overlap, "重叠" in apart) == (True, False)


def test_own_second_class_is_a_doubt_only_when_the_days_overlap() -> None:
    assert kinds(SAME_PLACE) == [HitKind.OVERLAPPING_CLASS]
    assert kinds(replace(SAME_PLACE, **AUTUMN)) == []
    assert kinds(replace(SAME_PLACE, first=date(2026, 7, 18), last=date(2026, 8, 1))) == [
        HitKind.OVERLAPPING_CLASS
    ]
    assert kinds(replace(SAME_PLACE, first=date(2026, 7, 19), last=date(2026, 8, 1))) == []


def test_same_occupation_and_level_counts_once_a_voucher_is_out() -> None:
    again = replace(MINE, application_id=uuid.uuid4(), group_id=uuid.uuid4(), **AUTUMN)
    assert kinds(again) == []
    assert kinds(replace(again, has_voucher=True)) == [HitKind.SAME_OCCUPATION_THIS_YEAR]
    assert kinds(replace(again, has_voucher=True, level="4")) == []


def test_another_year_and_the_application_itself_are_no_doubt() -> None:
    assert kinds(replace(ELSEWHERE, year=2025, has_voucher=True)) == []
    assert kinds(MINE) == []


def test_unknown_days_do_not_overlap() -> None:
    assert kinds(replace(SAME_PLACE, first=None)) == []


@pytest.mark.parametrize(("limit", "apart"), [("warn", 1), ("block", 1), ("none", 0)])
def test_without_a_yearly_limit_only_overlapping_days_elsewhere_are_a_doubt(limit: str, apart: int) -> None:
    autumn = replace(ELSEWHERE, **AUTUMN)

    assert len(decide_double_training(MINE, autumn, yearly_limit=limit)) == apart
    assert len(decide_double_training(MINE, ELSEWHERE, yearly_limit=limit)) == 1


def test_the_same_training_twice_is_a_doubt_under_every_reading() -> None:
    again = replace(
        MINE, application_id=uuid.uuid4(), institution_id=uuid.uuid4(), has_voucher=True, **AUTUMN
    )

    doubts = decide_double_training(MINE, again, yearly_limit="none")

    assert [doubt.kind for doubt in doubts] == [HitKind.SAME_OCCUPATION_THIS_YEAR]
