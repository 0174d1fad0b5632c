"""A class takes hold of the time of its teachers, its place and its people, and lets go of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from classes.enums import BookingKind
from classes.models import Booking, Enrolment, TrainingClass
from classes.queries.bookings import Need, clashes, people_needs, plan_needs
from classes.rules.booking import until_day
from classes.rules.ruling import RULES_2024
from foundation.core.errors import NotNow
from foundation.core.reasons import Reason


def hold_plan(record: TrainingClass) -> None:
    """From the report on, nobody else plans with these teachers and this place at these hours."""
    _hold(record, plan_needs(record))


def hold_people(record: TrainingClass, enrolments: Iterable[Enrolment]) -> None:
    """Whoever is in class cannot sit in another one at the same hour (F2)."""
    _hold(record, people_needs(record, [each.person_id for each in enrolments]))


def release(record: TrainingClass) -> None:
    """The report is back with the institution, or will not be carried out."""
    record.bookings.all().delete()


def release_after(record: TrainingClass, day: date) -> None:
    """The class ends early: what it still holds after this day is free."""
    _shorten(list(record.bookings.all()), day)


def release_person(enrolment: Enrolment, day: date) -> None:
    """Somebody has left; this was the last day."""
    key = str(enrolment.person.root_id)
    rows = Booking.objects.filter(
        training_class=enrolment.training_class_id, kind=BookingKind.PERSON, key=key
    )
    _shorten(list(rows), day)


def _hold(record: TrainingClass, needs: Sequence[Need]) -> None:
    rows = [
        Booking(training_class=record, kind=need.kind, key=need.key, label=need.label, spans=need.spans)
        for need in needs
    ]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError as refused:  # somebody was quicker; the constraint has decided
        found = clashes(record, needs)
        told = "；".join(str(clash) for clash in found if clash.label) or "有学员同一时间已在另一班次"
        reason = Reason(
            "class.double_booked", f"时间冲突：{told}", f"{RULES_2024} 五(一)", record.get_absolute_url()
        )
        raise NotNow(reason.code, f"{reason.message}，请退回机构调整后再办。", [reason]) from refused


def _shorten(rows: Sequence[Booking], day: date) -> None:
    for row in rows:
        row.spans = until_day([(first, last) for first, last in row.spans], day)
    Booking.objects.bulk_update(rows, ["spans"])
