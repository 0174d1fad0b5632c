"""What is known of signing in: hours, the code on the screen, whose phone this is, every sign-in of a class."""

from __future__ import annotations

import base64
import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet

from classes.enums import SigningChannel
from classes.models import Enrolment, PhoneBinding, PlannedSession, SharedPhoneAlert, SignIn, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.sheets import sign_in_opens, sign_out_closes
from classes.queries.teaching import Presence
from classes.rules.signing import Hours, ScreenCode, Times, read_code, with_direction, write_code
from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.core import clock, crypto
from foundation.core.invariants import invariant, triggers_in_force
from foundation.core.places import Point

PHONE_COOKIE = "wenshui_phone"
SECRET_BYTES = 32
KEEPING = {
    "classes_signin_no_update",
    "classes_signin_no_delete",
    "classes_signin_closed",
    "classes_phonealert_no_update",
    "classes_phonealert_no_delete",
    "classes_phonebinding_only_ends",
    "classes_phonebinding_no_delete",
    "classes_correction_proved",
}


@dataclass(frozen=True)
class RosterLine:
    """One person of a half-day as the page shows him: the rows that reached the server, and the sheet's times."""

    enrolment: Enrolment
    rows: tuple[SignIn, ...]
    signed: Times
    shared_phones: frozenset[UUID]  # those in this half-day that serve several people

    def differs_from(self, presence: Presence) -> bool:
        """Something came in, and the sheet says another time, or nothing."""
        stands = (presence.signed_in_at, presence.signed_out_at)
        return bool(self.rows) and stands != (self.signed.came, self.signed.left)

    @property
    def marks(self) -> tuple[str, ...]:
        """What to look at in what came by phone, in words, each once."""
        found: list[str] = []
        for row in self.rows:
            if row.channel != SigningChannel.PHONE:
                continue
            found += ["一机多人"] if row.phone_id in self.shared_phones else []
            found += ["范围外"] if row.is_outside else []
            found += ["照片重复"] if row.same_photo_as_id else []
            found += ["没有定位"] if row.distance_metres is None and row.is_outside is None else []
        return tuple(dict.fromkeys(found))


def hours_of(session: PlannedSession) -> Hours:
    """By the parameters of the class (局内设定), in server time."""
    found = parameters_of(session.training_class)
    starts = datetime.combine(session.date, session.starts_at, tzinfo=clock.CHINA)
    ends = datetime.combine(session.date, session.ends_at, tzinfo=clock.CHINA)
    return Hours(
        opens=sign_in_opens(session),
        late_from=starts + timedelta(minutes=found.whole("sign_in_late_minutes")),
        ends=ends,
        out_opens=ends - timedelta(minutes=found.whole("sign_out_opens_minutes")),
        closes=sign_out_closes(session),
    )


def screen_code(session: PlannedSession) -> str:
    """What the classroom screen shows now; "" outside the hours and when the sheet is closed. Nothing is written.

    A code is made for each turn of the screen and lives longer than that, so that whoever scans the last moment of
    a picture still has time to press the button.
    """
    now = clock.now()
    direction = "" if session.is_closed else hours_of(session).direction_at(now)
    if not direction:
        return ""
    turn = int(settings.SIGNING_CODE_TURN.total_seconds())
    made_at = int(now.timestamp()) // turn * turn
    key_id, keys = crypto.signing_secrets("classes.signing", SECRET_BYTES)
    return write_code(ScreenCode(session.pk, direction, made_at), keys[key_id])


def scanned_session(code: str) -> PlannedSession | None:
    """The half-day of a code that is ours and still alive."""
    read = read_code(code, code_secrets())
    if read is None or clock.now().timestamp() - read.made_at > settings.SIGNING_CODE_LIFE.total_seconds():
        return None
    return PlannedSession.objects.filter(pk=read.session_id).first()


def fence_of(training_class: TrainingClass) -> int:
    """Metres around the place of the class within which nobody asks."""
    return parameters_of(training_class).whole("sign_in_fence_metres")


def code_secrets() -> tuple[bytes, ...]:
    """Every key a code may have been made with."""
    return tuple(crypto.signing_secrets("classes.signing", SECRET_BYTES)[1].values())


def roll_keys(session: PlannedSession) -> tuple[str, dict[str, str]]:
    """(id of the key in use, id → key) by which a tablet seals its roll of this half-day; given again to whoever may
    call the roll, so that a forgotten PIN loses nothing. Base64 of 32 bytes.
    """
    key_id, secrets = crypto.signing_secrets("classes.roll", SECRET_BYTES)
    made = {each: hmac.digest(secret, session.pk.bytes, "sha256") for each, secret in secrets.items()}
    return key_id, {each: base64.b64encode(key).decode("ascii") for each, key in made.items()}


def phone_digest(token: str) -> str:
    return crypto.blind_index(token, purpose="signing-phone")


def bindings_of(token: str) -> list[PhoneBinding]:
    """The people in class for whom this phone is known; none for an empty or unknown cookie."""
    if not token:
        return []
    rows = PhoneBinding.objects.current().filter(phone__token_digest=phone_digest(token))
    return list(
        rows.select_related(
            "phone",
            "enrolment__person",
            "enrolment__training_class__occupation",
            "enrolment__training_class__class_head",
            "enrolment__training_class__venue",
            "enrolment__training_class__institution",
        ).order_by("bound_at")
    )


def sites_of(training_class: TrainingClass) -> list[Point]:
    """The places where the class is held, as far as they are on the map."""
    venue = training_class.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return []
    return [(venue.latitude, venue.longitude)]


def signed_times(session: PlannedSession, enrolment_ids: Iterable[UUID]) -> dict[UUID, Times]:
    """First sign-in and last sign-out of each of these people, to the minute, by whatever way they came in."""
    rows: dict[UUID, list[SignIn]] = defaultdict(list)
    for row in SignIn.objects.filter(session=session, enrolment__in=list(enrolment_ids)):
        rows[row.enrolment_id].append(row)
    hours = hours_of(session)
    return {pk: _times(found, hours) for pk, found in rows.items()}


def roster_lines(session: PlannedSession, expected: Sequence[Enrolment]) -> list[RosterLine]:
    """Everybody expected in this half-day with all that reached the server for him, in roster order."""
    found = SignIn.objects.filter(session=session).select_related(
        "recorded_by", "second_witness", "class_assistant", "same_photo_as__session__training_class"
    )
    by_person: dict[UUID, list[SignIn]] = defaultdict(list)
    for row in found:
        by_person[row.enrolment_id].append(row)
    shared, hours = _shared_phones(found.by_phone()), hours_of(session)
    return [
        RosterLine(each, tuple(rows), _times(rows, hours), shared)
        for each in expected
        for rows in [by_person[each.pk]]
    ]


def colleagues_of(session: PlannedSession, actor: Actor) -> list[User]:
    """The other people of the institution who have an account and may witness."""
    rows = User.objects.filter(organisation_id=session.institution_id, is_active=True)
    return [each for each in rows.order_by("display_name") if each.pk != actor.user_id]


def phone_alerts(training_class: TrainingClass) -> list[SharedPhoneAlert]:
    """Phones that became those of several people of this class, the newest first."""
    rows = SharedPhoneAlert.objects.filter(enrolment__training_class=training_class)
    return list(rows.select_related("enrolment__person", "phone"))


def _shared_phones(rows: QuerySet[SignIn]) -> frozenset[UUID]:
    phones = rows.order_by().values("phone")
    return frozenset(SharedPhoneAlert.objects.filter(phone__in=phones).values_list("phone_id", flat=True))


def _times(rows: Iterable[SignIn], hours: Hours) -> Times:
    """A tablet whose clock was wrong may say any hour: what lies outside the half-day says nothing."""
    times = Times()
    for row in rows:
        if hours.opens <= row.happened_at <= hours.closes:
            minute = clock.local(row.happened_at).time().replace(second=0, microsecond=0)
            times = with_direction(times, row.direction, minute)
    return times


@invariant("classes.sign_ins_are_kept")
def _kept() -> Iterator[str]:
    """Nothing that was signed can be changed or taken away, and nobody signed before his code was made."""
    wanted = KEEPING | ({"classes_signin_no_truncate"} if connection.vendor == "postgresql" else set())
    yield from (f"trigger {name}" for name in sorted(wanted - triggers_in_force()))
    for row in SignIn.objects.by_phone().filter(happened_at__lt=F("code_shown_at")):
        yield f"{row.pk}: {row.happened_at}"
