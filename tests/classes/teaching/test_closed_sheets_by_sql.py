"""What is closed stays as it is, whoever writes to the database (trust 3.17, 3 and 7)."""

from __future__ import annotations

from datetime import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from classes.enums import CorrectionDecision
from classes.models import AttendanceCorrection, AttendanceMark, Enrolment, PlannedSession
from foundation.core import clock
from foundation.core.files import store_bytes
from tests.builders.running import enrol, make_running_class, people_of, teach
from tests.cast import Cast

STATEMENTS = (
    "UPDATE classes_attendancemark SET signed_out_at = NULL",
    "UPDATE classes_attendancemark SET absence_reason = 'x'",
    "DELETE FROM classes_attendancemark",
    "UPDATE classes_plannedsession SET closed_at = NULL",
    "UPDATE classes_plannedsession SET lessons = 6",
    "DELETE FROM classes_plannedsession",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_sql_cannot_change_a_closed_sheet(cast: Cast, statement: str) -> None:
    teach(cast, make_running_class(cast))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_row_is_added_to_a_closed_sheet(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast))
    session = PlannedSession.objects.filter(training_class=training_class)[0]
    latecomer = enrol(cast, training_class, 50)
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceMark.objects.create(session=session, enrolment=latecomer, signed_in_at=time(8, 30))


def test_no_row_is_moved_onto_a_closed_sheet(cast: Cast) -> None:
    closed = teach(cast, make_running_class(cast))
    other = make_running_class(cast)
    session = PlannedSession.objects.filter(training_class=other)[0]
    mark = AttendanceMark.objects.create(
        session=session, enrolment=people_of(other)[0], absence_reason="病假"
    )
    target = PlannedSession.objects.filter(training_class=closed)[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceMark.objects.filter(pk=mark.pk).update(session=target)


def test_sql_cannot_put_one_person_into_two_classes_at_once(cast: Cast) -> None:
    here, there = make_running_class(cast), make_running_class(cast)
    twin = enrol(cast, there, 9, people_of(here)[0].person)
    first, second = (
        PlannedSession.objects.filter(training_class=each, half="am")[0] for each in (here, there)
    )
    AttendanceMark.objects.create(session=first, enrolment=people_of(here)[0], signed_in_at=time(8, 30))
    away = AttendanceMark.objects.create(session=second, enrolment=twin, absence_reason="病假")
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceMark.objects.filter(pk=away.pk).update(signed_in_at=time(8, 31))
    away.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceMark.objects.create(session=second, enrolment=twin, signed_in_at=time(8, 31))


def test_an_open_sheet_may_be_changed(cast: Cast) -> None:
    training_class = make_running_class(cast)
    session = PlannedSession.objects.filter(training_class=training_class)[0]
    mark = AttendanceMark.objects.create(
        session=session, enrolment=people_of(training_class)[0], absence_reason="病假"
    )
    AttendanceMark.objects.filter(pk=mark.pk).update(signed_in_at=time(8, 30))
    assert mark.delete()[0] == 1


def test_a_decided_correction_is_final_and_none_is_deleted(cast: Cast) -> None:
    correction = _correction(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM classes_attendancecorrection")
    AttendanceCorrection.objects.filter(pk=correction.pk).update(
        decision=CorrectionDecision.REJECTED, decided_by=cast["li_jing"], decided_at=clock.now()
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE classes_attendancecorrection SET decision = 'confirmed'")


def test_nobody_decides_his_own_correction_by_sql(cast: Cast) -> None:
    correction = _correction(cast)
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        AttendanceCorrection.objects.filter(pk=correction.pk).update(
            decision="confirmed", decided_by=cast["qihang_teacher"], decided_at=clock.now()
        )


def _correction(cast: Cast) -> AttendanceCorrection:
    training_class = teach(cast, make_running_class(cast))
    return AttendanceCorrection.objects.create(
        session=PlannedSession.objects.filter(training_class=training_class)[0],
        enrolment=people_of(training_class)[0],
        absence_reason="病假",
        reason="误记为到课",
        proof=store_bytes(b"x", "证明.png", "png", None),
        requested_by=cast["qihang_teacher"],
    )


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("classes_enrolment_scores_within_hundred", {"theory_points": 10001}),
        ("classes_enrolment_retakes_once", {"retakes": 2}),
        ("classes_enrolment_pass_has_scores", {"has_passed": True}),
        ("classes_enrolment_verified_has_verifier", {"state": "verified"}),
        ("classes_enrolment_state_is_known", {"state": "gone"}),
    ],
)
def test_constraints_of_an_enrolment_hold_by_sql(cast: Cast, name: str, changes: dict[str, object]) -> None:
    someone = people_of(make_running_class(cast))[0]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Enrolment.objects.filter(pk=someone.pk).update(**changes)


def test_one_certificate_belongs_to_one_person(cast: Cast) -> None:
    one, two, _ = people_of(make_running_class(cast))
    Enrolment.objects.filter(pk=one.pk).update(certificate_number="Y001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=two.pk).update(certificate_number="Y001")


def test_signing_out_before_signing_in_is_impossible(cast: Cast) -> None:
    training_class = make_running_class(cast)
    session = PlannedSession.objects.filter(training_class=training_class)[0]
    with pytest.raises(IntegrityError, match="out_after_in"), transaction.atomic():
        AttendanceMark.objects.create(
            session=session,
            enrolment=people_of(training_class)[0],
            signed_in_at=time(9),
            signed_out_at=time(8),
        )


def test_one_person_has_one_place_on_a_sheet(cast: Cast) -> None:
    training_class = make_running_class(cast)
    session = PlannedSession.objects.filter(training_class=training_class)[0]
    for_one = {"session": session, "enrolment": people_of(training_class)[0]}
    AttendanceMark.objects.create(**for_one, absence_reason="病假")
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceMark.objects.create(**for_one, absence_reason="事假")


def test_a_log_whose_counts_do_not_add_up_is_impossible(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast))
    with pytest.raises(IntegrityError, match="counts_add_up"), transaction.atomic():
        training_class.logs.update(present_count=9)
