"""The index of a delivered disk: its files with their digests; the disk stays in the cabinet (8号 三(二))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from classes.enums import RecordingState
from classes.models import Recording, TrainingClass
from classes.operations.allowed import require, require_state
from classes.operations.footage_reading import find_same_files
from classes.operations.footage_upload import UPLOADING
from classes.queries.sheets import INSTITUTION_STAFF
from classes.rules.footage import start_of
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason

MOST_FILES = 2000


@dataclass(frozen=True)
class ListedFile:
    """One file of a disk as its manifest tells; `path` is where it lies on the disk."""

    path: str
    size: int
    sha256: str
    milliseconds: int
    starts_at: datetime | None = None


def list_disk(
    training_class: TrainingClass,
    *,
    actor: Actor,
    disk_label: str,
    files: Sequence[ListedFile],
    shows_everybody: bool,
) -> list[Recording]:
    """The institution hands in the manifest of a disk, whole; what it says is stated, the disk itself is the proof."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, INSTITUTION_STAFF, doing="登记硬盘清单")
        require_state(locked, UPLOADING, doing="登记硬盘清单")
        label = disk_label.strip()
        _refuse_wrong(label, files)
        recordings = Recording.objects.bulk_create(
            _recording(locked, label, each, shows_everybody, actor) for each in files
        )
        alike = len(find_same_files(recordings))
        append(
            Event(
                "footage.list_disk",
                f"登记硬盘 {label} 录像清单 {len(recordings)} 个文件",
                locked,
                detail={"disk": label, "files": len(recordings), "alike": alike},
            ),
            actor=actor,
        )
    return recordings


def _recording(
    training_class: TrainingClass, label: str, each: ListedFile, shows_everybody: bool, actor: Actor
) -> Recording:
    start = start_of(None, each.path, each.starts_at, on_wall=clock.local(clock.now()))
    starts_at, source = start or (None, "")
    return Recording(
        training_class=training_class,
        state=RecordingState.LISTED,
        name=each.path,
        disk_label=label,
        size=each.size,
        sha256=each.sha256.lower(),
        stated_start=each.starts_at,
        starts_at=starts_at,
        start_source=source,
        milliseconds=each.milliseconds,
        stretches=[[0, each.milliseconds]],
        shows_everybody=shows_everybody,
        added_at=clock.now(),
        added_by_id=actor.user_id,
    )


def _refuse_wrong(label: str, files: Sequence[ListedFile]) -> None:
    if not label:
        raise Invalid("footage.disk_label_missing", "请填写硬盘编号，与硬盘上的标签一致。")
    if not files:
        raise Invalid("footage.manifest_empty", "清单里没有录像文件，请重新生成清单。")
    if len(files) > MOST_FILES:
        raise Invalid(
            "footage.manifest_too_long", f"一份清单最多 {MOST_FILES} 个文件，请按班次、按硬盘文件夹分开导入。"
        )
    known = set(
        Recording.objects.filter(disk_label=label, name__in=[each.path for each in files]).values_list(
            "name", flat=True
        )
    )
    often = Counter(each.path for each in files)
    twice = [path for path in often if often[path] > 1 or path in known]
    if twice:
        reasons = [
            Reason("footage.listed_already", f"{path}已在硬盘 {label} 的目录里，或在清单里出现两次")
            for path in twice
        ]
        message = f"有 {len(twice)} 个文件已经登记过，整份清单没有导入，请去掉后重新导入。"
        raise Invalid("footage.listed_already", message, reasons)
