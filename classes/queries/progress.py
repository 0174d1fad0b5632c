"""How far a class is taught: its days with sheets, log and recordings; and a list of classes at a glance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from classes.enums import ClassState
from classes.models import Enrolment, PlannedSession, TeachingLog, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.sheets import is_over
from classes.queries.teaching import (
    AttendanceOverview,
    Place,
    Presence,
    SessionLine,
    attendance_overview,
    presences,
    sheet_counts,
)
from classes.queries.video import VideoCoverage, counting_recordings, lessons_covered, video_coverage
from foundation.accounts.actor import Actor
from foundation.core import clock

TEACHING_STATES = (ClassState.IN_TRAINING, ClassState.SUSPENDED, ClassState.TAUGHT, ClassState.EXAMINED)


@dataclass(frozen=True)
class DayLine:
    """One class day: its half-days, its log, its recordings; `is_due` when the day has come."""

    day: date
    sessions: tuple[SessionLine, ...]
    log: TeachingLog | None
    covered: int
    lessons: int
    is_due: bool

    @property
    def has_all_videos(self) -> bool:
        return self.covered >= self.lessons

    @property
    def sheets_closed(self) -> bool:
        return all(line.session.is_closed for line in self.sessions)


@dataclass(frozen=True)
class Progress:
    """Everything about the teaching of one class."""

    attendance: AttendanceOverview
    video: VideoCoverage
    days: tuple[DayLine, ...]

    @property
    def logged(self) -> int:
        return sum(line.log is not None for line in self.days)

    @property
    def next_open(self) -> PlannedSession | None:
        """The first half-day up to today whose sheet is still open: what the class head does next."""
        due = (line.session for day in self.days if day.is_due for line in day.sessions)
        return next((session for session in due if not session.is_closed), None)


@dataclass(frozen=True)
class RunningLine:
    """A class in a list: how far it is, and what is behind."""

    training_class: TrainingClass
    days_held: int
    days: int
    last_day: date | None
    last_rate: Fraction | None
    open_sheets: int
    logs_missing: int
    videos_missing: int
    warning_line: Fraction

    @property
    def is_low(self) -> bool:
        return self.last_rate is not None and self.last_rate < self.warning_line

    @property
    def is_behind(self) -> bool:
        return bool(self.open_sheets or self.logs_missing or self.videos_missing)


def progress_of(training_class: TrainingClass) -> Progress:
    """The teaching of one class, day by day, in six queries."""
    attendance = attendance_overview(training_class)
    video = video_coverage(training_class, [line.session for line in attendance.lines])
    logs = {log.date: log for log in TeachingLog.objects.filter(training_class=training_class)}
    by_day: dict[date, list[SessionLine]] = defaultdict(list)
    for line in attendance.lines:
        by_day[line.session.date].append(line)
    days = tuple(_day_line(day, lines, logs.get(day), video) for day, lines in by_day.items())
    return Progress(attendance, video, days)


def _day_line(
    day: date, lines: Sequence[SessionLine], log: TeachingLog | None, video: VideoCoverage
) -> DayLine:
    lessons = [lesson for line in lines for lesson in video.of_session(line.session.pk)]
    return DayLine(
        day=day,
        sessions=tuple(lines),
        log=log,
        covered=sum(lesson.is_covered for lesson in lessons),
        lessons=0 if video.is_exempt else len(lessons),
        is_due=day <= clock.today(),
    )


def running_classes(actor: Actor) -> QuerySet[TrainingClass]:
    """Classes between opening and acceptance that this actor may see, the latest start first."""
    rows = TrainingClass.objects.visible_to(actor).filter(state__in=TEACHING_STATES).with_names()
    return rows.order_by("-starts_on", "number")


def running_lines(classes: Sequence[TrainingClass]) -> list[RunningLine]:
    """The classes of one page; seven queries however many they are."""
    ids = [each.pk for each in classes]
    sessions: dict[UUID, list[PlannedSession]] = defaultdict(list)
    for session in PlannedSession.objects.filter(training_class__in=ids).order_by("date", "half"):
        sessions[session.training_class_id].append(session)
    rates = _last_rates(sessions)
    logged = set(TeachingLog.objects.filter(training_class__in=ids).values_list("training_class_id", "date"))
    held = [(each, [row for row in sessions[each.pk] if is_over(row)]) for each in classes]
    uncovered = Counter(
        line.session.training_class_id
        for line in lessons_covered(held, counting_recordings(ids)).values()
        if not line.is_covered and not line.is_exempt
    )
    return [_running_line(each, sessions[each.pk], rates, logged, uncovered[each.pk]) for each in classes]


def _running_line(
    training_class: TrainingClass,
    sessions: Sequence[PlannedSession],
    rates: dict[UUID, tuple[date, Fraction | None]],
    logged: set[tuple[UUID, date]],
    videos_missing: int,
) -> RunningLine:
    held = [session for session in sessions if is_over(session)]
    days_held = dict.fromkeys(session.date for session in held)
    last_day, last_rate = rates.get(training_class.pk, (None, None))
    return RunningLine(
        training_class=training_class,
        days_held=len(days_held),
        days=len({session.date for session in sessions}),
        last_day=last_day,
        last_rate=last_rate,
        open_sheets=sum(not session.is_closed for session in held),
        logs_missing=sum((training_class.pk, day) not in logged for day in days_held),
        videos_missing=videos_missing,
        warning_line=parameters_of(training_class).fraction("attendance_warning"),
    )


def _last_rates(sessions: dict[UUID, list[PlannedSession]]) -> dict[UUID, tuple[date, Fraction | None]]:
    """出勤 of the last class day before today, per class."""
    last: dict[UUID, list[PlannedSession]] = {}
    for pk, rows in sessions.items():
        past = [row for row in rows if row.date < clock.today()]
        if past:
            last[pk] = [row for row in past if row.date == past[-1].date]
    rosters: dict[UUID, list[Enrolment]] = defaultdict(list)
    for each in Enrolment.objects.filter(training_class__in=last):
        rosters[each.training_class_id].append(each)
    found = presences(row for rows in last.values() for row in rows)
    return {pk: (rows[0].date, _rate(rows, rosters[pk], found)) for pk, rows in last.items()}


def _rate(
    rows: Sequence[PlannedSession], roster: Sequence[Enrolment], found: Mapping[Place, Presence]
) -> Fraction | None:
    counts = [each for row in rows if (each := sheet_counts(row, roster, found)).marked]
    expected = sum(each.expected for each in counts)
    return Fraction(sum(each.counted for each in counts), expected) if expected else None
