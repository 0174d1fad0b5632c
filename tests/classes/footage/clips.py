"""Forty clips and what each must say of the first 学时 (8:30 to 9:15) and the second (9:35 to 10:20): the hand table.

Written down before the rule; moments are those of 15 June 2026 unless a day is named. `frames` are stretches in
seconds from the clip's beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

C, H, S, M, E = "covered", "hides", "short", "missing", "exempt"


@dataclass(frozen=True)
class Clip:
    """What was handed in, and the verdicts on both 学时."""

    what: str
    starts: str
    frames: tuple[tuple[float, float], ...]
    verdicts: tuple[str, str]
    everybody: bool = True
    exempt: bool = False
    counts: bool = True  # not the same file or footage as one that was there before


CLIPS = (
    # too short, long enough
    Clip("ten minutes to the second", "08:30:00", ((0, 600),), (C, M)),
    Clip("one second less", "08:30:00", ((0, 599),), (S, M)),
    Clip("a millisecond less", "08:30:00", ((0, 599.999),), (S, M)),
    Clip("one second more", "08:30:00", ((0, 601),), (C, M)),
    Clip("one minute", "08:40:00", ((0, 60),), (S, M)),
    Clip("one picture", "08:40:00", ((0, 0),), (M, M)),
    Clip("the whole 学时", "08:30:00", ((0, 2700),), (C, M)),
    Clip("the last ten minutes", "09:05:00", ((0, 600),), (C, M)),
    Clip("begins a second too late for ten minutes", "09:05:01", ((0, 600),), (S, M)),
    Clip("the whole half-day in one file", "08:20:00", ((0, 12600),), (C, C)),
    # across the break and across two 学时
    Clip("five minutes before the break and five after", "09:10:00", ((0, 1800),), (S, S)),
    Clip("ten minutes before the break, none after", "09:05:00", ((0, 1500),), (C, M)),
    Clip("ten minutes in each", "09:05:00", ((0, 2400),), (C, C)),
    Clip("ten in the first, 9:59 in the second", "09:05:00", ((0, 2399),), (C, S)),
    Clip("9:59 in the first, ten in the second", "09:05:01", ((0, 2399),), (S, C)),
    Clip("only the break", "09:15:00", ((0, 1200),), (M, M)),
    Clip("touches the 学时 without lying in it", "09:15:00", ((0, 600),), (M, M)),
    # cut in two
    Clip("twice five minutes with a gap", "08:30:00", ((0, 300), (310, 610)), (S, M)),
    Clip("nine and eleven minutes", "08:30:00", ((0, 540), (545, 1205)), (C, M)),
    Clip("ten minutes in the second piece", "08:30:00", ((0, 60), (65, 665)), (C, M)),
    Clip("six pieces of nine minutes", "08:30:00", tuple((n * 545, n * 545 + 540) for n in range(6)), (S, M)),
    Clip("the gap is in the break", "08:30:00", ((0, 2700), (3900, 6600)), (C, C)),
    Clip("the gap is in the second 学时", "08:30:00", ((0, 4400), (4410, 4800)), (C, S)),
    # wrong date or hour
    Clip("a day early", "2026-06-14 08:30:00", ((0, 2700),), (M, M)),
    Clip("a day late", "2026-06-16 08:30:00", ((0, 2700),), (M, M)),
    Clip("a year early", "2025-06-15 08:30:00", ((0, 2700),), (M, M)),
    Clip("before the lesson", "07:00:00", ((0, 3000),), (M, M)),
    Clip("runs into the lesson by ten minutes", "08:00:00", ((0, 2400),), (C, M)),
    Clip("runs into the lesson by 9:59", "08:00:00", ((0, 2399),), (S, M)),
    Clip("in the afternoon", "14:00:00", ((0, 2700),), (M, M)),
    # truncated: the container promised more than there is
    Clip("promised forty minutes, eight are there", "08:30:00", ((0, 480),), (S, M)),
    Clip("promised forty minutes, twelve are there", "08:30:00", ((0, 720),), (C, M)),
    Clip("nothing is there", "08:30:00", (), (M, M)),
    # renamed, used again
    Clip("renamed, the same bytes as an earlier one", "08:30:00", ((0, 2700),), (M, M), counts=False),
    Clip("found to be footage of another class", "09:35:00", ((0, 2700),), (M, M), counts=False),
    # who is to be seen
    Clip("long, not everybody in the picture", "08:30:00", ((0, 2700),), (H, M), everybody=False),
    Clip("short, not everybody in the picture", "08:30:00", ((0, 599),), (S, M), everybody=False),
    # 企业职工培训
    Clip("exempt and recorded", "08:30:00", ((0, 2700),), (E, E), exempt=True),
    Clip("exempt and short", "08:30:00", ((0, 60),), (E, E), exempt=True),
    Clip("exempt and nothing", "08:30:00", (), (E, E), exempt=True),
)
