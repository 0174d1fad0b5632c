"""券台账: the balances of the accounts, and the postings of one voucher."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from vouchers.enums import VoucherAccount, VoucherKind
from vouchers.models import Voucher, VoucherPosting
from vouchers.rules.ledger import QUOTA


@dataclass(frozen=True)
class AccountLine:
    """One account: what came in, what went out, and what lies in it (units; face value in fen where it is set)."""

    account: str
    label: str
    came_in: int
    went_out: int
    face_fen: int

    @property
    def balance(self) -> int:
        return self.came_in - self.went_out

    @property
    def is_quota(self) -> bool:
        return self.account == QUOTA


@dataclass(frozen=True)
class LedgerSheet:
    """All accounts of one kind; the balances add up to nothing."""

    kind: str
    label: str
    lines: tuple[AccountLine, ...]

    @property
    def turnover(self) -> int:
        return sum(line.came_in for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.balance for line in self.lines)


Moved = dict[tuple[str, str], tuple[int, int]]


def ledger_sheets(vouchers: QuerySet[Voucher]) -> list[LedgerSheet]:
    """Both kinds, every account that ever moved and the quota. Two queries."""
    came_in, went_out = _moved(vouchers, "target"), _moved(vouchers, "source")
    return [
        LedgerSheet(kind.value, str(kind.label), tuple(_lines(kind.value, came_in, went_out)))
        for kind in VoucherKind
    ]


def _lines(kind: str, came_in: Moved, went_out: Moved) -> list[AccountLine]:
    lines = []
    for account in VoucherAccount:
        (units_in, fen_in), (units_out, fen_out) = (
            moved.get((kind, account.value), (0, 0)) for moved in (came_in, went_out)
        )
        if units_in or units_out or account == VoucherAccount.QUOTA:
            label = str(account.label)
            lines.append(AccountLine(account.value, label, units_in, units_out, fen_in - fen_out))
    return lines


def _moved(vouchers: QuerySet[Voucher], side: str) -> Moved:
    postings = VoucherPosting.objects.filter(voucher__in=vouchers.order_by().values("pk")).order_by()
    rows = postings.values_list("voucher__kind", side).annotate(units=Count("pk"), fen=Sum("face_fen"))
    return {(kind, account): (units, fen or 0) for kind, account, units, fen in rows}


def ledger_balances(vouchers: QuerySet[Voucher]) -> dict[str, int]:
    """Account → units, of all kinds together, as `rules.ledger.Book` has them."""
    balances = dict.fromkeys(VoucherAccount.values, 0)
    for sheet in ledger_sheets(vouchers):
        for line in sheet.lines:
            balances[line.account] += line.balance
    return balances


def postings_of(voucher: Voucher) -> QuerySet[VoucherPosting]:
    return voucher.postings.order_by("sequence")
