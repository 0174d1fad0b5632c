"""Background work of classes: handing in a roster, long exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from classes.enums import DestructionState
from classes.models import DestructionList, Recording, RosterUpload
from classes.operations import (
    carry_out_destruction,
    expire_uploads,
    hand_in_roster,
    read_recording,
    read_upload,
)
from classes.operations.footage_keeping import DESTROY_FOOTAGE
from classes.operations.footage_upload import READ_FOOTAGE
from classes.queries.opening import ClassFilter, class_rows
from classes.queries.roster_rows import HAND_IN, READ
from classes.tables import class_workbook
from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from foundation.core.errors import NotNow
from foundation.core.files import store_bytes
from foundation.core.models import FileKind
from foundation.jobs.handlers import JobContext, Outcome, handles
from foundation.jobs.schedule import daily

EXPORT = "classes.export"


@handles(READ)
def read_roster(context: JobContext) -> Outcome:
    """The rows of a long list; run again after a crash, it finds them written or starts over."""
    upload = RosterUpload.objects.select_related("training_class", "file").get(
        pk=context.payload["upload_id"]
    )
    url = reverse("classes:roster_rows", args=[upload.pk])
    if upload.read_at is not None:
        return Outcome("名册已经读入。", url=url)
    wrong = read_upload(upload, actor=_asker(context), report=context.progress)
    return Outcome(f"已读入 {upload.row_count} 行，{wrong} 行有错。", url=url)


@handles(HAND_IN)
def hand_in(context: JobContext) -> Outcome:
    """All rows in one short transaction; run again after a crash, it finds them handed in or starts over."""
    upload = RosterUpload.objects.select_related("training_class").get(pk=context.payload["upload_id"])
    if upload.committed_at is not None:
        return Outcome("名册已经报名。")
    sound_only = bool(context.payload.get("sound_only"))
    to_send = hand_in_roster(upload, actor=_asker(context), sound_only=sound_only, report=context.progress)
    upload.refresh_from_db(fields=["left_out_count"])
    left_out = f"，{upload.left_out_count} 行没有报名" if upload.left_out_count else ""
    if not to_send:
        url = reverse("classes:class_roster", args=[upload.training_class_id])
        return Outcome(f"已报名，没有待送审的人员{left_out}。", url=url)
    return Outcome(
        f"已报名，{to_send} 人尚未送审{left_out}，请先看送审前体检。",
        url=reverse("trainees:group_precheck", args=[upload.training_class_id]),
    )


@handles(EXPORT)
def export_classes(context: JobContext) -> Outcome:
    """The list as it was filtered when the export was asked for, with the rights of who asked."""
    actor = _asker(context)
    given: dict[str, Any] = context.payload
    wanted = ClassFilter(
        institution_id=UUID(given["institution_id"]) if given.get("institution_id") else None,
        category=given.get("category", ""),
        text=given.get("text", ""),
    )
    rows = class_rows(actor, chip=given.get("chip", "all"), awaited=given.get("awaited", ()), wanted=wanted)
    data = class_workbook(rows, about=given.get("about") or {"导出人": actor.name})
    stored = store_bytes(data, "开班申请.xlsx", FileKind.XLSX, context.created_by_id)
    return Outcome(f"已导出 {rows.count()} 件。", stored)


@handles(READ_FOOTAGE)
def read_footage(context: JobContext) -> Outcome:
    """One file; run again after a crash, it goes on or finds it read. No room on the disk is a trouble that passes."""
    rows = Recording.objects.select_related("training_class", "file")
    try:
        recording = read_recording(rows.get(pk=context.payload["recording_id"]), actor=_asker(context))
    except NotNow as refusal:
        raise OSError(
            refusal.code
        ) from refusal  # no refusal for the list of work, so it is tried again later
    return Outcome(recording.problem or "录像已读取。", url=recording.get_absolute_url())


@handles(DESTROY_FOOTAGE)
def destroy_footage(context: JobContext) -> Outcome:
    """All files of an approved list; run again after a crash, it finds them destroyed or starts over."""
    destruction = DestructionList.objects.get(pk=context.payload["destruction_id"])
    if destruction.state == DestructionState.REFUSED:
        return Outcome("清单已改为不同意，录像保留。", url=destruction.get_absolute_url())
    if destruction.state != DestructionState.CARRIED_OUT:
        destruction = carry_out_destruction(destruction, actor=Actor.system())
    return Outcome("录像已销毁，凭证保留。", url=destruction.get_absolute_url())


@daily("classes.expire_uploads")
def expire_unfinished_uploads() -> int:
    """Recordings that were begun and never sent to their end."""
    return expire_uploads()


def _asker(context: JobContext) -> Actor:
    """Who put the job on the list, with the roles of today."""
    return actor_of(User.objects.select_related("organisation").get(pk=str(context.created_by_id)))
