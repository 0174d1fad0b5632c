"""A closed day stays as it was: 300 edits by eight roles change nothing, what should have been is asked for (F4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import cycle, groupby
from uuid import uuid4

from django.db import DatabaseError, transaction

from classes.models import AttendanceCorrection, AttendanceMark, PlannedSession, SignIn
from classes.operations import RollEntry, SheetLine, close_sheet, record_sheet, take_roll, witness_sign_in
from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError
from tests.builders.running import Size, evening_of, make_running_class, people_of
from tests.cast import Cast

ROLES = (
    "qihang_manager",
    "qihang_teacher",
    "huineng_manager",
    "li_jing",
    "wang_jianming",
    "zhang_wei",
    "sun_li",
    "cheng_hua",
)
Edit = Callable[[PlannedSession, Actor, SheetLine], object]


def _closed_half_days(cast: Cast, *, absent: bool = False) -> list[AttendanceMark]:
    """Twelve closed half-days of 25 people, all present or all absent."""
    training_class = make_running_class(cast, Size(people=25, days=6))
    people = people_of(training_class)
    sessions = list(training_class.sessions.order_by("date", "half"))
    AttendanceMark.objects.bulk_create(
        AttendanceMark(session=session, enrolment=each, absence_reason="病假")
        if absent
        else AttendanceMark(
            session=session, enrolment=each, signed_in_at=session.starts_at, signed_out_at=session.ends_at
        )
        for session in sessions
        for each in people
    )
    PlannedSession.objects.filter(pk__in=[session.pk for session in sessions]).update(
        closed_at=clock.now(), closed_by=cast["qihang_teacher"]
    )
    return list(AttendanceMark.objects.select_related("session", "enrolment").order_by("pk"))


def _write_sheet(session: PlannedSession, actor: Actor, line: SheetLine) -> object:
    return record_sheet(session, actor=actor, lines=[line])


def _close_again(session: PlannedSession, actor: Actor, line: SheetLine) -> object:
    del line
    return close_sheet(session, actor=actor)


def _sign_before_witnesses(session: PlannedSession, actor: Actor, line: SheetLine) -> object:
    return witness_sign_in(session, actor=actor, enrolment_id=line.enrolment_id, direction="in", reason="补")


def _by_the_table(session: PlannedSession, actor: Actor, line: SheetLine) -> object:
    del actor
    mine = AttendanceMark.objects.filter(session=session, enrolment=line.enrolment_id)
    return mine.update(signed_in_at=None, signed_out_at=None, absence_reason="改")


EDITS: Sequence[Edit] = (_write_sheet, _close_again, _sign_before_witnesses, _by_the_table)


def test_300_edits_of_a_closed_day_by_eight_roles_change_no_row(cast: Cast, policy_in_force: None) -> None:
    marks = _closed_half_days(cast)
    before = list(AttendanceMark.objects.order_by("pk").values())
    actors = [cast.actor(who) for who in ROLES]
    done = 0
    with clock.moved_to(evening_of(marks[-1].session.date)):
        for mark, actor, edit in zip(marks, cycle(actors), cycle([*EDITS, *reversed(EDITS)]), strict=False):
            line = SheetLine(mark.enrolment_id, absence_reason="改")
            with suppress(DomainError, DatabaseError), transaction.atomic():
                edit(mark.session, actor, line)
                done += 1
    assert (len(marks), done) == (300, 0)
    assert list(AttendanceMark.objects.order_by("pk").values()) == before
    assert not SignIn.objects.exists()


def test_300_late_entries_become_corrections_beside_the_rows_each_in_the_record(
    cast: Cast, policy_in_force: None
) -> None:
    marks = _closed_half_days(cast, absent=True)
    before = list(AttendanceMark.objects.order_by("pk").values())
    askers = cycle([cast.actor("qihang_manager"), cast.actor("qihang_teacher")])
    with clock.moved_to(evening_of(marks[-1].session.date)):
        for session, of_session in groupby(marks, key=lambda mark: mark.session):
            came = datetime.combine(session.date, session.starts_at, tzinfo=clock.CHINA)
            entries = [RollEntry(uuid4(), mark.enrolment_id, "in", came) for mark in of_session]
            take_roll(session, actor=next(askers), entries=entries, device_now=clock.now())
    asked = set(map(str, AttendanceCorrection.objects.pending().values_list("pk", flat=True)))
    noted = Entry.objects.filter(action="attendance.request_correction").values_list("object_id", flat=True)
    assert (len(asked), asked) == (300, set(noted))
    assert list(AttendanceMark.objects.order_by("pk").values()) == before
