"""The tablet's roll: whatever is lost, cut or sent again on the way, each entry counts once and none is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from classes.models import AttendanceCorrection, AttendanceMark, PlannedSession, SignIn, TrainingClass
from classes.operations import RollEntry, close_sheet, decide_correction, record_sheet, take_roll
from classes.operations.signing_roll import RollAnswer
from classes.queries.teaching import attended_half_days
from foundation.core import clock
from tests.builders.running import Size, everybody, make_running_class, people_of
from tests.builders.signing import half_day, minutes_from_end, minutes_from_start
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn as SignsIn


@pytest.fixture
def running(cast: Cast, policy_in_force: None) -> TrainingClass:
    return make_running_class(cast)


def moment(session: PlannedSession, minutes: int, *, ends: bool = False) -> datetime:
    at = datetime.combine(session.date, session.ends_at if ends else session.starts_at, tzinfo=clock.CHINA)
    return at + timedelta(minutes=minutes)


def roll_of(session: PlannedSession) -> list[RollEntry]:
    """Everybody came a minute before, and left two after."""
    people = people_of(session.training_class)
    came = [RollEntry(uuid4(), each.pk, "in", moment(session, -1)) for each in people]
    return came + [RollEntry(uuid4(), each.pk, "out", moment(session, 2, ends=True)) for each in people]


def send(
    cast: Cast, session: PlannedSession, entries: Sequence[RollEntry], *, clock_off: int = 0
) -> list[RollAnswer]:
    now = clock.now() + timedelta(minutes=clock_off)
    return take_roll(session, actor=cast.actor("qihang_teacher"), entries=entries, device_now=now)


def outcomes(answers: Sequence[RollAnswer]) -> list[str]:
    return [answer.outcome for answer in answers]


def test_the_roll_of_a_half_day_without_network_fills_the_sheet_once(
    cast: Cast, running: TrainingClass
) -> None:
    session = half_day(running)
    entries = roll_of(session)
    with minutes_from_end(session, 30):
        assert outcomes(send(cast, session, entries)) == ["taken"] * 6
        assert outcomes(send(cast, session, entries)) == ["known"] * 6
    marks = AttendanceMark.objects.filter(session=session)
    assert {f"{mark.signed_in_at:%H:%M} {mark.signed_out_at:%H:%M}" for mark in marks} == {"08:29 11:52"}
    assert SignIn.objects.count() == 6


def test_killed_at_any_step_nothing_is_lost_and_nothing_doubled(cast: Cast, running: TrainingClass) -> None:
    """The request, the transaction or the answer is lost, at random; the tablet keeps what was not confirmed."""
    session, chance = half_day(running), Random(11)
    queue = {entry.id: entry for entry in roll_of(session)}
    wanted = {(entry.enrolment_id, entry.direction) for entry in queue.values()}
    with minutes_from_end(session, 30):
        while queue:
            batch = chance.sample(sorted(queue.values(), key=lambda each: each.id), k=min(4, len(queue)))
            fate = chance.choice(["request", "transaction", "answer", "whole"])
            if fate == "request":
                continue
            with transaction.atomic():
                answers = send(cast, session, batch)
                transaction.set_rollback(fate == "transaction")
            if fate == "whole":
                for answer in answers:
                    del queue[answer.id]
    rows = list(SignIn.objects.values_list("enrolment_id", "direction"))
    assert (set(rows), len(rows)) == (wanted, len(wanted))


def test_a_tablet_whose_clock_is_wrong_is_put_right(cast: Cast, running: TrainingClass) -> None:
    session, someone = half_day(running), people_of(running)[0]
    with minutes_from_start(session, 10):
        entry = RollEntry(uuid4(), someone.pk, "in", clock.now() + timedelta(minutes=95))
        answers = [send(cast, session, [entry], clock_off=100)[0] for _ in range(2)]
    row = SignIn.objects.get()
    assert [each.happened_at for each in answers] == [row.happened_at] * 2, "the tablet shows our time"
    assert abs(row.happened_at - moment(session, 5)) < timedelta(seconds=5)
    assert row.device_time == entry.device_time


def test_what_cannot_be_right_is_kept_and_told_but_not_written_on_the_sheet(
    cast: Cast, running: TrainingClass
) -> None:
    session, (one, two, _) = half_day(running), people_of(running)
    with minutes_from_end(session, 30):
        entries = [
            RollEntry(uuid4(), one.pk, "in", moment(session, -300)),
            RollEntry(uuid4(), UUID(int=5), "in", moment(session, 0)),
            RollEntry(entry_id := uuid4(), two.pk, "in", moment(session, 0)),
            RollEntry(entry_id, two.pk, "in", moment(session, 0)),
        ]
        assert set(outcomes(send(cast, session, entries))) == {"kept", "refused", "taken"}
    assert SignIn.objects.count() == 2
    assert AttendanceMark.objects.count() == 1


def test_what_arrives_after_the_sheet_is_closed_becomes_one_correction_for_the_bureau(
    cast: Cast, running: TrainingClass
) -> None:
    session, teacher = half_day(running), cast.actor("qihang_teacher")
    with minutes_from_end(session, 10):
        record_sheet(session, actor=teacher, lines=everybody(session, away=[2]))
        close_sheet(session, actor=teacher)
    entries = roll_of(session)
    with minutes_from_end(session, 40):
        asked = [outcomes(send(cast, session, half)) for half in (entries[:3], entries[3:], entries)]
    correction = AttendanceCorrection.objects.get()
    assert asked == [["taken", "asked", "taken"], ["taken", "asked", "taken"], ["known"] * 6]
    assert (f"{correction.signed_in_at:%H:%M}", f"{correction.signed_out_at:%H:%M}") == ("08:29", "11:52")
    assert AttendanceMark.objects.get(enrolment=correction.enrolment).absence_reason == "病假"
    decide_correction(correction, actor=cast.actor("li_jing"), is_confirmed=True)
    assert sorted(attended_half_days(running).values()) == [1, 1, 1]


def test_what_the_tablet_adds_to_a_waiting_correction_is_seen_before_it_is_decided(
    cast: Cast, running: TrainingClass, sign_in: SignsIn
) -> None:
    session, teacher = half_day(running), cast.actor("qihang_teacher")
    with minutes_from_end(session, 10):
        record_sheet(session, actor=teacher, lines=everybody(session, away=[2]))
        close_sheet(session, actor=teacher)
    entries = roll_of(session)
    with minutes_from_end(session, 40):
        send(cast, session, entries[:3])
        before = AttendanceCorrection.objects.get()
        send(cast, session, entries[3:])
    url, officer = reverse("classes:correction_decide", args=[before.pk]), sign_in("li_jing")
    for seen in (before.version, ""):
        stale = officer.post(
            url, {"is_confirmed": "yes", "seen": seen}, headers={"accept": "application/json"}
        )
        assert (stale.status_code, stale.json()["code"]) == (409, "correction.changed")
    with refused("correction.changed"):
        decide_correction(before, actor=cast.actor("li_jing"), is_confirmed=True)
    page = officer.get(reverse("classes:correction_list", args=[running.pk])).content.decode()
    shown = re.findall(r'name="seen" value="(\w+)"', page)[0]
    assert officer.post(url, {"is_confirmed": "yes", "seen": shown}).status_code == 302
    assert sorted(attended_half_days(running).values()) == [1, 1, 1]


def test_only_the_classs_own_staff_send_its_roll(cast: Cast, running: TrainingClass) -> None:
    session = half_day(running)
    with minutes_from_end(session, 30):
        for who, code in (("huineng_manager", "record.not_visible"), ("li_jing", "class.wrong_role")):
            with refused(code):
                take_roll(session, actor=cast.actor(who), entries=roll_of(session), device_now=clock.now())


def test_the_page_sends_by_the_api(cast: Cast, policy_in_force: None, sign_in: SignsIn) -> None:
    running = make_running_class(cast, Size(people=1))
    session, someone = half_day(running), people_of(running)[0]
    entry = {"id": str(uuid4()), "enrolment_id": str(someone.pk), "direction": "in"}
    with minutes_from_start(session, 5):
        now = clock.now().isoformat()
        body = {"device_now": now, "entries": [{**entry, "device_time": now}]}
        url = reverse("classes-api-session-roll", args=[session.pk])
        client = sign_in("qihang_teacher")
        answer = client.post(url, body, content_type="application/json")
        page = client.get(reverse("classes:session_roll", args=[session.pk]))
    said = answer.json()["answers"][0]
    assert parse_datetime(said.pop("happened_at")) == SignIn.objects.get().happened_at
    assert said == {"id": entry["id"], "outcome": "taken", "words": "已记入签到表"}
    assert 'data-known="08:3' in page.content.decode()
