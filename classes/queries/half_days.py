"""Figures kept beside the sheets: valid half-days of each enrolment, head counts of each log; and that they agree."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from classes.models import AttendanceCorrection, AttendanceMark, Enrolment, TeachingLog
from classes.queries.teaching import day_facts
from foundation.core.invariants import invariant


def counted_half_days() -> Combinable:
    """For a query over enrolments: half-days signed in and out on closed sheets, corrections included (A16).

    The same as `attended_half_days`: the last confirmed correction stands in the place of the row of the sheet.
    """
    confirmed = AttendanceCorrection.objects.confirmed().filter(
        session=OuterRef("session"), enrolment=OuterRef("enrolment")
    )
    marks = AttendanceMark.objects.counted().filter(
        ~Exists(confirmed), enrolment=OuterRef("pk"), session__closed_at__isnull=False
    )
    corrections = AttendanceCorrection.objects.confirmed().filter(
        ~Exists(confirmed.filter(decided_at__gt=OuterRef("decided_at"))),
        enrolment=OuterRef("pk"),
        session__closed_at__isnull=False,
        signed_in_at__isnull=False,
        signed_out_at__isnull=False,
    )
    return _count(marks) + _count(corrections)


def _count(rows: QuerySet[AttendanceMark] | QuerySet[AttendanceCorrection]) -> Coalesce:
    counted = rows.order_by().values("enrolment").annotate(half_days=Count("pk")).values("half_days")
    return Coalesce(Subquery(counted), 0)


@invariant("classes.half_days_are_those_of_the_sheets")
def _half_days() -> Iterator[str]:
    """The valid half-days noted beside a trainee are those of his closed sheets and confirmed corrections."""
    noted = Coalesce("attended_half_days", 0)
    rows = Enrolment.objects.annotate(noted=noted, counted=counted_half_days()).exclude(noted=F("counted"))
    for each in rows.select_related("training_class").order_by("training_class__number", "position"):
        yield f"{each.training_class.number} {each.position}: {each.attended_half_days}"


@invariant("classes.logs_agree_with_the_sheets")
def _log_figures() -> Iterator[str]:
    """班级、实到、未到 and 课时 of every teaching log are those of the sign-in sheets of its day (表4, 表6)."""
    for log in TeachingLog.objects.select_related("training_class").order_by(
        "training_class__number", "date"
    ):
        facts = day_facts(log.training_class, log.date)
        written = (log.expected_count, log.present_count, log.absent_count, log.lessons)
        if written != (facts.expected, facts.present, facts.absent, facts.lessons):
            yield f"{log.training_class.number} {log.date}: {written}"
