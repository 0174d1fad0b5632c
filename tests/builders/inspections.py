"""Inspections: planned and recorded by the real operations, and single rows in any legal state."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image

from classes.models import PlannedSession, TrainingClass
from foundation.core import clock
from inspections.enums import FileKind, InspectionKind, InspectionState, Severity
from inspections.models import Inspection, InspectorAssignment
from inspections.operations import (
    add_photo,
    confirm_presence,
    plan_inspection,
    record_on_site,
    record_video_review,
)
from inspections.queries import roll_call
from inspections.rules import Seen, Watched
from tests.builders.running import Size, make_running_class
from tests.cast import Cast

TEAM = ("zhang_wei", "guo_liang")
PENDING = {InspectionState.PLANNED, InspectionState.WITHDRAWN}
WITH_NOTICE = {
    InspectionState.RECTIFYING,
    InspectionState.REPLIED,
    InspectionState.CLOSED,
    InspectionState.OVERDUE,
    InspectionState.ESCALATED,
}
_serial = iter(range(10_000))


def make_taught_class(
    cast: Cast, *, people: int = 5, institution: str = "qihang", **facts: Any
) -> TrainingClass:
    """A class under way since three days ago, with half-days today."""
    return make_running_class(
        cast,
        Size(people=people, days=5),
        institution=institution,
        first_day=clock.today() - timedelta(days=3),
        **facts,
    )


def plan_on_site(cast: Cast, training_class: TrainingClass | None = None, **facts: Any) -> Inspection:
    """任刚 sends 张伟 and 郭亮 to a class today."""
    return _plan(cast, InspectionKind.ON_SITE, training_class or make_taught_class(cast), **facts)


def plan_video(cast: Cast, training_class: TrainingClass | None = None, **facts: Any) -> Inspection:
    return _plan(cast, InspectionKind.VIDEO, training_class or make_taught_class(cast), **facts)


def _plan(cast: Cast, kind: str, training_class: TrainingClass, **facts: Any) -> Inspection:
    planned = {"planned_on": clock.today(), "inspector_ids": [cast[name].pk for name in TEAM], **facts}
    return plan_inspection(
        actor=cast.actor("ren_gang"), training_class_id=training_class.pk, kind=kind, **planned
    )


def everybody_is_there(cast: Cast, inspection: Inspection) -> None:
    """Each with his own account."""
    for each in inspection.assignments.select_related("inspector"):
        confirm_presence(inspection, actor=cast.actor(each.inspector.username))


def take_photo(cast: Cast, inspection: Inspection, who: str = "zhang_wei") -> None:
    """Both are there, and the first photograph is taken."""
    everybody_is_there(cast, inspection)
    add_photo(inspection, actor=cast.actor(who), photo=picture("全景.jpg"))


def picture(name: str = "照片.png") -> ContentFile[bytes]:
    """A small picture unlike every other."""
    shade = next(_serial)
    image = Image.new("RGB", (40, 30), (shade % 256, shade // 256 % 256, 90))
    out = io.BytesIO()
    image.save(out, "JPEG" if name.endswith("jpg") else "PNG")
    return ContentFile(out.getvalue(), name)


def signatures() -> dict[str, bytes]:
    return {kind: picture().read() for kind in (FileKind.TEACHER_SIGNATURE, FileKind.CLASS_HEAD_SIGNATURE)}


def all_well(inspection: Inspection, *, absent: Mapping[UUID, str] | None = None, **facts: Any) -> Seen:
    """表11 with five times 是; `absent` names who is away."""
    away = dict(absent or {})
    answers: dict[str, Any] = dict.fromkeys(
        (
            "materials_handed_out",
            "matches_course_plan",
            "log_checked",
            "groups_are_small",
            "video_is_complete",
        ),
        True,
    )
    filled = {
        "present_count": roll_call(inspection).expected - len(away),
        "absent": away,
        "place": "文水县示例镇示例路 1 号",
        "substitute_teacher": "韩玉兰",
        "class_head": "成晓燕",
        "latitude": Decimal("37.436512"),
        "longitude": Decimal("112.028734"),
        "accuracy_metres": 12,
    }
    return Seen(**{**answers, **filled, **facts})


def make_recorded(
    cast: Cast, training_class: TrainingClass | None = None, *, who: str = "zhang_wei", **facts: Any
) -> Inspection:
    """An on-site inspection of today, recorded by 张伟; `facts` change what was seen."""
    inspection = plan_on_site(cast, training_class)
    take_photo(cast, inspection, who)
    seen = all_well(inspection, **facts)
    return record_on_site(inspection, actor=cast.actor(who), seen=seen, signatures=signatures())


def make_watched(cast: Cast, training_class: TrainingClass | None = None, **facts: Any) -> Inspection:
    """A 视频调阅 of the first half-day, recorded by 张伟."""
    inspection = plan_video(cast, training_class)
    session = PlannedSession.objects.filter(training_class=inspection.training_class).order_by(
        "date", "half"
    )[0]
    watched = Watched(**{"minutes": 30, "video_is_complete": True, "matches_course_plan": True, **facts})
    actor = cast.actor("zhang_wei")
    return record_video_review(inspection, actor=actor, watched=watched, session_id=session.pk)


def place_inspection(
    cast: Cast,
    state: str = InspectionState.PLANNED,
    *,
    training_class: TrainingClass | None = None,
    kind: str = InspectionKind.ON_SITE,
    **fields: Any,
) -> Inspection:
    """One row written directly, with two inspectors and whatever its state demands."""
    facts: dict[str, Any] = {
        "number": f"JC-2026-{Inspection.objects.count() + 1:04d}",
        "kind": kind,
        "training_class": training_class or make_taught_class(cast, people=1),
        "planned_on": clock.today(),
        "state": state,
    }
    if state not in PENDING:
        now = clock.now()
        facts |= {"inspected_at": now, "recorded_at": now, "recorded_by": cast["zhang_wei"]}
        facts |= {"expected_count": 1, "present_count": 1}
    if state in WITH_NOTICE:
        facts |= {"severity": Severity.GENERAL, "rectification": "补签到", "rectify_by": soon()}
    inspection = Inspection.objects.create(**{**facts, **fields})
    for name in TEAM:
        InspectorAssignment.objects.create(inspection=inspection, inspector=cast[name])
    return inspection


def soon() -> date:
    return clock.today() + timedelta(days=7)
