"""Inspections of a class: on the spot with roll call and photographs, from the recording, and what follows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from classes.enums import ClassState, Half
from classes.models import PlannedSession
from foundation.core import clock
from inspections.enums import AbsenceKind, FileKind, InspectionKind, InspectionState, Severity
from inspections.models import Inspection
from inspections.operations import (
    add_photo,
    close_rectification,
    conclude_clear,
    confirm_presence,
    issue_rectification,
    plan_inspection,
    record_on_site,
    record_video_review,
    reply_rectification,
)
from inspections.queries import roll_call
from inspections.rules import Seen, Watched
from subsidies.rules.half_day import Code
from wenshui_training.demo.papers import picture, signature
from wenshui_training.demo.teaching import sheet_of
from wenshui_training.demo.telling import Telling

PROBLEM = {
    "mended": "一组实操 6 人，超过 5 人；教学日志当日未填写。",
    "open": "监控画面有遮挡，看不到后排学员。",
    "serious": "签到表有 3 人签到，点名时不在现场，班主任不能说明去向。",
}
REPAIR = "请在期限内整改，报送整改说明和照片。"


def send_inspectors(story: Telling, day: date, kind: InspectionKind = InspectionKind.ON_SITE) -> None:
    if story.record.state not in {ClassState.IN_TRAINING, ClassState.VOUCHERS_MADE}:
        return
    plan_inspection(
        actor=story.office["inspection_head"],
        training_class_id=story.record.pk,
        kind=kind,
        planned_on=day,
        inspector_ids=[story.office.users[name].pk for name in ("inspector", "inspector2")],
    )


def look_on_the_spot(story: Telling) -> None:
    inspection = _planned(story, InspectionKind.ON_SITE)
    for name in ("inspector", "inspector2"):
        confirm_presence(inspection, actor=story.office[name])
    for place in range(3):
        photo = picture(f"现场照片{place + 1}", story.number(2, place))
        add_photo(inspection, actor=story.office["inspector"], photo=photo)
    expected = [line.enrolment.pk for line in roll_call(inspection).lines]
    away = _away(story, expected)
    seen = Seen(
        present_count=len(expected) - len(away),
        absent=away,
        materials_handed_out=True,
        matches_course_plan=True,
        log_checked=story.plan.finding != "mended",
        groups_are_small=story.plan.finding != "mended",
        video_is_complete=story.plan.finding != "open",
        problems=PROBLEM.get(story.plan.finding, ""),
        place=story.place,
        substitute_teacher="韩玉兰",
        class_head=str(story.record.class_head),
        has_teacher_signature=True,
        has_class_head_signature=True,
        photos=3,
        latitude=Decimal("37.438120"),
        longitude=Decimal("112.029310"),
        accuracy_metres=18,
    )
    signatures: dict[str, bytes] = {
        FileKind.TEACHER_SIGNATURE: signature(story.number(3)),
        FileKind.CLASS_HEAD_SIGNATURE: signature(story.number(4)),
    }
    record_on_site(inspection, actor=story.office["inspector"], seen=seen, signatures=signatures)


def _away(story: Telling, expected: list[UUID]) -> dict[UUID, str]:
    """Who is missed at the roll call: those on leave, and those whom the sheet will have all the same."""
    session = PlannedSession.objects.get(training_class=story.pk, date=clock.today(), half=Half.MORNING)
    on_leave = {line.enrolment_id for line in sheet_of(story, session) if line.signed_in_at is None}
    if Code.MORE_COUNTED in story.plan.mismatches:
        on_leave = set()
    signed_for = {"serious": expected[-3:]}.get(story.plan.finding, [])
    if Code.FEWER_COUNTED in story.plan.mismatches and not signed_for:
        signed_for = expected[-1:]
    absent: dict[UUID, str] = dict.fromkeys(on_leave, str(AbsenceKind.LEAVE))
    return absent | dict.fromkeys(signed_for, str(AbsenceKind.UNEXCUSED))


def settle(story: Telling) -> None:
    """无问题, or a notice with a day by which to mend."""
    inspection = _recorded(story)
    if not story.plan.finding:
        conclude_clear(inspection, actor=story.office["inspector2"])
        return
    serious = story.plan.finding == "serious"
    issue_rectification(
        inspection,
        actor=story.office["inspector2"],
        comment=REPAIR,
        severity=Severity.SERIOUS if serious else Severity.GENERAL,
        rectify_by=clock.today() + timedelta(days=5),
    )


def mend(story: Telling) -> None:
    if story.plan.finding != "mended":
        return
    inspection = Inspection.objects.get(training_class=story.pk, state=InspectionState.RECTIFYING)
    comment = "已重新分组，每组不超过 5 人；教学日志改为当日下课前填写。"
    inspection = reply_rectification(inspection, actor=story.manager, comment=comment)
    close_rectification(inspection, actor=story.office["inspector2"], comment="复查已整改到位，予以销号。")


def watch_recording(story: Telling) -> None:
    """The recording of the second morning is looked at."""
    day = story.starts_on + timedelta(days=1)
    session = PlannedSession.objects.get(training_class=story.pk, date=day, half=Half.MORNING)
    inspection = plan_inspection(
        actor=story.office["inspection_head"],
        training_class_id=story.record.pk,
        kind=InspectionKind.VIDEO,
        planned_on=clock.today(),
        inspector_ids=[story.office.users[name].pk for name in ("inspector", "inspector2")],
        session_id=session.pk,
    )
    watched = Watched(minutes=25, video_is_complete=True, matches_course_plan=True)
    inspection = record_video_review(inspection, actor=story.office["inspector2"], watched=watched)
    conclude_clear(inspection, actor=story.office["inspector"])


def _planned(story: Telling, kind: InspectionKind) -> Inspection:
    return Inspection.objects.get(
        training_class=story.pk, kind=kind, state=InspectionState.PLANNED, planned_on=clock.today()
    )


def _recorded(story: Telling) -> Inspection:
    return Inspection.objects.get(
        training_class=story.pk, kind=InspectionKind.ON_SITE, state=InspectionState.RECORDED
    )
