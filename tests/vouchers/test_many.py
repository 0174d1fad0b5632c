"""Vouchers of a whole list: the statements do not grow with the people, and each voucher keeps its own trace."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core.errors import DomainError, NotNow
from tests.builders.classes import make_class
from tests.builders.running import Size, make_running_class
from tests.builders.trainees import make_passed_group
from tests.builders.vouchers import make_issued_group, place_vouchers
from tests.cast import Cast
from trainees.models import Application
from trainees.operations import record_voucher, withdraw_application
from vouchers.enums import VoucherState
from vouchers.models import Voucher
from vouchers.operations import (
    bind_voucher,
    expire_voucher,
    follow_class,
    issue_training_vouchers,
    issue_voucher,
    make_evaluation_vouchers,
    redeem_for_claim,
    request_training_vouchers,
    void_voucher,
    write_off_for_claim,
)

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")

FEW, MANY = 4, 40  # SQLite writes some forty rows per statement
ALLOWED_MORE = 12
CLIENTS = 8


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def requesting(cast: Cast, heads: int, start: int) -> int:
    group = make_passed_group(cast, heads, start=start)
    return statements(lambda: request_training_vouchers(group, actor=cast.actor("qihang_manager")))


def issuing(cast: Cast, heads: int, start: int) -> int:
    group = make_passed_group(cast, heads, start=start)
    return statements(lambda: issue_training_vouchers(group, actor=cast.actor("zhou_min")))


def evaluating(cast: Cast, heads: int, start: int) -> int:
    confirmed = make_class(cast, ClassState.SYSTEM_CONFIRMED, heads=heads, start=start)
    issue_training_vouchers(confirmed.pk, actor=cast.actor("zhou_min"))
    return statements(lambda: make_evaluation_vouchers(confirmed, actor=cast.actor("li_jing")))


def following(cast: Cast, heads: int, start: int) -> int:
    running = with_vouchers(cast, heads, VoucherState.BOUND)
    return statements(lambda: follow_class(running, actor=cast.actor("li_jing")))


def redeeming(cast: Cast, heads: int, start: int) -> int:
    running = with_vouchers(cast, heads, VoucherState.COMPLETED)
    return statements(lambda: redeem(cast, running, uuid.uuid4()))


def writing_off(cast: Cast, heads: int, start: int) -> int:
    running, claim = with_vouchers(cast, heads, VoucherState.COMPLETED), uuid.uuid4()
    redeem(cast, running, claim)
    return statements(lambda: write_off_for_claim(claim, actor=cast.actor("finance_qiao")))


def with_vouchers(cast: Cast, heads: int, state: VoucherState) -> TrainingClass:
    running = make_running_class(cast, Size(people=heads))
    place_vouchers(running.enrolments.select_related("application"), state)
    return running


def redeem(cast: Cast, running: TrainingClass, claim: UUID) -> list[Voucher]:
    people = list(running.enrolments.values_list("person_id", flat=True))
    return redeem_for_claim(running, claim_id=claim, person_ids=people, actor=cast.actor("sun_li"))


@pytest.mark.parametrize("work", [requesting, issuing, evaluating, following, redeeming, writing_off])
def test_statements_do_not_grow_with_the_people(cast: Cast, work: Callable[[Cast, int, int], int]) -> None:
    few, many = work(cast, FEW, 1), work(cast, MANY, 101)
    assert many <= few + ALLOWED_MORE


def test_a_list_is_issued_as_if_each_had_been_issued_by_itself(cast: Cast) -> None:
    together, apart = make_passed_group(cast, 3), make_passed_group(cast, 3, start=11)
    zhou = cast.actor("zhou_min")

    issue_training_vouchers(together, actor=zhou)
    for voucher in request_training_vouchers(apart, actor=cast.actor("qihang_manager")):
        record_voucher(issue_voucher(voucher, actor=zhou).application, actor=zhou.as_system())

    assert as_they_are(together) == as_they_are(apart)
    assert trace(together) == trace(apart)
    assert len(trace(together)) == 6
    assert verify_chain().is_whole


def as_they_are(group: UUID) -> list[tuple[object, ...]]:
    columns = ("kind", "state", "version", "issued_by_id", "valid_to", "year", "application__state")
    return list(vouchers_of(group).values_list(*columns))


def vouchers_of(group: UUID) -> QuerySet[Voucher]:
    return Voucher.objects.filter(application__group_id=group).order_by("application__position")


def trace(group: UUID) -> list[tuple[str, ...]]:
    """What is recorded about the vouchers and their holders after the review, without what is their own."""
    records = [*vouchers_of(group), *Application.objects.filter(group_id=group)]
    about = Entry.objects.filter(object_id__in=[str(record.pk) for record in records])
    done = about.filter(action__in=["voucher.issue", "application.record_voucher"])
    return sorted(done.values_list("action", "from_state", "to_state", "actor_name", "actor_roles"))


def test_one_holder_who_is_out_keeps_the_whole_list_from_being_issued(cast: Cast) -> None:
    group = make_passed_group(cast, 3)
    vouchers = request_training_vouchers(group, actor=cast.actor("qihang_manager"))
    out = vouchers[1].application
    withdraw_application(out, actor=cast.actor("zhou_min").as_system(), comment="本人退出")

    with pytest.raises(NotNow) as refusal:
        issue_voucher.each(vouchers, actor=cast.actor("zhou_min"))

    (reason,) = refusal.value.reasons
    assert (refusal.value.code, reason.code) == ("voucher.holder_not_eligible", "voucher.holder_not_eligible")
    assert out.person.masked_name in reason.message
    assert set(vouchers_of(group).values_list("state", flat=True)) == {VoucherState.REQUESTED}
    assert not Entry.objects.filter(action="voucher.issue").exists()


def test_a_voucher_is_named_with_its_holder(cast: Cast) -> None:
    group = make_issued_group(cast, 2)
    vouchers = list(vouchers_of(group).select_related("person"))
    void_voucher(vouchers[1], actor=cast.actor("zhou_min"), comment="工种填错")

    with pytest.raises(NotNow) as refusal:
        void_voucher.each(vouchers, actor=cast.actor("zhou_min"), comment="全部重发")

    (reason,) = refusal.value.reasons
    who = f"{vouchers[1].person.masked_name}的培训券 {vouchers[1].number}："
    assert (reason.code, reason.message[: len(who)]) == ("voucher.wrong_state", who)


def test_binding_writes_class_and_state_in_one_statement(cast: Cast) -> None:
    running = with_vouchers(cast, 3, VoucherState.ISSUED)
    vouchers = list(Voucher.objects.all())

    with CaptureQueriesContext(connection) as captured:
        bound = bind_voucher.each(vouchers, actor=Actor.system(), training_class=running)

    writes = [query["sql"] for query in captured if query["sql"].startswith('UPDATE "vouchers_voucher"')]
    assert len(writes) == 1
    assert {(v.state, v.training_class_id) for v in bound} == {(VoucherState.BOUND, running.pk)}


def test_one_voucher_that_is_still_valid_lets_none_of_a_list_expire(cast: Cast) -> None:
    vouchers = list(vouchers_of(make_issued_group(cast, 2)))
    Voucher.objects.filter(pk=vouchers[0].pk).update(valid_to=date(2026, 6, 17))

    with pytest.raises(NotNow) as refusal:
        expire_voucher.each(vouchers, actor=Actor.system())

    assert refusal.value.code == "voucher.still_valid"
    assert len(expire_voucher.each(vouchers[:1], actor=Actor.system())) == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_claims_for_one_class_one_redeems_all_its_vouchers(cast: Cast) -> None:
    running = with_vouchers(cast, 5, VoucherState.COMPLETED)
    people = list(running.enrolments.values_list("person_id", flat=True))
    barrier = Barrier(CLIENTS)

    def client(_: int) -> str:
        try:
            barrier.wait()
            redeem_for_claim(running, claim_id=uuid.uuid4(), person_ids=people, actor=Actor.system())
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "redeemed"

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = Counter(pool.map(client, range(CLIENTS)))
    assert answers == {"redeemed": 1, "voucher.not_redeemable": CLIENTS - 1}
    assert Voucher.objects.values("claim_id").distinct().count() == 1
    assert Entry.objects.filter(action="voucher.redeem").count() == 5
    assert verify_chain().is_whole
