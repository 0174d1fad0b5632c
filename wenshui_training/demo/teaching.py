"""From the first class day to the confirmed exam, with the visits of the inspectors."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from classes.enums import ClassState, Half
from classes.models import Enrolment, PlannedSession
from classes.operations import (
    Clip,
    ExamResult,
    LogText,
    SheetLine,
    close_sheet,
    confirm_exam,
    file_exam_paper,
    finish_teaching,
    record_results,
    record_sheet,
    register_videos,
    start_class,
    suspend_class,
    terminate_class,
    withdraw_enrolment,
    write_log,
)
from classes.queries.teaching import expected_on
from foundation.core import clock
from subsidies.rules.half_day import Code
from vouchers.models import Voucher
from vouchers.operations import follow_class, void_voucher
from wenshui_training.demo.films import upload_film
from wenshui_training.demo.papers import paper
from wenshui_training.demo.telling import Telling

LOG = LogText(
    teaching_method="讲授、演示、分组练习",
    morning_record="按计划讲授，多数学员能复述要点",
    morning_homework="复习教材本章，记熟操作要点",
    afternoon_record="分组练习，教师逐组纠正动作",
    afternoon_homework="两人一组互相练习",
    activities="课前安全提示",
)
ABSENCE = ("病假", "家中有事请假", "孩子就医请假")


def start(story: Telling) -> None:
    start_class(story.record, actor=story.reviewer)
    follow_class(story.record, actor=story.reviewer)


def teach_day(story: Telling, day: date) -> None:
    """The sheets of a day closed, its log written, its recordings registered; those of today's classes also sent."""
    record = story.record
    if record.state != ClassState.IN_TRAINING:
        return
    sessions = list(PlannedSession.objects.filter(training_class=record, date=day).order_by("half"))
    for session in sessions:
        lines = sheet_of(story, session)
        record_sheet(session, actor=story.manager, lines=as_signed(lines) if story.plan.phones else lines)
        close_sheet(session, actor=story.manager)
    planted = story.plan.mismatches if day == story.starts_on else ()
    if Code.LOG_MISSING not in planted:
        write_log(record, actor=story.manager, day=day, text=LOG)
    if Code.WITHOUT_VOUCHER in planted:
        _void_a_voucher(story)
    minutes = 5 if Code.VIDEO_SHORT in planted else 41
    clips = [
        Clip(session, lesson, f"YP-{story.plan.school[:2].upper()}-{clock.today():%y}",
             f"/{record.number}/{session.date}/{session.half}-{lesson}.mp4", minutes + lesson % 4, True)
        for session in sessions
        for lesson in range(1, session.lessons + 1)
    ]  # fmt: skip
    register_videos(record, actor=story.manager, clips=clips)
    if day == story.starts_on and story.plan.begun is not None and not story.plan.mismatches:
        for number, session in enumerate(sessions, 1):
            begins = datetime.combine(day, session.starts_at, tzinfo=clock.CHINA)
            upload_film(story, begins, number=number)


def _void_a_voucher(story: Telling) -> None:
    """The first of the list loses his voucher and goes on coming."""
    first = story.present()[0]
    voucher = Voucher.objects.live().training().get(application_id=first.application_id)
    comment = "本人申请时填报的登记信息不实，作废培训券。"
    void_voucher(voucher, actor=story.office["qualification"], comment=comment)


def sheet_of(story: Telling, session: PlannedSession) -> list[SheetLine]:
    """What the sign-in sheet of a half-day says in the evening."""
    lines = [_line(story, session, each) for each in expected_on(story.present(), session.date)]
    inspected = story.starts_on + timedelta(days=1)
    if (
        Code.MORE_COUNTED in story.plan.mismatches
        and session.date == inspected
        and session.half == Half.MORNING
    ):
        lines[0] = SheetLine(lines[0].enrolment_id, absence_reason=ABSENCE[1])
    return lines


def as_signed(lines: list[SheetLine]) -> list[SheetLine]:
    """Where people sign themselves, only the reasons of the others are written."""
    return [each if each.signed_in_at is None else SheetLine(each.enrolment_id) for each in lines]


def _line(story: Telling, session: PlannedSession, each: Enrolment) -> SheetLine:
    lot = (each.position * 17 + session.date.toordinal() * 5 + (3 if session.half == "pm" else 0)) % 47
    if lot == 0 or _stays_away(story, session, each):
        return SheetLine(each.pk, absence_reason=ABSENCE[each.position % len(ABSENCE)])
    came = _shift(session.starts_at, -(lot % 18) - 1)
    return SheetLine(each.pk, came, _shift(session.ends_at, lot % 9))


def _stays_away(story: Telling, session: PlannedSession, each: Enrolment) -> bool:
    """The first day and the morning after: one more day and the share cannot be reached."""
    day = (session.date - story.starts_on).days
    return each.position in story.plan.truant and (day == 0 or (day == 1 and session.half == "am"))


def _shift(moment: time, minutes: int) -> time:
    total = moment.hour * 60 + moment.minute + minutes
    return time(total // 60, total % 60)


def let_leave(story: Telling) -> None:
    """Those who drop out do so after the first day."""
    for each in story.present():
        if each.position in story.plan.leaving:
            comment = "本人外出务工，申请退班。"
            withdraw_enrolment(each, actor=story.manager, comment=comment, last_day=story.starts_on)
    follow_class(story.record, actor=story.reviewer)


def stop(story: Telling) -> None:
    comment = "检查发现代签到、实到人数与签到表严重不符，先行中止，核查后再定。"
    suspend_class(story.record, actor=story.office["inspection_head"], comment=comment)


def end_for_good(story: Telling) -> None:
    comment = "经核查代签到属实，按规定终止本班，不予补贴。"
    terminate_class(story.record, actor=story.office["deputy"], comment=comment)
    follow_class(story.record, actor=story.office["deputy"])


def file_paper(story: Telling) -> None:
    file_exam_paper(
        story.record,
        actor=story.manager,
        exam_on=story.record.ends_on,
        exam_place=f"{story.place}理论教室、实操场地",
        supervisor="李静、郝平",
        paper=paper("结业考试试卷"),
    )


def finish(story: Telling) -> None:
    finish_teaching(story.record, actor=story.manager)
    follow_class(story.record, actor=story.manager)


def enter_scores(story: Telling) -> None:
    results = [
        ExamResult(each.pk, *_scores(each.position, is_failing=each.position in story.plan.failing))
        for each in story.present()
    ]
    record_results(story.record, actor=story.manager, results=results)


def _scores(position: int, *, is_failing: bool) -> tuple[int, int]:
    """Hundredths of a point."""
    if is_failing:
        return 5_200 + position % 7 * 100, 5_600
    return 6_800 + position * 13 % 28 * 100, 7_200 + position * 7 % 25 * 100


def confirm(story: Telling) -> None:
    confirm_exam(story.record, actor=story.reviewer, comment="现场监考，成绩与试卷一致。")
    follow_class(story.record, actor=story.reviewer)
