"""What the making of a whole list of vouchers has in common."""

from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.workflow.messages import tell
from trainees.models import Application
from vouchers import queries
from vouchers.enums import VoucherKind
from vouchers.models import Voucher
from vouchers.rules import ALPHABET, RANDOM_SIGNS, voucher_number


def request_voucher(
    application: Application, kind: VoucherKind, actor: Actor, training_class: TrainingClass | None = None
) -> Voucher:
    """A new row in the state 已申请. That nobody holds two is a partial unique index (F8)."""
    year = training_class.year if training_class else queries.training_year(application)
    ends_on = training_class.ends_on if training_class else application.planned_to
    try:
        with transaction.atomic():
            return Voucher.objects.create(
                number=_free_number(kind),
                kind=kind,
                application=application,
                person=application.person,
                occupation_code=application.occupation_code,
                occupation_name=application.occupation_name,
                level=application.level,
                year=year,
                valid_to=date(max(year, ends_on.year if ends_on else year), 12, 31),
                created_by_id=actor.user_id,
            )
    except IntegrityError as error:
        raise Invalid(
            "voucher.already_held",
            f"{application.person.masked_name}本年度同工种同等级已有有效的{kind.label}，不能再发。",
        ) from error


def _free_number(kind: VoucherKind) -> str:
    """Random, one of 27 thousand million, so that none can be guessed; a taken one is passed over."""
    while True:
        number = voucher_number(kind, "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS)))
        if not Voucher.objects.filter(number=number).exists():
            return number


def first_of(obstacles: list[Reason]) -> str:
    if not obstacles:
        return "本班没有在班学员，不能办理。"
    more = f"等 {len(obstacles)} 处" if len(obstacles) > 1 else ""
    return f"{obstacles[0].message}{more}，请先处理。"


def note_list(action: str, title: str, group_id: UUID, vouchers: list[Voucher], actor: Actor) -> None:
    """One entry for the whole list, on the class that it is for; each voucher has its own besides."""
    training_class = TrainingClass.objects.filter(pk=group_id).first()
    detail = {"count": len(vouchers), "numbers": [voucher.number for voucher in vouchers]}
    append(
        Event(action=action, title=title, record=training_class or vouchers[0], detail=detail), actor=actor
    )


def tell_institution(vouchers: list[Voucher], title: str) -> None:
    managers = holders_of(Role.INSTITUTION_MANAGER, organisation_id=vouchers[0].institution_id)
    tell(set(managers.values_list("pk", flat=True)), title=title, url=vouchers[0].get_absolute_url())


def note_export(title: str, count: int, *, actor: Actor) -> None:
    """Somebody took a list of names away: who, which list, how many rows."""
    event = Event(action="voucher.export", title=f"导出{title}", detail={"rows": count}, result=Result.READ)
    append(event, actor=actor)
