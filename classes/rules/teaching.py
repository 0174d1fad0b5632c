"""Rules about what is taught, by whom and where: plan, basic courses, teachers, venue. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from classes.rules.ruling import RULES_2024, RULES_2026, Rule, Ruling

PLAN = Rule("class.plan_incomplete", f"{RULES_2026} 表5", "plan")
BASICS = Rule("class.basic_course_missing", f"{RULES_2024} 八(一)", "plan")
TEACHERS = Rule("class.teachers_not_named", f"{RULES_2024} 五(一)", "teachers")
VENUE = Rule("class.venue_not_suitable", f"{RULES_2026} 二(6)", "venue")
SETS = Rule("class.material_too_few", f"{RULES_2026} 二(5)", "resources")


@dataclass(frozen=True)
class PlannedHalf:
    """A half-day of the plan."""

    day: date
    mode: str
    lessons: int
    content: str


@dataclass(frozen=True)
class PlanFrame:
    """What the class has declared: its days, its number of class days, its lessons by mode."""

    first: date
    last: date
    days: int
    lessons: Mapping[str, int]  # mode → 学时
    mode_labels: Mapping[str, str]


@dataclass(frozen=True)
class TeacherFacts:
    name: str
    is_active: bool
    has_certificate: bool
    certificate_valid_to: date | None
    modes: frozenset[str]
    planned: frozenset[str] = frozenset()  # modes in which the plan has him teach


def plan_problems(halves: Sequence[PlannedHalf], frame: PlanFrame) -> list[str]:
    """Everything in which the plan does not agree with what was declared, in the office's words."""
    if not halves:
        return ["还没有排课"]
    problems = []
    outside = sorted({half.day for half in halves if not frame.first <= half.day <= frame.last})
    if outside:
        problems.append(f"{_days(outside)}不在培训日期内")
    empty = sorted({half.day for half in halves if not half.content.strip()})
    if empty:
        problems.append(f"{_days(empty)}没有填课程内容")
    days = len({half.day for half in halves})
    if days != frame.days:
        problems.append(f"排课 {days} 天，申报 {frame.days} 天")
    for mode, declared in frame.lessons.items():
        planned = sum(half.lessons for half in halves if half.mode == mode)
        if planned != declared:
            problems.append(f"{frame.mode_labels[mode]}排课 {planned} 学时，申报 {declared} 学时")
    return problems


def judge_plan(halves: Sequence[PlannedHalf], frame: PlanFrame) -> Ruling:
    problems = plan_problems(halves, frame)
    if problems:
        listed = "；".join(problems)
        return PLAN.fails(
            f"课程计划与申报不一致：{listed}", f"课程计划与申报不一致：{listed}，请改课程计划或基本情况"
        )
    total = sum(frame.lessons.values())
    return PLAN.holds(f"课程计划 {frame.days} 天 {total} 学时，与申报一致")


def judge_basic_courses(present: Collection[str], wanted: Mapping[str, str]) -> Ruling:
    """安全、消防、法制、普通话 belong into every class; `wanted` maps course to label."""
    missing = [label for course, label in wanted.items() if course not in present]
    if not missing:
        return BASICS.holds(f"基本课程{'、'.join(wanted.values())}齐全")
    listed = "、".join(missing)
    return BASICS.fails(f"基本课程缺{listed}", f"课程计划缺基本课程：{listed}，请在课程计划中勾选")


def judge_teachers(
    teachers: Sequence[TeacherFacts], *, class_head: str, wanted_modes: Mapping[str, str], last_day: date
) -> Ruling:
    """A class head, and teachers with certificates in force for theory and for practice as planned."""
    problems = [] if class_head else ["没有指定班主任"]
    problems += [] if teachers else ["没有选定授课教师"]
    for teacher in teachers:
        problems += _teacher_problems(teacher, last_day)
        wrong = [label for mode, label in wanted_modes.items() if mode in teacher.planned - teacher.modes]
        problems += [f"课程计划排{teacher.name}授{label}，备案不可授{label}" for label in wrong]
    for mode, label in wanted_modes.items():
        if teachers and not any(mode in teacher.modes for teacher in teachers):
            problems.append(f"没有可授{label}的教师")
    if problems:
        return TEACHERS.fails("；".join(problems), f"{'；'.join(problems)}，请在授课师资中改正")
    return TEACHERS.holds(f"授课教师 {len(teachers)} 人，证书齐全，班主任{class_head}")


def _teacher_problems(teacher: TeacherFacts, last_day: date) -> list[str]:
    if not teacher.is_active:
        return [f"{teacher.name}已不在岗"]
    if not teacher.has_certificate:
        return [f"{teacher.name}没有登记资格证书"]
    if teacher.certificate_valid_to and teacher.certificate_valid_to < last_day:
        return [f"{teacher.name}的证书 {teacher.certificate_valid_to:%Y-%m-%d} 到期"]
    return []


@dataclass(frozen=True)
class VenueFacts:
    name: str
    theory_area: Decimal
    practice_area: Decimal
    fire_check_until: date | None
    is_verified: bool


def judge_venue(
    venue: VenueFacts | None, *, fire_declared: bool, min_area: int, has_practice: bool, last_day: date
) -> Ruling:
    """At least 300 ㎡ for the venue used, theory and practice apart, fire safety in order to the end (A56, R073)."""
    if venue is None:
        return VENUE.fails("没有选定培训地点", "请选定培训地点")
    total = venue.theory_area + venue.practice_area
    problems = []
    if total < min_area:
        problems.append(f"教学面积 {total.normalize():f} ㎡，应达 {min_area} ㎡以上")
    if has_practice and not (venue.theory_area and venue.practice_area):
        problems.append("理论教室和实操场地没有分开")
    if venue.fire_check_until is None:
        problems.append("没有消防检查合格日期")
    elif venue.fire_check_until < last_day:
        problems.append(
            f"消防检查 {venue.fire_check_until:%Y-%m-%d} 到期，培训到 {last_day:%Y-%m-%d} 结束，请登记新的检查结果"
        )
    if not fire_declared:
        problems.append("没有声明消防应急设施设备符合要求")
    if problems:
        return VENUE.fails("；".join(problems), f"{venue.name}：{'；'.join(problems)}，请改正或换培训地点")
    text = f"教学面积 {total.normalize():f} ㎡（应达 {min_area} ㎡以上），理论、实操分开"
    return VENUE.holds(text) if venue.is_verified else VENUE.warns(f"{text}，场地尚未实地核实")


def judge_material_sets(sets: int | None, heads: int) -> Ruling:
    """Teaching material and supplies of theory: one set for everybody."""
    if sets is None:
        return SETS.fails("没有填写教材套数（一人一套）", "请填写教材套数，理论教材和用品一人一套")
    if sets < heads:
        text = f"教材 {sets} 套，名册 {heads} 人，应一人一套"
        return SETS.fails(text, f"{text}，请补足教材并改正套数")
    return SETS.holds(f"教材 {sets} 套，一人一套")


def _days(days: Sequence[date]) -> str:
    shown = "、".join(f"{day.month}月{day.day}日" for day in days[:3])
    return f"{shown}等 {len(days)} 天" if len(days) > 3 else shown
