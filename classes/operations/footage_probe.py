"""What a film says of itself, read by ffprobe and ffmpeg in a child with limits; nothing is fetched from anywhere.

The demuxer is named and only the file protocol is allowed, so that a playlist or a foreign address inside the file
is read as damage.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from classes.rules.footage import unbroken
from classes.rules.likeness import FRAME_BYTES, SIDE, Mark, kept_marks
from foundation.core.children import ChildFailed, Limits, run_limited
from foundation.core.errors import Invalid

_INPUT: Final = ("-v", "error", "-protocol_whitelist", "file", "-f", "mov")
_FACTS: Final = Limits(cpu_seconds=120, wall_seconds=300, output=1024**2)
_FRAMES: Final = Limits(cpu_seconds=900, wall_seconds=1800)


@dataclass(frozen=True)
class Film:
    """Facts of one file: when it says it began (UTC), its unbroken stretches and length (milliseconds), its size."""

    created_at: datetime | None
    stretches: tuple[tuple[int, int], ...]
    width: int
    height: int

    @property
    def milliseconds(self) -> int:
        return self.stretches[-1][1]


def read_film(path: Path, *, gap_ms: int) -> Film:
    """Facts from the frames that are really there, not from what the container promises; `footage.unreadable`."""
    try:
        facts = json.loads(run_limited(_facts_of(path), _FACTS) or b"{}")
        frames = list(_frames(run_limited(_frames_of(path), _FRAMES)))
    except (ChildFailed, ValueError) as error:
        raise unreadable() from error
    stream = next(iter(facts.get("streams", ())), None)
    stretches = tuple(unbroken(frames, gap_ms=gap_ms))
    if stream is None or not stretches or stretches[-1][1] <= 0:
        raise unreadable()
    return Film(_created(facts), stretches, _size(stream, "width"), _size(stream, "height"))


def picture_marks(path: Path) -> list[Mark]:
    """The moments at which the picture changes, from one small grey picture a second.

    `ChildFailed` where they cannot be drawn: a codec that is not here, or more work than is granted.
    """
    command = (
        "ffmpeg", *_INPUT, "-nostdin", "-threads", "1", "-i", str(path), "-map", "0:v:0", "-vf",
        f"fps=1,scale={SIDE + 1}:{SIDE}:flags=area,format=gray", "-f", "rawvideo", "pipe:1",
    )  # fmt: skip
    pictures = run_limited(command, _FRAMES)
    return kept_marks(
        pictures[at : at + FRAME_BYTES] for at in range(0, len(pictures) - FRAME_BYTES + 1, FRAME_BYTES)
    )


def unreadable() -> Invalid:
    return Invalid("footage.unreadable", "录像读不出来，请用播放器确认能播放，导出为 MP4 后重新上传。")


def _facts_of(path: Path) -> tuple[str, ...]:
    wanted = "stream=width,height:format_tags=creation_time"
    return ("ffprobe", *_INPUT, "-select_streams", "v:0", "-show_entries", wanted, "-of", "json", str(path))


def _frames_of(path: Path) -> tuple[str, ...]:
    wanted = "packet=pts_time,duration_time"
    return (
        "ffprobe",
        *_INPUT,
        "-select_streams",
        "v:0",
        "-show_entries",
        wanted,
        "-of",
        "csv=p=0",
        str(path),
    )


def _frames(said: bytes) -> Iterator[tuple[int, int]]:
    """Moment and length of each frame, milliseconds; a frame without a moment says nothing."""
    for line in said.decode("ascii").splitlines():
        moment, _, length = line.partition(",")
        if moment and moment != "N/A":
            yield _ms(moment), _ms(length) if length[:1].isdecimal() else 0


def _ms(seconds: str) -> int:
    """Exact, from text such as 12.345678."""
    whole, _, part = seconds.strip(",").partition(".")
    milliseconds = int(whole.lstrip("-")) * 1000 + int((part + "000")[:3])
    return -milliseconds if whole.startswith("-") else milliseconds


def _created(facts: dict[str, Any]) -> datetime | None:
    """The field that recorders fill; 1970 and before is a clock that was never set."""
    said = facts.get("format", {}).get("tags", {}).get("creation_time", "")
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year > 2000 else None


def _size(stream: dict[str, Any], name: str) -> int:
    return int(stream.get(name) or 0)
