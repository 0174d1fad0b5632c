"""A list leaves the system: noted, and put into the background when it is long."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet

from classes.models import TrainingClass
from classes.queries.opening import ClassFilter, class_rows
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.jobs.operations import enqueue

REASON = "导出事由"
DIRECT = 500  # rows that are written while the person waits


def export_or_enqueue(
    actor: Actor, *, chip: str, awaited: Collection[str], wanted: ClassFilter, about: Mapping[str, str]
) -> QuerySet[TrainingClass] | None:
    """The rows to be exported, or None when a job has been put on the list instead."""
    rows = class_rows(actor, chip=chip, awaited=awaited, wanted=wanted)
    count = rows.count()
    conditions = {key: str(value) for key, value in asdict(wanted).items() if value}
    with transaction.atomic():
        detail = {"rows": count, "chip": chip, "conditions": sorted(conditions)}
        append(
            Event("class.export", "导出开班申请", comment=about.get(REASON, ""), detail=detail), actor=actor
        )
        if count <= DIRECT:
            return rows
        payload = {**conditions, "chip": chip, "awaited": sorted(awaited), "about": dict(about)}
        enqueue("classes.export", actor=actor, title="导出开班申请", payload=payload, total=count)
    return None
