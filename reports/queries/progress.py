"""Plan and progress: one set of queries behind the screen, the workbench and the file (20号 八(二); A48, A49).

完成 counts 人次: everybody who stayed in a class whose final exam the bureau has confirmed, in the month in which
the class ended. Who left counts nowhere here. A person is counted once in 实际人数, however many classes.
完成率 sets against the plan only those whom the plan covers: a line without a target is in no rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from classes.enums import FINISHED_STATES, ClassState
from classes.models import Enrolment
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.display import StateTag
from foundation.core.errors import Invalid
from foundation.policy import catalogue
from foundation.policy.queries import office_parameters
from foundation.policy.types import Parameters
from institutions.enums import TrainingCategory
from reports.queries.figures import ProgressRow, ProgressTable
from reports.rules import Month, Pace, Schedule

UNDER_WAY = (ClassState.IN_TRAINING, ClassState.SUSPENDED, ClassState.TAUGHT)
ISSUER = "文水县人力资源和社会保障局"
PACE_TAGS = {
    Pace.AHEAD: StateTag("超前", "ok"),
    Pace.SLOW: StateTag("略慢", "warn"),
    Pace.BEHIND: StateTag("滞后", "danger"),
}
OTHER = "other"
ONE_PERSON = Coalesce("person__merged_into_id", "person_id")
"""A person counts once, also under two numbers that were merged."""


@dataclass(frozen=True)
class PlanLine:
    """One line of the plan: the target of the year (None: not handed down) and what was done up to a day."""

    key: str
    name: str
    target: int | None
    month: int
    finished: int
    persons: int
    in_training: int
    on: date
    schedule: Schedule
    outside_plan: int = 0
    """Of those finished, the heads of lines without a target: they count in no rate."""

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.planned_finished, self.target) if self.target else None

    @property
    def planned_finished(self) -> int:
        return self.finished - self.outside_plan

    @property
    def mark(self) -> int:
        """Where 时序进度 stands on the bar, in heads."""
        return round((self.target or 0) * self.schedule.time_progress(self.on))

    @property
    def pace_tag(self) -> StateTag | None:
        return (
            PACE_TAGS[self.schedule.pace_of(self.planned_finished, self.target, self.on)]
            if self.target
            else None
        )

    def as_row(self) -> ProgressRow:
        return ProgressRow(
            category=self.name,
            target=self.target,
            month_heads=self.month,
            total_heads=self.finished,
            distinct_persons=self.persons,
            in_training=self.in_training,
            outside_plan=self.outside_plan,
        )


@dataclass(frozen=True)
class Plan:
    """The plan of a year as it stands on a day."""

    year: int
    on: date
    lines: tuple[PlanLine, ...]
    total: PlanLine
    schedule: Schedule

    @property
    def time_progress(self) -> Fraction:
        return self.schedule.time_progress(self.on)

    @property
    def counting(self) -> str:
        return self.schedule.counting(self.on)

    @property
    def last_day(self) -> date:
        return self.schedule.last_day(self.year)

    @property
    def outside_words(self) -> str:
        """What the rate of the total leaves out, in a sentence; empty where every line has a target."""
        heads = self.total.outside_plan
        names = "、".join(line.name for line in self.lines if not line.target)
        return f"合计完成率不含未下达计划的{names} {heads} 人次" if heads and self.total.target else ""


@dataclass(frozen=True)
class _Frame:
    """A day, the parameters in force on it (with the targets of its year), and the schedule they make."""

    on: date
    parameters: Parameters
    schedule: Schedule


def plan_on(on: date, office: Parameters | None = None) -> Plan:
    """The year's plan with what was done up to and including `on`. Five queries, whatever the size.

    `office` are the parameters of that day, where the caller has them already.
    """
    parameters = office or office_parameters(on)
    schedule = Schedule(parameters.whole("plan_end_month"), parameters.fraction("pace_lag"))
    frame = _Frame(on, parameters, schedule)
    groups = _groups()
    finished = _by_group(_finished(on), groups)
    under_way = _by_group(_under_way(on), groups)
    lines = [_line(key, name, finished.get(key), under_way.get(key), frame) for key, name in _names()]
    shown = tuple(line for line in lines if line.target or line.finished or line.in_training)
    return Plan(on.year, on, shown, _total(shown, frame), frame.schedule)


def progress_table(month: Month) -> ProgressTable:
    """The report of a month: data up to its last day (A48), of the present month up to today."""
    plan = plan_on(cut_off_of(month))
    days = report_days(month.following.first)
    due = _due_date(month, days)
    return ProgressTable(
        year=month.year,
        month=month.number,
        issuer=ISSUER,
        cut_off=plan.on,
        rows=tuple(line.as_row() for line in plan.lines),
        total=plan.total.as_row(),
        notes=(
            "完成数按人次统计：结业考试成绩已确认、未退班的学员，计入班次结束的月份；实际人数按人去重。",
            *((f"{plan.outside_words}。",) if plan.outside_words else ()),
            *((f"应于 {due:%Y-%m-%d} 前报送（每月初 {days} 个工作日之内）。",) if due else ()),
        ),
        signatures=("单位负责人：", "填表人：", "填表日期："),
    )


def cut_off_of(month: Month) -> date:
    """The last day of a month that lies behind us, today of the present one."""
    return min(month.last, max(month.first, clock.today()))


def report_days(on: date) -> int:
    """Within how many working days of a month, or of the month after a quarter, the reports are due (A48, A50)."""
    return office_parameters(on).whole("progress_report_day")


def _due_date(month: Month, days: int) -> date | None:
    """That working day of the month after; None while that year's calendar is not entered."""
    following = month.following
    try:
        return load_calendar().monthly_report_due(following.year, following.number, days)
    except Invalid:
        return None


def _names() -> list[tuple[str, str]]:
    """The printed targets in their order, then training for which none was printed."""
    printed = [(t.key, t.name) for t in catalogue.targets() if t.categories and t.key != "training_total"]
    return [*printed, (OTHER, TrainingCategory.EMPLOYMENT_SKILL.label)]


def _groups() -> Case:
    """The target that a class counts towards, as an expression over its category."""
    whens = [
        When(training_class__category__in=t.categories, then=Value(t.key))
        for t in catalogue.targets()
        if t.categories and t.key != "training_total"
    ]
    return Case(*whens, default=Value(OTHER), output_field=CharField())


@dataclass(frozen=True)
class _Counts:
    heads: int
    persons: int
    month: int


def _by_group(rows: QuerySet[Enrolment], groups: Case) -> dict[str, _Counts]:
    counted = rows.order_by().annotate(target=groups).values_list("target")
    columns = counted.annotate(
        heads=Count("pk"), persons=Count(ONE_PERSON, distinct=True), month=Count("in_month")
    )
    return {key: _Counts(heads, persons, month) for key, heads, persons, month in columns}


def _finished(on: date) -> QuerySet[Enrolment]:
    """Everybody whose class ended this year, up to that day, with a confirmed exam."""
    first_of_month = on.replace(day=1)
    rows = Enrolment.objects.present().filter(
        training_class__state__in=FINISHED_STATES,
        training_class__ends_on__range=(date(on.year, 1, 1), on),
    )
    in_month = Case(When(training_class__ends_on__gte=first_of_month, then=Value(1)))
    return rows.annotate(in_month=in_month)


def _under_way(on: date) -> QuerySet[Enrolment]:
    begun = Q(training_class__state__in=UNDER_WAY, training_class__starts_on__lte=on)
    return (
        Enrolment.objects.present()
        .filter(begun)
        .annotate(in_month=Case(When(pk__isnull=True, then=Value(1))))
    )


def _line(
    key: str, name: str, finished: _Counts | None, under_way: _Counts | None, frame: _Frame
) -> PlanLine:
    return PlanLine(
        key=key,
        name=name,
        target=_target(frame, key),
        month=finished.month if finished else 0,
        finished=finished.heads if finished else 0,
        persons=finished.persons if finished else 0,
        in_training=under_way.heads if under_way else 0,
        on=frame.on,
        schedule=frame.schedule,
    )


def _total(lines: tuple[PlanLine, ...], frame: _Frame) -> PlanLine:
    """Heads add up; persons do not, because one person may stand in two lines."""
    target = _target(frame, "training_total")
    return PlanLine(
        key="training_total",
        name="合计",
        target=target or sum(line.target or 0 for line in lines) or None,
        month=sum(line.month for line in lines),
        finished=sum(line.finished for line in lines),
        persons=_finished(frame.on).order_by().values(one=ONE_PERSON).distinct().count(),
        in_training=sum(line.in_training for line in lines),
        on=frame.on,
        schedule=frame.schedule,
        outside_plan=sum(line.finished for line in lines if not line.target),
    )


def _target(frame: _Frame, key: str) -> int | None:
    """The heads handed down for the year, or None."""
    name = f"target.{frame.on.year}.{key}"
    return frame.parameters.whole(name) if name in frame.parameters else None
