"""发券 and 兑现, by many at the same moment, many times over: exactly one wins every round (F7, F8)."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest
from django.db import connection

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from tests.builders.running import Size, make_running_class
from tests.builders.vouchers import place_vouchers
from tests.cast import Cast
from tests.racing import rounds_at_once
from trainees.models import Application
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher, VoucherPosting
from vouchers.operations import issue_voucher, redeem_voucher
from vouchers.operations.lists import request_vouchers

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def size_of_the_race() -> tuple[int, int]:
    """(rounds, clients)"""
    return (100, 20) if connection.vendor == "postgresql" else (50, 10)


def winners(answers: list[list[str]]) -> Counter[int]:
    return Counter(each.count("") for each in answers)


def others(answers: list[list[str]]) -> set[str]:
    return {code for each in answers for code in each if code}


def booked(source: str, target: str) -> int:
    return VoucherPosting.objects.filter(source=source, target=target).count()


def test_of_many_who_issue_a_voucher_to_one_person_exactly_one_does(cast: Cast) -> None:
    rounds, clients = size_of_the_race()
    make_running_class(cast, Size(people=rounds))
    people, zhou = list(Application.objects.order_by("pk")), cast.actor("zhou_min")

    def issue(number: int) -> None:
        issue_voucher.each(request_vouchers([people[number]], VoucherKind.TRAINING, zhou), actor=zhou)

    answers = rounds_at_once(issue, rounds=rounds, clients=clients)

    assert winners(answers) == {1: rounds}
    assert others(answers) == {"voucher.already_held"}
    assert Voucher.objects.filter(state=VoucherState.ISSUED).count() == Voucher.objects.count() == rounds
    assert booked("requested", "issued") == rounds


def test_of_many_who_redeem_a_voucher_exactly_one_does(cast: Cast) -> None:
    rounds, clients = size_of_the_race()
    running = make_running_class(cast, Size(people=rounds))
    vouchers = place_vouchers(running.enrolments.select_related("application"), VoucherState.EVALUATED)

    answers = rounds_at_once(
        lambda number: redeem_voucher(vouchers[number], actor=Actor.system(), claim_id=uuid.uuid4()),
        rounds=rounds,
        clients=clients,
    )

    assert winners(answers) == {1: rounds}
    assert others(answers) <= {"voucher.wrong_state", "record.changed_meanwhile"}
    assert Voucher.objects.filter(state=VoucherState.REDEEMED).values("claim_id").distinct().count() == rounds
    assert booked("evaluated", "redeemed") == Entry.objects.filter(action="voucher.redeem").count() == rounds
