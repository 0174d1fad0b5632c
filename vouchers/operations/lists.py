"""What the making of a whole list of vouchers has in common."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

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

    Two for one record are refused by a partial unique index, two for two records of one person by looking after
    writing: whoever merges records waits for what is being written about them, and the other way round.
    """
    numbers = _free_numbers(kind, len(applications))
    wanted = [
        _requested(application, kind, number, training_class, actor)
        for application, number in zip(applications, numbers, strict=True)
    ]
    try:
        with transaction.atomic():
            _hold_who_has_several_numbers(wanted)
            made = Voucher.objects.bulk_create(wanted)
            if second := _second_in(made, kind):
                raise _already_held(second)
            return made
    except IntegrityError as error:
        if second := _second_in(wanted, kind):
            raise _already_held(second) from error
        raise


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


def _hold_who_has_several_numbers(wanted: Sequence[Voucher]) -> None:
    """No unique index sees that two records are one person, so two who write about him queue up."""
    records = Person.objects.of_one_person(voucher.person_id for voucher in wanted)
    merged = Exists(Person.objects.filter(merged_into=OuterRef("pk")))
    several = records.filter(Q(merged_into__isnull=False) | merged).order_by("pk")
    list(several.select_for_update().values_list("pk"))


def _second_in(wanted: Sequence[Voucher], kind: VoucherKind) -> Voucher | None:
    """The first of these whose holder has another one alive like it, under whichever number. Two queries."""
    roots = records_of(voucher.person_id for voucher in wanted)
    live = Voucher.objects.live().filter(kind=kind, person__in=list(roots))
    held: dict[tuple[object, ...], set[UUID]] = defaultdict(set)
    for pk, person, *what in live.values_list("pk", "person_id", "occupation_code", "level", "year"):
        held[roots[person], *what].add(pk)
    return next(
        (v for v in wanted if held[roots[v.person_id], v.occupation_code, v.level, v.year] - {v.pk}), None
    )


def _already_held(voucher: Voucher) -> Invalid:
    who, kind = voucher.person.masked_name, voucher.get_kind_display()
    return Invalid("voucher.already_held", f"{who}本年度同工种同等级已有有效的{kind}，不能再发。")


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
