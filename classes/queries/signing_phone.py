"""What somebody sees on his own phone: the half-day at hand, today, and his attendance so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from classes.models import Enrolment, PlannedSession, SignIn
from classes.queries.make_up import MyRequest, may_be_asked, my_requests
from classes.queries.signing import hours_of, sites_of
from classes.queries.teaching import Place, Presence, presences, sessions_of
from classes.rules.signing import IN, OUT, Hours
from foundation.core import clock
from foundation.core.places import Point

DAYS_SHOWN = 7  # one row


@dataclass(frozen=True)
class Step:
    """One of the signings of today, with what the phone says about it."""

    label: str
    words: str
    kind: str  # now, done, wait, missed


@dataclass(frozen=True)
class Day:
    day: date
    kind: str  # ok, half, miss, open, today
    words: str


@dataclass(frozen=True)
class MySigning:
    """One person's page. `direction` is what may be signed now, `signed_at` when that was done already."""

    enrolment: Enrolment
    session: PlannedSession | None
    hours: Hours | None
    direction: str
    signed_at: datetime | None
    is_outside: bool | None
    steps: tuple[Step, ...]
    days: tuple[Day, ...]
    askable: tuple[PlannedSession, ...]
    requests: tuple[MyRequest, ...]
    half_days: int
    counted: int
    site: Point | None

    @property
    def held_days(self) -> str:
        return _in_days(self.half_days)

    @property
    def counted_days(self) -> str:
        return _in_days(self.counted)

    @property
    def awaits_closing(self) -> bool:
        return any(each.kind == "open" for each in self.days)

    @property
    def waits_for(self) -> str:
        """Why there is nothing to sign now, "" when there is."""
        if self.session is None or self.hours is None:
            return "今天没有课"
        if self.session.is_closed:
            return "签到表已经封存，没签上的可申请补签"
        if self.direction:
            return ""
        if clock.now() < self.hours.opens:
            return f"还没到签到时间，{clock.local(self.hours.opens):%H:%M} 开放"
        return f"签退时间已过（{clock.local(self.hours.closes):%H:%M} 截止），可申请补签"


def my_signing(enrolment: Enrolment, *, session: PlannedSession | None = None) -> MySigning:
    """The page of one person in class; `session` is that of the code he has scanned, else the one at hand."""
    sessions = sessions_with_class(enrolment)
    now, today = clock.now(), clock.today()
    at_hand = [each for each in sessions if each.date == today]
    hours = {each.pk: hours_of(each) for each in at_hand}
    here = next((each for each in at_hand if session and each.pk == session.pk), None) or next(
        (each for each in at_hand if now <= hours[each.pk].closes), at_hand[-1] if at_hand else None
    )
    rows = SignIn.objects.filter(enrolment=enrolment, session__in=[each.pk for each in at_hand])
    signed = {(row.session_id, row.direction): row for row in rows}
    direction = hours[here.pk].direction_at(now) if here and not here.is_closed else ""
    mine = signed.get((here.pk, direction)) if here else None
    stands = presences(sessions)
    past = [each for each in sessions if each.is_closed]
    return MySigning(
        enrolment=enrolment,
        session=here,
        hours=hours[here.pk] if here else None,
        direction=direction,
        signed_at=mine.happened_at if mine else None,
        is_outside=mine.is_outside if mine else None,
        steps=tuple(_steps(at_hand, hours, signed, now)),
        days=tuple(_days(sessions, enrolment, stands, today)),
        askable=tuple(may_be_asked(sessions, enrolment, stands)),
        requests=tuple(my_requests(enrolment)),
        half_days=len(past),
        counted=sum(_counts(stands, each, enrolment) for each in past),
        site=next(iter(sites_of(enrolment.training_class)), None),
    )


def sessions_with_class(enrolment: Enrolment) -> list[PlannedSession]:
    """The half-days of his class, which they need not fetch again."""
    sessions = sessions_of(enrolment.training_class)
    for each in sessions:
        each.training_class = enrolment.training_class
    return sessions


def _steps(
    sessions: Sequence[PlannedSession],
    hours: Mapping[UUID, Hours],
    signed: Mapping[tuple[UUID, str], SignIn],
    now: datetime,
) -> list[Step]:
    found = []
    for session in sessions:
        mine, half = hours[session.pk], session.get_half_display()
        for direction, word in ((IN, "签到"), (OUT, "签退")):
            row = signed.get((session.pk, direction))
            found.append(_step(f"{half}{word}", direction, mine, row, now))
    return found


def _step(label: str, direction: str, hours: Hours, row: SignIn | None, now: datetime) -> Step:
    word = label[-2:]
    if row is not None:
        late = "（迟到）" if row.is_late else ""
        return Step(label, f"已{word} {clock.local(row.happened_at):%H:%M}{late}", "done")
    if hours.direction_at(now) == direction:
        return Step(label, f"现在可以{word}", "now")
    first = hours.opens if direction == IN else hours.out_opens
    last = hours.out_opens if direction == IN else hours.closes
    if now >= last:
        return Step(label, f"没有{word}", "missed")
    if direction == OUT:
        return Step(label, f"{clock.local(first):%H:%M} 后可签退", "wait")
    return Step(label, f"{clock.local(first):%H:%M}—{clock.local(hours.late_from):%H:%M}", "wait")


def _days(
    sessions: Sequence[PlannedSession], enrolment: Enrolment, stands: Mapping[Place, Presence], today: date
) -> list[Day]:
    """The last class days up to today, each as the halves of it that count; before the sheets are closed none does."""
    found = []
    for day, of_day in groupby((each for each in sessions if each.date <= today), key=lambda each: each.date):
        halves = list(of_day)
        counted = sum(_counts(stands, each, enrolment) for each in halves)
        if day == today:
            found.append(Day(day, "today", "今天"))
        elif not all(each.is_closed for each in halves):
            found.append(Day(day, "open", "待封存"))
        elif counted == len(halves):
            found.append(Day(day, "ok", "到课"))
        else:
            found.append(Day(day, "half" if counted else "miss", "缺半天" if counted else "缺课"))
    return found[-DAYS_SHOWN:]


def _counts(stands: Mapping[Place, Presence], session: PlannedSession, enrolment: Enrolment) -> bool:
    there = stands.get((session.pk, enrolment.pk))
    return there is not None and there.counts


def _in_days(half_days: int) -> str:
    """Half-days as days: 23 are 11.5."""
    return f"{half_days // 2}{'.5' if half_days % 2 else ''}"
