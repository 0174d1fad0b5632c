"""Classes that are over, with the results they are to show: many and quickly, for pages that read whole years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from classes.enums import ClassState
from classes.models import AttendanceMark, Enrolment, PlannedSession, TrainingClass
from foundation.core import clock
from tests.builders.running import Size, make_running_class
from tests.cast import Cast


def make_finished_class(
    cast: Cast, passed: int, *, people: int = 10, marks: Sequence[int] = (), **fields: Any
) -> TrainingClass:
    """A class after its exam: the first `passed` of the list have passed.

    `marks` are the theory marks in order, in hundredths; without them they are spread from 70 points upwards.
    """
    made = make_running_class(cast, Size(people=people), state=ClassState.EXAMINED, **fields)
    rows = list(Enrolment.objects.filter(training_class=made).order_by("position"))
    for place, row in enumerate(rows):
        row.theory_points = marks[place] if marks else 7000 + place % 25 * 100
        row.practice_points = 7500 + place * 7 % 25 * 100
        row.has_passed = place < passed
    Enrolment.objects.bulk_update(rows, ["theory_points", "practice_points", "has_passed"])
    return made


def close_sheets(training_class: TrainingClass, came: Sequence[Sequence[time | None]]) -> None:
    """Half-day after half-day, when each of the list signed in (None: stayed away); every sheet closed."""
    people = list(Enrolment.objects.filter(training_class=training_class).order_by("position"))
    sessions = list(PlannedSession.objects.filter(training_class=training_class).order_by("date", "half"))
    for session, times in zip(sessions, came, strict=False):
        AttendanceMark.objects.bulk_create(
            AttendanceMark(
                session=session,
                enrolment=each,
                signed_in_at=at,
                signed_out_at=at and session.ends_at,
                absence_reason="" if at else "病假",
            )
            for each, at in zip(people, times, strict=True)
        )
        PlannedSession.objects.filter(pk=session.pk).update(closed_at=clock.now())
