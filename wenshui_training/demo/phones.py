"""A class that signs in by phone: at first by the tablet's roll, then each with his own telephone.

Two share one, one does not tell where he is; the class assistant stands witness for somebody without; of two who forgot
to sign out and ask for it one is put before the bureau, the other still waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

from django.conf import settings

from classes.enums import Half
from classes.enums_make_up import MissedSigning
from classes.models import Enrolment, PlannedSession
from classes.operations import (
    Fix,
    RollEntry,
    SheetLine,
    ask_make_up,
    bind_phone,
    new_phone_token,
    request_correction,
    sign_by_phone,
    take_roll,
    witness_sign_in,
)
from classes.queries.signing import screen_code
from foundation.accounts.actor import Actor
from foundation.core import clock
from trainees.operations import open_visit, request_code
from wenshui_training.demo.papers import picture
from wenshui_training.demo.teaching import sheet_of
from wenshui_training.demo.telling import Telling
from wenshui_training.demo.timeline import Step

COUPLE = (1, 2)
WITHOUT_PHONE, ASSISTANT = 3, 1
WITHOUT_PLACE = 7
FORGETS = {4: 1, 2: 2}  # place on the roster → on which day of the class no 签退 in the afternoon
HOURS = {("am", "in"): 7, ("am", "out"): 12, ("pm", "in"): 13, ("pm", "out"): 18}
MINUTE = {"in": 35, "out": 2}
BY_PHONE = ((1, Half.AFTERNOON), (2, Half.MORNING), (2, Half.AFTERNOON))  # day of the class, and half


class Inbox:
    """The invented telephones: no text of the demo leaves for anybody, its code is read where it lies."""

    text = ""

    def send(self, phone: str, text: str) -> None:
        del phone
        Inbox.text = text


@contextmanager
def _texts_stay_here() -> Iterator[None]:
    before = settings.TEXT_MESSAGE_SENDER
    settings.TEXT_MESSAGE_SENDER = f"{__name__}.{Inbox.__name__}"
    try:
        yield
    finally:
        settings.TEXT_MESSAGE_SENDER = before


class SigningDays:
    """What the people of one class do with their telephones."""

    def __init__(self, story: Telling) -> None:
        self.story = story
        self.tokens: dict[int, str] = {}

    def stories(self) -> Iterator[list[Step]]:
        """Each thing somebody does is a story of its own: a classroom does not wait for one after the other."""
        yield [self._step("roll_called", 0, time(18, 25), self.call_roll)]
        yield [self._step("roll_called", 1, time(12, 20), self.call_roll)]
        for place in range(1, self.story.plan.heads + 1):
            yield [self._step("phone_known", 0, time(20, place % 60), self.bind, place)]
            yield from self._signings(place)
        yield [
            self._step("asked", 2, time(12, 58), self.ask, 4, 1),
            self._step("correction_asked", 2, time(13, 10), self.ask_bureau, 4, 1),
        ]
        yield [self._step("asked", 2, time(20, 30), self.ask, 2, 2)]

    def _signings(self, place: int) -> Iterator[list[Step]]:
        for day, half in BY_PHONE:
            for direction in ("in", "out"):
                at = time(HOURS[half, direction], MINUTE[direction] + place % 15, place * 7 % 60)
                if FORGETS.get(place) != day or (half, direction) != (Half.AFTERNOON, "out"):
                    yield [self._step("signed", day, at, self.sign, place, half, direction)]

    def _step(self, name: str, day: int, at: time, act: Callable[..., object], *facts: object) -> Step:
        return Step(name, self.story.starts_on + timedelta(days=day), at, partial(act, *facts))

    def call_roll(self) -> None:
        """The telephones are not known yet: the teacher calls the roll of today's lessons so far, and uploads it."""
        now = clock.local(clock.now())
        over = PlannedSession.objects.filter(date=now.date(), ends_at__lte=now.time())
        for session in over.filter(training_class=self.story.pk):
            entries = [
                RollEntry(
                    uuid4(),
                    line.enrolment_id,
                    direction,
                    datetime.combine(session.date, at, tzinfo=clock.CHINA),
                )
                for line in sheet_of(self.story, session)
                for direction, at in (("in", line.signed_in_at), ("out", line.signed_out_at))
                if at is not None
            ]
            take_roll(session, actor=self.story.manager, entries=entries, device_now=clock.now())

    def bind(self, place: int) -> None:
        """By the code that was texted to the number of his application; the second of a couple takes the first's."""
        mine, typed = self._person(place), self.story.people[place - 1]
        owner = COUPLE[0] if place in COUPLE else place
        token = self.tokens.setdefault(owner, new_phone_token())
        self.tokens[place] = token
        actor = Actor.public(ip=f"10.8.0.{place}")
        with _texts_stay_here():
            asked = request_code(actor=actor, identity_number=typed.identity_number, phone=typed.phone)
        found = re.search(r"\d{6}", Inbox.text)
        visit = open_visit(asked, actor=actor, code=found[0] if found else "")
        if visit is not None:
            bind_phone(visit, token=token, device="Android", actor=self._self(mine))

    def sign(self, place: int, half: str, direction: str) -> None:
        mine = self._person(place)
        session = PlannedSession.objects.get(training_class=self.story.pk, date=clock.today(), half=half)
        if not self._comes(mine, session):
            return
        if place == WITHOUT_PHONE and clock.today() == self._day(2):
            witness_sign_in(
                session,
                actor=self.story.manager,
                enrolment_id=mine.pk,
                direction=direction,
                reason="手机坏了，送去修",
                assistant_id=self._person(ASSISTANT).pk,
            )
            return
        code, fix = screen_code(session), self._fix(place, session)
        sign_by_phone(code, token=self.tokens[place], enrolment_id=mine.pk, actor=self._self(mine), fix=fix)

    def _fix(self, place: int, session: PlannedSession) -> Fix | None:
        """Some metres from the middle of the school, never twice the same; one does not tell where he is."""
        venue, now = session.training_class.venue, clock.local(clock.now())
        if place == WITHOUT_PLACE or venue is None or venue.latitude is None or venue.longitude is None:
            return None
        north, east = place * 7 + now.day - now.hour, place * 5 - now.day - now.minute
        step = Decimal("0.000003")
        return Fix(venue.latitude + north * step, venue.longitude + east * step, 10 + place)

    def ask(self, place: int, day: int) -> None:
        """He forgot to sign out, and says so on his telephone."""
        mine = self._person(place)
        ask_make_up(
            self._afternoon(day),
            token=self.tokens[place],
            enrolment_id=mine.pk,
            actor=self._self(mine),
            missed=MissedSigning.OUT,
            reason="收拾工具走得晚，忘了签退",
        )

    def ask_bureau(self, place: int, day: int) -> None:
        """The institution has looked at the recording and asks for the correction."""
        session = self._afternoon(day)
        came = session.marks.get(enrolment=self._person(place)).signed_in_at
        request_correction(
            session,
            actor=self.story.manager,
            line=SheetLine(self._person(place).pk, came, session.ends_at),
            reason="本人申请补签，下课时的录像可见本人",
            proof=picture("录像截图", self.story.number(8)),
        )

    def _comes(self, mine: Enrolment, session: PlannedSession) -> bool:
        lines = {line.enrolment_id: line for line in sheet_of(self.story, session)}
        return mine.pk in lines and lines[mine.pk].signed_in_at is not None

    def _person(self, place: int) -> Enrolment:
        return Enrolment.objects.select_related("person").get(training_class=self.story.pk, position=place)

    def _self(self, mine: Enrolment) -> Actor:
        return Actor(user_id=None, name=f"本人 {mine.person.masked_name}", ip=f"10.8.0.{mine.position}")

    def _day(self, day: int) -> date:
        return self.story.starts_on + timedelta(days=day)

    def _afternoon(self, day: int) -> PlannedSession:
        return PlannedSession.objects.get(
            training_class=self.story.pk, date=self._day(day), half=Half.AFTERNOON
        )
