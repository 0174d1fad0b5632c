"""Showing what is sealed: for a reason, to those who need it, and never without a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.audit.models import Entry, Result
from foundation.audit.operations import Event, append, append_all
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from trainees.enums import ANSWERING_ROLES, CALLING_ROLES, REVEALING_ROLES
from trainees.models import Application, Person, TrainingNeed
from trainees.operations.entry import locked_application

PER_HOUR = 100
ACTIONS = (
    "application.reveal", "application.print_form", "application.reveal_phone", "person.reveal", "need.reveal",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Disclosed:
    """What one answer may show; it is not kept anywhere."""

    identity_number: str
    phone: str
    address: str


@transaction.atomic
def reveal_identity_number(application: Application, *, actor: Actor, reason: str) -> Disclosed:
    """Show the full number, telephone and address of one applicant, once, for the reason given."""
    _require_need(actor, reason)
    return _disclose(application, actor, "application.reveal", "查看完整证件号", reason.strip())


@transaction.atomic
def reveal_people(people: Sequence[Person], *, actor: Actor, reason: str) -> list[str]:
    """Show the full numbers of these records, once, for the reason given; each leaves a trace of its own."""
    _require_need(actor, reason)
    keys = [person.pk for person in people]
    if Person.objects.visible_to(actor).filter(pk__in=keys).count() != len(set(keys)):
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    _refuse_too_many(actor, wanted=len(people))
    events = [
        Event("person.reveal", "查看完整证件号", each, reason.strip(), result=Result.READ) for each in people
    ]
    append_all(events, actor=actor)
    return [person.identity_number.reveal(person) for person in people]


@transaction.atomic
def note_printing(application: Application, *, actor: Actor) -> Disclosed:
    """表1 is printed with the full number; the printing leaves the same trace."""
    require_role(actor, *REVEALING_ROLES, doing="查看完整证件号")
    return _disclose(application, actor, "application.print_form", "打印学员登记表（表1）", "打印表1")


@transaction.atomic
def reveal_phone(application: Application, *, actor: Actor, reason: str) -> str:
    """The telephone alone, for whoever calls the trainee; the same trace and the same limit."""
    require_role(actor, *CALLING_ROLES, doing="查看学员电话")
    return _disclose(application, actor, "application.reveal_phone", "查看学员电话", reason).phone


def _require_need(actor: Actor, reason: str) -> None:
    if not reason.strip():
        raise Invalid("disclosure.reason_missing", "请写明查看完整证件号的理由。")
    require_role(actor, *REVEALING_ROLES, doing="查看完整证件号")


@transaction.atomic
def reveal_need(need: TrainingNeed, *, actor: Actor, reason: str) -> Disclosed:
    """Telephone and number of somebody who asked for training, for whoever answers him; same trace and limit."""
    require_role(actor, *ANSWERING_ROLES, doing="查看联系电话")
    if not reason.strip():
        raise Invalid("disclosure.reason_missing", "请写明查看联系电话的理由。")
    if not TrainingNeed.objects.visible_to(actor).filter(pk=need.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    _refuse_too_many(actor)
    event = Event("need.reveal", "查看需求人电话", need, reason.strip(), result=Result.READ)
    append(event, actor=actor)
    return Disclosed(need.identity_number.reveal(need), need.phone.reveal(need), need.address.reveal(need))


def _disclose(application: Application, actor: Actor, action: str, title: str, reason: str) -> Disclosed:
    application = locked_application(application, actor)
    _refuse_too_many(actor)
    append(Event(action, title, application, reason, result=Result.READ), actor=actor)
    person = application.person
    return Disclosed(
        identity_number=person.identity_number.reveal(person),
        phone=application.phone.reveal(application),
        address=application.address.reveal(application),
    )


def _refuse_too_many(actor: Actor, wanted: int = 1) -> None:
    """A person who looks at a hundred numbers in an hour is copying the register."""
    since = clock.now() - timedelta(hours=1)
    seen = Entry.objects.filter(actor_id=actor.user_id, action__in=ACTIONS, at__gte=since).count()
    if seen + wanted > PER_HOUR:
        raise NotNow("disclosure.too_many", f"一小时内已查看 {PER_HOUR} 次，请稍后再查看。")
