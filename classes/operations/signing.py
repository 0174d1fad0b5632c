"""Signing in and out by the person's own phone, and before two witnesses. Every row is kept as it came (ADR 0011)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction

from classes.enums import ClassState, SigningChannel
from classes.models import Enrolment, PhoneBinding, PlannedSession, SharedPhoneAlert, SignIn, SigningPhone
from classes.operations.allowed import TEACHING, require_state
from classes.operations.attendance import line_of, open_sheet, refuse_who_is_elsewhere, write_lines
from classes.operations.photos import read_photo
from classes.queries.signing import (
    code_secrets,
    colleagues_of,
    fence_of,
    hours_of,
    phone_digest,
    signed_times,
    sites_of,
)
from classes.queries.teaching import expected_on, presences, roster_of
from classes.rules.signing import (
    OUT,
    Attempt,
    ScreenCode,
    Times,
    fence_verdict,
    followed,
    read_code,
    refusal_of,
)
from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append, append_all
from foundation.core import clock, crypto
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.core.files import store_bytes
from foundation.core.models import FileKind
from foundation.core.pictures import coarse_fingerprint
from foundation.core.places import metres_between
from foundation.workflow.messages import tell
from trainees.models import Person, PersonVisit

BINDABLE = frozenset(
    {ClassState.FILED, ClassState.SYSTEM_CONFIRMED, ClassState.VOUCHERS_MADE, ClassState.IN_TRAINING}
)
FARTHEST = 99_999_999  # metres that a column holds, more than once around
REFUSALS: dict[str, tuple[type[DomainError], str]] = {
    "signing.code_unknown": (Invalid, "没有认出二维码，请对准教室屏幕上的二维码再扫一次。"),
    "signing.code_stale": (NotNow, "这个二维码已经换了新的，请对准教室屏幕再扫一次。"),
    "signing.not_this_phone": (NotAllowed, "这部手机还没有认过您本人，请先用收到的验证码认一次，再扫码。"),
    "signing.not_expected": (NotNow, "这名学员不在这半天的名单里，请找班主任核对。"),
    "signing.sheet_closed": (NotNow, "这半天的签到表已经封存，请找班主任申请更正。"),
    "signing.outside_hours": (NotNow, "现在不在签到、签退的时间里，请看本页写的时间。"),
    "signing.already": (NotNow, "这一次已经签过，不用再签。"),
}


@dataclass(frozen=True)
class Fix:
    """Where the phone says it is, as far as its owner lets it."""

    latitude: Decimal
    longitude: Decimal
    accuracy_metres: int


def bind_phone(visit: PersonVisit, *, token: str, device: str, actor: Actor) -> list[PhoneBinding]:
    """Somebody who has entered his one-time code makes this phone his own for his classes; another one ends.

    Nobody is refused because the phone serves others too: a couple may have one. It raises an alert (F05).
    """
    person = visit.person
    if not visit.is_open or person is None:
        raise NotAllowed(
            "signing.not_registered",
            "收验证码的不是报名时登记的手机，认不出您。请找班主任见证签到，或带身份证到培训机构更正手机号。",
        )
    with transaction.atomic():
        people = Person.objects.of_one_person([person.pk])
        rows = Enrolment.objects.present().filter(person__in=people, training_class__state__in=BINDABLE)
        mine = list(rows.select_for_update(of=("self",)).select_related("training_class", "person"))
        if not mine:
            raise NotNow("signing.no_class", "现在没有您正在上的班，请找培训机构核对名册。")
        phone, _ = SigningPhone.objects.get_or_create(
            token_digest=phone_digest(token),
            defaults={"device": device[:200], "first_seen_at": clock.now()},
        )
        bound = [_bind(phone, each, actor) for each in mine]
    return bound


def new_phone_token() -> str:
    """What the phone keeps: 256 random bits that say nothing."""
    return secrets.token_urlsafe(32)


def _bind(phone: SigningPhone, enrolment: Enrolment, actor: Actor) -> PhoneBinding:
    there = PhoneBinding.objects.current().filter(enrolment=enrolment).first()
    if there and there.phone_id == phone.pk:
        return there
    now = clock.now()
    if there:
        PhoneBinding.objects.current().filter(pk=there.pk).update(ended_at=now)
    binding = PhoneBinding.objects.create(phone=phone, enrolment=enrolment, bound_at=now)
    others = PhoneBinding.objects.filter(phone=phone).exclude(enrolment__person=enrolment.person_id)
    people = others.values("enrolment__person").distinct().count() + 1
    if people > 1:
        SharedPhoneAlert.objects.get_or_create(
            phone=phone, enrolment=enrolment, defaults={"people": people, "raised_at": now}
        )
    detail = {"people": people, "replaces": there is not None}
    append(Event("signing.bind_phone", "认定本人签到手机", enrolment, detail=detail), actor=actor)
    return binding


def sign_by_phone(
    code: str,
    *,
    token: str,
    enrolment_id: UUID,
    actor: Actor,
    fix: Fix | None = None,
    photo: File[bytes] | None = None,
) -> SignIn:
    """The person scans the classroom screen with his own phone: signed in, or out, by the server's clock.

    Where the phone is and what the photograph shows are flags for those who look; they refuse nobody.
    """
    read = _read(code)
    picture = read_photo(photo) if photo else None
    with transaction.atomic():
        session = _session_of(read)
        phone = SigningPhone.objects.filter(token_digest=phone_digest(token)).first() if token else None
        attempt = _attempt(read, session, enrolment_id, phone)
        if found := refusal_of(attempt, life=settings.SIGNING_CODE_LIFE):
            raise _refused(found)
        require_state(session.training_class, TEACHING, doing="签到")
        row = SignIn(
            session=session,
            enrolment_id=enrolment_id,
            direction=read.direction,
            channel=SigningChannel.PHONE,
            happened_at=attempt.now,
            received_at=attempt.now,
            is_late=read.direction != OUT and attempt.now >= attempt.hours.late_from,
            phone=phone,
            code_shown_at=datetime.fromtimestamp(read.made_at, UTC),
        )
        _locate(row, fix)
        if picture:
            _add_photo(row, *picture)
        keep(session, [row], actor=actor)
        follow_sign_ins(session, {enrolment_id})
    return row


def witness_sign_in(
    session: PlannedSession,
    *,
    actor: Actor,
    enrolment_id: UUID,
    direction: str,
    reason: str,
    second_id: UUID | None = None,
    assistant_id: UUID | None = None,
) -> SignIn:
    """Somebody without a phone signs before two: two of the staff, or one of them and the class assistant."""
    with transaction.atomic():
        locked = open_sheet(session, actor, doing="见证签到")
        _refuse_witnesses(locked, actor, enrolment_id, reason, second_id, assistant_id)
        now, hours = clock.now(), hours_of(locked)
        if enrolment_id not in {each.pk for each in _expected(locked)}:
            raise _refused("signing.not_expected")
        if hours.direction_at(now) != direction:
            raise _refused("signing.outside_hours")
        mine = SignIn.objects.filter(session=locked, enrolment_id=enrolment_id, direction=direction)
        if mine.exists():
            raise _refused("signing.already")
        row = SignIn(
            session=locked,
            enrolment_id=enrolment_id,
            direction=direction,
            channel=SigningChannel.WITNESS,
            happened_at=now,
            received_at=now,
            is_late=direction != OUT and now >= hours.late_from,
            reason=reason.strip(),
            recorded_by_id=actor.user_id,
            second_witness_id=second_id,
            class_assistant_id=assistant_id,
        )
        keep(locked, [row], actor=actor)
        follow_sign_ins(locked, {enrolment_id})
        _tell_second_witness(locked, row, actor)
    return row


def _tell_second_witness(session: PlannedSession, row: SignIn, actor: Actor) -> None:
    """He was named by the first: he hears of it, and who has not been there can say so."""
    if row.second_witness_id is None:
        return
    who = f"{row.enrolment.position} 号{row.get_direction_display()}，{actor.name}登记"
    tell(
        {row.second_witness_id},
        title=f"{session.training_class} 记您为见证人",
        body=f"{session}：{who}。您当时不在场的，请告知县人社局监督检查小组。",
        url=session.get_absolute_url(),
    )


def keep(session: PlannedSession, rows: Sequence[SignIn], *, actor: Actor) -> None:
    """Write what has reached the server, each row with its entry of the record."""
    SignIn.objects.bulk_create(rows)
    append_all([_event(session, row) for row in rows], actor=actor)


def _event(session: PlannedSession, row: SignIn) -> Event:
    detail = {"channel": row.channel, "outside": row.is_outside, "same_photo": bool(row.same_photo_as_id)}
    title = f"{row.get_channel_display()}{row.get_direction_display()}（{session}）"
    return Event("signing.sign", title, row, comment=row.reason, detail=detail)


def follow_sign_ins(session: PlannedSession, enrolment_ids: set[UUID]) -> None:
    """The sheet takes what was signed where it says nothing yet; what staff have written stays."""
    stands, signed = presences([session]), signed_times(session, enrolment_ids)
    lines = []
    for pk, times in signed.items():
        there = stands.get((session.pk, pk))
        sheet = Times(there.signed_in_at, there.signed_out_at, there.absence_reason) if there else Times()
        if (line := followed(sheet, times)) != sheet:
            lines.append(line_of(pk, line))
    refuse_who_is_elsewhere(session, lines, {each.pk: each for each in _expected(session)})
    write_lines(session, lines, by_id=None)


def _refused(code: str) -> DomainError:
    family, message = REFUSALS[code]
    return family(code, message)


def _read(code: str) -> ScreenCode:
    read = read_code(code, code_secrets())
    if read is None:
        raise _refused("signing.code_unknown")
    return read


def _session_of(code: ScreenCode) -> PlannedSession:
    locked = PlannedSession.objects.select_for_update().filter(pk=code.session_id).first()
    if locked is None:
        raise _refused("signing.code_unknown")
    return locked


def _attempt(
    code: ScreenCode, session: PlannedSession, enrolment_id: UUID, phone: SigningPhone | None
) -> Attempt:
    mine = PhoneBinding.objects.current().filter(phone=phone) if phone else PhoneBinding.objects.none()
    signed = SignIn.objects.by_phone().filter(session=session, enrolment_id=enrolment_id)
    return Attempt(
        code=code,
        session_id=session.pk,
        enrolment_id=enrolment_id,
        now=clock.now(),
        hours=hours_of(session),
        serves=frozenset(mine.values_list("enrolment_id", flat=True)),
        expected=frozenset(each.pk for each in _expected(session)),
        signed=frozenset(signed.values_list("enrolment_id", "direction")),
        is_closed=session.is_closed,
    )


def _expected(session: PlannedSession) -> list[Enrolment]:
    return expected_on(roster_of(session.training_class), session.date)


def _locate(row: SignIn, fix: Fix | None) -> None:
    """Distance, accuracy and a keyed index of the very place; the place itself is kept nowhere."""
    if fix is None:
        return
    training_class = row.session.training_class
    row.accuracy_metres = min(fix.accuracy_metres, FARTHEST)
    row.place_index = crypto.blind_index(f"{fix.latitude:.6f},{fix.longitude:.6f}", purpose="signing-place")
    distances = [metres_between((fix.latitude, fix.longitude), site) for site in sites_of(training_class)]
    row.distance_metres = min(distances, default=None)
    row.is_outside = fence_verdict(row.distance_metres, row.accuracy_metres, fence=fence_of(training_class))


def _add_photo(row: SignIn, data: bytes, drawn: bytes) -> None:
    stored = store_bytes(drawn, f"签到{row.session.date}.jpg", FileKind.JPG, None)
    row.photo = stored
    row.photo_sha256, row.photo_fingerprint = photo_marks(data, drawn)
    same = SignIn.objects.filter(photo_sha256=row.photo_sha256)
    alike = SignIn.objects.exclude(photo_fingerprint="").filter(photo_fingerprint=row.photo_fingerprint)
    row.same_photo_as = (same | alike).order_by("received_at").first()


def photo_marks(data: bytes, drawn: bytes) -> tuple[str, str]:
    """Of the bytes as they came, and of what can be seen; the latter "" where nothing can be seen."""
    return hashlib.sha256(data).hexdigest(), coarse_fingerprint(drawn)


def _refuse_witnesses(
    session: PlannedSession,
    actor: Actor,
    enrolment_id: UUID,
    reason: str,
    second_id: UUID | None,
    assistant_id: UUID | None,
) -> None:
    if not reason.strip():
        raise Invalid("signing.reason_required", "请写明为什么不用手机签到，例如没有手机、手机没电。")
    if (second_id is None) == (assistant_id is None):
        raise Invalid("signing.second_witness_required", "请选一位见证人：另一位老师，或在场的班级助理。")
    if second_id is not None:
        if second_id == actor.user_id:
            raise NotAllowed("signing.same_witness", "见证人要是另一个人，不能两次都是您。")
        if second_id not in {each.pk for each in colleagues_of(session, actor)}:
            raise Invalid("signing.second_witness_unknown", "见证人应是本机构在用账号的老师。")
    if assistant_id is not None:
        here = signed_times(session, [assistant_id]).get(assistant_id, Times())
        if assistant_id == enrolment_id or here.came is None:
            raise Invalid("signing.assistant_not_here", "班级助理要是这半天已经签到的另一名学员。")
