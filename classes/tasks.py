"""Background work of classes: handing in a roster, long exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from classes.models import RosterUpload
from classes.operations import hand_in_roster
from classes.queries.opening import ClassFilter, class_rows
from classes.queries.roster_rows import HAND_IN
from classes.tables import class_workbook
from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from foundation.core.files import store_bytes
from foundation.core.models import FileKind
from foundation.jobs.handlers import JobContext, Outcome, handles

EXPORT = "classes.export"


@handles(HAND_IN)
def hand_in(context: JobContext) -> Outcome:
    """All rows in one short transaction; run again after a crash, it finds them handed in or starts over."""
    upload = RosterUpload.objects.select_related("training_class").get(pk=context.payload["upload_id"])
    if upload.committed_at is not None:
        return Outcome("名册已经报名。")
    sent = hand_in_roster(upload, actor=_asker(context), report=context.progress)
    return Outcome(
        f"已报名，{sent} 人提交资格审核。",
        url=reverse("classes:class_roster", args=[upload.training_class_id]),
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
    data = class_workbook(rows, by=actor.name)
    stored = store_bytes(data, "开班申请.xlsx", FileKind.XLSX, context.created_by_id)
    return Outcome(f"已导出 {rows.count()} 件。", stored)


def _asker(context: JobContext) -> Actor:
    """Who put the job on the list, with the roles of today."""
    return actor_of(User.objects.select_related("organisation").get(pk=str(context.created_by_id)))
