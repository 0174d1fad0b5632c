"""The valid half-days beside each trainee are those of the sheets, whatever happens to the sheets."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from classes.models import Enrolment, PlannedSession, TrainingClass
from classes.operations import SheetLine, decide_correction, request_correction
from classes.queries.teaching import attended_half_days
from foundation.core import clock
from foundation.core.invariants import ask_all
from tests.builders.running import FIRST_DAY, evening_of, make_running_class, people_of, picture, teach
from tests.cast import Cast


def noted(training_class: TrainingClass) -> dict[UUID, int | None]:
    return dict(
        Enrolment.objects.filter(training_class=training_class).values_list("pk", "attended_half_days")
    )


def correct(cast: Cast, training_class: TrainingClass, came: time | None, left: time | None) -> None:
    """Number 2 was ill; the bureau confirms what the institution says instead."""
    morning = PlannedSession.objects.get(training_class=training_class, half="am")
    line = SheetLine(people_of(training_class)[1].pk, came, left, "" if came else "病假")
    with clock.moved_to(evening_of(FIRST_DAY)):
        asked = request_correction(
            morning, actor=cast.actor("qihang_teacher"), line=line, reason="录像可见", proof=picture()
        )
    decide_correction(asked, actor=cast.actor("li_jing"), is_confirmed=True)


def test_closing_a_sheet_notes_the_half_days(cast: Cast) -> None:
    taught = teach(cast, make_running_class(cast), away=[2])

    assert noted(taught) == attended_half_days(taught)
    assert sorted(half_days or 0 for half_days in noted(taught).values()) == [0, 2, 2]


def test_the_last_confirmed_correction_is_noted(cast: Cast) -> None:
    taught = teach(cast, make_running_class(cast), away=[2])
    correct(cast, taught, time(8, 40), time(11, 50))
    assert sorted(half_days or 0 for half_days in noted(taught).values()) == [1, 2, 2]
    correct(cast, taught, None, None)

    assert noted(taught) == attended_half_days(taught)
    assert sorted(half_days or 0 for half_days in noted(taught).values()) == [0, 2, 2]


def test_fsck_finds_a_figure_that_is_not_on_the_sheets(cast: Cast) -> None:
    taught = teach(cast, make_running_class(cast), away=[2])
    Enrolment.objects.filter(training_class=taught, position=1).update(attended_half_days=9)

    found = {each.name: each.violations for each in ask_all()}

    assert found["classes.half_days_are_those_of_the_sheets"] == (f"{taught.number} 1: 9",)
