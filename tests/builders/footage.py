"""Recordings of classes: rows as reading them leaves them, and tiny films that ffmpeg draws."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from classes.enums import RecordingState
from classes.models import PlannedSession, Recording, TrainingClass
from foundation.core import clock


def make_recording(training_class: TrainingClass, **fields: Any) -> Recording:
    """On a disk, forty minutes from the beginning of the first half-day, showing everybody."""
    serial = Recording.objects.count() + 1
    length = timedelta(milliseconds=fields.get("milliseconds", 2_400_000))
    facts: dict[str, Any] = {
        "state": RecordingState.LISTED,
        "name": f"/{training_class.number}/{serial}.mp4",
        "disk_label": "YP-2026-01",
        "size": 1_000_000,
        "sha256": hashlib.sha256(f"{training_class.pk} {serial}".encode()).hexdigest(),
        "starts_at": beginning_of(training_class),
        "start_source": "stated",
        "milliseconds": length // timedelta(milliseconds=1),
        "stretches": [[0, length // timedelta(milliseconds=1)]],
        "shows_everybody": True,
        **fields,
    }
    recording: Recording = Recording.objects.create(training_class=training_class, **facts)
    return recording


def beginning_of(training_class: TrainingClass) -> datetime:
    first = PlannedSession.objects.filter(training_class=training_class).order_by("date", "half").first()
    assert first
    return datetime.combine(first.date, first.starts_at, tzinfo=clock.CHINA)


def film(path: Path, seconds: int, *, created: str = "", more: str = "", crf: int = 23) -> Path:
    """A pattern that moves, 64 × 48 pixels, one picture a second; `created` is the moment that it carries."""
    drawing = (
        f"cellauto=size=16x12:rate=1:rule=30:seed=7,scale=64x48:flags=neighbor,trim=duration={seconds}{more}"
    )
    stamp = ["-metadata", f"creation_time={created}"] if created else []
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", drawing, *stamp, "-pix_fmt", "yuv420p",
         "-vsync", "vfr", "-preset", "ultrafast", "-crf", str(crf), "-threads", "1", str(path)],
        check=True,
        timeout=60,
    )  # fmt: skip
    return path
