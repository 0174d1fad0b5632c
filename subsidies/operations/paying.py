"""What every payment has in common, of a claim or of a line that was held back: the slip, the account, the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from foundation.accounts.actor import Actor
from foundation.accounts.duties import signed_in
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.money import format_yuan
from subsidies.enums import FundEntryKind
from subsidies.models import FundAccount, FundEntry, HeldLine, Payment, SubsidyClaim
from subsidies.queries.fund import accounts_of
from subsidies.queries.held import due_fen


@dataclass(frozen=True)
class Order:
    """What 规划财务股 has sent to 财政局: how much (fen), for which claim or line of it, and who sent it."""

    claim: SubsidyClaim
    fen: int
    sender_id: UUID | None
    payee_name: str
    held_line: HeldLine | None = None


def order_of_claim(claim: SubsidyClaim) -> Order:
    return Order(claim, due_fen(claim), claim.sent_by_id, claim.payee_name)


def order_of_line(line: HeldLine) -> Order:
    return Order(line.claim, line.amount_fen, line.sent_by_id, line.payee_name, line)


def book_payment(
    order: Order, actor: Actor, bank_reference: str, paid_on: date, account: FundAccount | None
) -> dict[str, Any]:
    """The order's own amount leaves the account, once, under the bank's reference; answers what is put on record."""
    payment = _write_payment(order, actor, bank_reference, paid_on, account or only_account(paid_on))
    FundEntry.objects.create(
        account=payment.account,
        kind=FundEntryKind.PAYMENT,
        amount_fen=-payment.amount_fen,
        occurred_on=paid_on,
        claim=order.claim,
        payment=payment,
        document=payment.bank_reference,
        note=f"补付暂缓行，异议 {order.held_line.dispute.number}" if order.held_line else "",
        recorded_by_id=signed_in(actor),
    )
    return {"amount_fen": payment.amount_fen, "reference": payment.bank_reference, "paid_on": str(paid_on)}


def add_to_account(account: FundAccount, fen: int) -> None:
    FundAccount.objects.filter(pk=account.pk).update(balance_fen=F("balance_fen") + fen)


def slip_number(written: str) -> str:
    if not written.strip():
        raise Invalid("payment.reference_missing", "请填写银行（国库）凭证号。")
    return written.strip()


def check_day(claim: SubsidyClaim, paid_on: date) -> None:
    payable_from = claim.notice.payable_from if claim.notice else clock.today()
    if payable_from <= paid_on <= clock.today():
        return
    raise Invalid(
        "payment.day_out_of_range",
        f"拨付日期应在 {payable_from:%Y-%m-%d}（公示期满次日）至今天之间，请对照银行回单改正。",
    )


def only_account(paid_on: date) -> FundAccount:
    accounts = accounts_of(paid_on.year)
    if len(accounts) != 1:
        raise Invalid("payment.account_unclear", f"请选择从哪个 {paid_on.year} 年资金账户拨付。")
    return accounts[0]


def _write_payment(
    order: Order, actor: Actor, bank_reference: str, paid_on: date, account: FundAccount
) -> Payment:
    reference = slip_number(bank_reference)
    if Payment.objects.filter(bank_reference=reference).exists():
        raise Invalid("payment.reference_used", f"凭证号 {reference} 已登记过一笔拨付，请核对回单。")
    if order.sender_id is None:
        raise NotNow("payment.not_sent", "这笔补贴还没有由规划财务股送拨，不能登记拨付。")
    taken = FundAccount.objects.filter(pk=account.pk, balance_fen__gte=order.fen)
    if taken.update(balance_fen=F("balance_fen") - order.fen) != 1:
        raise NotNow(
            "fund.insufficient", f"{account} 余额不足 {format_yuan(order.fen)} 元，请先登记到位资金。"
        )
    return Payment.objects.create(
        claim=order.claim,
        held_line=order.held_line,
        account=account,
        amount_fen=order.fen,
        bank_reference=reference,
        paid_on=paid_on,
        payee_name=order.payee_name,
        made_by_id=order.sender_id,
        recorded_by_id=signed_in(actor),
    )
