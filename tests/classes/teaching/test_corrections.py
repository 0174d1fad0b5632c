"""A closed sheet is corrected by two people: one of the institution asks, one of the bureau decides."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.urls import reverse

from classes.enums import CorrectionDecision
from classes.models import AttendanceCorrection, AttendanceMark, PlannedSession, TeachingLog, TrainingClass
from classes.operations import SheetLine, decide_correction, request_correction
from classes.queries.teaching import attended_half_days, corrections_of
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.workflow.worklist import worklist
from tests.builders.classes import find_virus_in
from tests.builders.running import (
    FIRST_DAY,
    Size,
    enrol,
    evening_of,
    make_running_class,
    people_of,
    picture,
    teach,
)
from tests.cast import Cast
from tests.classes.teaching.refusals import refused

PRESENT: dict[str, Any] = {"signed_in_at": time(8, 40), "signed_out_at": time(11, 50)}


@pytest.fixture
def taught(cast: Cast) -> TrainingClass:
    """One day of three people; number 2 was ill all day."""
    return teach(cast, make_running_class(cast), away=[2])


def morning(training_class: TrainingClass) -> PlannedSession:
    return PlannedSession.objects.get(training_class=training_class, half="am")


def asked(cast: Cast, training_class: TrainingClass, **line: Any) -> AttendanceCorrection:
    absentee = people_of(training_class)[1]
    wanted = SheetLine(absentee.pk, **(line or PRESENT))
    with clock.moved_to(evening_of(FIRST_DAY)):
        return request_correction(
            morning(training_class),
            actor=cast.actor("qihang_teacher"),
            line=wanted,
            reason="录像 YP-01 可见本人",
            proof=picture(),
        )


def test_a_confirmed_correction_counts_and_the_sheet_stays_as_it_was(
    cast: Cast, taught: TrainingClass
) -> None:
    correction = asked(cast, taught)
    assert sorted(attended_half_days(taught).values()) == [0, 2, 2]
    decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=True)
    assert sorted(attended_half_days(taught).values()) == [1, 2, 2]
    mark = AttendanceMark.objects.get(session=morning(taught), enrolment=correction.enrolment)
    assert (mark.signed_in_at, mark.absence_reason) == (None, "病假")


def test_a_correction_waits_on_the_worklist_of_the_bureau_until_it_is_decided(
    cast: Cast, taught: TrainingClass
) -> None:
    officer = cast.actor("li_jing")
    correction = asked(cast, taught)
    waiting = [item for item in worklist(officer).items if item.step.verb == "decide"]
    assert [(item.label, item.name) for item in waiting] == [("认定签到更正", str(taught))]
    assert waiting[0].url == reverse("classes:correction_list", args=[taught.pk])
    assert waiting[0].since == correction.requested_at
    decide_correction(correction, actor=officer, is_confirmed=True)
    assert "correction" not in worklist(officer).counts


def test_a_proof_with_a_virus_corrects_nothing_and_another_may_be_given(
    cast: Cast, taught: TrainingClass
) -> None:
    correction = asked(cast, taught)
    assert correction.proof
    find_virus_in(correction.proof)
    with refused("correction.proof_infected"):
        decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=True)
    decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=False, comment="打不开")
    decide_correction(asked(cast, taught), actor=cast.actor("li_jing"), is_confirmed=True)
    assert sorted(attended_half_days(taught).values()) == [1, 2, 2]


def test_a_refused_correction_changes_nothing(cast: Cast, taught: TrainingClass) -> None:
    decided = decide_correction(
        asked(cast, taught), actor=cast.actor("li_jing"), is_confirmed=False, comment="录像无此人"
    )
    assert decided.decision == CorrectionDecision.REJECTED
    assert sorted(attended_half_days(taught).values()) == [0, 2, 2]


def test_the_log_of_the_day_follows_a_confirmed_correction(cast: Cast, taught: TrainingClass) -> None:
    correction = asked(cast, taught)
    decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=True)
    afternoon = PlannedSession.objects.get(training_class=taught, half="pm")
    with clock.moved_to(evening_of(FIRST_DAY)):
        line = SheetLine(correction.enrolment_id, time(14, 5), time(17, 20))
        second = request_correction(
            afternoon, actor=cast.actor("qihang_teacher"), line=line, reason="漏签", proof=picture()
        )
    assert TeachingLog.objects.get(training_class=taught).absent_count == 1
    decide_correction(second, actor=cast.actor("li_jing"), is_confirmed=True)
    assert TeachingLog.objects.get(training_class=taught).absent_count == 0


def test_the_latest_confirmed_correction_stands(cast: Cast, taught: TrainingClass) -> None:
    decide_correction(asked(cast, taught), actor=cast.actor("li_jing"), is_confirmed=True)
    decide_correction(
        asked(cast, taught, absence_reason="误认"), actor=cast.actor("ren_gang"), is_confirmed=True
    )
    assert sorted(attended_half_days(taught).values()) == [0, 2, 2]
    assert len(corrections_of(taught)) == 2


def test_the_institution_does_not_decide_corrections(cast: Cast, taught: TrainingClass) -> None:
    correction = asked(cast, taught)
    for who in ("qihang_teacher", "qihang_manager", "zhou_min", "sun_guodong"):
        with refused("correction.wrong_role"):
            decide_correction(correction, actor=cast.actor(who), is_confirmed=True)


def test_nobody_decides_what_he_asked_for(cast: Cast, taught: TrainingClass) -> None:
    correction = asked(cast, taught)
    AttendanceCorrection.objects.filter(pk=correction.pk).update(requested_by=cast["li_jing"])
    with refused("correction.same_person"):
        decide_correction(
            AttendanceCorrection.objects.get(pk=correction.pk), actor=cast.actor("li_jing"), is_confirmed=True
        )


def test_a_correction_is_decided_once(cast: Cast, taught: TrainingClass) -> None:
    correction = asked(cast, taught)
    decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=True)
    with refused("correction.already_decided"):
        decide_correction(correction, actor=cast.actor("hao_ping"), is_confirmed=False, comment="重复")


def test_a_refusal_of_a_correction_says_why(cast: Cast, taught: TrainingClass) -> None:
    with refused("correction.comment_required"):
        decide_correction(asked(cast, taught), actor=cast.actor("li_jing"), is_confirmed=False, comment=" ")


def test_one_person_has_one_open_correction_per_half_day(cast: Cast, taught: TrainingClass) -> None:
    asked(cast, taught)
    with refused("correction.already_pending"):
        asked(cast, taught)


def test_an_open_sheet_is_changed_in_place_not_corrected(cast: Cast) -> None:
    with refused("attendance.sheet_open"):
        asked(cast, make_running_class(cast))


def test_a_correction_needs_a_reason_and_something_to_correct(cast: Cast, taught: TrainingClass) -> None:
    absentee, teacher = people_of(taught)[1], cast.actor("qihang_teacher")
    with refused("correction.empty"):
        request_correction(
            morning(taught), actor=teacher, line=SheetLine(absentee.pk), reason="漏签", proof=picture()
        )
    with clock.moved_to(evening_of(FIRST_DAY)), refused("correction.reason_required"):
        request_correction(
            morning(taught),
            actor=teacher,
            line=SheetLine(absentee.pk, **PRESENT),
            reason=" ",
            proof=picture(),
        )


def test_a_correction_cannot_put_somebody_into_two_places(cast: Cast, taught: TrainingClass) -> None:
    correction = asked(cast, taught)
    other = make_running_class(cast, Size(people=1))
    twin = enrol(cast, other, 9, correction.enrolment.person)
    AttendanceMark.objects.create(session=morning(other), enrolment=twin, **PRESENT)
    with refused("attendance.elsewhere"):
        decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=True)


def test_asking_and_deciding_are_recorded(cast: Cast, taught: TrainingClass) -> None:
    decide_correction(
        asked(cast, taught), actor=cast.actor("li_jing"), is_confirmed=True, comment="与录像一致"
    )
    actions = Entry.objects.filter(case_id=taught.pk, action__contains="correction").values_list(
        "action", flat=True
    )
    assert sorted(actions) == ["attendance.decide_correction", "attendance.request_correction"]
