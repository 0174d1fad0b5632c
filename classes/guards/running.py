"""Questions while a class is taught and examined (C4)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from classes.models import PlannedSession, TrainingClass
from classes.queries.addresses import group_page
from classes.queries.results import exam_overview
from classes.queries.rulings import roster_of
from classes.queries.teaching import days_without_log
from classes.queries.video import video_coverage
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason
from trainees.queries import unsettled

_NAMED = 5


def every_sheet_is_closed(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is the sign-in sheet of every half-day closed? (8号 二(4), 表4)"""
    sheets = list(PlannedSession.objects.filter(training_class=record).open().order_by("date", "half"))
    if not sheets:
        return None
    return Reason(
        "class.sheets_open",
        f"还有 {len(sheets)} 个半天的签到表没有封存（{_some([str(sheet) for sheet in sheets])}），请先填写并封存",
        "文人社字〔2026〕8号 二(4)",
        sheets[0].get_absolute_url(),
    )


def every_day_has_a_log(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is there a teaching log of every class day? (8号 二(4), 表6)"""
    days = days_without_log(record)
    if not days:
        return None
    return Reason(
        "class.logs_missing",
        f"还有 {len(days)} 天没有教学日志（{_some([_day(day) for day in days])}），请补写",
        "文人社字〔2026〕8号 二(4)",
        reverse("classes:log_edit", args=[record.pk]),
    )


def every_lesson_has_video(record: TrainingClass, actor: Actor) -> Reason | None:
    """Has every 学时 a continuous recording that is long enough and shows everybody? (20号 五(二), A41)"""
    coverage = video_coverage(record)
    if not coverage.missing:
        return None
    places = dict.fromkeys(str(line.session) for line in coverage.missing)
    return Reason(
        "class.video_missing",
        f"还有 {len(coverage.missing)} 学时没有达到连续 {coverage.min_minutes} 分钟、能显示全体学员的录像"
        f"（{_some(list(places))}），请登记",
        "文人社字〔2024〕20号 五(二)",
        reverse("classes:video_list", args=[record.pk]),
    )


def exam_paper_was_filed_before(record: TrainingClass, actor: Actor) -> Reason | None:
    """Was the exam paper reported to the bureau before the day of the exam? (8号 二(7))"""
    if record.exam_paper_filed_on and record.exam_on and record.exam_paper_filed_on < record.exam_on:
        return None
    return Reason(
        "class.exam_paper_not_filed",
        "结业考试试卷没有在考试前报备，请机构先报备试卷并登记考试日期、地点",
        "文人社字〔2026〕8号 二(7)",
        reverse("classes:exam", args=[record.pk]),
    )


def every_score_is_entered(record: TrainingClass, actor: Actor) -> Reason | None:
    """Has everybody who was admitted to the exam both scores or the mark of absence? (8号 二(7), 表8)"""
    missing = exam_overview(record).missing
    if not missing:
        return None
    return Reason(
        "class.scores_missing",
        f"还有 {missing} 人没有成绩，请录入理论、实操成绩，缺考的记为缺考",
        "文人社字〔2026〕8号 二(7)",
        reverse("classes:exam", args=[record.pk]),
    )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _some(labels: list[str]) -> str:
    """The first few by name, then how many more."""
    more = f"等 {len(labels)} 项" if len(labels) > _NAMED else ""
    return "、".join(labels[:_NAMED]) + more


def everybody_is_clear(record: TrainingClass, actor: Actor) -> Reason | None:
    """Is every finding of the comparison decided, and nobody found unfit still in class? (20号 五(一)、六)"""
    matters = unsettled(roster_of(record))
    waiting = [matter for matter in matters if matter.is_open]
    if not matters:
        return None
    who = _some([str(matter) for matter in waiting or matters])
    remedy = "请先认定" if waiting else "请先办理退班"
    code = "class.hit_open" if waiting else "class.hit_blocking"
    message = f"比对有 {len(waiting or matters)} 条{'未认定' if waiting else '认定不符合'}，{remedy}：{who}"
    return Reason(code, message, "文人社字〔2024〕20号 六", group_page(record))


met_by(
    (Role.CLASS_TEACHER, Role.INSTITUTION_MANAGER),
    "class.sheets_open",
    "class.logs_missing",
    "class.video_missing",
)
met_by((Role.INSTITUTION_MANAGER,), "class.exam_paper_not_filed", "class.scores_missing")
