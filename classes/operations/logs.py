"""教学日志 (表6): written by the class head from closed sheets, until teaching is reported finished."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction

from classes.enums import Half
from classes.models import TeachingLog, TrainingClass
from classes.operations.allowed import RECORDING, require, require_state
from classes.queries.sheets import INSTITUTION_STAFF
from classes.queries.teaching import DayFacts, day_facts
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.reasons import Reason


@dataclass(frozen=True)
class LogText:
    """What a person writes in 表6; every figure comes from the sheets and the plan."""

    teaching_method: str
    morning_record: str = ""
    morning_homework: str = ""
    afternoon_record: str = ""
    afternoon_homework: str = ""
    suggestions: str = ""
    activities: str = ""


def write_log(training_class: TrainingClass, *, actor: Actor, day: date, text: LogText) -> TeachingLog:
    """The class head writes the log of a day whose sheets are closed; writing again replaces the words."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, INSTITUTION_STAFF, doing="填写教学日志")
        require_state(locked, RECORDING, doing="填写教学日志")
        facts = day_facts(locked, day)
        _refuse_unready(facts)
        _refuse_empty_records(facts, text)
        words = {each.name: getattr(text, each.name).strip() for each in fields(text)}
        log, is_new = TeachingLog.objects.update_or_create(
            training_class=locked,
            date=day,
            defaults={**words, **_figures(facts), "written_by_id": actor.user_id, "written_at": clock.now()},
        )
        title = "填写教学日志" if is_new else "修改教学日志"
        append(
            Event("teaching_log.write", f"{title}（{day.month}月{day.day}日）", log, detail=_figures(facts)),
            actor=actor,
        )
    return log


def recount_log(training_class: TrainingClass, day: date) -> None:
    """A confirmed correction changes what the sheets say; the figures of that day's log follow."""
    TeachingLog.objects.filter(training_class=training_class, date=day).update(
        **_figures(day_facts(training_class, day))
    )


def recount_logs_after(training_class: TrainingClass, day: date) -> None:
    """Who has left on `day` is no longer expected on the days that follow; their logs say so."""
    later = TeachingLog.objects.filter(training_class=training_class, date__gt=day)
    for written in list(later.values_list("date", flat=True)):
        recount_log(training_class, written)


def _figures(facts: DayFacts) -> dict[str, int]:
    return {
        "expected_count": facts.expected,
        "present_count": facts.present,
        "absent_count": facts.absent,
        "lessons": facts.lessons,
    }


def _refuse_unready(facts: DayFacts) -> None:
    if not facts.sessions:
        raise Invalid(
            "teaching_log.no_class_that_day", f"{facts.day:%Y-%m-%d} 没有排课，请按课程计划选择日期。"
        )
    if facts.open_sheets:
        reasons = [
            Reason("teaching_log.sheet_open", f"{sheet}的签到表还没有封存", link=sheet.get_absolute_url())
            for sheet in facts.open_sheets
        ]
        raise NotNow("teaching_log.sheets_open", "当天的签到表封存后才能写教学日志，请先封存。", reasons)


def _refuse_empty_records(facts: DayFacts, text: LogText) -> None:
    halves = {session.half for session in facts.sessions}
    missing = [
        label
        for label, needed, words in (
            ("授课方式", True, text.teaching_method),
            ("上午上课情况", Half.MORNING in halves, text.morning_record),
            ("下午上课情况", Half.AFTERNOON in halves, text.afternoon_record),
        )
        if needed and not words.strip()
    ]
    if missing:
        raise Invalid("teaching_log.incomplete", f"请填写：{'、'.join(missing)}。")
