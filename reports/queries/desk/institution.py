"""What an institution works from: its classes, the papers of the next one, what it is owed and what it must prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Value, When

from classes.enums import EDITABLE_STATES, FINISHED_STATES, ClassState
from classes.models import TrainingClass
from classes.queries import day_rates
from classes.queries.employment import employment_summaries
from classes.queries.opening import material_tasks
from reports.queries.case import NextStep, next_step
from reports.queries.desk.reading import SHOWN, Desk
from subsidies.models import Acceptance, SubsidyClaim

OWN_CLASSES = 10
AWAITING_EMPLOYMENT = 3
"""So many classes are shown at most, whose employment is still to be proved."""


@dataclass(frozen=True)
class OwnClass:
    """A class of the institution with what is to be done now."""

    training_class: TrainingClass
    step: NextStep


def own_classes(desk: Desk) -> dict[str, Any]:
    """The institution's classes that are not over, those that it still writes first; three queries."""
    rows = TrainingClass.objects.visible_to(desk.actor).live().exclude(state=ClassState.ARCHIVED).with_names()
    is_mine = Case(When(state__in=EDITABLE_STATES, then=Value(0)), default=Value(1))
    classes = list(rows.order_by(is_mine, "-state_since")[:OWN_CLASSES])
    acceptances = {a.training_class_id: a for a in Acceptance.objects.filter(training_class__in=classes)}
    claims: dict[Any, list[SubsidyClaim]] = {}
    for claim in (
        SubsidyClaim.objects.filter(training_class__in=classes).select_related("notice").order_by("stage")
    ):
        claims.setdefault(claim.training_class_id, []).append(claim)
    own = [
        OwnClass(each, next_step(each, acceptances.get(each.pk), claims.get(each.pk, []), desk.dates))
        for each in classes
    ]
    return {
        "own": own,
        "returned": [each for each in own if each.training_class.state == ClassState.RETURNED],
    }


def draft(desk: Desk) -> dict[str, Any]:
    """The eight papers of the application that is being prepared."""
    rows = TrainingClass.objects.visible_to(desk.actor).filter(state__in=EDITABLE_STATES).with_names()
    latest = rows.order_by("-created_at").first()
    tasks = material_tasks(latest) if latest else []
    return {"draft": latest, "tasks": tasks, "done": sum(task.tag.kind == "ok" for task in tasks)}


def claims(desk: Desk) -> dict[str, Any]:
    rows = SubsidyClaim.objects.visible_to(desk.actor).with_names().order_by("-state_since")
    return {"claims": rows[:SHOWN]}


def employment(desk: Desk) -> dict[str, Any]:
    rows = TrainingClass.objects.visible_to(desk.actor).filter(state__in=FINISHED_STATES).with_names()
    waiting = rows.exclude(state__in=[ClassState.PAID, ClassState.ARCHIVED]).order_by("-ends_on")
    summaries = employment_summaries(list(waiting[:AWAITING_EMPLOYMENT]))
    return {"employment": [(each, found) for each, found in summaries if found.verified]}


def attendance(desk: Desk) -> dict[str, Any]:
    running = list(TrainingClass.objects.visible_to(desk.actor).in_training().with_names())
    rates = day_rates([each.pk for each in running], desk.today)
    return {"attendance": [(each, rates.get(each.pk)) for each in running]}
