"""What stands out today and what is coming: the two lists beside the worklist. All scoped to the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Q

from classes.enums import UNDER_APPROVAL, ClassState
from classes.models import TrainingClass
from classes.queries import day_rates
from classes.queries.pinned import parameters_of
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.core.money import percent_text
from foundation.core.workdays import WorkCalendar
from foundation.policy.types import Parameters
from inspections.enums import InspectionState
from inspections.models import Inspection
from reports.rules import Month, quarter_of
from subsidies.enums import AWAITING_PAYMENT, IN_NOTICE, IN_REVIEW
from subsidies.models import SubsidyClaim
from subsidies.models.claim import ClaimQuerySet

SHOWN = 8


@dataclass(frozen=True)
class Alert:
    """One line of 预警提示, worst first; `level` is danger, warn or info."""

    level: str
    text: str
    memo: str
    url: str


@dataclass(frozen=True)
class Appointment:
    """One line of 近期安排."""

    on: date
    text: str
    url: str = ""


def alerts(actor: Actor, office: Parameters) -> list[Alert]:
    """Late money, late corrections, thin attendance, classes that start before they are approved.

    `office` are the parameters of today: where the office's lines lie (提示线).
    """
    today = clock.today()
    soon = today + timedelta(days=office.whole("alert_ahead_days"))
    found = [*_late_claims(actor, today, office), *_rectifications(actor, today, soon)]
    found += [*_attendance(actor, today), *_classes(actor, today, soon)]
    return sorted(found, key=lambda alert: ("danger", "warn", "info").index(alert.level))


def _owed(actor: Actor) -> ClaimQuerySet:
    """Claims received and not yet paid."""
    rows = SubsidyClaim.objects.visible_to(actor).filter(state__in=IN_REVIEW | IN_NOTICE | AWAITING_PAYMENT)
    return rows.with_names()


def _late_claims(actor: Actor, today: date, office: Parameters) -> Iterator[Alert]:
    first_alarm = today - timedelta(days=office.whole("pay_warning_days"))
    urgent_from = office.whole("pay_urgent_days")
    for claim in _owed(actor).filter(received_on__lte=first_alarm).order_by("received_on"):
        days = (today - (claim.received_on or today)).days
        level = "danger" if days >= urgent_from else "warn"
        limit = f"应于 {claim.pay_by:%Y-%m-%d} 前拨付" if claim.pay_by else ""
        yield Alert(
            level, f"{claim}已收 {days} 天", f"{claim.institution}，{limit}", claim.get_absolute_url()
        )


def _rectifications(actor: Actor, today: date, soon: date) -> Iterator[Alert]:
    states = (InspectionState.RECTIFYING, InspectionState.OVERDUE, InspectionState.ESCALATED)
    rows = Inspection.objects.visible_to(actor).filter(state__in=states, rectify_by__lte=soon)
    related = rows.select_related("training_class__occupation", "training_class__institution")
    for found in related.order_by("rectify_by"):
        is_late = found.rectify_by is not None and found.rectify_by < today
        text = f"{found.training_class}整改{'已逾期' if is_late else '将到期'}"
        memo = f"{found.training_class.institution}，期限 {found.rectify_by:%Y-%m-%d}"
        yield Alert("danger" if is_late else "warn", text, memo, found.get_absolute_url())


def _attendance(actor: Actor, today: date) -> Iterator[Alert]:
    running = list(TrainingClass.objects.visible_to(actor).in_training().with_names())
    rates = day_rates([each.pk for each in running], today - timedelta(days=1))
    for each in running:
        counts = rates.get(each.pk)
        if counts is None or not counts.expected:
            continue
        rate = Fraction(counts.came, counts.expected)
        if rate < parameters_of(each).fraction("attendance_warning"):
            memo = f"{each.institution}，应到 {counts.expected} 人次，签到 {counts.came} 人次"
            yield Alert("danger", f"{each}昨日出勤率 {percent_text(rate)}", memo, each.get_absolute_url())


def _classes(actor: Actor, today: date, soon: date) -> Iterator[Alert]:
    is_near = Q(state__in=UNDER_APPROVAL, starts_on__lte=soon)
    is_overdue = Q(state=ClassState.RETURNED, correction_due_on__lt=today)
    rows = TrainingClass.objects.visible_to(actor).filter(is_near | is_overdue).with_names()
    for each in rows.order_by("starts_on"):
        if each.state == ClassState.RETURNED:
            memo = f"{each.institution}，应于 {each.correction_due_on:%Y-%m-%d} 前补正"
            yield Alert("warn", f"{each}退回后逾期没有补正", memo, each.get_absolute_url())
        else:
            memo = f"{each.institution}，{each.starts_on:%Y-%m-%d} 开班，现为“{each.state_tag.label}”"
            yield Alert("warn", f"{each}临近开班还没有批准", memo, each.get_absolute_url())


def agenda(actor: Actor, office: Parameters) -> Sequence[Appointment]:
    """What the next weeks bring, the nearest first."""
    today = clock.today()
    found = [*_notices(actor, today), *_visits(actor, today), *_openings(actor, today)]
    if actor.reads_everything:
        found += _reports(today, load_calendar(), office.whole("progress_report_day"))
    return sorted(found, key=lambda each: each.on)[:SHOWN]


def _notices(actor: Actor, today: date) -> Iterator[Appointment]:
    rows = (
        SubsidyClaim.objects.visible_to(actor).in_notice().filter(notice__closes_on__gte=today).with_names()
    )
    for claim in rows:
        if claim.notice:
            yield Appointment(
                claim.notice.closes_on, f"{claim.training_class}补贴公示期满", claim.get_absolute_url()
            )


def _visits(actor: Actor, today: date) -> Iterator[Appointment]:
    planned = Inspection.objects.visible_to(actor).filter(
        state=InspectionState.PLANNED, planned_on__gte=today
    )
    for each in planned.select_related("training_class__occupation").order_by("planned_on")[:SHOWN]:
        yield Appointment(each.planned_on, str(each), each.get_absolute_url())


def _openings(actor: Actor, today: date) -> Iterator[Appointment]:
    rows = TrainingClass.objects.visible_to(actor).approved().filter(starts_on__gte=today).with_names()
    for each in rows.order_by("starts_on")[:SHOWN]:
        yield Appointment(each.starts_on, f"{each}开班", each.get_absolute_url())


def _reports(today: date, calendar: WorkCalendar, days: int) -> Iterator[Appointment]:
    """The monthly and the quarterly report, while they are still to come (A48, A50)."""
    month = Month(today.year, today.month)
    last_quarter = month if month.number % 3 == 1 else Month(today.year, quarter_of(today) * 3).following
    try:
        due = calendar.monthly_report_due(month.year, month.number, days)
        reported = month.previous
        if due < today:
            due = calendar.monthly_report_due(month.following.year, month.following.number, days)
            reported = month
        yield Appointment(due, f"报送{reported.number}月进度调度数据")
        ended = last_quarter.previous
        quarter = calendar.quarter_report_due(ended.year, ended.number // 3, days)
        if quarter >= today:
            yield Appointment(quarter, f"报送{ended.year}年第{ended.number // 3}季度资金使用情况")
    except Invalid:
        return  # the year's calendar is not entered; the page of the calendar says so
