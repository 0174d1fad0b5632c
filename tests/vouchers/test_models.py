"""Wrong vouchers that the database refuses, on either engine, whoever writes them."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.sql import InsertQuery

from foundation.core import clock
from tests.builders.running import Size, make_running_class
from tests.builders.vouchers import make_voucher, place_voucher
from tests.cast import Cast
from vouchers.enums import DEAD_STATES, VoucherKind, VoucherState
from vouchers.models import Voucher

ONE_LIVE = "vouchers_voucher_one_live_per_person_occupation_level_year"


def refused(match: str, pk: uuid.UUID, **changes: object) -> None:
    """SQLite names the columns of a unique index, not the index; PostgreSQL names the constraint."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        Voucher.objects.filter(pk=pk).update(**changes)


@pytest.mark.parametrize("state", [s for s in VoucherState.values if s not in DEAD_STATES])
def test_no_second_live_voucher_of_a_kind_for_person_trade_level_and_year(cast: Cast, state: str) -> None:
    first = make_voucher(cast, state)
    enrolment = first.application_id
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.create(**copy_of(first))
    Voucher.objects.create(**{**copy_of(first), "kind": VoucherKind.EVALUATION})
    assert Voucher.objects.filter(application_id=enrolment).count() == 2


def copy_of(voucher: Voucher) -> dict[str, object]:
    names = (
        "application",
        "person",
        "occupation_code",
        "occupation_name",
        "level",
        "year",
        "valid_to",
        "kind",
    )
    return {**{name: getattr(voucher, name) for name in names}, "number": "PX-TEST-COPY"}


@pytest.mark.parametrize("state", sorted(DEAD_STATES))
def test_a_dead_voucher_leaves_room_for_another(cast: Cast, state: str) -> None:
    dead = make_voucher(cast, state)
    Voucher.objects.create(**copy_of(dead))
    assert Voucher.objects.count() == 2


def test_two_thousand_further_vouchers_are_two_thousand_refusals(cast: Cast) -> None:
    """Each is sent straight to the database, in the words in which Django would."""
    copy = copy_of(make_voucher(cast))
    fields = [each for each in Voucher._meta.concrete_fields if not each.generated]
    columns = [each.column for each in fields]
    query = InsertQuery(Voucher)
    query.insert_values(fields, [Voucher(**copy)])
    ((sql, given),) = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        for attempt in range(2000):
            values = dict(zip(columns, given, strict=True))
            values |= {
                "id": Voucher._meta.pk.get_db_prep_save(uuid.uuid4(), connection),
                "number": f"PX-{attempt:04d}",
            }
            with pytest.raises(IntegrityError, match="person"), transaction.atomic():
                cursor.execute(sql, list(values.values()))
    assert Voucher.objects.count() == 1


def test_a_number_stands_once(cast: Cast) -> None:
    running = make_running_class(cast, Size(people=2))
    first, second = running.enrolments.all()
    voucher = place_voucher(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        place_voucher(second, number=voucher.number)


def test_a_redeemed_voucher_has_claim_and_time_and_no_other_has_the_time(cast: Cast) -> None:
    redeemed = make_voucher(cast, VoucherState.REDEEMED)
    fact = "vouchers_voucher_redeemed_has_claim_and_time"
    refused(fact, redeemed.pk, claim_id=None)
    refused(fact, redeemed.pk, redeemed_at=None)
    refused(fact, redeemed.pk, state=VoucherState.EVALUATED)


def test_dates_stand_in_their_order(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.REDEEMED)
    before = clock.now() - timedelta(days=1)
    refused("vouchers_voucher_dates_in_order", voucher.pk, redeemed_at=before)
    refused("vouchers_voucher_dates_in_order", voucher.pk, written_off_at=before)


def test_what_is_written_off_has_its_time(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.REDEEMED)
    refused("vouchers_voucher_written_off_has_time", voucher.pk, state=VoucherState.WRITTEN_OFF)


def test_a_bound_voucher_has_its_class(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.ISSUED)
    refused("vouchers_voucher_bound_has_class", voucher.pk, state=VoucherState.BOUND)


def test_unknown_states_and_kinds_are_refused(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.BOUND)
    refused("vouchers_voucher_state_is_known", voucher.pk, state="paid")
    with pytest.raises(IntegrityError, match="vouchers_voucher_kind_is_known"), transaction.atomic():
        Voucher.objects.create(**{**copy_of(voucher), "kind": "gift"})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE vouchers_voucher SET state = 'redeemed' WHERE state = 'written_off'",
        "UPDATE vouchers_voucher SET occupation_name = 'x' WHERE state = 'written_off'",
        "DELETE FROM vouchers_voucher WHERE state = 'written_off'",
    ],
)
def test_after_write_off_nothing_changes_by_any_door(cast: Cast, sql: str) -> None:
    make_voucher(cast, VoucherState.WRITTEN_OFF)
    with (
        pytest.raises(DatabaseError, match="a voucher written off is final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_replacing_the_row_of_a_written_off_voucher_is_refused_too(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.WRITTEN_OFF)
    if connection.vendor == "postgresql":
        statement = "INSERT INTO vouchers_voucher SELECT * FROM vouchers_voucher WHERE state = 'written_off'"
    else:
        statement = "INSERT OR REPLACE INTO vouchers_voucher SELECT * FROM vouchers_voucher"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Voucher.objects.get().pk == voucher.pk
