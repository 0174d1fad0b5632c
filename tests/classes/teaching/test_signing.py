"""Signing by phone: counted once, flagged but not refused by place and photograph, kept as it came."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from PIL import Image

from classes.enums import ClassState
from classes.models import (
    AttendanceMark,
    Enrolment,
    PhoneBinding,
    PlannedSession,
    SharedPhoneAlert,
    SignIn,
    TrainingClass,
)
from classes.operations import (
    Fix,
    SheetLine,
    bind_phone,
    close_sheet,
    new_phone_token,
    record_sheet,
    sign_by_phone,
    witness_sign_in,
)
from classes.queries.signing import roster_lines, screen_code
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.files import read_bytes
from foundation.workflow.models import Message
from institutions.models import Venue
from tests.builders.running import (
    enrol,
    everybody,
    make_running_class,
    people_of,
    picture,
    second_number,
)
from tests.builders.signing import PUBLIC, half_day, known_phone, minutes_from_end, minutes_from_start, sign
from tests.builders.visits import visit_for
from tests.cast import Cast
from tests.classes.teaching.refusals import refused

HERE = Fix(Decimal("37.436512"), Decimal("112.028734"), 12)


@pytest.fixture
def running(cast: Cast, policy_in_force: None) -> TrainingClass:
    return make_running_class(cast)


def mark_of(session: PlannedSession, enrolment: Enrolment) -> AttendanceMark:
    return AttendanceMark.objects.get(session=session, enrolment=enrolment)


def test_a_scanned_code_signs_in_and_later_out_and_the_sheet_follows(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    phone = known_phone(someone)
    with minutes_from_start(session, -9):
        row = sign(session, someone, phone)
    with minutes_from_end(session, 2):
        sign(session, someone, phone)
    mark = mark_of(session, someone)
    assert (f"{mark.signed_in_at:%H:%M}", f"{mark.signed_out_at:%H:%M}", mark.recorded_by) == (
        "08:21",
        "11:52",
        None,
    )
    assert (row.is_late, row.is_outside, row.happened_at) == (False, None, row.received_at)
    assert Entry.objects.filter(action="signing.sign", actor_name="公众").count() == 2


def test_one_code_counts_once_for_one_person_and_direction(running: TrainingClass) -> None:
    session, (one, two, _) = half_day(running), people_of(running)
    phones = {each: known_phone(each) for each in (one, two)}
    with minutes_from_start(session, 0):
        for each, phone in phones.items():
            sign(session, each, phone)
            with refused("signing.already"):
                sign(session, each, phone)
    assert SignIn.objects.count() == 2


def test_a_code_is_dead_after_sixty_seconds(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    phone = known_phone(someone)
    with minutes_from_start(session, 0):
        code, then = screen_code(session), clock.now()
    with clock.moved_to(then + timedelta(seconds=61)), refused("signing.code_stale"):
        sign_by_phone(code, token=phone, enrolment_id=someone.pk, actor=PUBLIC)
    assert not SignIn.objects.exists()


def test_nobody_signs_for_another_nor_from_another_phone(running: TrainingClass) -> None:
    session, (one, two, _) = half_day(running), people_of(running)
    mine = known_phone(one)
    known_phone(two)
    with minutes_from_start(session, 0):
        for who, token in ((two, mine), (one, new_phone_token()), (one, "")):
            with refused("signing.not_this_phone"):
                sign(session, who, token)
        with refused("signing.code_unknown"):
            sign_by_phone("x" * 54, token=mine, enrolment_id=one.pk, actor=PUBLIC)


def test_500_replayed_rows_are_stopped_by_the_database(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    with minutes_from_start(session, 0):
        row = sign(session, someone, known_phone(someone))
        again = [
            SignIn(
                session=session,
                enrolment=someone,
                direction="in",
                channel="phone",
                happened_at=row.happened_at,
                received_at=row.happened_at,
                phone_id=row.phone_id,
                code_shown_at=row.code_shown_at,
            )
            for _ in range(500)
        ]
        SignIn.objects.bulk_create(again, ignore_conflicts=True)
    assert SignIn.objects.count() == 1


def test_the_screen_shows_a_code_only_in_the_hours_of_an_open_sheet(
    cast: Cast, running: TrainingClass
) -> None:
    session, teacher = half_day(running), cast.actor("qihang_teacher")
    with minutes_from_start(session, -61):
        assert screen_code(session) == ""
    with minutes_from_start(session, -59):
        assert screen_code(session) != ""
    with minutes_from_end(session, 10):
        record_sheet(session, actor=teacher, lines=everybody(session))
        assert screen_code(close_sheet(session, actor=teacher)) == ""


def test_late_is_marked_and_a_closed_sheet_takes_nobody(cast: Cast, running: TrainingClass) -> None:
    session, (one, two, _), teacher = half_day(running), people_of(running), cast.actor("qihang_teacher")
    with minutes_from_start(session, 15):
        assert sign(session, one, known_phone(one)).is_late
    with minutes_from_end(session, 10):
        code = screen_code(session)
        record_sheet(session, actor=teacher, lines=everybody(session))
        close_sheet(session, actor=teacher)
        with refused("signing.sheet_closed"):
            sign_by_phone(code, token=known_phone(two), enrolment_id=two.pk, actor=PUBLIC)


def test_a_suspended_class_signs_nobody(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    TrainingClass.objects.filter(pk=running.pk).update(state=ClassState.SUSPENDED)
    with minutes_from_start(session, 0), refused("class.wrong_state"):
        sign(session, someone, known_phone(someone))


def test_the_place_is_a_flag_and_is_kept_only_as_a_distance(running: TrainingClass) -> None:
    session, (one, two, three) = half_day(running), people_of(running)
    Venue.objects.update(latitude=HERE.latitude, longitude=HERE.longitude)
    far = Fix(Decimal("37.446512"), HERE.longitude, 30)
    with minutes_from_start(session, 0):
        near = sign(session, one, known_phone(one), fix=HERE)
        away = sign(session, two, known_phone(two), fix=far)
        silent = sign(session, three, known_phone(three))
    assert (near.distance_metres, near.accuracy_metres, near.is_outside) == (0, 12, False)
    assert 1100 < (away.distance_metres or 0) < 1120
    assert (away.is_outside, silent.is_outside, silent.place_index) == (True, None, "")
    assert "37.4" not in str(SignIn.objects.values().get(pk=near.pk))


def test_blanks_on_an_old_page_do_not_erase_what_was_signed_meanwhile(
    cast: Cast, running: TrainingClass
) -> None:
    session, (one, two, _), teacher = half_day(running), people_of(running), cast.actor("qihang_teacher")
    with minutes_from_start(session, 5):
        for each in (one, two):
            sign(session, each, known_phone(each))
        lines = [SheetLine(one.pk), SheetLine(two.pk, absence_reason="身份不符")]
        record_sheet(session, actor=teacher, lines=lines)
    assert f"{mark_of(session, one).signed_in_at:%H:%M}" == "08:35"
    assert (mark_of(session, two).signed_in_at, mark_of(session, two).absence_reason) == (None, "身份不符")
    assert SignIn.objects.filter(enrolment=two).count() == 1, "the row that came in stays"


def test_one_code_on_the_phone_makes_it_known_for_the_class(running: TrainingClass) -> None:
    someone = people_of(running)[0]
    token = new_phone_token()
    bound = bind_phone(visit_for(someone.person), token=token, device="手机", actor=PUBLIC)
    assert [each.enrolment for each in bound] == [someone]
    with minutes_from_start(half_day(running), 0):
        assert sign(half_day(running), someone, token).phone_id == bound[0].phone_id


def test_another_number_of_the_same_person_is_known_too(running: TrainingClass) -> None:
    someone = people_of(running)[0]
    other = second_number(someone.person)
    bound = bind_phone(visit_for(other), token="t", device="", actor=PUBLIC)
    assert [each.enrolment for each in bound] == [someone]


def test_a_new_phone_ends_the_old_one(running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    visit = visit_for(someone.person)
    for token in ("old", "new", "new"):
        bind_phone(visit, token=token, device="", actor=PUBLIC)
    with minutes_from_start(session, 0):
        with refused("signing.not_this_phone"):
            sign(session, someone, "old")
        sign(session, someone, "new")
    assert PhoneBinding.objects.current().count() == 1


def test_a_phone_of_several_people_raises_an_alert_and_marks_their_sign_ins(running: TrainingClass) -> None:
    session, people = half_day(running), people_of(running)
    for each in people:
        bind_phone(visit_for(each.person), token="shared", device="", actor=PUBLIC)
    with minutes_from_start(session, 0):
        sign(session, people[0], "shared")
    assert sorted(SharedPhoneAlert.objects.values_list("people", flat=True)) == [2, 3]
    assert roster_lines(session, people)[0].marks == ("一机多人", "没有定位")


def test_who_is_not_registered_with_this_phone_is_told_what_to_do(running: TrainingClass) -> None:
    visit = visit_for(people_of(running)[0].person)
    visit.person = None
    with refused("signing.not_registered"):
        bind_phone(visit, token="t", device="", actor=PUBLIC)


def test_a_person_is_not_in_two_classes_at_once(cast: Cast, running: TrainingClass) -> None:
    other = make_running_class(cast)
    here = people_of(running)[0]
    twin = enrol(cast, other, 9, here.person)
    with minutes_from_start(half_day(running), 0):
        sign(half_day(running), here, known_phone(here))
        with refused("attendance.elsewhere"):
            sign(half_day(other), twin, known_phone(twin))
    assert SignIn.objects.count() == 1


def test_the_same_picture_twice_is_flagged_with_the_first(running: TrainingClass) -> None:
    session, (one, two, three) = half_day(running), people_of(running)
    shots = [(one, picture(shade=7)), (two, picture(shade=7)), (three, _checked())]
    with minutes_from_start(session, 0):
        rows = [
            sign_by_phone(
                screen_code(session), token=known_phone(who), enrolment_id=who.pk, actor=PUBLIC, photo=shot
            )
            for who, shot in shots
        ]
    assert [row.same_photo_as_id for row in rows] == [None, rows[0].pk, None]
    assert {row.photo.kind for row in rows if row.photo} == {"jpg"}
    assert "照片重复" in roster_lines(session, [two])[0].marks


def test_of_a_photograph_the_picture_alone_is_kept_and_anything_else_signs_nobody(
    running: TrainingClass,
) -> None:
    session, someone = half_day(running), people_of(running)[0]
    phone, tail = known_phone(someone), b"<script>alert(1)</script>"
    with minutes_from_start(session, 0):
        code = screen_code(session)
        told: dict[str, Any] = {"token": phone, "enrolment_id": someone.pk, "actor": PUBLIC}
        with refused("file.damaged"):
            sign_by_phone(code, photo=ContentFile(tail, name="x.jpg"), **told)
        assert not SignIn.objects.exists()
        row = sign_by_phone(code, photo=ContentFile(picture().read() + tail, name="x.jpg"), **told)
    assert row.photo
    kept = read_bytes(row.photo)
    assert (kept[:3], tail in kept) == (b"\xff\xd8\xff", False)


def test_a_picture_that_was_saved_again_is_flagged_with_the_one_before(running: TrainingClass) -> None:
    session, (one, two, _) = half_day(running), people_of(running)
    with minutes_from_start(session, 0):
        first, again = (
            sign_by_phone(
                screen_code(session),
                token=known_phone(who),
                enrolment_id=who.pk,
                actor=PUBLIC,
                photo=_checked(form),
            )
            for who, form in ((one, "PNG"), (two, "JPEG"))
        )
    assert again.same_photo_as == first
    assert again.photo_sha256 != first.photo_sha256


def _checked(form: str = "PNG") -> ContentFile[bytes]:
    """A picture with something on it."""
    drawn, target = Image.new("L", (18, 16)), io.BytesIO()
    drawn.putdata([255 * ((x // 2) % 2) for _ in range(16) for x in range(18)])
    drawn.save(target, form)
    return ContentFile(target.getvalue(), name=f"x.{form}")


@pytest.mark.parametrize(
    "statement", ["UPDATE classes_signin SET is_late = is_late", "DELETE FROM classes_signin"]
)
def test_what_was_signed_is_never_changed(running: TrainingClass, statement: str) -> None:
    session, someone = half_day(running), people_of(running)[0]
    with minutes_from_start(session, 0):
        sign(session, someone, known_phone(someone))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_two_witnesses_sign_for_somebody_without_a_phone(cast: Cast, running: TrainingClass) -> None:
    session, (one, two, _), teacher = half_day(running), people_of(running), cast.actor("qihang_teacher")
    with minutes_from_start(session, 0):
        row = witness_sign_in(
            session,
            actor=teacher,
            enrolment_id=one.pk,
            direction="in",
            reason="没有手机",
            second_id=cast["qihang_manager"].pk,
        )
        helped = witness_sign_in(
            session, actor=teacher, enrolment_id=two.pk, direction="in", reason="没电", assistant_id=one.pk
        )
    assert (row.witness, helped.witness) == ("田志强", f"{one.position} 号（班级助理）")
    assert f"{mark_of(session, one).signed_in_at:%H:%M}" == "08:30"
    assert {line.marks for line in roster_lines(session, people_of(running))} == {()}
    told = Message.objects.get(title__endswith="记您为见证人")
    assert (told.user, f"{one.position} 号" in told.body) == (cast["qihang_manager"], True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " ", "second": "qihang_manager"}, "signing.reason_required"),
        ({}, "signing.second_witness_required"),
        ({"second": "qihang_teacher"}, "signing.same_witness"),
        ({"second": "huineng_manager"}, "signing.second_witness_unknown"),
        ({"assistant": 0}, "signing.assistant_not_here"),
        ({"assistant": 1}, "signing.assistant_not_here"),
        ({"second": "qihang_manager", "direction": "out"}, "signing.outside_hours"),
    ],
)
def test_what_witnesses_are_refused(
    cast: Cast, running: TrainingClass, given: dict[str, object], code: str
) -> None:
    session, people = half_day(running), people_of(running)
    facts: dict[str, object] = {"reason": "没有手机", "direction": "in", **given}
    if isinstance(given.get("second"), str):
        facts["second_id"] = cast[str(facts.pop("second"))].pk
    if isinstance(given.get("assistant"), int):
        facts["assistant_id"] = people[int(str(facts.pop("assistant")))].pk
    with minutes_from_start(session, 0), refused(code):
        witness_sign_in(session, actor=cast.actor("qihang_teacher"), enrolment_id=people[0].pk, **facts)  # type: ignore[arg-type]


def test_one_witness_alone_is_impossible_in_the_database(cast: Cast, running: TrainingClass) -> None:
    someone, now = people_of(running)[0], clock.now()
    with pytest.raises(IntegrityError, match="witnessed_by_two"), transaction.atomic():
        SignIn.objects.create(
            session=half_day(running),
            enrolment=someone,
            direction="in",
            channel="witness",
            happened_at=now,
            received_at=now,
            reason="没有手机",
            recorded_by=cast["qihang_teacher"],
        )
