"""What a complete 表11 or 视频调阅 record must say. Pure: the tablet page and the operation ask the same question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from foundation.core.reasons import Reason

CLAUSE = "文人社字〔2026〕8号 表11"
QUESTIONS: Mapping[str, str] = {
    "materials_handed_out": "培训教材已发放，一人一套",
    "matches_course_plan": "理论、实操与课程计划一致",
    "log_checked": "教学日志当日填写",
    "groups_are_small": "实操每组不超过规定人数",
    "video_is_complete": "监控画面完整、清晰",
}


@dataclass(frozen=True)
class Seen:
    """What two inspectors saw on the spot: the answers of 表11. None is an answer that was not given."""

    present_count: int | None = None
    absent: Mapping[UUID, str] = field(default_factory=dict)  # enrolment → AbsenceKind
    materials_handed_out: bool | None = None
    matches_course_plan: bool | None = None
    log_checked: bool | None = None
    groups_are_small: bool | None = None
    video_is_complete: bool | None = None
    problems: str = ""
    place: str = ""
    inspected_at: datetime | None = None
    substitute_teacher: str = ""
    class_head: str = ""
    has_teacher_signature: bool = False
    has_class_head_signature: bool = False
    signature_refused_note: str = ""
    photos: int = 0
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_metres: int | None = None
    location_note: str = ""

    @property
    def answers(self) -> dict[str, bool | None]:
        return {name: getattr(self, name) for name in QUESTIONS}


@dataclass(frozen=True)
class Watched:
    """What a 视频调阅 of one half-day showed."""

    minutes: int | None = None
    video_is_complete: bool | None = None
    matches_course_plan: bool | None = None
    present_count: int | None = None
    problems: str = ""


def missing_on_site(seen: Seen, expected: int, photos: int) -> list[Reason]:
    """Everything that still stands between the inspectors and 完成登记, in the order of the page.

    `photos` is how many photographs the record cannot do without.
    """
    found = [*_head_count(seen, expected), *_answers(seen.answers, seen.problems)]
    if seen.photos < photos:
        found.append(_reason("photo_missing", f"现场照片至少 {photos} 张"))
    if seen.latitude is None and not seen.location_note.strip():
        found.append(_reason("location_missing", "定位，或写明没有定位的原因"))
    found.extend(_signatures(seen))
    return found


def missing_on_video(watched: Watched, expected: int) -> list[Reason]:
    """The same for a 视频调阅."""
    found: list[Reason] = []
    if not watched.minutes:
        found.append(_reason("minutes_missing", "调阅时长"))
    if watched.present_count is not None and watched.present_count > expected:
        found.append(_reason("too_many_present", f"画面人数不能多于应到 {expected} 人"))
    answers = {
        "video_is_complete": watched.video_is_complete,
        "matches_course_plan": watched.matches_course_plan,
    }
    return [*found, *_answers(answers, watched.problems)]


def _head_count(seen: Seen, expected: int) -> list[Reason]:
    if seen.present_count is None:
        return [_reason("head_count_missing", "清点实到人数")]
    if seen.present_count > expected:
        return [
            _reason("too_many_present", f"实到 {seen.present_count} 人多于应到 {expected} 人，请重新清点")
        ]
    away = expected - seen.present_count
    if len(seen.absent) != away:
        return [
            _reason(
                "absentees_do_not_add_up",
                f"应到 {expected} 人、实到 {seen.present_count} 人，须点出 {away} 名未参加人员，"
                f"现点出 {len(seen.absent)} 名",
            )
        ]
    return []


def _answers(answers: Mapping[str, bool | None], problems: str) -> list[Reason]:
    open_ones = [QUESTIONS[name] for name, answer in answers.items() if answer is None]
    found = (
        [_reason("answers_missing", f"检查情况 {len(open_ones)} 项未选：{'、'.join(open_ones)}")]
        if open_ones
        else []
    )
    if False in answers.values() and not problems.strip():
        found.append(_reason("problems_missing", "有“否”项，须写明存在问题"))
    return found


def _signatures(seen: Seen) -> list[Reason]:
    if seen.signature_refused_note.strip():
        return []
    wanted = (
        (seen.substitute_teacher.strip(), "teacher_name_missing", "代课老师姓名"),
        (seen.has_teacher_signature, "teacher_signature_missing", "代课老师签字"),
        (seen.class_head.strip(), "class_head_name_missing", "跟班老师姓名"),
        (seen.has_class_head_signature, "class_head_signature_missing", "跟班老师签字"),
    )
    return [_reason(fact, message) for given, fact, message in wanted if not given]


def _reason(fact: str, message: str) -> Reason:
    return Reason(f"inspection.{fact}", message, CLAUSE)
