"""The double-entry ledger of vouchers (N21). Pure.

Every voucher is one unit. It lies in exactly one account; an account is a state of the loop, and before a voucher
exists its unit lies in the quota. A posting carries the unit from one account to another: one row names both, so
that it cannot be unbalanced, and all balances add up to nothing. What is not listed in `TRANSFERS` cannot happen.

The same table is a CHECK of the database, and the same three conditions are its triggers (migration 0003).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

QUOTA = "quota"
TRANSFERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        QUOTA: ("requested",),
        "requested": ("issued", "returned", "voided"),
        "issued": ("bound", "voided", "expired"),
        "bound": ("in_training", "voided"),
        "in_training": ("completed", "voided"),
        "completed": ("evaluated", "redeemed", "voided"),
        "evaluated": ("redeemed", "voided"),
        "redeemed": ("written_off", "voided"),
    }
)
DEAD = frozenset({"voided", "expired", "returned"})
ACCOUNTS: tuple[str, ...] = tuple(
    dict.fromkeys([*TRANSFERS, *(target for targets in TRANSFERS.values() for target in targets)])
)


class Unpostable(ValueError):
    """A posting that would make the book lie; its code says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Posting:
    """One unit from `source` to `target`; `sequence` counts the postings of a voucher from 1."""

    voucher: str
    sequence: int
    source: str
    target: str


@dataclass(frozen=True)
class Standing:
    """Where a voucher lies, and how many postings brought it there."""

    account: str
    sequence: int


@dataclass(frozen=True)
class Book:
    """What the ledger says: where each voucher lies and how many units each account holds.

    `quantity` is how many live vouchers the quota covers, None where it is not limited. Who is given back
    (作废, 过期, 退回) makes room for another.
    """

    quantity: int | None = None
    standings: Mapping[str, Standing] = field(default_factory=dict)
    balances: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS, 0))

    @property
    def live(self) -> int:
        """Vouchers made out and not given back."""
        return -self.balances[QUOTA] - sum(self.balances[account] for account in DEAD)


def obstacle(book: Book, posting: Posting) -> str:
    """Why the posting cannot be made, as a code; empty when it can.

    A book with no standing for a voucher knows it as a unit of the quota.
    """
    standing = book.standings.get(posting.voucher, Standing(QUOTA, 0))
    if posting.target not in TRANSFERS.get(posting.source, ()):
        return "ledger.transfer_unknown"
    if posting.sequence != standing.sequence + 1:
        return "ledger.out_of_sequence"
    if posting.source != standing.account:
        return "ledger.not_in_account"
    if posting.source == QUOTA and book.quantity is not None and book.live >= book.quantity:
        return "ledger.quota_used_up"
    return ""


def post(book: Book, posting: Posting) -> Book:
    """The book after the posting; `Unpostable` where it would lie, and then nothing is changed."""
    code = obstacle(book, posting)
    if code:
        raise Unpostable(code)
    balances = dict(book.balances)
    balances[posting.source] -= 1
    balances[posting.target] += 1
    standings = {**book.standings, posting.voucher: Standing(posting.target, posting.sequence)}
    return replace(book, standings=standings, balances=balances)


def replay(postings: Iterable[Posting], book: Book | None = None) -> Book:
    """The book after these postings in their order; `Unpostable` at the first that cannot be."""
    after = book or Book()
    for posting in postings:
        after = post(after, posting)
    return after
