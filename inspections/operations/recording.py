"""What the inspectors saw: 表11 on the spot, or the 视频调阅 of a half-day. One verb, two kinds of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from classes.models import PlannedSession
from foundation.accounts.actor import Actor
from foundation.core import clock, files
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.models import FileKind as StoredKind
from foundation.core.models import StoredFile
from foundation.core.reasons import Reason
from foundation.workflow.engine import performs
from inspections import queries
from inspections.enums import AbsenceKind, FileKind, InspectionKind, InspectionState
from inspections.enums import InspectionVerb as V
from inspections.models import AbsentTrainee, Inspection, InspectionFile
from inspections.rules import Seen, Watched, missing_on_site, missing_on_video
from inspections.workflow import INSPECTION

MAX_PHOTO = 10 * 1024 * 1024
MAX_PHOTOS = 12
MAX_SIGNATURE = 512 * 1024
SIGNATURES = frozenset({FileKind.TEACHER_SIGNATURE.value, FileKind.CLASS_HEAD_SIGNATURE.value})


def record_on_site(
    inspection: Inspection, *, actor: Actor, seen: Seen, signatures: Mapping[str, bytes] | None = None
) -> Inspection:
    """The inspectors hand in 表11: head count by roll call, the five answers, photographs, signatures."""
    return record_inspection(inspection, actor=actor, seen=seen, signatures=signatures or {})


def record_video_review(
    inspection: Inspection, *, actor: Actor, watched: Watched, session_id: UUID | None = None
) -> Inspection:
    """The inspectors hand in what the recording of one half-day showed."""
    return record_inspection(inspection, actor=actor, watched=watched, session_id=session_id)


@performs(INSPECTION, V.RECORD)
def record_inspection(
    record: Inspection,
    *,
    actor: Actor,
    comment: str = "",
    seen: Seen | None = None,
    signatures: Mapping[str, bytes] | None = None,
    watched: Watched | None = None,
    session_id: UUID | None = None,
) -> dict[str, Any]:
    """What was seen is written down; from here on the institution knows of it and the facts stand."""
    if record.kind == InspectionKind.ON_SITE and seen is not None:
        _write_on_site(record, seen, signatures or {}, actor)
    elif record.kind == InspectionKind.VIDEO and watched is not None:
        _write_video(record, watched, session_id)
    else:
        raise Invalid("inspection.facts_missing", f"请在“{record.get_kind_display()}登记”页面填写后提交。")
    return {
        "number": record.number,
        "expected": record.expected_count,
        "present": record.present_count,
        "signed_in": record.signed_in_count,
        "has_problems": bool(record.problems),
    }


def _write_on_site(record: Inspection, seen: Seen, signatures: Mapping[str, bytes], actor: Actor) -> None:
    moment = seen.inspected_at or clock.now()
    if moment > clock.now() or clock.local(moment).date() != record.planned_on:
        raise Invalid(
            "inspection.not_on_planned_day",
            f"检查时间须在计划当天（{record.planned_on:%Y-%m-%d}）且不晚于现在；改期请组长撤销后重新安排。",
        )
    roll = queries.roll_call(record, moment)
    seen = _with_evidence(record, seen, signatures)
    _refuse_if(missing_on_site(seen, roll.expected, roll.photos.needed))
    _write_absentees(record, seen, roll)
    record.session = roll.session
    record.inspected_at = moment
    record.expected_count = roll.expected
    record.signed_in_count = roll.signed_in
    for name, answer in seen.answers.items():
        setattr(record, name, answer)
    record.present_count = seen.present_count
    record.problems = seen.problems.strip()
    record.place = seen.place.strip()[:160]
    record.substitute_teacher_signature = seen.substitute_teacher.strip()[:40]
    record.class_head_signature = seen.class_head.strip()[:40]
    record.signature_refused_note = seen.signature_refused_note.strip()[:160]
    record.latitude, record.longitude = seen.latitude, seen.longitude
    record.accuracy_metres = seen.accuracy_metres
    record.location_note = seen.location_note.strip()[:160]
    record.save(update_fields=[*WRITTEN_ON_SITE])
    for kind in SIGNATURES & set(signatures):
        if signatures[kind]:
            _keep_signature(record, FileKind(kind), signatures[kind], actor)


WRITTEN_ON_SITE = (
    "session", "inspected_at", "expected_count", "signed_in_count", "present_count", "materials_handed_out",
    "matches_course_plan", "log_checked", "groups_are_small", "video_is_complete", "problems", "place",
    "substitute_teacher_signature", "class_head_signature", "signature_refused_note", "latitude", "longitude",
    "accuracy_metres", "location_note",
)  # fmt: skip


def _with_evidence(record: Inspection, seen: Seen, signatures: Mapping[str, bytes]) -> Seen:
    """Photographs and signatures are what is kept, never what the caller says there is."""
    return replace(
        seen,
        photos=record.files.photos().handed_in().count(),
        has_teacher_signature=bool(signatures.get(FileKind.TEACHER_SIGNATURE)),
        has_class_head_signature=bool(signatures.get(FileKind.CLASS_HEAD_SIGNATURE)),
    )


def _write_absentees(record: Inspection, seen: Seen, roll: queries.RollCall) -> None:
    """Who signed in but is not there is named as such, whatever the inspectors ticked."""
    signed_in = {line.enrolment.pk for line in roll.lines if line.has_signed_in}
    expected = {line.enrolment.pk for line in roll.lines}
    if not set(seen.absent) <= expected or not set(seen.absent.values()) <= set(AbsenceKind.values):
        raise Invalid("inspection.absentee_not_on_roster", "未参加人员须从本班名册中选，请重新点名。")
    AbsentTrainee.objects.bulk_create(
        AbsentTrainee(
            inspection=record,
            enrolment_id=pk,
            kind=AbsenceKind.SIGNED_BUT_AWAY if pk in signed_in else kind,
        )
        for pk, kind in seen.absent.items()
    )


def _write_video(record: Inspection, watched: Watched, session_id: UUID | None) -> None:
    if session_id is not None:
        record.session = PlannedSession.objects.filter(
            training_class_id=record.training_class_id, pk=session_id, date__lte=clock.today()
        ).first()
    if record.session is None:
        raise Invalid("inspection.session_missing", "请选择调阅的课次（已上过的半天）。")
    roll = queries.roll_call(record)
    _refuse_if(missing_on_video(watched, roll.expected))
    record.inspected_at = clock.now()
    record.expected_count = roll.expected
    record.signed_in_count = roll.signed_in
    record.present_count = watched.present_count
    record.video_minutes_watched = watched.minutes
    record.video_is_complete = watched.video_is_complete
    record.matches_course_plan = watched.matches_course_plan
    record.problems = watched.problems.strip()
    record.save(
        update_fields=[
            "session", "inspected_at", "expected_count", "signed_in_count", "present_count",
            "video_minutes_watched", "video_is_complete", "matches_course_plan", "problems",
        ]
    )  # fmt: skip


def _refuse_if(missing: list[Reason]) -> None:
    if missing:
        text = "；".join(reason.message for reason in missing)
        raise Invalid(missing[0].code, f"还差：{text}。", missing)


def _keep_signature(record: Inspection, kind: FileKind, picture: bytes, actor: Actor) -> None:
    name = f"{record.number} {kind.label}.png"
    stored = files.take_in(
        ContentFile(picture, name), allowed={StoredKind.PNG}, max_size=MAX_SIGNATURE, by_id=actor.user_id
    )
    InspectionFile.objects.create(inspection=record, kind=kind, file=stored)


# --- photographs are kept the moment they are taken, before the form is handed in ---


def add_photo(inspection: Inspection, *, actor: Actor, photo: File[bytes], note: str = "") -> InspectionFile:
    """One photograph of an inspection under way; the same picture is taken once."""
    with transaction.atomic():
        locked = _under_way(inspection, actor)
        if locked.files.photos().count() >= MAX_PHOTOS:
            raise Invalid("inspection.too_many_photos", f"现场照片最多 {MAX_PHOTOS} 张，请先删去不需要的。")
        stored = files.take_in(
            photo, allowed={StoredKind.JPG, StoredKind.PNG}, max_size=MAX_PHOTO, by_id=actor.user_id
        )
        _refuse_reused(stored, locked)
        return InspectionFile.objects.create(
            inspection=locked, kind=FileKind.PHOTO, file=stored, note=note.strip()[:120]
        )


def _refuse_reused(stored: StoredFile, inspection: Inspection) -> None:
    """A recycled photograph is found by its hash, in whatever inspection it was used before (F10)."""
    before = InspectionFile.objects.filter(file__sha256=stored.sha256).select_related("inspection").first()
    if before is None:
        return
    where = "本次检查" if before.inspection_id == inspection.pk else f"检查 {before.inspection.number}"
    raise Invalid("inspection.photo_reused", f"这张照片已用于{where}，请现场重新拍摄。")


def remove_photo(inspection: Inspection, *, actor: Actor, photo_id: UUID) -> None:
    """Take a photograph out again while the form is not handed in."""
    with transaction.atomic():
        locked = _under_way(inspection, actor)
        gone, _ = locked.files.photos().filter(pk=photo_id).delete()
        if not gone:
            raise Invalid("inspection.photo_not_found", "找不到这张照片，请刷新页面。")


def _under_way(inspection: Inspection, actor: Actor) -> Inspection:
    """The locked record, if the actor is sent and nothing is recorded yet."""
    if not Inspection.objects.visible_to(actor).filter(pk=inspection.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    locked = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if not locked.assignments.filter(inspector_id=actor.user_id).exists():
        raise NotAllowed("inspection.not_assigned", "本次检查没有指派给您，请由指派的检查人员登记。")
    if locked.state != InspectionState.PLANNED:
        raise NotNow("inspection.already_recorded", "检查情况已登记，照片不能再改。")
    return locked
