"""A phone that is known for somebody in class, and the classroom at a given minute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from classes.models import Enrolment, PhoneBinding, PlannedSession, SignIn, SigningPhone, TrainingClass
from classes.operations import Fix, new_phone_token, sign_by_phone
from classes.queries.signing import phone_digest, screen_code
from foundation.accounts.actor import Actor
from foundation.core import clock

PUBLIC = Actor.public(ip="10.0.0.5")


def known_phone(*people: Enrolment, token: str = "") -> str:
    """The token of a phone on which these people have entered their codes."""
    kept = token or new_phone_token()
    phone, _ = SigningPhone.objects.get_or_create(token_digest=phone_digest(kept))
    PhoneBinding.objects.bulk_create(PhoneBinding(phone=phone, enrolment=each) for each in people)
    return kept


def half_day(training_class: TrainingClass, half: str = "am") -> PlannedSession:
    return PlannedSession.objects.filter(training_class=training_class, half=half).order_by("date")[0]


@contextmanager
def minutes_from_start(session: PlannedSession, minutes: int) -> Iterator[None]:
    starts = datetime.combine(session.date, session.starts_at, tzinfo=clock.CHINA)
    with clock.moved_to(starts + timedelta(minutes=minutes)):
        yield


@contextmanager
def minutes_from_end(session: PlannedSession, minutes: int) -> Iterator[None]:
    ends = datetime.combine(session.date, session.ends_at, tzinfo=clock.CHINA)
    with clock.moved_to(ends + timedelta(minutes=minutes)):
        yield


def sign(session: PlannedSession, enrolment: Enrolment, token: str, *, fix: Fix | None = None) -> SignIn:
    """Scans what the screen shows now and presses the button."""
    return sign_by_phone(screen_code(session), token=token, enrolment_id=enrolment.pk, actor=PUBLIC, fix=fix)
