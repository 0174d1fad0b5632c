"""What follows from an inspection: 无问题, or 整改 from notice to 销号 (C5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.core import clock, files
from foundation.core.errors import Invalid
from foundation.core.models import FileKind as StoredKind
from foundation.core.models import StoredFile
from foundation.workflow.engine import performs
from inspections.enums import FileKind, Severity
from inspections.enums import InspectionVerb as V
from inspections.models import Inspection, InspectionFile
from inspections.workflow import INSPECTION

MAX_PAPER = 10 * 1024 * 1024
PAPERS = frozenset({StoredKind.JPG, StoredKind.PNG, StoredKind.PDF})


@performs(INSPECTION, V.CONCLUDE_CLEAR)
def conclude_clear(record: Inspection, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """Nothing was found: the inspection is concluded."""
    return {"number": record.number}


@performs(INSPECTION, V.ISSUE_RECTIFICATION)
def issue_rectification(
    record: Inspection, *, actor: Actor, comment: str, severity: str, rectify_by: date
) -> dict[str, Any]:
    """The institution is told what to mend, how serious it is and by when; `comment` is the requirement."""
    if severity not in Severity.values:
        raise Invalid("inspection.severity_missing", "请选择问题程度：一般或严重。")
    record.severity = severity
    record.rectification = comment.strip()
    record.rectify_by = _deadline(rectify_by)
    record.save(update_fields=["severity", "rectification", "rectify_by"])
    return {"number": record.number, "severity": severity, "rectify_by": rectify_by.isoformat()}


@performs(INSPECTION, V.REPLY)
def reply_rectification(
    record: Inspection, *, actor: Actor, comment: str, papers: Sequence[StoredFile] = ()
) -> dict[str, Any]:
    """The institution says what it has mended and proves it."""
    record.reply = comment.strip()
    record.save(update_fields=["reply"])
    InspectionFile.objects.bulk_create(
        InspectionFile(inspection=record, kind=FileKind.REPLY, file=stored) for stored in papers
    )
    return {"number": record.number, "papers": len(papers)}


def reply_with_papers(
    inspection: Inspection, *, actor: Actor, comment: str, papers: Sequence[File[bytes]]
) -> Inspection:
    """The reply with the papers as they were uploaded; either all of it is kept or nothing."""
    with transaction.atomic():
        kept = [
            files.take_in(paper, allowed=PAPERS, max_size=MAX_PAPER, by_id=actor.user_id) for paper in papers
        ]
        return reply_rectification(inspection, actor=actor, comment=comment, papers=kept)


@performs(INSPECTION, V.CLOSE)
def close_rectification(record: Inspection, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The re-check shows that it is mended: 销号."""
    return {"number": record.number}


@performs(INSPECTION, V.REJECT_REPLY)
def reject_reply(
    record: Inspection, *, actor: Actor, comment: str, rectify_by: date | None = None
) -> dict[str, Any]:
    """It is not mended; the institution goes on mending, by a new date if one is set."""
    if rectify_by is not None:
        record.rectify_by = _deadline(rectify_by)
        record.save(update_fields=["rectify_by"])
    return {"number": record.number, "rectify_by": record.rectify_by.isoformat() if record.rectify_by else ""}


@performs(INSPECTION, V.MARK_OVERDUE)
def mark_overdue(record: Inspection, *, actor: Actor) -> dict[str, Any]:
    """The last day has passed without a reply."""
    return {"number": record.number}


@performs(INSPECTION, V.ESCALATE)
def escalate_rectification(record: Inspection, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The head of 监督检查小组 calls the institution in and reports to the leaders."""
    return {"number": record.number}


def _deadline(day: date) -> date:
    if day <= clock.today():
        raise Invalid("inspection.deadline_not_ahead", "整改期限应在今天以后。")
    return day
