"""A film that stands in for the recording of a classroom: a pattern that moves, one picture a second."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from classes.operations import Announced, append_bytes, begin_upload
from foundation.core import clock
from wenshui_training.demo.telling import Telling

MINUTES = 12
_PATTERN = "cellauto=size=16x12:rate=1:rule=30:seed={seed},scale=64x48:flags=neighbor,trim=duration={seconds}"


def upload_film(story: Telling, begins: datetime, *, number: int) -> None:
    """The institution sends the recording of a 学时, as its recorder named it; it is read with whatever else waits.

    Nothing where there is no ffmpeg: `make run` has it, a container of one's own may not.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        return
    data = _drawn(ffmpeg, begins, number)
    said = Announced(f"CH01_{clock.local(begins):%Y%m%d_%H%M%S}.mp4", len(data), shows_everybody=True)
    recording = begin_upload(story.record, actor=story.manager, announced=said)
    append_bytes(recording, actor=story.manager, offset=0, blocks=[data])


def _drawn(ffmpeg: str, begins: datetime, number: int) -> bytes:
    """`number` decides the pattern; the file carries the moment at which it begins."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        subprocess.run(  # noqa: S603 - no shell, nothing of a user in it
            [ffmpeg, "-v", "error", "-f", "lavfi", "-i", _PATTERN.format(seed=number, seconds=MINUTES * 60),
             "-metadata", f"creation_time={begins.isoformat()}", "-pix_fmt", "yuv420p", "-vsync", "vfr",
             "-preset", "ultrafast", "-crf", "40", "-threads", "1", str(path)],
            check=True,
            timeout=60,
        )  # fmt: skip
        return path.read_bytes()
