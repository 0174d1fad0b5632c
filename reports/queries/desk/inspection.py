"""What an inspector works from: where to go, and what is still to be put right."""

from __future__ import annotations

from typing import Any

from inspections.models import Inspection
from inspections.queries import tasks_of
from reports.queries.desk.reading import SHOWN, Desk


def inspections(desk: Desk) -> dict[str, Any]:
    return {"tasks": tasks_of(desk.actor)[:SHOWN]}


def findings(desk: Desk) -> dict[str, Any]:
    rows = Inspection.objects.visible_to(desk.actor).unsettled()
    related = rows.select_related("training_class__occupation", "training_class__institution")
    return {"findings": related.order_by("rectify_by")[:SHOWN]}
