"""拨付: sent by one office, recorded by another, amount and account never typed (20号 七; trust F14–F17)."""

from __future__ import annotations

from datetime import date
from typing import Any

from foundation.accounts.actor import Actor
from foundation.accounts.duties import signed_in
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.workflow.engine import performs
from subsidies.enums import ClaimVerb, FundEntryKind
from subsidies.models import FundAccount, FundEntry, Payment, SubsidyClaim
from subsidies.operations.claim import copy_account
from subsidies.operations.held import drop_held_lines, for_record, hold_back
from subsidies.operations.paying import (
    Order,
    add_to_account,
    book_payment,
    check_day,
    only_account,
    order_of_claim,
    slip_number,
)
from subsidies.operations.settling import close_class, settle_claim, settles
from subsidies.queries.fund import payments_of
from subsidies.workflow import CLAIM
from vouchers.operations import redeem_for_claim


@performs(CLAIM, ClaimVerb.SEND_TO_FINANCE)
def send_to_finance(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The bureau's finance section sends the claim to 财政局 and redeems the vouchers of those who are paid.

    A line that its person disputes at this moment is held back (20号 六; N20); everybody else is sent. What was
    signed, the statement with its total and digest, stays as it is.

    A voucher is one person's whole entitlement in one class and closes once (A38: one voucher, one claim row,
    Σ核销 = paid heads). An earlier stage therefore pays without touching it; the last stage, whose paid rows are
    everybody who keeps money of this class, redeems it, and its payment writes it off. Who is paid in a stage
    and left out at the end gives the money back and keeps an unused voucher.
    """
    held = _send(record, actor)
    if record.is_final_stage:
        paid = record.people.filter(is_paid=True, held__isnull=True)
        people = list(paid.values_list("enrolment__person_id", flat=True))
        redeem_for_claim(record.training_class, claim_id=record.pk, person_ids=people, actor=actor)
    return {"payee": record.payee_name, "digest": record.signed_digest, **held}


def _send(record: SubsidyClaim, actor: Actor) -> dict[str, Any]:
    copy_account(record)
    record.save(update_fields=["payee_name", "payee_bank", "payee_account"])
    held = hold_back(record, actor)
    return {"total_fen": record.total_fen, **for_record(held, order_of_claim(record).fen)}


@settles(CLAIM, ClaimVerb.RECORD_PAYMENT, settle_claim)
@performs(CLAIM, ClaimVerb.RECORD_PAYMENT)
def record_payment(
    record: SubsidyClaim,
    *,
    actor: Actor,
    paid_on: date,
    bank_reference: str = "",
    account: FundAccount | None = None,
    comment: str = "",
) -> dict[str, Any]:
    """财政局 has paid: what was sent of the claim leaves the account, once, under the bank's reference.

    A dispute that came after 送拨 does not stop this: that the bank has paid is a fact, and a record that may not be
    made would only be missing. The page shows the dispute first. Money that has not left yet is called back by
    登记拨付失败, and the line is held back when the claim is sent again; money that has left comes back by 追回.

    A last stage may come to nothing, or to money that the institution has to give back (DR-17): then no payment is
    made; what was given back is booked as 追回 under the slip's number, and the earlier payments stay as they are.
    """
    check_day(record, paid_on)
    order = order_of_claim(record)
    if order.fen <= 0:
        return _book_settlement(order, actor, bank_reference, paid_on, account)
    return book_payment(order, actor, bank_reference, paid_on, account)


def _book_settlement(
    order: Order, actor: Actor, reference: str, day: date, account: FundAccount | None
) -> dict[str, Any]:
    """Nothing leaves the account; what came back goes into it."""
    given_back = -order.fen
    if given_back:
        chosen = account or only_account(day)
        add_to_account(chosen, given_back)
        FundEntry.objects.create(
            account=chosen,
            kind=FundEntryKind.RECOVERY,
            amount_fen=given_back,
            occurred_on=day,
            claim=order.claim,
            document=slip_number(reference),
            note="分段清算缴回",
            recorded_by_id=signed_in(actor),
        )
    return {"amount_fen": order.fen, "reference": reference.strip(), "paid_on": str(day)}


@performs(CLAIM, ClaimVerb.RECORD_FAILURE)
def record_failure(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> None:
    """The bank could not deliver, or had not paid yet and was asked not to: no money left; the comment says why."""


@performs(CLAIM, ClaimVerb.RESEND)
def resend_claim(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The claim goes to 财政局 again, to the account that two people have settled; newly disputed lines are held back.

    Lines that were held back before stay so, whatever became of their disputes: they are paid or struck by themselves.
    """
    held = _send(record, actor)
    return {"payee": record.payee_name, "bank": record.payee_bank, **held}


@performs(CLAIM, ClaimVerb.RECOVER)
def recover_claim(
    record: SubsidyClaim, *, actor: Actor, comment: str = "", document: str = ""
) -> dict[str, Any]:
    """The director orders the money back: an entry for each payment; what was paid is never edited (A27).

    Lines that are held back still are struck with it, and the class is closed as it would have been.
    """
    payments = payments_of(record)
    if not payments:
        raise NotNow("claim.no_payment", "这份申领单没有有效的拨付记录，不能追回。")
    for payment in payments:
        _take_back(payment, actor, document, comment)
    dropped = drop_held_lines(record, actor=actor, comment=comment)
    if dropped and record.is_final_stage:
        close_class(record, actor.as_system())
    return {
        "amount_fen": sum(payment.amount_fen for payment in payments),
        "reference": "、".join(payment.bank_reference for payment in payments),
    }


def _take_back(payment: Payment, actor: Actor, document: str, comment: str) -> None:
    add_to_account(payment.account, payment.amount_fen)
    FundEntry.objects.create(
        account=payment.account,
        kind=FundEntryKind.RECOVERY,
        amount_fen=payment.amount_fen,
        occurred_on=clock.today(),
        claim=payment.claim,
        payment=payment,
        document=document.strip(),
        note=comment.strip()[:160],
        recorded_by_id=signed_in(actor),
    )
