"""课程计划 (表5): half-days laid out at once, then changed one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db import transaction
from django.urls import reverse

from classes.enums import Half, TeachingMode
from classes.models import PlannedSession, TrainingClass
from classes.operations.editing import locked_for_editing
from classes.queries.pinned import parameters_of
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.policy.types import Parameters
from institutions.models import Teacher

MOST_HALVES = 400


@dataclass(frozen=True)
class PlanRow:
    """One half-day as the editor hands it in."""

    date: date
    half: str
    starts_at: time
    ends_at: time
    content: str
    mode: str
    lessons: int
    teacher: Teacher
    basic_courses: tuple[str, ...] = field(default=())


def generate_plan(training_class: TrainingClass, *, actor: Actor, workdays_only: bool) -> int:
    """Lay out the declared lessons over the days from the first class day on: theory first, then practice.

    What stood in the plan before is replaced; contents are filled in afterwards. Returns how many half-days.
    """
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        teacher = record.teachers.filter(is_active=True).order_by("name").first()
        if teacher is None:
            message = "请先在授课师资中选定教师，再生成课程计划。"
            where = reverse("classes:class_teachers", args=[record.pk])
            raise Invalid(
                "plan.teacher_missing",
                message,
                [Reason("plan.teachers_page", "到“授课师资”选定", link=where)],
            )
        days = list(_class_days(record, workdays_only=workdays_only))
        rows = list(_laid_out(record, days, parameters_of(record), teacher))
        return _replace(record, rows, actor, "生成课程计划")


def save_plan(training_class: TrainingClass, *, actor: Actor, rows: Sequence[PlanRow]) -> int:
    """The plan as it stands in the editor takes the place of the earlier one. Returns how many half-days."""
    with transaction.atomic():
        record = locked_for_editing(training_class, actor)
        _require_sound(record, rows)
        return _replace(record, rows, actor, "保存课程计划")


def _replace(record: TrainingClass, rows: Sequence[PlanRow], actor: Actor, title: str) -> int:
    record.sessions.all().delete()
    PlannedSession.objects.bulk_create(
        PlannedSession(
            training_class=record,
            date=row.date,
            half=row.half,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            content=row.content.strip(),
            basic_courses=list(row.basic_courses),
            mode=row.mode,
            lessons=row.lessons,
            teacher=row.teacher,
        )
        for row in rows
    )
    detail = {"half_days": len(rows), "lessons": sum(row.lessons for row in rows)}
    append(Event("class.save_plan", title, record, detail=detail), actor=actor)
    return len(rows)


def _class_days(record: TrainingClass, *, workdays_only: bool) -> Iterator[date]:
    calendar = load_calendar() if workdays_only else None
    day, found = record.starts_on, 0
    while found < record.training_days and day <= record.ends_on:
        if calendar is None or calendar.is_workday(day):
            found += 1
            yield day
        day += timedelta(days=1)
    if found < record.training_days:
        raise Invalid(
            "plan.days_do_not_fit",
            f"开班至结束只有 {found} 个可排课的日子，少于培训 {record.training_days} 天；"
            "请修改结束日期，或选择逐日排课。",
        )


def _laid_out(
    record: TrainingClass, days: Sequence[date], parameters: Parameters, teacher: Teacher
) -> Iterator[PlanRow]:
    per_half = max(parameters.whole("lessons_per_day") // 2, 1)
    left = {TeachingMode.THEORY: record.theory_lessons, TeachingMode.PRACTICE: record.practice_lessons}
    for day in days:
        for half, (starts_at, ends_at) in usual_hours(parameters).items():
            mode = TeachingMode.THEORY if left[TeachingMode.THEORY] else TeachingMode.PRACTICE
            lessons = min(per_half, left[mode])
            if lessons:
                left[mode] -= lessons
                yield PlanRow(day, half, starts_at, ends_at, "", mode, lessons, teacher)


def usual_hours(parameters: Parameters) -> dict[Half, tuple[time, time]]:
    """The office's timetable, with which a new plan begins."""
    return {
        Half.MORNING: (parameters.time_of_day("morning_starts"), parameters.time_of_day("morning_ends")),
        Half.AFTERNOON: (
            parameters.time_of_day("afternoon_starts"),
            parameters.time_of_day("afternoon_ends"),
        ),
    }


def _require_sound(record: TrainingClass, rows: Sequence[PlanRow]) -> None:
    reasons = []
    minutes = parameters_of(record).whole("minutes_per_lesson")
    if len(rows) > MOST_HALVES:
        reasons.append(Reason("plan.too_long", f"课程计划不能超过 {MOST_HALVES} 个半天"))
    noon = {row.date: row.ends_at for row in rows if row.half == Half.MORNING}
    seen: set[tuple[date, str]] = set()
    for row in rows:
        where = f"{row.date:%m-%d}{Half(row.half).label}"
        if (row.date, row.half) in seen:
            reasons.append(Reason("plan.half_day_twice", f"{where}重复排课，请删除一行"))
        seen.add((row.date, row.half))
        reasons += _wrong_hours(row, where, minutes, noon)
        if row.teacher.institution_id != record.institution_id:
            reasons.append(Reason("plan.foreign_teacher", f"{where}的教师不是本机构备案师资，请改选"))
    if reasons:
        message = f"课程计划有 {len(reasons)} 处需要改正：{reasons[0].message}。"
        raise Invalid(reasons[0].code, message, reasons)


def _wrong_hours(row: PlanRow, where: str, minutes: int, noon: Mapping[date, time]) -> Iterator[Reason]:
    """`noon` is when the morning of each day ends."""
    if row.ends_at <= row.starts_at:
        yield Reason("plan.hours_out_of_order", f"{where}下课时间应晚于上课时间")
    elif _minutes_of(row) < row.lessons * minutes:
        text = f"{where}{row.lessons} 学时应有 {row.lessons * minutes} 分钟，现排 {_minutes_of(row)} 分钟"
        yield Reason("plan.lessons_do_not_fit", text)
    if row.half == Half.AFTERNOON and row.starts_at < noon.get(row.date, row.starts_at):
        yield Reason("plan.halves_overlap", f"{where}与上午的课时间重叠，请改起止时间")


def _minutes_of(row: PlanRow) -> int:
    from_midnight = [60 * hour.hour + hour.minute for hour in (row.starts_at, row.ends_at)]
    return from_midnight[1] - from_midnight[0]
