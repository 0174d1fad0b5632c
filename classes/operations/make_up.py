"""申请补签: what the person asks on his phone, and the answer that filling in or correcting the sheet gives to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction

from classes.enums_make_up import MakeUpVerb as V
from classes.enums_make_up import MissedSigning
from classes.models import AttendanceCorrection, MakeUpRequest, PhoneBinding, PlannedSession
from classes.operations.allowed import require_state
from classes.operations.photos import read_photo
from classes.queries.make_up import missed_at, pending_correction, under_way
from classes.queries.sheets import CORRECTING, INSTITUTION_STAFF
from classes.queries.signing import phone_digest
from classes.queries.teaching import presences
from classes.rules.make_up import refusal_to_ask
from classes.workflow_make_up import MAKE_UP
from foundation.accounts.actor import Actor
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.core.files import store_bytes
from foundation.core.models import FileKind
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell

LONGEST = 200
REFUSALS: dict[str, str] = {
    "signing.not_expected": "这半天您不在班，不用补签。",
    "make_up.not_over": "这半天还能签，请扫教室屏幕上的二维码，或请班主任见证签到。",
    "make_up.counts_already": "这半天已经计入出勤，不用补签。",
    "make_up.already_asked": "这半天您已经申请过补签，请等班主任办理。",
    "correction.already_pending": "这半天的更正正在等县人社局认定，不用再申请。",
}


def ask_make_up(
    session: PlannedSession,
    *,
    token: str,
    enrolment_id: UUID,
    actor: Actor,
    missed: str,
    reason: str,
    photo: File[bytes] | None = None,
) -> MakeUpRequest:
    """Somebody says on his own phone that he was there but did not sign. Nothing changes until others answer."""
    words = reason.strip()[:LONGEST]
    if not words:
        raise Invalid("make_up.reason_missing", "请写明没有签上的原因，例如手机没电、忘了签退。")
    if missed not in MissedSigning.values:
        raise Invalid("make_up.missed_unknown", "请选择没有签到，还是没有签退。")
    drawn = read_photo(photo)[1] if photo else None
    with transaction.atomic():
        binding = _binding(token, enrolment_id)
        locked = PlannedSession.objects.select_for_update().get(pk=session.pk)
        _refuse_what_cannot_be_asked(locked, binding)
        request: MakeUpRequest = MakeUpRequest.objects.create(
            session=locked,
            enrolment=binding.enrolment,
            phone=binding.phone,
            missed=missed,
            reason=words,
            picture=store_bytes(drawn, f"补签说明{locked.date}.jpg", FileKind.JPG, None) if drawn else None,
        )
        append(
            Event("make_up.ask", f"本人申请补签（{locked}）", request, words, {"missed": missed}), actor=actor
        )
        _tell_staff(request)
    return request


def _binding(token: str, enrolment_id: UUID) -> PhoneBinding:
    mine = PhoneBinding.objects.current().filter(enrolment=enrolment_id)
    found = mine.filter(phone__token_digest=phone_digest(token)).first() if token else None
    if found is None:
        raise NotAllowed(
            "signing.not_this_phone", "这部手机还没有认过您本人，请先用收到的验证码认一次，再申请补签。"
        )
    return found


def _refuse_what_cannot_be_asked(session: PlannedSession, binding: PhoneBinding) -> None:
    enrolment = binding.enrolment
    if session.training_class_id != enrolment.training_class_id:
        raise _refused("signing.not_expected")
    require_state(session.training_class, CORRECTING, doing="申请补签")
    missed = missed_at(session, enrolment, presences([session]), under_way(enrolment))
    if found := refusal_to_ask(missed):
        raise _refused(found)


def _refused(code: str) -> DomainError:
    return NotNow(code, REFUSALS[code])


def _tell_staff(request: MakeUpRequest) -> None:
    staff = holders_of(*INSTITUTION_STAFF, organisation_id=request.institution_id)
    tell(
        set(staff.values_list("pk", flat=True)),
        title=f"{request.session.training_class} {request}",
        body=request.reason,
        url=request.get_absolute_url(),
    )


@performs(MAKE_UP, V.ENTER)
def enter_make_up(record: MakeUpRequest, *, actor: Actor, comment: str = "") -> None:
    """The sheet, still open, now shows him signed in and out: his request is met."""


@performs(MAKE_UP, V.PROPOSE, writes=("correction",))
def propose_make_up(record: MakeUpRequest, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The institution has asked the bureau, with proof of its own, to correct the closed sheet; that is the answer."""
    record.correction = pending_correction(record)
    return {"correction": str(record.correction_id)}


@performs(MAKE_UP, V.REFUSE, writes=("answer",))
def refuse_make_up(record: MakeUpRequest, *, actor: Actor, comment: str) -> None:
    """The institution does not put it forward; the comment is the answer that he reads on his phone."""
    record.answer = comment.strip()[:LONGEST]


def answer_by_sheet(session: PlannedSession, *, actor: Actor) -> None:
    """Whoever has written the sheet has answered what was asked about it, as far as the half-day now counts."""
    waiting = list(MakeUpRequest.objects.open().filter(session=session))
    stands = presences([session]) if waiting else {}
    for each in waiting:
        there = stands.get((session.pk, each.enrolment_id))
        if there is not None and there.counts:
            enter_make_up(each, actor=actor)


def answer_by_correction(correction: AttendanceCorrection, *, actor: Actor) -> None:
    """A correction, however it came, answers the request for the same half-day of the same person."""
    place = {"session": correction.session_id, "enrolment": correction.enrolment_id}
    for each in MakeUpRequest.objects.open().filter(**place):
        propose_make_up(each, actor=actor)
