"""The rule behind the coverage meter: the hand table of F5, stretches, beginnings, the timetable."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from classes.rules.footage import (
    LessonHour,
    StartSource,
    Stretch,
    Verdict,
    cover,
    lesson_hours,
    stamp_in_name,
    start_of,
    unbroken,
)
from foundation.core import clock
from tests.classes.footage.clips import CLIPS, Clip

NINE = datetime(2026, 6, 15, 9, tzinfo=clock.CHINA)


def at(text: str) -> datetime:
    day = "" if "-" in text else "2026-06-15 "
    return datetime.fromisoformat(day + text).replace(tzinfo=clock.CHINA)


HOURS = lesson_hours(at("08:30:00"), at("10:20:00"), 2, 45)


def stretches(clip: Clip) -> list[Stretch]:
    starts, pk = at(clip.starts), uuid.uuid4()
    return [
        Stretch(starts + timedelta(seconds=a), starts + timedelta(seconds=b), pk, clip.everybody)
        for a, b in clip.frames
        if clip.counts
    ]


def test_the_hand_table_has_forty_clips() -> None:
    assert len(CLIPS) == 40


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.what)
def test_the_verdict_is_that_of_the_hand_table(clip: Clip) -> None:
    found = cover(HOURS, stretches(clip), min_minutes=10, is_exempt=clip.exempt)
    assert tuple(each.verdict for each in found) == clip.verdicts


def test_two_files_that_follow_each_other_are_two_recordings() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    files = [
        Stretch(at("08:30:00"), at("08:36:00"), one),
        Stretch(at("08:36:00"), at("08:42:00"), two),
    ]
    first = cover(HOURS, files, min_minutes=10)[0]
    assert (first.verdict, first.covered_seconds, first.longest_seconds) == (Verdict.SHORT, 720, 360)
    assert first.recordings == (one, two)


def test_what_two_cameras_saw_counts_once() -> None:
    files = [
        Stretch(at("08:30:00"), at("08:45:00"), uuid.uuid4()),
        Stretch(at("08:40:00"), at("08:50:00"), uuid.uuid4(), shows_everybody=False),
    ]
    assert cover(HOURS, files, min_minutes=10)[0].covered_seconds == 20 * 60


def test_of_two_cameras_the_one_that_shows_everybody_decides() -> None:
    files = [
        Stretch(at("08:30:00"), at("08:50:00"), uuid.uuid4(), shows_everybody=False),
        Stretch(at("08:30:00"), at("08:39:59"), uuid.uuid4()),
    ]
    assert cover(HOURS, files, min_minutes=10)[0].verdict == Verdict.HIDES


def test_breaks_are_what_the_timetable_leaves_over() -> None:
    four = lesson_hours(at("08:30:00"), at("11:50:00"), 4, 45)
    assert (four[0], four[-1]) == (
        LessonHour(at("08:30:00"), at("09:15:00")),
        LessonHour(at("11:05:00"), at("11:50:00")),
    )
    assert all(hour.ends - hour.starts == timedelta(minutes=45) for hour in four)


def test_a_half_day_that_is_too_short_is_divided_evenly() -> None:
    hours = lesson_hours(at("08:30:00"), at("09:30:00"), 2, 45)
    assert [hour.ends for hour in hours] == [at("09:00:00"), at("09:30:00")]


def test_a_single_lesson_begins_with_the_half_day() -> None:
    assert lesson_hours(at("08:30:00"), at("10:00:00"), 1, 45) == [LessonHour(at("08:30:00"), at("09:15:00"))]


def test_six_hundred_pictures_a_second_apart_are_ten_minutes() -> None:
    frames = [(n * 1000, 1000) for n in range(600)]
    assert unbroken(frames, gap_ms=3000) == [(0, 600_000)]


def test_a_pause_breaks_a_file_and_a_lost_picture_does_not() -> None:
    frames = [(n * 1000, 1000) for n in range(60) if n != 20]
    assert unbroken(frames, gap_ms=3000) == [(0, 60_000)]
    frames = [(n * 1000, 1000) for n in range(60) if not 20 <= n < 24]
    assert unbroken(frames, gap_ms=3000) == [(0, 20_000), (24_000, 60_000)]


def test_a_picture_held_still_is_no_recording() -> None:
    assert unbroken([(0, 600_000), (600_000, 1000)], gap_ms=3000) == [(0, 3000), (600_000, 601_000)]


def test_pictures_may_come_in_any_order() -> None:
    assert unbroken([(80, 40), (0, 40), (40, 40)], gap_ms=3000) == [(0, 120)]
    assert unbroken([], gap_ms=3000) == []


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("CH01_20260615_083000.mp4", "2026-06-15T08:30:00"),
        ("2026-06-15 08-30-05.mp4", "2026-06-15T08:30:05"),
        ("教室1_20260615083000_20260615091500.mp4", "2026-06-15T08:30:00"),
        ("2026年06月15日08时30分.mp4", "2026-06-15T08:30:00"),
        ("NVR 20260615T0830.mp4", "2026-06-15T08:30:00"),
        ("20261345_083000.mp4", None),
        ("第7期上午.mp4", None),
        ("1234567890123456.mp4", None),
    ],
)
def test_the_moment_in_a_name_is_read(name: str, moment: str | None) -> None:
    found = stamp_in_name(name)
    assert (found and found.isoformat()) == moment


def test_the_file_is_believed_before_its_name_and_its_name_before_what_is_stated() -> None:
    in_file = datetime(2026, 6, 15, 0, 30, tzinfo=UTC)
    stated = at("10:00:00")
    assert start_of(in_file, "20260615_090000.mp4", stated, on_wall=NINE) == (in_file, StartSource.FILE)
    assert start_of(None, "20260615_090000.mp4", stated, on_wall=NINE) == (at("09:00:00"), StartSource.NAME)
    assert start_of(None, "a.mp4", stated, on_wall=NINE) == (stated, StartSource.STATED)
    assert start_of(None, "a.mp4", None, on_wall=NINE) is None


def test_a_recorder_that_writes_its_wall_clock_is_known_by_the_name() -> None:
    on_wall_as_if_utc = datetime(2026, 6, 15, 8, 30, 1, tzinfo=UTC)
    found = start_of(on_wall_as_if_utc, "CH1_20260615_083000.mp4", None, on_wall=NINE)
    assert found == (at("08:30:01"), StartSource.FILE)
