"""Reads about inspections: the list, one inspection with its roll call, and what upper apps ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from classes.enums import ClassState, Half
from classes.models import Enrolment, PlannedSession, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.teaching import expected_on, presences, roster_of, session_counts
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.accounts.queries import holders_of
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.policy.queries import current_parameters
from inspections.enums import InspectionKind, InspectionState, Severity
from inspections.models import (
    Inspection,
    InspectionFile,
    InspectionQuerySet,
    InspectorAssignment,
    OnSiteWaiver,
)
from inspections.rules import QUESTIONS

INSPECTING_ROLES = (Role.INSPECTOR, Role.INSPECTION_HEAD, Role.THIRD_PARTY_SUPERVISOR)
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
NOON = time(12, 30)


# --- what upper apps ask ---


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


# --- lists ---


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


def possible_inspectors() -> QuerySet[User]:
    return holders_of(*INSPECTING_ROLES).select_related("organisation").order_by("display_name")


# --- one inspection ---


def inspections_to_record() -> QuerySet[Inspection]:
    """Those still to be recorded, with all that the forms show."""
    return Inspection.objects.filter(state=InspectionState.PLANNED).select_related(
        "training_class__occupation",
        "training_class__institution__organisation",
        "training_class__venue",
        "training_class__class_head",
        "session__teacher",
    )


def inspection_with_all() -> InspectionQuerySet:
    """One inspection with inspectors, absentees and files, in a handful of queries."""
    return Inspection.objects.select_related(
        "training_class__occupation",
        "training_class__institution__organisation",
        "session",
        "recorded_by",
        "created_by",
    ).prefetch_related("assignments__inspector", "absentees__enrolment__person", Prefetch("files", _files()))


def _files() -> QuerySet[InspectionFile]:
    rows: QuerySet[InspectionFile] = InspectionFile.objects.select_related("file")
    return rows


def answers_of(inspection: Inspection) -> list[tuple[str, bool]]:
    """The questions that were answered, in the order of the form."""
    answers = [(question, getattr(inspection, name)) for name, question in QUESTIONS.items()]
    return [(question, answer) for question, answer in answers if answer is not None]


def proposed_requirement(inspection: Inspection) -> str:
    """What the record itself shows, as a start for the notice."""
    lines = [inspection.problems] if inspection.problems else []
    difference = count_difference(inspection)
    if difference:
        counted = inspection.present_count or 0
        lines.append(
            f"签到表 {counted + difference} 人，现场清点 {counted} 人，请说明人数不一致的原因并更正。"
        )
    return "\n".join(lines)


def proposed_deadline() -> date | None:
    """So many working days from today as the parameters allow; nothing where the calendar is not entered yet."""
    days = current_parameters().whole("correction_days")
    try:
        return load_calendar().add_workdays(clock.today(), days)
    except Invalid:
        return None


def confirmed_by(actor: Actor, inspections: Iterable[Inspection]) -> set[UUID]:
    """Which of these the actor has confirmed to be at."""
    return {
        inspection.pk
        for inspection in inspections
        for each in inspection.assignments.all()
        if each.inspector_id == actor.user_id and each.confirmed_at
    }


def may_confirm_presence(inspection: Inspection, actor: Actor) -> bool:
    """Sent there, today, and not yet said to be there."""
    is_today = inspection.planned_on == clock.today() and inspection.kind == InspectionKind.ON_SITE
    if not is_today or inspection.state != InspectionState.PLANNED:
        return False
    mine = (each for each in inspection.assignments.all() if each.inspector_id == actor.user_id)
    return any(each.confirmed_at is None for each in mine)


@dataclass(frozen=True)
class RollLine:
    """One name of the roll call: whether the sign-in sheet of the same half-day says that he came."""

    enrolment: Enrolment
    has_signed_in: bool
    absence_reason: str


@dataclass(frozen=True)
class PhotoRule:
    """How many photographs a record on the spot cannot do without, and how many the office asks for."""

    needed: int
    wanted: int


@dataclass(frozen=True)
class RollCall:
    """应到 (approved roster less withdrawals) and, where a sheet is begun, how many have signed in."""

    session: PlannedSession | None
    lines: tuple[RollLine, ...]
    signed_in: int | None
    photos: PhotoRule

    @property
    def expected(self) -> int:
        return len(self.lines)


def session_at(training_class: TrainingClass, moment: datetime) -> PlannedSession | None:
    """The half-day in which the moment lies."""
    local = clock.local(moment)
    half = Half.MORNING if local.time() < NOON else Half.AFTERNOON
    rows = PlannedSession.objects.filter(training_class=training_class, date=local.date(), half=half)
    return rows.select_related("teacher").first()


def roll_call(inspection: Inspection, moment: datetime | None = None) -> RollCall:
    """The names to be called, of the inspection's half-day or of the half-day of `moment`."""
    session = inspection.session or session_at(inspection.training_class, moment or clock.now())
    day = session.date if session else clock.local(moment or clock.now()).date()
    roster = expected_on(roster_of(inspection.training_class), day)
    found = presences([session]) if session else {}
    lines = []
    for each in roster:
        presence = found.get((session.pk, each.pk)) if session else None
        lines.append(
            RollLine(each, bool(presence and presence.came), presence.absence_reason if presence else "")
        )
    signed_in = sum(line.has_signed_in for line in lines) if found else None
    return RollCall(session, tuple(lines), signed_in, photo_rule(inspection.training_class))


def photo_rule(training_class: TrainingClass) -> PhotoRule:
    parameters = parameters_of(training_class)
    return PhotoRule(parameters.whole("inspection_photos_min"), parameters.whole("inspection_photos_wanted"))


def min_inspectors(training_class: TrainingClass) -> int:
    """How many people go together: two or more (R178)."""
    return parameters_of(training_class).whole("min_inspectors")


def expected_at(session: PlannedSession) -> int:
    """应到 of one half-day."""
    return session_counts(session).expected


def signed_in_now(inspection: Inspection) -> int | None:
    """What the sign-in sheet of the inspected half-day says today; None while nothing is written on it.

    The sheet may be filled in after the inspectors have gone: the difference is found all the same (F17).
    """
    if inspection.session is None:
        return None
    counts = session_counts(inspection.session)
    return counts.came if counts.marked else None


def count_difference(inspection: Inspection) -> int:
    """Signed in less counted; above zero: people have signed who were not there."""
    if inspection.kind != InspectionKind.ON_SITE or inspection.present_count is None:
        return 0
    signed_in = signed_in_now(inspection)
    return 0 if signed_in is None else signed_in - inspection.present_count


def planned_elsewhere(
    inspector_ids: Iterable[UUID], day: date, but: UUID | None = None
) -> QuerySet[InspectorAssignment]:
    """Inspectors who are already sent to another class on that day: a hint, not an obstacle."""
    return (
        InspectorAssignment.objects.filter(
            inspector_id__in=list(inspector_ids),
            inspection__planned_on=day,
            inspection__state=InspectionState.PLANNED,
            inspection__kind=InspectionKind.ON_SITE,
        )
        .exclude(inspection_id=but)
        .select_related("inspector", "inspection__training_class__occupation")
    )


def reviewed_by(training_class: TrainingClass) -> set[UUID]:
    """Who passed this class through its reviews: sending the same person to inspect it is worth a hint."""
    stamps = (
        training_class.first_reviewed_by_id,
        training_class.second_reviewed_by_id,
        training_class.approved_by_id,
    )
    return {pk for pk in stamps if pk}


def conflicts_of(inspection: Inspection) -> list[str]:
    """Hints about those who are sent: reviewed the class himself, or is expected elsewhere on that day."""
    assigned = {each.inspector_id: str(each.inspector) for each in inspection.assignments.all()}
    hints = [
        f"{name}审核过本班的开班申请，建议改派"
        for pk, name in assigned.items()
        if pk in reviewed_by(inspection.training_class)
    ]
    for each in planned_elsewhere(assigned, inspection.planned_on, but=inspection.pk):
        hints.append(f"{each.inspector}同日另有检查：{each.inspection.training_class}")
    return hints
