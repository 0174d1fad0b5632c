"""A recording that has arrived is read: kept as a private file, probed, marked, compared with all others (F5)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files import File
from django.db import transaction

from classes.enums import LikenessKind, RecordingState
from classes.models import FrameMark, Likeness, Recording
from classes.operations.footage_probe import Film, picture_marks, read_film, unreadable
from classes.operations.footage_upload import part_of
from classes.queries.footage_likeness import alike_by_pictures, with_digests
from classes.rules.footage import start_of
from classes.rules.likeness import Mark, Match
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.children import ChildFailed
from foundation.core.errors import Invalid
from foundation.core.files import path_of, take_in
from foundation.core.models import FileKind

logger = logging.getLogger(__name__)
NOT_COMPARED: Final = "画面读不出，没有与其他录像比对画面；时间、时长和学时照常核对。"
_MILLISECOND = timedelta(milliseconds=1)


def read_recording(recording: Recording, *, actor: Actor) -> Recording:
    """Everything that can be known of the file; run again after a crash, it goes on or finds it read."""
    if recording.state != RecordingState.WAITING:
        return recording
    try:
        _take_in(recording)
        if recording.file is None:
            raise unreadable()
        path = path_of(recording.file)
        film = read_film(path, gap_ms=settings.FOOTAGE_GAP // _MILLISECOND)
    except Invalid as refusal:
        return _unreadable(recording, refusal, actor)
    return _write(recording, film, _marks(recording, path), actor)


def _marks(recording: Recording, path: Path) -> list[Mark] | None:
    """None: the pictures cannot be drawn here; what else is known of the recording counts all the same."""
    try:
        return picture_marks(path)
    except ChildFailed as failure:
        logger.warning("pictures of recording %s are not compared: %s", recording.pk, failure)
        return None


def _take_in(recording: Recording) -> None:
    """From the parts to the private store, by the same door as every file; the parts go when the row is written."""
    part = part_of(recording)
    if recording.file is None:
        with part.open("rb") as whole:
            stored = take_in(
                File(whole, recording.name),
                allowed={FileKind.MP4},
                max_size=settings.FOOTAGE_LARGEST,
                by_id=recording.added_by_id,
                quota_was_asked=True,
            )
        Recording.objects.filter(pk=recording.pk).update(file=stored, sha256=stored.sha256)
        recording.file, recording.sha256 = stored, stored.sha256
    part.unlink(missing_ok=True)


def _unreadable(recording: Recording, refusal: Invalid, actor: Actor) -> Recording:
    with transaction.atomic():
        recording.state, recording.problem = RecordingState.UNREADABLE, refusal.message[:200]
        recording.save(update_fields=["state", "problem"])
        append(
            Event("footage.unreadable", f"录像读不出（{recording}）", recording, refusal.message), actor=actor
        )
    part_of(recording).unlink(missing_ok=True)
    return recording


def _write(recording: Recording, film: Film, marks: Sequence[Mark] | None, actor: Actor) -> Recording:
    start = start_of(
        film.created_at, recording.name, recording.stated_start, on_wall=clock.local(clock.now())
    )
    with transaction.atomic():
        recording.starts_at, recording.start_source = start or (None, "")
        recording.milliseconds = film.milliseconds
        recording.stretches = [list(stretch) for stretch in film.stretches]
        recording.width, recording.height = film.width, film.height
        recording.state, recording.problem = RecordingState.READ, "" if marks is not None else NOT_COMPARED
        recording.save(
            update_fields=[
                "starts_at", "start_source", "milliseconds", "stretches", "width", "height", "state", "problem",
            ]
        )  # fmt: skip
        keep_marks(recording, marks or ())
        found = find_likenesses(recording, marks or ())
        append(
            Event(
                "footage.read",
                f"读取录像（{recording}）",
                recording,
                detail={
                    "seconds": recording.seconds,
                    "stretches": len(film.stretches),
                    "sha256": recording.sha256,
                    "pictures_compared": marks is not None,
                    "alike": [str(each) for each in found],
                },
            ),
            actor=actor,
        )
    return recording


def keep_marks(recording: Recording, marks: Sequence[Mark]) -> None:
    FrameMark.objects.filter(recording=recording).delete()
    FrameMark.objects.bulk_create(
        FrameMark(
            recording=recording,
            second=mark.second,
            **{f"band_{place}": band for place, band in enumerate(mark.bands)},
        )
        for mark in marks
    )


def find_likenesses(recording: Recording, marks: Sequence[Mark]) -> list[Likeness]:
    """The same file or the same pictures, in any class of any year; of two the one begun first is `earlier`."""
    there = with_digests([recording.sha256]).get(recording.sha256, ())
    same = [each for each in there if each.pk != recording.pk]
    matches = alike_by_pictures(recording, marks)
    known = {each.pk for each in same}
    others = Recording.objects.in_bulk([pk for pk in matches if pk not in known])
    found = [_same_file(recording, other) for other in same]
    found += [_same_pictures(recording, other, matches[pk]) for pk, other in others.items()]
    return Likeness.objects.bulk_create(found, ignore_conflicts=True)


def find_same_files(recordings: Sequence[Recording]) -> list[Likeness]:
    """For many at once of which only the digests are known: each that is not the first of its bytes, with the first."""
    there = with_digests(each.sha256 for each in recordings)
    found = [
        _same_file(each, first)
        for each in recordings
        for first in there.get(each.sha256, ())[:1]
        if first.pk != each.pk
    ]
    return Likeness.objects.bulk_create(found, ignore_conflicts=True)


def _same_file(recording: Recording, other: Recording) -> Likeness:
    later, earlier = _in_order(recording, other)
    return Likeness(recording=later, earlier=earlier, kind=LikenessKind.SAME_FILE)


def _same_pictures(recording: Recording, other: Recording, match: Match) -> Likeness:
    later, earlier = _in_order(recording, other)
    return Likeness(
        recording=later,
        earlier=earlier,
        kind=LikenessKind.SAME_PICTURES,
        moments=match.moments,
        offset_seconds=match.offset if later is recording else -match.offset,
    )


def _in_order(recording: Recording, other: Recording) -> tuple[Recording, Recording]:
    """(later, earlier)."""
    earlier, later = sorted((recording, other), key=_age)
    return later, earlier


def _age(recording: Recording) -> tuple[datetime, str]:
    return recording.added_at, str(recording.pk)
