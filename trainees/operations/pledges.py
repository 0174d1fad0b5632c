"""学员承诺书: drafted by one, put in force by another, signed by each applicant; what was signed never changes."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.drawn import drawn_png
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.files import take_in
from foundation.core.models import FileKind, StoredFile
from trainees.enums import (
    ENTERING_ROLES,
    PLEDGE_ROLES,
    PledgeState,
    SigningMethod,
)
from trainees.models import Application, PersonVisit, PledgeSignature, PledgeVersion, TrainingNeed
from trainees.operations.entry import correctable_application
from trainees.queries.pledges import pledge_in_force

LARGEST_SCAN = 10 * 1024 * 1024
LARGEST_DRAWING = 400 * 1024


@transaction.atomic
def propose_pledge(*, actor: Actor, text: str, effective_from: date) -> PledgeVersion:
    """Another wording, from a day on; nothing changes until somebody else puts it in force."""
    require_role(actor, *PLEDGE_ROLES, doing="起草学员承诺书")
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Invalid("pledge.text_missing", "请填写承诺书正文。")
    check_first_day(effective_from)
    last = PledgeVersion.objects.select_for_update().aggregate(last=Max("number"))["last"] or 0
    version = PledgeVersion.objects.create(
        number=last + 1,
        text=words,
        sha256=digest_of(words),
        effective_from=effective_from,
        proposed_by_id=actor.user_id,
    )
    append(Event("pledge.propose", f"起草{version}", version, detail={"sha256": version.sha256}), actor=actor)
    return version


def check_first_day(day: date) -> None:
    if day < clock.today():
        raise Invalid("pledge.day_past", "启用日期不能早于今天；已经签过的承诺书不受新文本影响。")


@transaction.atomic
def activate_pledge(version: PledgeVersion, *, actor: Actor) -> PledgeVersion:
    """A second person has read it: from its day on it is what is signed."""
    require_role(actor, *PLEDGE_ROLES, doing="启用学员承诺书")
    version = PledgeVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != PledgeState.PROPOSED:
        raise NotNow("pledge.already_active", "这一版承诺书已经启用。")
    if version.proposed_by_id == actor.user_id:
        raise NotAllowed("pledge.same_person", "承诺书由一人起草，请另一人核对后启用。")
    version.state, version.activated_at, version.activated_by_id = (
        PledgeState.ACTIVE,
        clock.now(),
        actor.user_id,
    )
    version.save(update_fields=["state", "activated_at", "activated_by"])
    append(
        Event("pledge.activate", f"启用{version}", version, detail={"sha256": version.sha256}), actor=actor
    )
    return version


@transaction.atomic
def sign_application(
    application: Application, *, actor: Actor, signature: str, device: str = ""
) -> PledgeSignature:
    """The applicant has signed with his finger on the screen of the institution, today."""
    application = _to_be_signed(application, actor)
    return _signed(
        application,
        actor,
        SigningMethod.SCREEN,
        signed_on=clock.today(),
        device=device,
        file=_drawing(signature, actor.user_id),
    )


@transaction.atomic
def record_paper_pledge(
    application: Application, *, actor: Actor, signed_on: date, scan: File[bytes] | None = None
) -> PledgeSignature:
    """纸质签字: the paper is in the archive; the scan goes with it."""
    application = _to_be_signed(application, actor)
    if signed_on > clock.today():
        raise Invalid("pledge.day_in_future", "签订日期不能晚于今天。")
    kinds = (FileKind.PDF, FileKind.JPG, FileKind.PNG)
    file = take_in(scan, allowed=kinds, max_size=LARGEST_SCAN, by_id=actor.user_id) if scan else None
    return _signed(application, actor, SigningMethod.PAPER, signed_on=signed_on, device="", file=file)


def sign_need(need: TrainingNeed, visit: PersonVisit, *, signature: str) -> PledgeSignature:
    """Signed on the person's own telephone; which one, and which wording, is kept. In the caller's transaction."""
    version = pledge_in_force(clock.today())
    return PledgeSignature.objects.create(
        version=version,
        text_sha256=version.sha256,
        need=need,
        method=SigningMethod.PHONE,
        signed_on=clock.today(),
        device=visit.device,
        file=_drawing(signature, None),
    )


def carry_over_pledge(need: TrainingNeed, application: Application) -> None:
    """What was signed with the wish is the pledge of the application that came of it."""
    signed = PledgeSignature.objects.filter(need=need).first()
    if signed is None:
        return
    PledgeSignature.objects.filter(pk=signed.pk, application__isnull=True).update(application=application)
    application.promise_signed_on = signed.signed_on
    application.save(update_fields=["promise_signed_on"])


def digest_of(text: str) -> str:
    """SHA-256 over the wording, UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _to_be_signed(application: Application, actor: Actor) -> Application:
    require_role(actor, *ENTERING_ROLES, doing="登记承诺书签字")
    application = correctable_application(application, actor)
    if PledgeSignature.objects.filter(application=application).exists():
        raise NotNow("pledge.already_signed", "这名学员已签过承诺书，签过的不能更改。")
    return application


def _signed(
    application: Application,
    actor: Actor,
    method: SigningMethod,
    *,
    signed_on: date,
    device: str,
    file: StoredFile | None,
) -> PledgeSignature:
    version = pledge_in_force(signed_on)
    signature = PledgeSignature.objects.create(
        version=version,
        text_sha256=version.sha256,
        application=application,
        method=method,
        signed_on=signed_on,
        recorded_by_id=actor.user_id,
        device=device[:200],
        file=file,
    )
    application.promise_signed_on = signed_on
    application.save(update_fields=["promise_signed_on"])
    detail = {"version": version.number, "sha256": version.sha256, "method": method.value}
    append(Event("application.sign_pledge", "签订学员承诺书", application, detail=detail), actor=actor)
    return signature


def _drawing(signature: str, by_id: UUID | None) -> StoredFile:
    """The drawn signature as a picture of ours."""
    picture = ContentFile(drawn_png(signature, largest=LARGEST_DRAWING), name="签名.png")
    return take_in(picture, allowed=(FileKind.PNG,), max_size=LARGEST_DRAWING, by_id=by_id)
