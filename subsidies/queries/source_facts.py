"""The facts of 五源对账: what sign-in sheet, phone, log, video, inspectors and voucher roster say of half-days.

Read for all half-days at once: the number of queries does not grow with them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.urls import reverse

from classes.enums import ClassState, EnrolmentState, Half, SigningChannel, SigningDirection
from classes.models import Enrolment, PlannedSession, SignIn, TeachingLog
from classes.queries.teaching import Place, Presence, expected_on, presences
from classes.queries.video import counting_recordings, is_exempt, lessons_covered
from foundation.core import clock
from inspections.enums import InspectionState
from inspections.models import Inspection
from subsidies.rules.half_day import HalfDay, HeadCount, Log, Phone, Sheet, Video
from vouchers.models import Voucher

BROKEN_OFF = frozenset({ClassState.SUSPENDED, ClassState.TERMINATED})


@dataclass
class _Read:
    """Everything that was read, by half-day or by class."""

    sessions: Sequence[PlannedSession]
    rosters: Mapping[UUID, list[Enrolment]]
    found: Mapping[Place, Presence]
    logs: Mapping[tuple[UUID, date], TeachingLog]
    videos: Mapping[UUID, Video]
    counts: Mapping[UUID, list[HeadCount]]
    holders: set[UUID]
    phones: Mapping[UUID, Phone]
    days: dict[tuple[UUID, date], list[frozenset[int]]] = field(default_factory=lambda: defaultdict(list))


def gather(sessions: Sequence[PlannedSession]) -> dict[UUID, HalfDay]:
    """Half-day id → its facts. Whole days must be given, in order; each half-day with its class.

    A class is compared with phones from the first half-day on which somebody signed in by phone: what came before
    was signed on paper.
    """
    ids = {session.training_class_id for session in sessions}
    read = _Read(
        sessions=sessions,
        rosters=_rosters(ids),
        found=presences(sessions),
        logs=_logs(sessions, ids),
        videos=_videos(sessions),
        counts=_head_counts(sessions),
        holders=_holders(ids),
        phones=_phones(sessions),
    )
    for session in sessions:
        read.days[session.training_class_id, session.date].append(_signed(read, session))
    found, with_phone = {}, set()
    for session in sessions:
        if session.pk in read.phones and read.phones[session.pk].signed:
            with_phone.add(session.training_class_id)
        found[session.pk] = _half_day(read, session, has_phone=session.training_class_id in with_phone)
    return found


def _half_day(read: _Read, session: PlannedSession, *, has_phone: bool) -> HalfDay:
    people = read.rosters[session.training_class_id]
    nobody = Phone(frozenset())
    return HalfDay(
        expected=_numbers(_expected(read, session)),
        sheet=Sheet(_signed(read, session), session.is_closed, session.get_absolute_url()),
        is_over=_is_over(read, session),
        phone=read.phones.get(session.pk, nobody) if has_phone else None,
        log=_log(read, session),
        video=read.videos.get(session.pk),
        counts=tuple(read.counts.get(session.pk, ())),
        holders=_numbers(each for each in people if each.application_id in read.holders),
        staying=_staying(session, people),
        plan_link=f"{session.training_class.get_absolute_url()}?tab=plan",
        voucher_link=reverse("vouchers:class_evaluation", args=[session.training_class_id]),
    )


def _staying(session: PlannedSession, people: Iterable[Enrolment]) -> frozenset[int]:
    """Who must still hold a voucher: nobody once the class was ended for good, for then all were given back."""
    if session.training_class.state == ClassState.TERMINATED:
        return frozenset()
    return _numbers(each for each in people if each.state != EnrolmentState.WITHDRAWN)


def _is_over(read: _Read, session: PlannedSession) -> bool:
    """Compared from the next day on; a class that was broken off is not asked about what it never held."""
    if session.date >= clock.today():
        return False
    is_held = session.is_closed or any(
        (session.pk, each.pk) in read.found for each in _expected(read, session)
    )
    return is_held or session.training_class.state not in BROKEN_OFF


def _expected(read: _Read, session: PlannedSession) -> list[Enrolment]:
    return expected_on(read.rosters[session.training_class_id], session.date)


def _signed(read: _Read, session: PlannedSession) -> frozenset[int]:
    """Who signed in, corrections included."""
    nothing = Presence()
    return _numbers(
        each for each in _expected(read, session) if read.found.get((session.pk, each.pk), nothing).came
    )


def _log(read: _Read, session: PlannedSession) -> Log:
    """实到 of the day are those who came to each of its half-days (表6); it is compared at the first of them."""
    log = read.logs.get((session.training_class_id, session.date))
    if log is None:
        return Log(is_written=False, link=reverse("classes:teaching", args=[session.training_class_id]))
    words = log.morning_record if session.half == Half.MORNING else log.afternoon_record
    halves = read.days[session.training_class_id, session.date]
    is_first = session.half == Half.MORNING or len(halves) == 1
    whole_day = len(frozenset.intersection(*halves))
    link = f"{reverse('classes:log_print', args=[session.training_class_id])}?date={session.date}"
    return Log(
        is_written=bool(words.strip()),
        present=log.present_count,
        present_by_sheets=whole_day if is_first else log.present_count,
        link=link,
    )


def _rosters(ids: Iterable[UUID]) -> Mapping[UUID, list[Enrolment]]:
    found: dict[UUID, list[Enrolment]] = defaultdict(list)
    for each in Enrolment.objects.filter(training_class__in=list(ids)).order_by("position"):
        found[each.training_class_id].append(each)
    return found


def _logs(sessions: Sequence[PlannedSession], ids: Iterable[UUID]) -> Mapping[tuple[UUID, date], TeachingLog]:
    days = {session.date for session in sessions}
    rows = TeachingLog.objects.filter(training_class__in=list(ids), date__in=days).order_by()
    return {(each.training_class_id, each.date): each for each in rows}


def _phones(sessions: Sequence[PlannedSession]) -> Mapping[UUID, Phone]:
    """Who signed in by his own phone, and who before witnesses or on the teacher's tablet; by half-day."""
    rows = SignIn.objects.filter(
        session__in=[session.pk for session in sessions], direction=SigningDirection.IN
    ).values_list("session_id", "enrolment__position", "channel")
    by_phone: dict[UUID, set[int]] = defaultdict(set)
    otherwise: dict[UUID, set[int]] = defaultdict(set)
    for session, position, channel in rows:
        (by_phone if channel == SigningChannel.PHONE else otherwise)[session].add(position)
    return {
        pk: Phone(
            frozenset(by_phone[pk]), frozenset(otherwise[pk]), reverse("classes:session_signing", args=[pk])
        )
        for pk in {*by_phone, *otherwise}
    }


def _videos(sessions: Sequence[PlannedSession]) -> Mapping[UUID, Video]:
    """Coverage by the one rule of the classes app, for all classes at once; none of a class that is exempt."""
    by_class: dict[UUID, list[PlannedSession]] = defaultdict(list)
    for session in sessions:
        if not is_exempt(session.training_class):
            by_class[session.training_class_id].append(session)
    pairs = [(rows[0].training_class, rows) for rows in by_class.values()]
    lines = lessons_covered(pairs, counting_recordings(by_class)).values()
    covered = Counter(line.session.pk for line in lines if line.is_covered)
    return {
        session.pk: Video(session.lessons, covered[session.pk], reverse("classes:video_list", args=[pk]))
        for pk, rows in by_class.items()
        for session in rows
    }


def _head_counts(sessions: Sequence[PlannedSession]) -> Mapping[UUID, list[HeadCount]]:
    """Counted in the room or on the recording; without a count there is nothing to compare."""
    rows = Inspection.objects.recorded().filter(
        session__in=[session.pk for session in sessions], present_count__isnull=False
    )
    found: dict[UUID, list[HeadCount]] = defaultdict(list)
    for each in rows.prefetch_related("absentees__enrolment").order_by("inspected_at"):
        if each.session_id is not None and each.present_count is not None:
            count = HeadCount(
                number=each.number,
                present=each.present_count,
                away=_numbers(absentee.enrolment for absentee in each.absentees.all()),
                is_settled=each.state == InspectionState.CLOSED,
                link=each.get_absolute_url(),
            )
            found[each.session_id].append(count)
    return found


def _holders(ids: Iterable[UUID]) -> set[UUID]:
    """Applications with a valid training voucher that is bound to one of these classes."""
    rows = Voucher.objects.live().training().filter(training_class__in=list(ids))
    return set(rows.order_by().values_list("application_id", flat=True))


def _numbers(people: Iterable[Enrolment]) -> frozenset[int]:
    return frozenset(each.position for each in people)
