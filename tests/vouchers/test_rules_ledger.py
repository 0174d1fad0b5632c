"""The pure ledger: no walk leads to a negative, a lost or a doubled voucher (N21)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.vouchers.walks import BYTES, PEOPLE, STEPS, Step, steps
from vouchers.enums import DEAD_STATES, VoucherAccount, VoucherState
from vouchers.rules.ledger import (
    ACCOUNTS,
    DEAD,
    QUOTA,
    TRANSFERS,
    Book,
    Posting,
    Unpostable,
    obstacle,
    post,
    replay,
)
from vouchers.workflow import VOUCHER

pytestmark = pytest.mark.one_engine
RUNS = 2_000
QUANTITY = 2
reached: Counter[str] = Counter()


class Walk:
    """Three people, a quota for two, and clients who may be wrong."""

    def __init__(self) -> None:
        self.book, self.made = Book(QUANTITY), 0
        self.postings: list[Posting] = []
        self.last: list[str] = [f"p{number}" for number in range(PEOPLE)]
        self.account_of = [QUOTA] * PEOPLE

    def posting(self, step: Step) -> Posting:
        voucher = self.last[step.person]
        sequence = sum(posting.voucher == voucher for posting in self.postings)
        if step.how == "stale":
            before = [posting for posting in self.postings if posting.voucher == voucher]
            return before[-1] if before else Posting(voucher, 1, QUOTA, QUOTA)
        if step.how == "fair" and self.account_of[step.person] in DEAD and step.target == "requested":
            self.made += 1
            return Posting(f"{voucher[:2]}-{self.made}", 1, QUOTA, "requested")
        return Posting(voucher, sequence + 1, step.source, step.target)

    def take(self, step: Step) -> None:
        posting = self.posting(step)
        try:
            self.book = post(self.book, posting)
        except Unpostable as refusal:
            reached[refusal.code] += 1
            return
        reached[posting.target] += 1
        self.postings.append(posting)
        self.last[step.person], self.account_of[step.person] = posting.voucher, posting.target


def check(walk: Walk) -> None:
    """What the ledger says is what an independent count of the accepted postings says."""
    lies_in = {posting.voucher: posting.target for posting in walk.postings}
    counted = Counter(lies_in.values())
    balances = walk.book.balances
    assert sum(balances.values()) == 0
    assert {account: balances[account] for account in ACCOUNTS if account != QUOTA} == {
        account: counted[account] for account in ACCOUNTS if account != QUOTA
    }
    assert len(lies_in) - sum(counted[state] for state in DEAD) <= QUANTITY
    assert {voucher: standing.account for voucher, standing in walk.book.standings.items()} == lies_in


@settings(
    max_examples=RUNS, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(st.binary(min_size=BYTES, max_size=BYTES))
def walk_and_check(told: bytes) -> None:
    walk = Walk()
    for step in steps(told, walk.account_of):
        reached["steps"] += 1
        walk.take(step)
        check(walk)
    closings = Counter((p.voucher, p.target) for p in walk.postings)
    assert set(closings.values()) <= {1}
    assert replay(walk.postings, Book(QUANTITY)) == walk.book


def test_no_walk_leads_to_a_negative_a_lost_or_a_doubled_voucher() -> None:
    reached.clear()
    walk_and_check()
    assert reached.pop("steps") >= RUNS * STEPS
    refused = {"transfer_unknown", "out_of_sequence", "not_in_account", "quota_used_up"}
    assert set(reached) == {*VoucherState.values, *(f"ledger.{code}" for code in refused)}
    assert min(reached[state] for state in VoucherState.values) > RUNS // 100


def test_the_transfers_are_the_rows_of_the_lifecycle_table() -> None:
    table = {(source, row.target) for row in VOUCHER.transitions for source in row.sources}
    listed = {(source, target) for source, targets in TRANSFERS.items() for target in targets}
    assert listed == table | {(QUOTA, VOUCHER.initial)}
    assert set(ACCOUNTS) == set(VoucherAccount.values) == {QUOTA, *VoucherState.values}
    assert DEAD == DEAD_STATES


@pytest.mark.parametrize(
    ("posting", "code"),
    [
        (Posting("a", 3, "requested", "issued"), "ledger.out_of_sequence"),
        (Posting("a", 2, "issued", "bound"), "ledger.not_in_account"),
        (Posting("a", 2, "redeemed", "requested"), "ledger.transfer_unknown"),
        (Posting("a", 1, QUOTA, "requested"), "ledger.out_of_sequence"),
        (Posting("b", 1, QUOTA, "requested"), "ledger.quota_used_up"),
        (Posting("a", 2, "requested", "nowhere"), "ledger.transfer_unknown"),
    ],
)
def test_a_posting_that_would_make_the_book_lie_is_refused(posting: Posting, code: str) -> None:
    book = replay([Posting("a", 1, QUOTA, "requested")], Book(1))
    assert obstacle(book, posting) == code
    with pytest.raises(Unpostable, match=code):
        post(book, posting)


def test_who_is_given_back_makes_room_for_another() -> None:
    book = replay([Posting("a", 1, QUOTA, "requested"), Posting("a", 2, "requested", "voided")], Book(1))
    assert book.live == 0
    assert post(book, Posting("b", 1, QUOTA, "requested")).live == 1
