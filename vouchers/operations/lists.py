"""What the making of a whole list of vouchers has in common."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.workflow.messages import tell
from trainees.models import Application, Person
from trainees.queries import records_of
from vouchers import queries
from vouchers.enums import VoucherKind
from vouchers.models import Voucher
from vouchers.rules.numbers import ALPHABET, RANDOM_SIGNS, voucher_number


def request_vouchers(
    applications: Sequence[Application],
    kind: VoucherKind,
    actor: Actor,
    training_class: TrainingClass | None = None,
) -> list[Voucher]:
    """New rows in the state 已申请, all or none. Nobody holds two, under whichever numbers (F8).

    The people are held meanwhile; that no single record has two is a partial unique index besides.
    """
    numbers = _free_numbers(kind, len(applications))
    wanted = [
        _requested(application, kind, number, training_class, actor)
        for application, number in zip(applications, numbers, strict=True)
    ]
    with transaction.atomic():
        _refuse_a_second(wanted, kind)
        return Voucher.objects.bulk_create(wanted)


def _requested(
    application: Application,
    kind: VoucherKind,
    number: str,
    training_class: TrainingClass | None,
    actor: Actor,
) -> Voucher:
    year = training_class.year if training_class else queries.training_year(application)
    ends_on = training_class.ends_on if training_class else application.planned_to
    return Voucher(
        number=number,
        kind=kind,
        application=application,
        person_id=application.person_id,
        occupation_code=application.occupation_code,
        occupation_name=application.occupation_name,
        level=application.level,
        year=year,
        valid_to=date(max(year, ends_on.year if ends_on else year), 12, 31),
        created_by_id=actor.user_id,
    )


def _refuse_a_second(wanted: list[Voucher], kind: VoucherKind) -> None:
    """Whoever makes out a voucher for one of these people, or merges one, waits until this is over."""
    people = {voucher.person_id for voucher in wanted}
    list(Person.objects.select_for_update().of_one_person(people).order_by("pk").values_list("pk"))
    roots = records_of(people)
    live = Voucher.objects.live().filter(kind=kind, person__in=list(roots))
    rows = live.values_list("person_id", "occupation_code", "level", "year")
    held = {(roots[person], *what) for person, *what in rows}
    for each in wanted:
        one = (roots[each.person_id], each.occupation_code, each.level, each.year)
        if one in held:
            who = each.person.masked_name
            message = f"{who}本年度同工种同等级已有有效的{kind.label}，不能再发。"
            raise Invalid("voucher.already_held", message)
        held.add(one)


def _free_numbers(kind: VoucherKind, count: int) -> list[str]:
    """Random, each one of 27 thousand million, so that none can be guessed; a draw with a taken one is repeated."""
    while True:
        drawn = {_random_number(kind) for _ in range(count)}
        if len(drawn) == count and not Voucher.objects.filter(number__in=drawn).exists():
            return list(drawn)


def _random_number(kind: VoucherKind) -> str:
    return voucher_number(kind, "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS)))


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


def note_export(title: str, count: int, *, actor: Actor, reason: str = "") -> None:
    """Somebody took a list of names away: who, which list, how many rows."""
    detail = {"rows": count}
    event = Event("voucher.export", f"导出{title}", comment=reason, detail=detail, result=Result.READ)
    append(event, actor=actor)
