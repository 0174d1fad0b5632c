"""Which 学时 a class's recordings cover, from what the files themselves say (20号 五(二), A41). Pure.

A 学时 is recorded when one unbroken stretch of one recording lies in it for the minutes of the parameters and shows
everybody; two files that follow each other are two recordings. A stretch that runs through several 学时 counts in
each only with so many minutes there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

_SECOND: Final = 1000  # milliseconds
_STAMP = re.compile(
    r"(?<!\d)(20\d{2})[-_.年]?([01]\d)[-_.月]?([0-3]\d)日?[-_ T.]{0,3}"
    r"([0-2]\d)[-_:.时]?([0-5]\d)(?:[-_:.分]?([0-5]\d))?(?!\d)"
)
_SAME_MOMENT: Final = timedelta(minutes=2)


class StartSource(StrEnum):
    """Where the moment at which a recording begins was learnt from."""

    FILE = "file"
    NAME = "name"
    STATED = "stated"


class Verdict(StrEnum):
    """What stands of one 学时."""

    COVERED = "covered"
    HIDES = "hides"  # long enough, but does not show everybody
    SHORT = "short"
    MISSING = "missing"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class Stretch:
    """So long a recording runs unbroken. `recording` is its id."""

    starts: datetime
    ends: datetime
    recording: UUID
    shows_everybody: bool = True


@dataclass(frozen=True)
class LessonHour:
    """One 学时 of the timetable."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class HourCovered:
    """One 学时: milliseconds that any recording saw, the longest unbroken stretch, which recordings, the verdict."""

    verdict: Verdict
    covered_ms: int = 0
    longest_ms: int = 0
    recordings: tuple[UUID, ...] = field(default=())

    @property
    def covered_seconds(self) -> int:
        return self.covered_ms // _SECOND

    @property
    def longest_seconds(self) -> int:
        return self.longest_ms // _SECOND


def lesson_hours(starts: datetime, ends: datetime, lessons: int, minutes: int) -> list[LessonHour]:
    """The 学时 of one half-day, `minutes` each, with the time left over as equal breaks between them.

    Where the half-day is too short for that, it is divided evenly.
    """
    span = ends - starts
    length = min(timedelta(minutes=minutes), span / lessons)
    step = (span - length) / (lessons - 1) if lessons > 1 else span
    return [LessonHour(starts + step * place, starts + step * place + length) for place in range(lessons)]


def cover(
    hours: Sequence[LessonHour], stretches: Iterable[Stretch], *, min_minutes: int, is_exempt: bool = False
) -> list[HourCovered]:
    """The verdict on every 学时, in their order; 9:59 fails and 10:00 passes."""
    waiting = sorted(stretches, key=lambda each: each.starts)
    return [
        _hour(_within(hour, waiting), timedelta(minutes=min_minutes), is_exempt=is_exempt) for hour in hours
    ]


@dataclass(frozen=True)
class _Part:
    starts: datetime
    ends: datetime
    of: Stretch

    @property
    def length(self) -> timedelta:
        return self.ends - self.starts


def _within(hour: LessonHour, stretches: Iterable[Stretch]) -> list[_Part]:
    """What of the stretches lies in this 学时, in order of their beginning."""
    parts = [_Part(max(each.starts, hour.starts), min(each.ends, hour.ends), each) for each in stretches]
    return [part for part in parts if part.length > timedelta(0)]


def _hour(parts: Sequence[_Part], wanted: timedelta, *, is_exempt: bool) -> HourCovered:
    longest = max((part.length for part in parts), default=timedelta(0))
    long_enough = [part for part in parts if part.length >= wanted]
    if is_exempt:
        verdict = Verdict.EXEMPT
    elif any(part.of.shows_everybody for part in long_enough):
        verdict = Verdict.COVERED
    elif long_enough:
        verdict = Verdict.HIDES
    else:
        verdict = Verdict.SHORT if parts else Verdict.MISSING
    return HourCovered(
        verdict=verdict,
        covered_ms=_milliseconds(_union(parts)),
        longest_ms=_milliseconds(longest),
        recordings=tuple(dict.fromkeys(part.of.recording for part in parts)),
    )


def _union(parts: Iterable[_Part]) -> timedelta:
    """How much is seen by any of them; what two saw counts once."""
    total, seen_until = timedelta(0), None
    for part in parts:
        begins = part.starts if seen_until is None else max(part.starts, seen_until)
        if part.ends > begins:
            total += part.ends - begins
            seen_until = part.ends
    return total


def _milliseconds(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)


def unbroken(frames: Iterable[tuple[int, int]], *, gap_ms: int) -> list[tuple[int, int]]:
    """Stretches of a file, from the moment and the length of each frame (milliseconds, any order).

    A pause longer than `gap_ms` breaks it, and no frame stands for longer: a picture held still is no recording.
    """
    stretches: list[tuple[int, int]] = []
    for moment, length in sorted(frames):
        ends = moment + min(max(length, 0), gap_ms)
        if stretches and moment - stretches[-1][1] <= gap_ms:
            stretches[-1] = stretches[-1][0], max(ends, stretches[-1][1])
        else:
            stretches.append((moment, ends))
    return stretches


def stamp_in_name(name: str) -> datetime | None:
    """The moment that recorders write into a file's name: CH01_20260615_083000.mp4, 2026-06-15 08.30.00.mp4.

    As the clock on the wall showed it, without a zone; None where the name says none.
    """
    for found in _STAMP.finditer(name):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        try:
            return datetime.combine(date(year, month, day), time(hour, minute, second))
        except ValueError:
            continue
    return None


def start_of(
    in_file: datetime | None, name: str, stated: datetime | None, *, on_wall: datetime
) -> tuple[datetime, StartSource] | None:
    """When a recording begins: as its file says, else as its name says, else as the institution states.

    `on_wall` is any instant in the zone of the office. Recorders that write their wall clock into the field meant
    for world time are known by a name that says the same hour.
    """
    zone = on_wall.tzinfo
    named = stamp_in_name(name)
    if in_file is not None:
        as_wall = in_file.replace(tzinfo=zone)
        if named and abs(as_wall - named.replace(tzinfo=zone)) <= _SAME_MOMENT:
            return as_wall, StartSource.FILE
        return in_file, StartSource.FILE
    if named is not None:
        return named.replace(tzinfo=zone), StartSource.NAME
    return (stated, StartSource.STATED) if stated is not None else None
