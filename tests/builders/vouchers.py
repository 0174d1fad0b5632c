"""Vouchers: a class whose vouchers were made by the real operations, and single rows in any legal state."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, UUIDField, Value
from django.db.models.functions import Coalesce

from classes.enums import ClassState
from classes.models import Enrolment, TrainingClass
from classes.operations import (
    accept_class,
    apply_for_acceptance,
    begin_claim,
    record_class_payment,
)
from foundation.core import clock
from tests.builders.classes import make_class, start
from tests.builders.running import Size, make_running_class
from tests.builders.trainees import make_passed_group
from tests.cast import Cast
from trainees.models import Application
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations import issue_training_vouchers, make_evaluation_vouchers
from vouchers.rules.ledger import TRANSFERS
from vouchers.rules.numbers import ALPHABET, voucher_number

BEFORE_BINDING = frozenset(
    {VoucherState.REQUESTED, VoucherState.ISSUED, VoucherState.EXPIRED, VoucherState.RETURNED}
)


def make_issued_group(cast: Cast, size: int = 3, *, institution: str = "qihang", **facts: Any) -> uuid.UUID:
    """A roster whose people hold training vouchers, made out by 周敏."""
    group = make_passed_group(cast, size, institution=institution, **facts)
    issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    return group


def make_vouchered_class(cast: Cast, *, heads: int = 3, **facts: Any) -> TrainingClass:
    """评价券已制: training vouchers bound, evaluation vouchers made out by 李静."""
    confirmed = make_class(cast, ClassState.SYSTEM_CONFIRMED, heads=heads, **facts)
    issue_training_vouchers(confirmed.pk, actor=cast.actor("zhou_min"))
    return make_evaluation_vouchers(confirmed, actor=cast.actor("li_jing"))


def start_on_first_day(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    with clock.moved_to(training_class.starts_on):
        return start(cast, training_class)


def accept(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    """Examined → accepted → 申领中, as the claim's app lets the system do it."""
    system = cast.actor("wu_fang").as_system()
    return begin_claim(
        accept_class(apply_for_acceptance(training_class, actor=system), actor=system), actor=system
    )


def pay(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return record_class_payment(training_class, actor=cast.actor("finance_qiao").as_system())


def place_voucher(
    enrolment: Enrolment, state: str = VoucherState.ISSUED, kind: str = VoucherKind.TRAINING, **fields: Any
) -> Voucher:
    """One voucher, led to `state` without its story, with whatever its state demands."""
    return place_vouchers([enrolment], state, kind, **fields)[0]


def place_vouchers(
    enrolments: Iterable[Enrolment],
    state: str = VoucherState.ISSUED,
    kind: str = VoucherKind.TRAINING,
    **fields: Any,
) -> list[Voucher]:
    """The same for many. The ledger lets no voucher begin anywhere but at the beginning (migration 0003)."""
    first = Voucher.objects.count()
    rows = [
        Voucher(**{**facts_of(each, kind, first + place, state), **fields})
        for place, each in enumerate(enrolments)
    ]
    Voucher.objects.bulk_create(rows)
    keys = [row.pk for row in rows]
    for step in way_to(state):
        moving = Voucher.objects.filter(pk__in=keys)
        moving.update(state=step, version=F("version") + 1, **stamps_of(step))
    found = Voucher.objects.in_bulk(keys)
    return [found[key] for key in keys]


def way_to(state: str) -> list[str]:
    """The shortest way from 已申请 that the ledger allows."""
    ways: dict[str, list[str]] = {VoucherState.REQUESTED: []}
    waiting: deque[str] = deque(ways)
    while waiting:
        here = waiting.popleft()
        for target in TRANSFERS.get(here, ()):
            if target not in ways:
                ways[target] = [*ways[here], target]
                waiting.append(target)
    return ways[state]


def facts_of(enrolment: Enrolment, kind: str, serial: int, state: str) -> dict[str, Any]:
    application: Application = enrolment.application
    return {
        "number": numbered(kind, serial),
        "kind": kind,
        "application": application,
        "person": application.person,
        "occupation_code": application.occupation_code,
        "occupation_name": application.occupation_name,
        "level": application.level,
        "year": 2026,
        "valid_to": date(2026, 12, 31),
        "training_class": None if state in BEFORE_BINDING else enrolment.training_class,
    }


def stamps_of(step: str) -> dict[str, Any]:
    now = clock.now()
    stamps: dict[str, dict[str, Any]] = {
        VoucherState.ISSUED: {"issued_at": now},
        VoucherState.REDEEMED: {
            "redeemed_at": now,
            "claim_id": Coalesce("claim_id", Value(uuid.uuid4(), UUIDField())),
        },
        VoucherState.WRITTEN_OFF: {"written_off_at": now},
        VoucherState.VOIDED: {"redeemed_at": None, "claim_id": None},
    }
    return stamps.get(step, {})


def make_voucher(
    cast: Cast,
    state: str = VoucherState.ISSUED,
    kind: str = VoucherKind.TRAINING,
    *,
    institution: str = "qihang",
    **fields: Any,
) -> Voucher:
    """A voucher in `state` of somebody in a class under way."""
    training_class = make_running_class(cast, Size(people=1), institution=institution)
    return place_voucher(training_class.enrolments.get(), state, kind, **fields)


def numbered(kind: str, serial: int) -> str:
    body = ""
    for _ in range(7):
        serial, sign = divmod(serial, len(ALPHABET))
        body += ALPHABET[sign]
    return voucher_number(kind, body)
