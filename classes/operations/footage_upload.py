"""Recordings on their way here, piece by piece: begun, gone on with from any byte, taken back, expired (U7)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from classes.enums import ClassState, RecordingState
from classes.models import Recording, TrainingClass
from classes.operations.allowed import require, require_state
from classes.queries.footage import bytes_under_way
from classes.queries.sheets import INSTITUTION_STAFF
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock, storage
from foundation.core.errors import Invalid, NotNow
from foundation.core.files import clean_name, path_of
from foundation.core.landing import KEPT
from foundation.jobs.operations import enqueue, withdraw

READ_FOOTAGE = "classes.read_footage"
UPLOADING = frozenset({ClassState.IN_TRAINING, ClassState.SUSPENDED, ClassState.TAUGHT, ClassState.EXAMINED})
REMOVABLE = (RecordingState.UPLOADING, RecordingState.WAITING, RecordingState.UNREADABLE)


@dataclass(frozen=True)
class Announced:
    """What the browser says before the first byte: name and length of the file, and what the institution states."""

    name: str
    size: int
    stated_start: datetime | None = None
    shows_everybody: bool = False


def begin_upload(training_class: TrainingClass, *, actor: Actor, announced: Announced) -> Recording:
    """The institution begins to send a recording; refused when it is too large for its quota or for the disk."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, INSTITUTION_STAFF, doing="上传录像")
        require_state(locked, UPLOADING, doing="上传录像")
        _refuse_size(locked, announced.size, actor)
        recording: Recording = Recording.objects.create(
            training_class=locked,
            name=clean_name(announced.name),
            size=announced.size,
            stated_start=announced.stated_start,
            shows_everybody=announced.shows_everybody,
            expires_at=clock.now() + settings.FOOTAGE_UPLOAD_LIFE,
            added_at=clock.now(),
            added_by_id=actor.user_id,
        )
        append(
            Event("footage.begin", f"开始上传录像（{recording}）", locked, detail={"size": announced.size}),
            actor=actor,
        )
    return recording


def _refuse_size(training_class: TrainingClass, size: int, actor: Actor) -> None:
    """Before the first byte, what else would be refused after the last: it counts against the quota of all files."""
    if size <= 0:
        raise Invalid("footage.empty", "文件是空的，请重新选择。")
    if size > settings.FOOTAGE_LARGEST:
        raise Invalid(
            "footage.too_large",
            f"单个录像不能超过 {storage.shown(settings.FOOTAGE_LARGEST)}，请按课次分段导出后上传。",
        )
    coming = bytes_under_way(training_class.institution_id) + size
    if storage.exceeds_quota(storage.owner_of(actor.user_id), coming):
        raise Invalid(
            "footage.quota_used_up",
            f"加上这个录像，本单位的文件超过 {storage.shown(settings.FILE_QUOTA)} 的额度；"
            "请改交硬盘并导入清单，或请系统管理员调整额度。",
        )
    # Taken in from its parts it lies here twice: nobody who still sends a part may write into what is kept.
    if storage.is_below_floor(2 * size):
        raise _store_is_full()


def _store_is_full() -> NotNow:
    return NotNow(
        "footage.store_is_full",
        "服务器存储空间不足，暂不能上传，已传的部分都在；请改交硬盘并导入清单，或请系统管理员腾出空间后继续。",
    )


def append_bytes(recording: Recording, *, actor: Actor, offset: int, blocks: Iterable[bytes]) -> Recording:
    """Go on with an upload at the byte where it stands; what arrived counts, wherever the line breaks.

    Bytes are on the disk before the row says so, and of two that send the same piece one is counted.
    """
    require(actor, recording.training_class, INSTITUTION_STAFF, doing="上传录像")
    _refuse_over(recording)
    if offset != recording.received:
        raise NotNow("footage.other_offset", "续传位置与服务器不一致，请从服务器记录的位置继续。")
    if storage.is_below_floor():
        raise _store_is_full()
    arrived = _write(recording, offset, blocks)
    if not arrived:
        return recording
    with transaction.atomic():
        moved = Recording.objects.filter(
            pk=recording.pk, state=RecordingState.UPLOADING, received=offset
        ).update(received=offset + arrived, expires_at=clock.now() + settings.FOOTAGE_UPLOAD_LIFE)
        if moved != 1:
            raise NotNow("footage.other_offset", "同一段已经收到，请从服务器记录的位置继续。")
        current = Recording.objects.select_related("training_class").get(pk=recording.pk)
        if current.received == current.size:
            _all_here(current, actor)
    return current


def _refuse_over(recording: Recording) -> None:
    if recording.state != RecordingState.UPLOADING:
        raise NotNow("footage.upload_is_over", "这个文件已经传完，不能再传。")
    if recording.expires_at and recording.expires_at < clock.now():
        raise NotNow("footage.upload_expired", "未传完的文件已过保留期，请重新上传。")


def _write(recording: Recording, offset: int, blocks: Iterable[bytes]) -> int:
    """Bytes that are safely on the disk; a line that breaks, or a disk that fills, ends the piece and loses nothing."""
    path, arrived = part_of(recording), 0
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.seek(offset)
        try:
            for block in blocks:
                if offset + arrived + len(block) > recording.size:
                    raise Invalid("footage.too_many_bytes", "收到的内容比文件大小多，请重新上传。")
                if storage.is_below_floor(len(block)):
                    break
                file.write(block)
                arrived += len(block)
        except OSError:
            pass  # the browser is gone; it will ask how far we are
        file.flush()
        os.fsync(file.fileno())
    return arrived


def _all_here(recording: Recording, actor: Actor) -> None:
    Recording.objects.filter(pk=recording.pk).update(state=RecordingState.WAITING, expires_at=None)
    recording.state, recording.expires_at = RecordingState.WAITING, None
    append(
        Event("footage.upload", f"上传录像（{recording}）", recording, detail={"size": recording.size}),
        actor=actor,
    )
    read_later(recording, actor=actor)


def read_later(recording: Recording, *, actor: Actor) -> None:
    """Reading a film takes longer than anybody waits."""
    enqueue(
        READ_FOOTAGE,
        actor=actor,
        title=f"读取录像 {recording.name}"[:120],
        payload={"recording_id": str(recording.pk)},
        dedupe_key=str(recording.pk),
    )


def remove_upload(recording: Recording, *, actor: Actor) -> TrainingClass:
    """The institution takes back a file that was not read (yet) and so proves nothing; the trace of it stays."""
    with transaction.atomic():
        training_class = TrainingClass.objects.select_for_update().get(pk=recording.training_class_id)
        require(actor, training_class, INSTITUTION_STAFF, doing="删除录像文件")
        if not withdraw(READ_FOOTAGE, str(recording.pk)):
            raise NotNow("footage.being_read", "正在读取这个录像，请读完后刷新页面再看。")
        if not _forget(recording, Recording.objects.filter(state__in=REMOVABLE)):
            raise NotNow(
                "footage.counts_already", "已读取的录像是教学证据，不能删除；有误请向培训业务小组说明。"
            )
        append(Event("footage.remove", f"删除录像文件（{recording}）", training_class), actor=actor)
    return training_class


def _forget(recording: Recording, rows: QuerySet[Recording]) -> bool:
    """The recording with its bytes, if it is still one of the rows; False, and nothing done, if it is not."""
    locked = rows.select_for_update(of=("self",)).select_related("file").filter(pk=recording.pk).first()
    if locked is None:
        return False
    locked.delete()
    transaction.on_commit(partial(part_of(recording).unlink, missing_ok=True))
    if locked.file is not None:
        transaction.on_commit(partial(path_of(locked.file).unlink, missing_ok=True))
        locked.file.delete()
    return True


def expire_uploads() -> int:
    """Unfinished uploads past their time go, with their bytes; and bytes of none at all. Returns how many.

    One that is finished or goes on meanwhile is left alone.
    """
    gone = _sweep_parts()
    expired = Recording.objects.uploading().filter(expires_at__lt=clock.now())
    for recording in list(expired):
        with transaction.atomic():
            if _forget(recording, expired):
                append(
                    Event(
                        "footage.expire", f"未传完的录像已过保留期（{recording}）", recording.training_class
                    ),
                    actor=Actor.system(),
                )
                gone += 1
    return gone


def _sweep_parts() -> int:
    """Bytes of an upload that was taken back while a piece of it still arrived; `landing.sweep` knows no uploads."""
    old = (clock.now() - KEPT).timestamp()
    left = {path.name: path for path in _parts().glob("*") if path.stat().st_mtime < old}
    wanted = Recording.objects.filter(state__in=[RecordingState.UPLOADING, RecordingState.WAITING])
    orphans = left.keys() - {pk.hex for pk in wanted.values_list("pk", flat=True)}
    for name in orphans:
        left[name].unlink(missing_ok=True)
    return len(orphans)


def part_of(recording: Recording) -> Path:
    """Where the bytes of an upload lie until it is whole; named by us alone."""
    return _parts() / recording.pk.hex


def _parts() -> Path:
    return Path(settings.PRIVATE_ROOT) / "footage-parts"
