"""Who is about to miss too much: for the class page, the class head's worklist and the person's own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from classes.enums import ClassState, EnrolmentState, Half
from classes.models import AbsenceReminder, Enrolment, PlannedSession, TrainingClass
from classes.queries.pinned import parameters_of
from classes.rules.absence import AttendanceTerms, Standing, counts_to_warn
from foundation.accounts.actor import Actor

UNDER_WAY = (ClassState.IN_TRAINING, ClassState.SUSPENDED)


@dataclass(frozen=True)
class ClassClock:
    """How far a class is: half-days closed and to come, lessons to come, and what its parameters ask for."""

    closed: int
    left: int
    lessons_left: int
    base: int
    terms: AttendanceTerms

    @property
    def warned(self) -> dict[int, Standing]:
        """Counted half-days → standing, of those who must be warned."""
        return counts_to_warn(self.closed, self.left, self.base, self.terms)


@dataclass(frozen=True)
class AbsenceWarning:
    """One person who may or can no longer come up to the share; in the words of the office."""

    enrolment: Enrolment
    standing: Standing
    clock: ClassClock
    reminder: AbsenceReminder | None = None

    @property
    def lessons_left(self) -> int:
        return self.clock.lessons_left

    @property
    def is_reminded(self) -> bool:
        return self.reminder is not None and self.reminder.missed >= self.standing.missed

    @property
    def consequence(self) -> str:
        return "不计入核实人数、不予补贴" if self.clock.terms.is_binding else "只提示，不影响补贴"


def attendance_terms(training_class: TrainingClass) -> AttendanceTerms:
    """The minimum attendance where one is set (DR-10), else the line that only draws attention; as pinned."""
    parameters = parameters_of(training_class)
    minimum = parameters.optional_fraction("min_attendance_rate")
    return AttendanceTerms(
        share=parameters.fraction("attendance_warning") if minimum is None else minimum,
        margin=parameters.whole("absence_warning_margin"),
        is_binding=minimum is not None,
        whole_days=minimum is not None and not parameters.flag("half_days"),
    )


def class_clocks(classes: Sequence[TrainingClass]) -> dict[UUID, ClassClock]:
    """One query for all of them; a class without a plan has none."""
    is_open = Q(closed_at__isnull=True)
    rows = PlannedSession.objects.filter(training_class__in=[each.pk for each in classes]).order_by()
    counted = rows.values("training_class").annotate(
        closed=Count("pk", filter=~is_open),
        left=Count("pk", filter=is_open),
        lessons=Coalesce(Sum("lessons", filter=is_open), 0),
    )
    found = {row["training_class"]: row for row in counted}
    return {
        each.pk: _clock(each, row["closed"], row["left"], row["lessons"])
        for each in classes
        if (row := found.get(each.pk))
    }


def _clock(training_class: TrainingClass, closed: int, left: int, lessons: int) -> ClassClock:
    terms = attendance_terms(training_class)
    # What the subsidy asks for is a share of the approved days, what only draws attention one of the plan.
    base = training_class.training_days * len(Half) if terms.is_binding else closed + left
    return ClassClock(closed, left, lessons, base, terms)


def absence_warnings(training_class: TrainingClass) -> list[AbsenceWarning]:
    """Those who cannot reach the share any more, then those who soon cannot; empty once teaching is over."""
    if training_class.state not in UNDER_WAY:
        return []
    people = Enrolment.objects.filter(training_class=training_class).select_related("person")
    found = warnings_for(people, {training_class.pk: training_class})
    return sorted(found, key=lambda each: (each.standing.spare, each.enrolment.position))


def warnings_for(people: QuerySet[Enrolment], classes: Mapping[UUID, TrainingClass]) -> list[AbsenceWarning]:
    """Of these people those to be warned, in three queries whatever their number."""
    clocks = class_clocks(list(classes.values()))
    warned = {pk: each.warned for pk, each in clocks.items()}
    rows = people.filter(_to_warn(warned)) if any(warned.values()) else people.none()
    enrolments = list(rows)
    reminders = _reminders(enrolments)
    return [
        AbsenceWarning(
            each,
            warned[each.training_class_id][each.attended_half_days or 0],
            clocks[each.training_class_id],
            reminders.get(each.pk),
        )
        for each in enrolments
    ]


def warning_of(enrolment: Enrolment) -> AbsenceWarning | None:
    """The warning that stands for one person, if any."""
    training_class = enrolment.training_class
    if training_class.state not in UNDER_WAY:
        return None
    one = Enrolment.objects.filter(pk=enrolment.pk)
    return next(iter(warnings_for(one, {training_class.pk: training_class})), None)


def _to_warn(warned: Mapping[UUID, Mapping[int, Standing]]) -> Q:
    wanted = Q(pk__in=[])
    for training_class, standings in warned.items():
        if standings:
            wanted |= Q(training_class=training_class, attended_half_days__in=list(standings))
    return Q(state=EnrolmentState.IN_CLASS) & wanted


def _reminders(enrolments: Iterable[Enrolment]) -> dict[UUID, AbsenceReminder]:
    """The latest of each; ordered by what had been missed."""
    rows = AbsenceReminder.objects.filter(enrolment__in=[each.pk for each in enrolments])
    return {each.enrolment_id: each for each in rows.select_related("reminded_by").order_by("missed")}


def to_be_reminded(actor: Actor) -> QuerySet[Enrolment]:
    """Worklist of the class head: who could still be saved and was not spoken to since his last absence."""
    rows = TrainingClass.objects.visible_to(actor).filter(state=ClassState.IN_TRAINING)
    classes = list(rows.select_related("policy_document"))
    clocks = class_clocks(classes)
    wanted = Q(pk__in=[])
    for pk, each in clocks.items():
        narrow = [counted for counted, standing in each.warned.items() if standing.is_narrow]
        if narrow:
            wanted |= Q(
                training_class=pk,
                attended_half_days__in=narrow,
                reminded__lt=each.closed - F("attended_half_days"),
            )
    latest = AbsenceReminder.objects.filter(enrolment=OuterRef("pk")).order_by("-missed").values("missed")[:1]
    reminded = Coalesce(Subquery(latest, output_field=IntegerField()), Value(0))
    sheets = PlannedSession.objects.filter(training_class=OuterRef("training_class"), closed_at__isnull=False)
    newest = Subquery(sheets.order_by("-closed_at").values("closed_at")[:1])
    since = Coalesce(newest, F("state_since"))
    waiting = Enrolment.objects.visible_to(actor).annotate(reminded=reminded, missed_since=since)
    named = waiting.select_related("person", "training_class__institution", "training_class__occupation")
    return named.filter(wanted, state=EnrolmentState.IN_CLASS).order_by("training_class", "position")


def missed_since(enrolment: Any) -> datetime:
    """Of `to_be_reminded`: when the sheet was closed with which the class came to stand where it stands."""
    moment: datetime = enrolment.missed_since
    return moment


def reminding_page(enrolment: Enrolment) -> str:
    return f"{enrolment.get_absolute_url()}#remind"
