"""From a recorded inspection to the cells of 表11."""

from __future__ import annotations

import base64

from foundation.core import clock
from foundation.core.files import printed_picture
from inspections.documents import SpotCheckForm
from inspections.enums import FileKind
from inspections.models import Inspection


def filled_form(inspection: Inspection) -> SpotCheckForm:
    """Everything from data entered once; an answer that was not given stays an empty cell."""
    training_class = inspection.training_class
    return SpotCheckForm(
        institution_name=training_class.institution.name,
        class_number=str(training_class.term),
        category=training_class.get_category_display(),
        occupation=training_class.occupation_title,
        checked_at=inspection.inspected_at,
        venue=inspection.place,
        inspectors="、".join(str(each.inspector) for each in inspection.assignments.all()),
        expected=inspection.expected_count,
        present=inspection.present_count,
        absentees=_absentees(inspection),
        material_issued=_answer(inspection.materials_handed_out),
        follows_course_plan=_answer(inspection.matches_course_plan),
        teaching_log=_answer(inspection.log_checked, yes="当日已填写", no="当日未填写"),
        problems=_problems(inspection),
        video_complete_and_clear=_answer(inspection.video_is_complete),
        teacher=inspection.substitute_teacher_signature,
        teacher_signature_uri=_signature(inspection, FileKind.TEACHER_SIGNATURE),
        class_manager=inspection.class_head_signature,
        class_manager_signature_uri=_signature(inspection, FileKind.CLASS_HEAD_SIGNATURE),
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        check_code=inspection.number,
    )


def _answer(value: bool | None, yes: str = "是", no: str = "否") -> str:
    return "" if value is None else yes if value else no


def _absentees(inspection: Inspection) -> str:
    return "；".join(
        f"{each.enrolment.person.name}（{each.get_kind_display()}）" for each in inspection.absentees.all()
    )


def _problems(inspection: Inspection) -> str:
    notes = [inspection.problems]
    if inspection.groups_are_small is False and not inspection.problems:
        notes.append("实操分组超过规定人数")
    if inspection.signature_refused_note:
        notes.append(f"拒签情况：{inspection.signature_refused_note}")
    return "\n".join(note for note in notes if note) or "无"


def _signature(inspection: Inspection, kind: str) -> str:
    found = next((each for each in inspection.files.all() if each.kind == kind), None)
    if found is None or found.file.is_infected:
        return ""
    return f"data:image/png;base64,{base64.b64encode(printed_picture(found.file)).decode('ascii')}"
