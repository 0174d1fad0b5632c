"""What is known of the classroom: who was there, which sheets are closed, what is logged, what is recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from uuid import UUID

from classes.models import (
    AttendanceCorrection,
    AttendanceMark,
    Enrolment,
    PlannedSession,
    TeachingLog,
    TrainingClass,
)
from foundation.core import clock

Place = tuple[UUID, UUID]  # half-day, enrolment


@dataclass(frozen=True)
class Presence:
    """What stands for one person in one half-day, corrections included."""

    signed_in_at: time | None = None
    signed_out_at: time | None = None
    absence_reason: str = ""
    is_corrected: bool = False

    @property
    def came(self) -> bool:
        return self.signed_in_at is not None

    @property
    def counts(self) -> bool:
        """Signed in and signed out: the half-day counts (A16)."""
        return self.signed_in_at is not None and self.signed_out_at is not None


@dataclass(frozen=True)
class SheetCounts:
    """One half-day in figures. `marked` have a time or a reason; the sheet can be closed when all have."""

    expected: int
    came: int
    counted: int
    marked: int

    @property
    def absent(self) -> int:
        return self.expected - self.came

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.counted, self.expected) if self.expected else None


@dataclass(frozen=True)
class SessionLine:
    """One half-day of a class as the lists show it."""

    session: PlannedSession
    counts: SheetCounts


@dataclass(frozen=True)
class AttendanceOverview:
    """All half-days of a class; `rate` over closed sheets, `last_day_rate` over what is noted of the last day."""

    lines: tuple[SessionLine, ...]
    closed: int
    rate: Fraction | None
    last_day: date | None
    last_day_rate: Fraction | None

    @property
    def total(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Absentee:
    """Somebody who missed at least one half-day of a day (表6 备注)."""

    enrolment: Enrolment
    reason: str
    missed_lessons: int


@dataclass(frozen=True)
class DayFacts:
    """What 表6 takes from the sheets of one day: 实到 came to every half-day, the others are listed."""

    day: date
    sessions: tuple[PlannedSession, ...]
    expected: int
    absentees: tuple[Absentee, ...]

    @property
    def absent(self) -> int:
        return len(self.absentees)

    @property
    def present(self) -> int:
        return self.expected - self.absent

    @property
    def lessons(self) -> int:
        return sum(session.lessons for session in self.sessions)

    @property
    def open_sheets(self) -> tuple[PlannedSession, ...]:
        return tuple(session for session in self.sessions if not session.is_closed)


@dataclass(frozen=True)
class SheetRow:
    """One numbered place of 表4: the person and what stands for him; `pending` awaits the bureau's word."""

    enrolment: Enrolment
    presence: Presence
    has_mark: bool
    pending: AttendanceCorrection | None = None


def sessions_of(training_class: TrainingClass) -> list[PlannedSession]:
    """Half-days in the order in which they are taught; am sorts before pm."""
    rows = PlannedSession.objects.filter(training_class=training_class).select_related("teacher")
    return list(rows.order_by("date", "half"))


def presences(sessions: Iterable[PlannedSession]) -> dict[Place, Presence]:
    """What stands for everybody in these half-days: the row of the sheet, or its confirmed correction."""
    wanted = [session.pk for session in sessions]
    found = {
        (mark.session_id, mark.enrolment_id): Presence(
            mark.signed_in_at, mark.signed_out_at, mark.absence_reason
        )
        for mark in AttendanceMark.objects.filter(session__in=wanted).order_by()
    }
    for each in AttendanceCorrection.objects.filter(session__in=wanted).confirmed().order_by("decided_at"):
        found[each.session_id, each.enrolment_id] = Presence(
            each.signed_in_at, each.signed_out_at, each.absence_reason, is_corrected=True
        )
    return found


def roster_of(training_class: TrainingClass) -> list[Enrolment]:
    """Everybody who was approved, in roster order, with the person."""
    rows = Enrolment.objects.filter(training_class=training_class).select_related("person")
    return list(rows.order_by("position"))


def expected_on(roster: Iterable[Enrolment], day: date) -> list[Enrolment]:
    """Who should be in class on `day`; 退班日期 is the last day on which somebody is expected."""
    return [each for each in roster if each.withdrawn_on is None or each.withdrawn_on >= day]


def attended_half_days(
    training_class: TrainingClass, *, first: date | None = None, last: date | None = None
) -> dict[UUID, int]:
    """Half-days that count per enrolment id (A16): signed in and out, on a closed sheet. Nobody is left out.

    `first` and `last` (both counted) narrow it to a part of the class, for a claim by stages.
    """
    sessions = [
        session
        for session in sessions_of(training_class)
        if session.is_closed and (first or session.date) <= session.date <= (last or session.date)
    ]
    found = Counter(enrolment for (_, enrolment), each in presences(sessions).items() if each.counts)
    ids = Enrolment.objects.filter(training_class=training_class).values_list("pk", flat=True)
    return {pk: found[pk] for pk in ids}


def attendance_overview(training_class: TrainingClass) -> AttendanceOverview:
    """Per half-day counts, the rate over all closed sheets and that of the last class day before today."""
    sessions = sessions_of(training_class)
    lines = session_lines(sessions, roster_of(training_class), presences(sessions))
    closed = [line for line in lines if line.session.is_closed]
    today = clock.today()
    past = [line.session.date for line in lines if line.session.date < today or line.session.is_closed]
    last_day = max(past, default=None)
    return AttendanceOverview(
        lines=tuple(lines),
        closed=len(closed),
        rate=_rate(closed),
        last_day=last_day,
        last_day_rate=_rate([line for line in lines if line.session.date == last_day and line.counts.marked]),
    )


def session_lines(
    sessions: Sequence[PlannedSession], roster: Sequence[Enrolment], found: Mapping[Place, Presence]
) -> list[SessionLine]:
    return [SessionLine(session, sheet_counts(session, roster, found)) for session in sessions]


def sheet_counts(
    session: PlannedSession, roster: Sequence[Enrolment], found: Mapping[Place, Presence]
) -> SheetCounts:
    expected = expected_on(roster, session.date)
    there = [found[session.pk, each.pk] for each in expected if (session.pk, each.pk) in found]
    return SheetCounts(
        expected=len(expected),
        came=sum(each.came for each in there),
        counted=sum(each.counts for each in there),
        marked=sum(each.came or bool(each.absence_reason) for each in there),
    )


def session_counts(session: PlannedSession) -> SheetCounts:
    """应到、已签到 of one half-day, for example beside the roll call of an inspector."""
    return sheet_counts(session, roster_of(session.training_class), presences([session]))


def sheet_rows(session: PlannedSession) -> list[SheetRow]:
    """The places of 表4 in roster order: those expected on that day."""
    found = presences([session])
    pending = {
        each.enrolment_id: each for each in AttendanceCorrection.objects.filter(session=session).pending()
    }
    nothing = Presence()
    return [
        SheetRow(
            enrolment=each,
            presence=found.get((session.pk, each.pk), nothing),
            has_mark=(session.pk, each.pk) in found,
            pending=pending.get(each.pk),
        )
        for each in expected_on(roster_of(session.training_class), session.date)
    ]


def day_facts(training_class: TrainingClass, day: date) -> DayFacts:
    """What the teaching log of a day must say; nothing of it is typed."""
    sessions = [session for session in sessions_of(training_class) if session.date == day]
    expected = expected_on(roster_of(training_class), day)
    found = presences(sessions)
    return DayFacts(day, tuple(sessions), len(expected), tuple(_absentees(sessions, expected, found)))


def _absentees(
    sessions: Sequence[PlannedSession], expected: Sequence[Enrolment], found: Mapping[Place, Presence]
) -> Iterable[Absentee]:
    nothing = Presence()
    for each in expected:
        missed = [s for s in sessions if not found.get((s.pk, each.pk), nothing).came]
        if missed:
            reasons = dict.fromkeys(found.get((s.pk, each.pk), nothing).absence_reason for s in missed)
            reason = "；".join(text for text in reasons if text)
            yield Absentee(each, reason, sum(session.lessons for session in missed))


def days_without_log(training_class: TrainingClass, *, until: date | None = None) -> list[date]:
    """Class days up to `until` (default: all) on which no teaching log is written."""
    days = PlannedSession.objects.filter(training_class=training_class)
    if until:
        days = days.filter(date__lte=until)
    logged = TeachingLog.objects.filter(training_class=training_class).values("date")
    return list(days.exclude(date__in=logged).order_by("date").values_list("date", flat=True).distinct())


def day_rates(class_ids: Iterable[UUID], day: date) -> dict[UUID, SheetCounts]:
    """应到 and 到课 person-half-days of one day for many classes, in three queries."""
    sessions = list(PlannedSession.objects.filter(training_class__in=list(class_ids), date=day))
    rosters: dict[UUID, list[Enrolment]] = defaultdict(list)
    for each in Enrolment.objects.filter(training_class__in={s.training_class_id for s in sessions}):
        rosters[each.training_class_id].append(each)
    found = presences(sessions)
    figures: dict[UUID, list[SheetCounts]] = defaultdict(list)
    for session in sessions:
        counts = sheet_counts(session, rosters[session.training_class_id], found)
        figures[session.training_class_id].append(counts)
    return {pk: _sum(counts) for pk, counts in figures.items()}


def corrections_of(training_class: TrainingClass) -> list[AttendanceCorrection]:
    """Every correction asked for in a class, those awaiting a decision first, each with the row as it was `closed`."""
    rows = AttendanceCorrection.objects.filter(session__training_class=training_class).select_related(
        "session", "enrolment__person", "requested_by", "decided_by"
    )
    marks = AttendanceMark.objects.filter(
        session__in=rows.values("session"), enrolment__in=rows.values("enrolment")
    )
    closed = {(mark.session_id, mark.enrolment_id): mark for mark in marks}
    found = list(rows)
    for each in found:
        each.closed = closed.get((each.session_id, each.enrolment_id))
    return sorted(found, key=lambda each: (each.decision != "pending", -each.requested_at.timestamp()))


def _sum(counts: Iterable[SheetCounts]) -> SheetCounts:
    rows = list(counts)
    return SheetCounts(
        sum(c.expected for c in rows),
        sum(c.came for c in rows),
        sum(c.counted for c in rows),
        sum(c.marked for c in rows),
    )


def _rate(lines: Iterable[SessionLine]) -> Fraction | None:
    return _sum(line.counts for line in lines).rate
