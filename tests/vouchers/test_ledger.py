"""The ledger of vouchers in the database: nothing moves without a posting, and no posting without a move (N21)."""

from __future__ import annotations

import uuid
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from foundation.core import clock
from foundation.core.invariants import _invariants
from tests.builders.running import Size, make_running_class
from tests.builders.vouchers import (
    facts_of,
    make_issued_group,
    make_voucher,
    make_vouchered_class,
    place_voucher,
    stamps_of,
    start_on_first_day,
)
from tests.cast import Cast
from tests.clean_slate import without_triggers
from tests.vouchers.walks import BYTES, PEOPLE, Step, steps
from vouchers.enums import VoucherState
from vouchers.models import Voucher, VoucherPosting
from vouchers.operations import follow_class, issue_voucher, void_voucher
from vouchers.queries import ledger_balances
from vouchers.rules.ledger import DEAD, QUOTA, Book, Posting, Unpostable, post

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
WALKS = 25


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def history(voucher: Voucher) -> list[tuple[int, str, str]]:
    return list(voucher.postings.order_by("sequence").values_list("sequence", "source", "target"))


def test_every_verb_of_the_loop_is_one_posting(cast: Cast) -> None:
    running = start_on_first_day(cast, make_vouchered_class(cast, heads=1))
    follow_class(running, actor=cast.actor("li_jing"))
    voucher = Voucher.objects.training().get()
    ways = ["requested", "issued", "bound", "in_training"]
    assert history(voucher) == [
        (place, source, target)
        for place, (source, target) in enumerate(zip([QUOTA, *ways], ways, strict=False), 1)
    ]
    assert voucher.postings.latest("sequence").at == voucher.state_since


def test_the_balances_add_up_to_nothing_and_are_the_states(cast: Cast) -> None:
    make_issued_group(cast, 3)
    void_voucher(Voucher.objects.all()[0], actor=cast.actor("zhou_min"), comment="工种填错")
    balances = ledger_balances(Voucher.objects.all())
    assert balances == {**dict.fromkeys(balances, 0), QUOTA: -3, "issued": 2, "voided": 1}
    assert sum(balances.values()) == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE vouchers_voucherposting SET target = 'voided'",
        "DELETE FROM vouchers_voucherposting",
        "UPDATE vouchers_voucher SET state = 'issued'",
        "UPDATE vouchers_voucher SET state = 'requested', version = version + 1",
        "UPDATE vouchers_voucher SET state = 'completed', version = version + 1",
        "UPDATE vouchers_voucher SET version = version + 1",
        "UPDATE vouchers_voucher SET state = 'in_training', version = version + 2",
        "UPDATE vouchers_voucher SET year = year + 1",
        "UPDATE vouchers_voucher SET face_fen = 1",
        "DELETE FROM vouchers_voucher",
        "INSERT INTO vouchers_voucherposting (voucher_id, sequence, at, source, target, is_opening)"
        " SELECT voucher_id, sequence, at, source, target, is_opening FROM vouchers_voucherposting",
        "INSERT INTO vouchers_voucherposting (voucher_id, sequence, at, source, target, is_opening)"
        " SELECT id, version + 1, state_since, 'bound', 'voided', is_staff FROM vouchers_voucher"
        " CROSS JOIN (SELECT 1 = 0 AS is_staff) AS no",
        "INSERT INTO vouchers_voucherposting (voucher_id, sequence, at, source, target, is_opening)"
        " SELECT id, version + 1, state_since, 'quota', state, yes FROM vouchers_voucher"
        " CROSS JOIN (SELECT 1 = 1 AS yes) AS y",
    ],
)
def test_sql_leads_past_the_ledger_by_no_door(cast: Cast, sql: str) -> None:
    voucher = make_voucher(cast, VoucherState.BOUND)
    before = history(voucher)
    refused(sql)
    assert history(voucher) == before
    assert Voucher.objects.get().state == VoucherState.BOUND


def test_a_voucher_begins_at_the_beginning(cast: Cast) -> None:
    enrolment = make_running_class(cast, Size(people=1)).enrolments.get()
    facts = facts_of(enrolment, "training", 0, VoucherState.BOUND)
    with pytest.raises(DatabaseError), transaction.atomic():
        Voucher.objects.create(**facts, state=VoucherState.BOUND, issued_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Voucher.objects.create(**facts, version=2)
    assert not VoucherPosting.objects.exists()


# --- the same walks for the pure ledger and for the database ---


class TwoWorlds:
    """The pure book and the tables, asked the same; they must answer the same."""

    def __init__(self, facts: list[dict[str, object]]) -> None:
        self.book, self.facts = Book(), facts
        self.last: list[uuid.UUID] = [uuid.uuid4() for _ in range(PEOPLE)]
        self.account_of = [QUOTA] * PEOPLE

    def take(self, step: Step) -> None:
        is_new = step.target == "requested" and self.account_of[step.person] in {QUOTA, *DEAD}
        key = uuid.uuid4() if is_new else self.last[step.person]
        here = QUOTA if is_new else self.account_of[step.person]
        sequence = 1 if is_new else self.sequence_of(key) + (step.how != "stale")
        said = self.pure(Posting(str(key), sequence, here, step.target))
        assert self.database(step, key, sequence, is_new) == said, step
        if said:
            self.last[step.person], self.account_of[step.person] = key, step.target

    def sequence_of(self, key: uuid.UUID) -> int:
        standing = self.book.standings.get(str(key))
        return standing.sequence if standing else 0

    def pure(self, posting: Posting) -> bool:
        try:
            self.book = post(self.book, posting)
        except Unpostable:
            return False
        return True

    def database(self, step: Step, key: uuid.UUID, sequence: int, is_new: bool) -> bool:
        changes = {"state": step.target, "version": sequence}
        try:
            with transaction.atomic():
                if is_new:
                    Voucher.objects.create(
                        pk=key, **{**self.facts[step.person], "number": f"W-{key.hex[:12]}"}
                    )
                    return True
                if step.how == "stale":
                    facts = {"source": step.source, "target": step.target, "at": clock.now()}
                    VoucherPosting.objects.create(voucher_id=key, sequence=sequence, **facts)
                    return True
                moving = Voucher.objects.filter(pk=key)
                return moving.update(**changes, **stamps_of(step.target)) == 1
        except DatabaseError:
            return False


def test_the_pure_ledger_and_the_database_answer_the_same_on_every_walk(cast: Cast) -> None:
    enrolments = make_running_class(cast, Size(people=PEOPLE)).enrolments.select_related("application")
    facts = [facts_of(each, "training", 0, VoucherState.BOUND) for each in enrolments]
    chance, moved = Random("walks"), 0
    for _ in range(WALKS):
        worlds = TwoWorlds(facts)
        with transaction.atomic():
            for step in steps(chance.randbytes(BYTES), worlds.account_of):
                worlds.take(step)
            assert ledger_balances(Voucher.objects.all()) == dict(worlds.book.balances)
            lying = {str(pk): state for pk, state in Voucher.objects.values_list("pk", "state")}
            assert lying == {v: standing.account for v, standing in worlds.book.standings.items()}
            moved += VoucherPosting.objects.count()
            transaction.set_rollback(True)
    assert moved > WALKS * 10


def test_fsck_notices_that_a_trigger_of_the_ledger_is_gone(cast: Cast) -> None:
    told = dict(_invariants)["vouchers.ledger_is_the_states"]
    make_issued_group(cast, 1)
    assert list(told()) == []
    table = " ON vouchers_voucher" if connection.vendor == "postgresql" else ""
    with transaction.atomic():
        connection.cursor().execute(f"DROP TRIGGER vouchers_voucher_posts{table}")
        assert list(told()) == ["trigger vouchers_voucher_posts"]
        transaction.set_rollback(True)


# --- vouchers older than the ledger ---


def take_over() -> None:
    """As migration 0003 meets an installation that has vouchers and no ledger."""
    with without_triggers():
        VoucherPosting.objects.all()._raw_delete(using="default")  # as before the migration
        import_module("vouchers.migrations.0003_ledger").take_over(apps, None)


def test_vouchers_older_than_the_ledger_are_taken_over_with_their_recorded_history(cast: Cast) -> None:
    make_issued_group(cast, 2)
    void_voucher(Voucher.objects.all()[0], actor=cast.actor("zhou_min"), comment="工种填错")
    columns = ("voucher_id", "sequence", "source", "target", "is_opening")
    before = sorted(VoucherPosting.objects.values_list(*columns))
    take_over()
    assert sorted(VoucherPosting.objects.values_list(*columns)) == before


def test_a_voucher_whose_history_is_not_recorded_is_taken_over_as_it_stands_and_goes_on(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.EVALUATED)
    take_over()
    opening = voucher.postings.get()
    assert (opening.source, opening.target, opening.is_opening) == (QUOTA, "evaluated", True)
    void_voucher(voucher, actor=cast.actor("zhou_min"), comment="不符合条件")
    assert history(voucher)[-1] == (voucher.version + 1, "evaluated", "voided")


def test_the_way_of_a_single_verb_and_of_a_list_is_booked_alike(cast: Cast) -> None:
    voucher = place_voucher(make_running_class(cast, Size(people=1)).enrolments.get(), VoucherState.REQUESTED)
    issue_voucher(voucher, actor=cast.actor("zhou_min"))
    assert history(voucher)[-1] == (2, "requested", "issued")
