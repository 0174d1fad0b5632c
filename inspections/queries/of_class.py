"""What upper apps ask about the inspections of one class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from classes.models import TrainingClass
from classes.queries.keeping import holds_footage
from classes.queries.pinned import parameters_of
from foundation.core.reasons import Reason
from inspections.enums import Severity
from inspections.models import (
    Inspection,
    OnSiteWaiver,
)


def class_inspections(training_class: TrainingClass) -> QuerySet[Inspection]:
    """Every inspection of a class with its inspectors, newest first; scope it with `visible_to`."""
    return (
        Inspection.objects.filter(training_class=training_class)
        .select_related("session", "recorded_by")
        .prefetch_related("assignments__inspector", "absentees")
    )


def open_findings(training_class: TrainingClass) -> QuerySet[Inspection]:
    """Recorded and neither 无问题 nor 销号."""
    return Inspection.objects.filter(training_class=training_class).unsettled()


def open_serious_findings(training_class: TrainingClass) -> QuerySet[Inspection]:
    """Serious findings that are not closed: while there is one, no claim is paid (C5)."""
    return open_findings(training_class).filter(severity=Severity.SERIOUS)


@holds_footage("检查问题未销号")
def classes_with_open_findings(class_ids: Sequence[UUID]) -> Iterable[UUID]:
    """Of these classes those whose recordings may still be asked for."""
    rows = Inspection.objects.filter(training_class__in=class_ids).unsettled()
    return set(rows.values_list("training_class_id", flat=True))


def waiver_of(training_class: TrainingClass) -> OnSiteWaiver | None:
    return OnSiteWaiver.objects.filter(training_class=training_class).select_related("granted_by").first()


def has_enough_inspections(training_class: TrainingClass) -> Reason | None:
    """At least so many on-site inspections (or a waiver) and 视频调阅 as the parameters ask for (A39)."""
    parameters = parameters_of(training_class)
    recorded = Inspection.objects.filter(training_class=training_class).recorded()
    on_site, video = recorded.on_site().count(), recorded.video().count()
    link = training_class.get_absolute_url()
    if on_site < parameters.whole("min_onsite") and waiver_of(training_class) is None:
        wanted = parameters["min_onsite"]
        return Reason(
            "inspection.on_site_missing",
            f"本班现场检查 {on_site} 次，应有 {wanted.value} 次；请监督检查小组补查，或由组长写明理由免现场检查",
            wanted.clause.cite(),
            link,
        )
    if video < parameters.whole("min_video"):
        wanted = parameters["min_video"]
        return Reason(
            "inspection.video_missing",
            f"本班视频调阅 {video} 次，应有 {wanted.value} 次；请监督检查小组调阅录像并登记",
            wanted.clause.cite(),
            link,
        )
    return None


def sole_inspector_id(training_class: TrainingClass) -> UUID | None:
    """Whoever inspected this class alone and may therefore not review its claim (A65).

    An inspection was done by him who recorded it and by every assigned inspector who confirmed being there.
    """
    people: set[UUID] = set()
    recorded = Inspection.objects.filter(training_class=training_class).recorded().on_site()
    for inspection in recorded.prefetch_related("assignments"):
        people.update(inspectors_present(inspection))
    return people.pop() if len(people) == 1 else None


def inspectors_present(inspection: Inspection) -> set[UUID]:
    confirmed = {each.inspector_id for each in inspection.assignments.all() if each.confirmed_at}
    return confirmed | ({inspection.recorded_by_id} if inspection.recorded_by_id else set())
