"""The roll that a teacher called on the tablet, perhaps without network: every entry arrives once, none is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from classes.enums import SigningChannel
from classes.models import AttendanceCorrection, Enrolment, PlannedSession, SignIn
from classes.operations.allowed import require, require_state
from classes.operations.attendance import (
    line_of,
    locked_session,
    new_correction,
    people_elsewhere,
)
from classes.operations.make_up import answer_by_sheet
from classes.operations.signing import follow_sign_ins, keep
from classes.queries.sheets import CORRECTING, INSTITUTION_STAFF
from classes.queries.signing import hours_of, signed_times
from classes.queries.teaching import expected_on, presences, roster_of
from classes.rules.signing import OUT, Times, followed
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.errors import Invalid

MOST_ENTRIES = 500
TAKEN, KNOWN, KEPT, ASKED, REFUSED = "taken", "known", "kept", "asked", "refused"


@dataclass(frozen=True)
class RollEntry:
    """One tap on the tablet; `id` was made there, `device_time` is what its clock showed."""

    id: UUID
    enrolment_id: UUID
    direction: str
    device_time: datetime


@dataclass(frozen=True)
class RollAnswer:
    """What became of one entry, and when it happened by our clock. All but `refused` the tablet may forget."""

    id: UUID
    outcome: str
    words: str
    happened_at: datetime | None = None


def take_roll(
    session: PlannedSession, *, actor: Actor, entries: Sequence[RollEntry], device_now: datetime
) -> list[RollAnswer]:
    """Take what the tablet brings, all in one transaction; sent again it is known.

    On an open sheet the times are filled in; on a closed one they become corrections for the bureau to decide.
    """
    if len(entries) > MOST_ENTRIES:
        raise Invalid("roll.too_many", f"一次最多上传 {MOST_ENTRIES} 条点名，请分几次上传。")
    with transaction.atomic():
        locked = locked_session(session, actor)
        require(actor, locked.training_class, INSTITUTION_STAFF, doing="上传点名")
        require_state(locked.training_class, CORRECTING, doing="上传点名")
        people = {each.pk: each for each in roster_of(locked.training_class)}
        answers, fresh = _sorted_out(locked, entries, people)
        rows = [_row(locked, entry, actor, clock.now() - device_now) for entry in fresh]
        keep(locked, rows, actor=actor)
        answers |= _brought_in(locked, rows, people, actor)
        called = SignIn.objects.filter(session=locked, channel=SigningChannel.ROLL)
        at = {(row.enrolment_id, row.direction): row.happened_at for row in called}
    return [
        replace(answers[entry.id], happened_at=at.get((entry.enrolment_id, entry.direction)))
        for entry in entries
    ]


def _sorted_out(
    session: PlannedSession, entries: Iterable[RollEntry], people: Mapping[UUID, Enrolment]
) -> tuple[dict[UUID, RollAnswer], list[RollEntry]]:
    """Answers for what is known or cannot be taken, and the entries that are new."""
    rows = list(entries)
    by_id = SignIn.objects.in_bulk([entry.id for entry in rows])
    called = SignIn.objects.filter(session=session, channel=SigningChannel.ROLL)
    there = set(called.values_list("enrolment_id", "direction"))
    answers, fresh = {}, []
    for entry in rows:
        place, old = (entry.enrolment_id, entry.direction), by_id.get(entry.id)
        is_foreign = old is not None and (old.session_id, old.enrolment_id, old.direction) != (
            session.pk,
            *place,
        )
        if entry.enrolment_id not in people or is_foreign:
            answers[entry.id] = RollAnswer(entry.id, REFUSED, "不是本班的学员，没有收下")
        elif place in there or entry.id in answers:
            answers[entry.id] = RollAnswer(entry.id, KNOWN, "已经收到过")
        else:
            there.add(place)
            answers[entry.id] = RollAnswer(entry.id, KNOWN, "已经收到过")
            fresh.append(entry)
    return answers, fresh


def _row(session: PlannedSession, entry: RollEntry, actor: Actor, offset: timedelta) -> SignIn:
    """The tablet's clock is put right by how far it was off when it sent; nothing lies in the future."""
    now = clock.now()
    happened = min(entry.device_time + offset, now)
    return SignIn(
        id=entry.id,
        session=session,
        enrolment_id=entry.enrolment_id,
        direction=entry.direction,
        channel=SigningChannel.ROLL,
        happened_at=happened,
        received_at=now,
        is_late=entry.direction != OUT and happened >= hours_of(session).late_from,
        recorded_by_id=actor.user_id,
        device_time=entry.device_time,
    )


def _brought_in(
    session: PlannedSession, rows: Sequence[SignIn], people: Mapping[UUID, Enrolment], actor: Actor
) -> dict[UUID, RollAnswer]:
    """What the new rows do to the sheet, or ask of the bureau."""
    hours = hours_of(session)
    named = {row.enrolment_id for row in rows}
    here = {each.pk for each in expected_on([people[pk] for pk in named], session.date)}
    elsewhere = people_elsewhere(session, [people[pk].person_id for pk in named])
    away = {pk for pk in named if people[pk].person_id in elsewhere}
    words = {}
    for row in rows:
        if not hours.opens <= row.happened_at <= hours.closes:
            words[row.pk] = "时间不在这半天之内，没有记入签到表，请在签到表上核对"
        elif row.enrolment_id not in here:
            words[row.pk] = "这名学员当天已不在班，没有记入签到表"
        elif row.enrolment_id in away:
            words[row.pk] = "这名学员同一半天已在另一个班签到，没有记入签到表"
    kept = {pk: RollAnswer(pk, KEPT, said) for pk, said in words.items()}
    good = [row for row in rows if row.pk not in words]
    if session.is_closed:
        return kept | _asked(session, good, actor)
    follow_sign_ins(session, {row.enrolment_id for row in good})
    answer_by_sheet(session, actor=actor)
    return kept | {row.pk: RollAnswer(row.pk, TAKEN, "已记入签到表") for row in good}


def _asked(session: PlannedSession, rows: Sequence[SignIn], actor: Actor) -> dict[UUID, RollAnswer]:
    """The sheet is closed: each person's entries become one correction, or join the one that waits."""
    by_person: dict[UUID, list[SignIn]] = {}
    for row in rows:
        by_person.setdefault(row.enrolment_id, []).append(row)
    stands, signed = presences([session]), signed_times(session, by_person)
    waiting = {each.enrolment_id: each for each in session.corrections.pending()}
    answers: dict[UUID, RollAnswer] = {}
    for pk, mine in by_person.items():
        there = stands.get((session.pk, pk))
        sheet = Times(there.signed_in_at, there.signed_out_at, there.absence_reason) if there else Times()
        line = followed(sheet, signed[pk])
        if line == sheet:
            outcome, words = TAKEN, "和封存的签到表一致"
        else:
            outcome, words = _ask(session, pk, line, mine[0], waiting.get(pk), actor)
        answers |= {row.pk: RollAnswer(row.pk, outcome, words) for row in mine}
    return answers


def _ask(
    session: PlannedSession,
    enrolment_id: UUID,
    line: Times,
    row: SignIn,
    waiting: AttendanceCorrection | None,
    actor: Actor,
) -> tuple[str, str]:
    """(outcome, words): a new correction, or the tablet's own waiting one, or none beside another's."""
    if waiting is None:
        reason = f"平板点名在签到表封存后送达，平板记录时间 {clock.local(row.happened_at):%H:%M}"
        new_correction(session, line_of(enrolment_id, line), reason=reason, actor=actor, late=row)
        return ASKED, "签到表已封存，已转为更正申请，等人社局认定"
    if waiting.late_sign_in_id is None:
        return KEPT, "签到表已封存，这名学员已有一条更正等待认定，点名记录已保存备查"
    AttendanceCorrection.objects.filter(pk=waiting.pk).pending().update(
        signed_in_at=line.came, signed_out_at=line.left, absence_reason=line.absence_reason
    )
    return ASKED, "签到表已封存，已补入等待认定的更正申请"
