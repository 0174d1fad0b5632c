"""Signing in by phone: the code on the screen, who may use it and when, and how the sheet follows. Pure.

A code is made by the server and carries its half-day, its direction, its moment and a keyed digest over these, so
that nothing has to be written when the screen shows the next one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

IN, OUT = "in", "out"
_HEAD = 21  # half-day 16, moment 5
_MAC = 20  # bytes of the digest: 160 bit, more than the 128 asked for


@dataclass(frozen=True)
class ScreenCode:
    """What one picture on the classroom screen stands for; `made_at` in whole seconds since 1970."""

    session_id: UUID
    direction: str
    made_at: int


@dataclass(frozen=True)
class Hours:
    """One half-day as the phone sees it: when signing in opens and is late, when signing out opens and closes."""

    opens: datetime
    late_from: datetime
    ends: datetime
    out_opens: datetime
    closes: datetime

    def direction_at(self, now: datetime) -> str:
        """In until signing out opens, then out; "" before and after the half-day."""
        if not self.opens <= now <= self.closes:
            return ""
        return IN if now < self.out_opens else OUT


@dataclass(frozen=True)
class Attempt:
    """One try to sign, as the server knows it. `serves` are the people in class for whom this phone is known."""

    code: ScreenCode | None
    session_id: UUID
    enrolment_id: UUID
    now: datetime
    hours: Hours
    serves: frozenset[UUID]
    expected: frozenset[UUID]
    signed: frozenset[tuple[UUID, str]]  # by phone, in this half-day
    is_closed: bool = False


@dataclass(frozen=True)
class Times:
    """What stands on the sheet for one person in one half-day."""

    came: time | None = None
    left: time | None = None
    absence_reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self.came is None and self.left is None and not self.absence_reason


def write_code(code: ScreenCode, secret: bytes) -> str:
    """The signs in the picture."""
    head = _written(code)
    return base64.urlsafe_b64encode(head + _mac(head, secret)).decode("ascii").rstrip("=")


def read_code(text: str, secrets: Iterable[bytes]) -> ScreenCode | None:
    """The code again; None for what none of our keys has made."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    head, mac = raw[:-_MAC], raw[-_MAC:]
    if len(head) <= _HEAD or not any(hmac.compare_digest(mac, _mac(head, secret)) for secret in secrets):
        return None
    session, moment, direction = head[:16], head[16:_HEAD], head[_HEAD:].decode("ascii")
    return ScreenCode(UUID(bytes=session), direction, int.from_bytes(moment, "big"))


def refusal_of(attempt: Attempt, *, life: timedelta) -> str:
    """Why this try does not count, as a code; "" when it does. The first obstacle is the answer."""
    code, now = attempt.code, attempt.now
    if code is None or code.session_id != attempt.session_id:
        return "signing.code_unknown"
    if not 0 <= now.timestamp() - code.made_at <= life.total_seconds():
        return "signing.code_stale"
    if attempt.enrolment_id not in attempt.serves:
        return "signing.not_this_phone"
    if attempt.enrolment_id not in attempt.expected:
        return "signing.not_expected"
    if attempt.is_closed:
        return "signing.sheet_closed"
    if attempt.hours.direction_at(now) != code.direction:
        return "signing.outside_hours"
    if (attempt.enrolment_id, code.direction) in attempt.signed:
        return "signing.already"
    return ""


def followed(sheet: Times, signed: Times) -> Times:
    """The sheet after somebody has signed: what was empty is filled, what was written by hand stays."""
    came = sheet.came or signed.came
    left = (sheet.left or signed.left) if came else sheet.left
    if came and left and left < came:
        left = sheet.left
    return Times(came, left, "" if came and left else sheet.absence_reason)


def written_by_hand(line: Times, signed: Times) -> Times:
    """A line as it is kept when staff write it: a blank takes what was signed, a reason for absence stands."""
    return line if line.absence_reason else followed(line, signed)


def fence_verdict(distance: int | None, accuracy: int | None, *, fence: int) -> bool | None:
    """Whether the phone was outside the fence even at the near edge of its accuracy; None when nobody knows."""
    return None if distance is None else distance - (accuracy or 0) > fence


def with_direction(signed: Times, direction: str, moment: time) -> Times:
    """What was signed, with one more: the first sign-in and the last sign-out stand."""
    if direction == IN:
        return replace(signed, came=min(moment, signed.came or moment))
    return replace(signed, left=max(moment, signed.left or moment))


def _written(code: ScreenCode) -> bytes:
    return code.session_id.bytes + code.made_at.to_bytes(_HEAD - 16, "big") + code.direction.encode("ascii")


def _mac(head: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, head, hashlib.sha256).digest()[:_MAC]
