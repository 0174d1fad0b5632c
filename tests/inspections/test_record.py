"""登记检查情况: 表11 by roll call, with photographs and signatures; 视频调阅."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from classes.models import AttendanceMark, PlannedSession
from foundation.core import clock
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.core.files import is_intact
from inspections.enums import AbsenceKind, FileKind, InspectionState
from inspections.guards import enough_inspectors_are_there
from inspections.models import Inspection
from inspections.operations import (
    add_photo,
    conclude_clear,
    confirm_presence,
    record_inspection,
    record_on_site,
    remove_photo,
)
from inspections.queries import count_difference, session_at
from tests.builders.classes import find_virus_in
from tests.builders.inspections import (
    all_well,
    everybody_is_there,
    make_recorded,
    make_taught_class,
    make_watched,
    picture,
    plan_on_site,
    plan_video,
    signatures,
    take_photo,
)
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def sign_in(session: PlannedSession, *positions: int) -> None:
    """The teacher's sheet: these have signed in, everybody else was away."""
    for enrolment in session.training_class.enrolments.all():
        came = enrolment.position in positions
        AttendanceMark.objects.create(
            session=session,
            enrolment=enrolment,
            signed_in_at=time(8, 30) if came else None,
            absence_reason="" if came else "病假",
        )


def this_morning(inspection: Inspection) -> PlannedSession:
    session = session_at(inspection.training_class, clock.now())
    assert session is not None
    return session


def test_expected_and_signed_in_are_computed_and_everything_is_kept(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    sign_in(this_morning(inspection), 1, 2, 3, 4, 5)
    take_photo(cast, inspection)
    recorded = record_on_site(
        inspection, actor=cast.actor("zhang_wei"), seen=all_well(inspection), signatures=signatures()
    )
    assert recorded.state == InspectionState.RECORDED
    assert (recorded.expected_count, recorded.present_count, recorded.signed_in_count) == (5, 5, 5)
    assert recorded.session == this_morning(inspection)
    assert sorted(recorded.files.values_list("kind", flat=True)) == ["head_sign", "photo", "teacher_sign"]
    assert all(is_intact(each.file) for each in recorded.files.all())


def test_who_signed_in_but_is_not_there_is_named_as_such(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    sign_in(this_morning(inspection), 1, 2, 3, 4)
    away = inspection.training_class.enrolments.filter(position__in=[4, 5]).order_by("position")
    take_photo(cast, inspection)
    seen = all_well(inspection, absent={each.pk: AbsenceKind.LEAVE for each in away})
    recorded = record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen, signatures=signatures())
    kinds = [each.kind for each in recorded.absentees.order_by("enrolment__position")]
    assert kinds == [AbsenceKind.SIGNED_BUT_AWAY, AbsenceKind.LEAVE]
    assert count_difference(recorded) == 1


def test_a_sheet_filled_in_after_the_visit_is_compared_all_the_same(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    absent = inspection.training_class.enrolments.get(position=5)
    take_photo(cast, inspection)
    seen = all_well(inspection, absent={absent.pk: AbsenceKind.UNEXCUSED})
    recorded = record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen, signatures=signatures())
    assert recorded.signed_in_count is None
    sign_in(this_morning(inspection), 1, 2, 3, 4, 5)
    with pytest.raises(NotNow) as refusal:
        conclude_clear(recorded, actor=cast.actor("zhang_wei"))
    assert refusal.value.code == "inspection.counts_differ"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"present_count": None}, "inspection.head_count_missing"),
        ({"present_count": 6}, "inspection.too_many_present"),
        ({"present_count": 4}, "inspection.absentees_do_not_add_up"),
        ({"log_checked": None}, "inspection.answers_missing"),
        ({"groups_are_small": False}, "inspection.problems_missing"),
        ({"latitude": None}, "inspection.location_missing"),
        ({"substitute_teacher": " "}, "inspection.teacher_name_missing"),
        ({"class_head": ""}, "inspection.class_head_name_missing"),
    ],
)
def test_an_incomplete_form_is_not_taken(cast: Cast, changes: dict[str, Any], code: str) -> None:
    inspection = plan_on_site(cast)
    take_photo(cast, inspection)
    seen = replace(all_well(inspection), **changes)
    with pytest.raises(Invalid) as refusal:
        record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen, signatures=signatures())
    assert refusal.value.codes[0] == code
    assert Inspection.objects.get().state == InspectionState.PLANNED


def test_photographs_and_signatures_are_what_is_kept_not_what_is_said(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    everybody_is_there(cast, inspection)
    seen = all_well(inspection, photos=9, has_teacher_signature=True, has_class_head_signature=True)
    with pytest.raises(Invalid) as refusal:
        record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen)
    assert {"inspection.photo_missing", "inspection.teacher_signature_missing"} <= set(refusal.value.codes)


def test_a_photograph_with_a_virus_does_not_count(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    take_photo(cast, inspection)
    find_virus_in(inspection.files.photos().get().file)
    filled: dict[str, Any] = {"seen": all_well(inspection), "signatures": signatures()}
    with pytest.raises(Invalid) as refusal:
        record_on_site(inspection, actor=cast.actor("zhang_wei"), **filled)
    assert refusal.value.codes[-1] == "inspection.photo_missing"
    add_photo(inspection, actor=cast.actor("zhang_wei"), photo=picture())
    recorded = record_on_site(inspection, actor=cast.actor("zhang_wei"), **filled)
    assert recorded.state == InspectionState.RECORDED


def test_a_refused_signature_is_noted_instead(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    take_photo(cast, inspection)
    seen = all_well(inspection, signature_refused_note="代课老师离场，拒绝签字")
    recorded = record_on_site(inspection, actor=cast.actor("guo_liang"), seen=seen)
    assert recorded.signature_refused_note == "代课老师离场，拒绝签字"


def test_a_signature_that_is_no_picture_is_refused(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    take_photo(cast, inspection)
    forged: dict[str, bytes] = {
        FileKind.TEACHER_SIGNATURE: b"<svg onload=1>",
        FileKind.CLASS_HEAD_SIGNATURE: b"x",
    }
    with pytest.raises(Invalid) as refusal:
        record_on_site(
            inspection, actor=cast.actor("zhang_wei"), seen=all_well(inspection), signatures=forged
        )
    assert refusal.value.code == "file.kind_not_allowed"


def test_somebody_of_another_class_is_no_absentee(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    stranger = make_taught_class(cast, institution="huineng").enrolments.first()
    assert stranger is not None
    take_photo(cast, inspection)
    seen = all_well(inspection, absent={stranger.pk: AbsenceKind.LEAVE})
    with pytest.raises(Invalid) as refusal:
        record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen, signatures=signatures())
    assert refusal.value.code == "inspection.absentee_not_on_roster"


def test_it_is_recorded_on_the_planned_day_and_not_ahead_of_time(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    take_photo(cast, inspection)
    for moment in (clock.now() + timedelta(hours=2), clock.now() - timedelta(days=1)):
        seen = all_well(inspection, inspected_at=moment)
        with pytest.raises(Invalid) as refusal:
            record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen, signatures=signatures())
        assert refusal.value.code == "inspection.not_on_planned_day"


def test_whoever_is_not_sent_does_not_count_as_one_who_is_there(cast: Cast) -> None:
    inspection = plan_on_site(cast)

    reason = enough_inspectors_are_there(inspection, cast.actor("ren_gang"))

    assert reason is not None
    assert "还有 2 名" in reason.message


def test_nobody_hands_in_the_form_for_one_who_is_not_there(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    add_photo(inspection, actor=cast.actor("zhang_wei"), photo=picture())
    confirm_presence(inspection, actor=cast.actor("zhang_wei"))
    seen = all_well(inspection)
    with pytest.raises(NotNow) as refusal:
        record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen, signatures=signatures())
    assert refusal.value.code == "inspection.presence_not_confirmed"

    confirm_presence(inspection, actor=cast.actor("guo_liang"))
    recorded = record_on_site(inspection, actor=cast.actor("zhang_wei"), seen=seen, signatures=signatures())
    assert recorded.state == InspectionState.RECORDED


def test_only_those_who_are_sent_record(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    with pytest.raises(NotNow) as refusal:
        record_inspection(inspection, actor=cast.actor("ren_gang"), seen=all_well(inspection))
    assert refusal.value.code == "inspection.not_assigned"
    with pytest.raises(NotAllowed) as foreign:
        add_photo(inspection, actor=cast.actor("ren_gang"), photo=picture())
    assert foreign.value.code == "inspection.not_assigned"


def test_a_recycled_photograph_is_recognised(cast: Cast) -> None:
    first = plan_on_site(cast)
    second = plan_on_site(cast, make_taught_class(cast, institution="huineng"))
    photo = picture("全景.jpg")
    add_photo(first, actor=cast.actor("zhang_wei"), photo=photo)
    photo.seek(0)
    with pytest.raises(Invalid) as refusal:
        add_photo(second, actor=cast.actor("zhang_wei"), photo=photo)
    assert refusal.value.code == "inspection.photo_reused"
    assert not second.files.exists()


def test_a_photograph_may_be_taken_out_until_the_form_is_handed_in(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    photo = add_photo(inspection, actor=cast.actor("zhang_wei"), photo=picture())
    remove_photo(inspection, actor=cast.actor("guo_liang"), photo_id=photo.pk)
    assert not inspection.files.exists()
    recorded = make_recorded(cast, make_taught_class(cast, institution="huineng"))
    kept = recorded.files.filter(kind=FileKind.PHOTO).get()
    with pytest.raises(NotNow) as refusal:
        remove_photo(recorded, actor=cast.actor("zhang_wei"), photo_id=kept.pk)
    assert refusal.value.code == "inspection.already_recorded"


def test_the_form_of_the_other_kind_is_refused(cast: Cast) -> None:
    video = plan_video(cast)
    with pytest.raises(DomainError) as refusal:
        record_on_site(video, actor=cast.actor("zhang_wei"), seen=all_well(video))
    assert refusal.value.code == "inspection.facts_missing"


def test_a_video_review_names_its_half_day(cast: Cast) -> None:
    recorded = make_watched(cast)
    assert recorded.video_minutes_watched == 30
    assert recorded.session is not None
    assert recorded.signature_refused_note == ""


def test_an_unclear_recording_needs_its_problem_written_down(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        make_watched(cast, video_is_complete=False)
    assert refusal.value.codes[0] == "inspection.problems_missing"
