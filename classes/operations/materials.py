"""The other papers of the report: teachers, venue, teaching material, exam plan, uploaded files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.core.files import File
from django.db import transaction

from classes.enums import MaterialKind, TeachingMode
from classes.models import ClassMaterial, TrainingClass
from classes.operations.editing import locked_for_editing
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid
from foundation.core.files import take_in
from foundation.core.models import FileKind, StoredFile
from institutions.models import Teacher, Venue
from trainees.operations import place_group

MAX_SIZE = 50 * 1024 * 1024
PAPERS = frozenset({FileKind.PDF, FileKind.JPG, FileKind.PNG})
OPENING_KINDS = frozenset(
    {
        MaterialKind.TEACHING_RESOURCE,
        MaterialKind.EXAM_PLAN,
        MaterialKind.VENUE_PHOTO,
        MaterialKind.TEACHER_CERTIFICATE,
        MaterialKind.SEALED_REQUEST,
        MaterialKind.ORDER,
        MaterialKind.OTHER,
    }
)


def choose_teachers(
    training_class: TrainingClass, *, actor: Actor, class_head: Teacher | None, teachers: Sequence[Teacher]
) -> TrainingClass:
    """班主任 and 授课教师, from the institution's registered staff."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        everybody = [*teachers, *([class_head] if class_head else [])]
        if any(teacher.institution_id != record.institution_id for teacher in everybody):
            raise Invalid("class.foreign_teacher", "只能选用本机构备案的师资，请重新选择。")
        record.class_head = class_head
        record.save(update_fields=["class_head"])
        record.teachers.set(teachers)
        detail = {"teachers": [teacher.name for teacher in teachers]}
        append(Event("class.choose_teachers", "选定授课师资", record, detail=detail), actor=actor)
    return record


def choose_venue(
    training_class: TrainingClass, *, actor: Actor, venue: Venue | None, fire_safety_declared: bool
) -> TrainingClass:
    """The place, from the institution's registered venues, and the declaration of 表2 about fire safety."""
    if venue is not None and venue.institution_id != training_class.institution_id:
        raise Invalid("class.foreign_venue", "只能选用本机构备案的场地，请重新选择。")
    facts = {"venue": venue, "fire_safety_declared": fire_safety_declared}
    with transaction.atomic():
        record = _write(training_class, actor, "class.choose_venue", "选定培训地点", facts)
        place_group(record.pk, actor=actor, address=venue.address if venue else "")
    return record


def describe_resources(
    training_class: TrainingClass, *, actor: Actor, text: str, sets: int | None = None
) -> TrainingClass:
    """教材、数字课程 (20号 五(一)), and how many sets there are: one for everybody (8号 二(5))."""
    facts = {"teaching_resources": text.strip(), "material_sets": sets}
    return _write(training_class, actor, "class.describe_resources", "填写教材、数字课程", facts)


def describe_exam_plan(training_class: TrainingClass, *, actor: Actor, text: str) -> TrainingClass:
    """考核方案 (20号 五(一))."""
    return _write(
        training_class, actor, "class.describe_exam_plan", "填写考核方案", {"exam_plan": text.strip()}
    )


def add_material(
    training_class: TrainingClass,
    *,
    actor: Actor,
    kind: str,
    uploaded: File[bytes],
    note: str = "",
    shows: str = "",
) -> ClassMaterial:
    """Attach a paper as PDF or picture; the file is kept as it came. A photograph says which place it shows."""
    if kind not in OPENING_KINDS:
        raise Invalid("material.kind_unknown", "请先选择材料种类。")
    if kind != MaterialKind.VENUE_PHOTO:
        shows = ""
    elif shows not in TeachingMode.values:
        raise Invalid("material.place_unsaid", "请选择照片用途：理论场地或实操场地。")
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        stored = take_in(uploaded, allowed=PAPERS, max_size=MAX_SIZE, by_id=actor.user_id)
        if kind == MaterialKind.VENUE_PHOTO:
            _refuse_same_picture(record, stored)
        material = ClassMaterial.objects.create(
            training_class=record,
            kind=kind,
            file=stored,
            shows=shows,
            note=note.strip(),
            added_by_id=actor.user_id,
        )
        detail = {"kind": kind, "file": stored.original_name, "sha256": stored.sha256}
        append(
            Event("class.add_material", f"上传{material.get_kind_display()}", record, detail=detail),
            actor=actor,
        )
    return material


def _refuse_same_picture(record: TrainingClass, stored: StoredFile) -> None:
    same = record.materials.filter(kind=MaterialKind.VENUE_PHOTO, file__sha256=stored.sha256)
    if same.exists():
        raise Invalid("material.photo_twice", "这张照片已经上传过，同一张照片只算一张，请换另一张。")


def remove_material(material: ClassMaterial, *, actor: Actor) -> None:
    """Take a paper out of the report; the file itself stays in the store."""
    with transaction.atomic():
        record = locked_for_editing(material.training_class, actor)
        detail = {"kind": material.kind, "file": material.file.original_name}
        title = f"移除{material.get_kind_display()}"
        material.delete()
        append(Event("class.remove_material", title, record, detail=detail), actor=actor)


def _write(
    training_class: TrainingClass, actor: Actor, action: str, title: str, facts: dict[str, Any]
) -> TrainingClass:
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        for name, value in facts.items():
            setattr(record, name, value)
        fields: Collection[str] = list(facts)
        record.save(update_fields=fields)
        append(Event(action, title, record), actor=actor)
    return record
