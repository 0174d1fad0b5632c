"""Warned before it is too late, with what would still save him; counted in half-days (DR-10)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from classes.rules.absence import (
    Attendance,
    AttendanceTerms,
    Outlook,
    counts_to_warn,
    judge_attendance,
    wanted_half_days,
)

FOUR_FIFTHS = AttendanceTerms(Fraction(4, 5), margin=2)


@pytest.mark.parametrize(
    ("base", "terms", "wanted"),
    [
        (20, FOUR_FIFTHS, 16),
        (9, FOUR_FIFTHS, 8),
        (10, AttendanceTerms(Fraction(2, 3), 2), 7),
        (10, AttendanceTerms(Fraction(2, 3), 2, whole_days=True), 8),
    ],
)
def test_the_share_is_reached_by_whole_half_days(base: int, terms: AttendanceTerms, wanted: int) -> None:
    assert wanted_half_days(base, terms) == wanted


@pytest.mark.parametrize(
    ("missed", "outlook", "spare"),
    [
        (0, Outlook.SAFE, 4),
        (2, Outlook.SAFE, 2),
        (3, Outlook.NARROW, 1),
        (4, Outlook.NARROW, 0),
        (5, Outlook.LOST, -1),
    ],
)
def test_of_twenty_half_days_four_may_be_missed_and_the_third_warns(
    missed: int, outlook: Outlook, spare: int
) -> None:
    standing = judge_attendance(Attendance(8 - missed, missed, 12, 20), FOUR_FIFTHS)
    assert (standing.outlook, standing.spare) == (outlook, spare)
    assert standing.needed == 16 - (8 - missed)


def test_who_has_reached_the_share_is_warned_no_more() -> None:
    assert judge_attendance(Attendance(16, 3, 1, 20), FOUR_FIFTHS).outlook == Outlook.SAFE
    assert judge_attendance(Attendance(15, 4, 1, 20), FOUR_FIFTHS).outlook == Outlook.NARROW


def test_a_class_without_room_warns_nobody_who_came() -> None:
    terms = AttendanceTerms(Fraction(1), margin=2)
    assert judge_attendance(Attendance(3, 0, 3, 6), terms).outlook == Outlook.SAFE


def test_every_person_is_judged_alike_one_by_one_and_by_the_class() -> None:
    """Over all classes up to 24 half-days: who is lost cannot come up to the share, who is not can."""
    for closed in range(13):
        for left in range(13):
            warned = counts_to_warn(closed, left, closed + left, FOUR_FIFTHS)
            for counted in range(closed + 1):
                one = judge_attendance(
                    Attendance(counted, closed - counted, left, closed + left), FOUR_FIFTHS
                )
                can_reach = (counted + left) * 5 >= (closed + left) * 4
                assert one.is_lost == (not can_reach and closed > counted)
                assert (counted in warned) == (one.outlook != Outlook.SAFE)
