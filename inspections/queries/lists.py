"""The lists: inspections, an inspector's own tasks, findings, and which classes may be inspected now."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from inspections.enums import InspectionKind, InspectionState
from inspections.models import (
    Inspection,
    InspectorAssignment,
)

ON_SITE_STATES = frozenset({ClassState.VOUCHERS_MADE, ClassState.IN_TRAINING, ClassState.SUSPENDED})


VIDEO_STATES = frozenset(
    {
        ClassState.IN_TRAINING,
        ClassState.SUSPENDED,
        ClassState.TAUGHT,
        ClassState.EXAMINED,
        ClassState.AWAITING_ACCEPTANCE,
        ClassState.ACCEPTANCE_FAILED,
    }
)


def inspections_for_list(actor: Actor) -> QuerySet[Inspection]:
    """The rows of the list with all that a line shows."""
    return (
        Inspection.objects.visible_to(actor)
        .select_related("training_class__occupation", "training_class__institution__organisation", "session")
        .prefetch_related("assignments__inspector")
    )


def state_counts(inspections: QuerySet[Inspection]) -> dict[str, int]:
    rows = inspections.order_by().values_list("state").annotate(number=Count("pk"))
    return {state: number for state, number in rows}


def narrowed(rows: QuerySet[Inspection], given: dict[str, Any]) -> QuerySet[Inspection]:
    """The rows that meet the conditions of the filter."""
    if given.get("q"):
        text = given["q"].strip()
        rows = rows.filter(
            Q(number__iexact=text)
            | Q(training_class__number__iexact=text)
            | Q(training_class__occupation__name__contains=text)
        )
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if given.get("institution"):
        rows = rows.filter(training_class__institution_id=given["institution"].pk)
    return rows


def tasks_of(actor: Actor) -> QuerySet[Inspection]:
    """What is planned for this inspector, the next day first."""
    mine = InspectorAssignment.objects.filter(inspector_id=actor.user_id).values("inspection_id")
    return (
        Inspection.objects.visible_to(actor)
        .filter(pk__in=mine, state=InspectionState.PLANNED)
        .select_related(
            "training_class__occupation",
            "training_class__institution__organisation",
            "training_class__venue",
            "session__teacher",
        )
        .prefetch_related("assignments__inspector")
        .order_by("planned_on", "created_at")
    )


def findings_for_list(actor: Actor) -> QuerySet[Inspection]:
    """问题与整改: everything that was put to an institution as a finding."""
    return inspections_for_list(actor).exclude(severity="")


def overdue_rectifications() -> QuerySet[Inspection]:
    return Inspection.objects.filter(state=InspectionState.RECTIFYING, rectify_by__lt=clock.today())


def classes_to_inspect(kind: str, actor: Actor) -> QuerySet[TrainingClass]:
    """Classes that can be inspected this way now, those never inspected first."""
    states = ON_SITE_STATES if kind == InspectionKind.ON_SITE else VIDEO_STATES
    return TrainingClass.objects.visible_to(actor).filter(state__in=states).with_names().order_by("starts_on")
