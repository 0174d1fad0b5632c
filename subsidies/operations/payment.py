"""拨付: sent by one office, recorded by another, amount and account never typed (20号 七; trust F14–F17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import transaction
from django.db.models import F

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment
from classes.operations import record_class_payment, record_subsidy
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.money import format_yuan
from foundation.workflow.engine import judge, performs
from foundation.workflow.registry import register_operation
from subsidies.enums import ClaimState, ClaimVerb, FundEntryKind
from subsidies.models import FundAccount, FundEntry, Payment, SubsidyClaim
from subsidies.operations.claim import copy_account
from subsidies.operations.locked import signed_in
from subsidies.queries.fund import accounts_of, payment_of
from subsidies.workflow import CLAIM
from vouchers.operations import redeem_for_claim, write_off_for_claim

P = ParamSpec("P")
ClaimOperation = Callable[Concatenate[SubsidyClaim, P], SubsidyClaim]


@performs(CLAIM, ClaimVerb.SEND_TO_FINANCE)
def send_to_finance(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The bureau's finance section sends the claim to 财政局 and redeems the vouchers of those who are paid.

    A voucher is one person's whole entitlement in one class and closes once (A38: one voucher, one claim row,
    Σ核销 = paid heads). An earlier stage therefore pays without touching it; the last stage, whose paid rows are
    everybody who keeps money of this class, redeems it, and its payment writes it off. Who is paid in a stage
    and left out at the end gives the money back and keeps an unused voucher.
    """
    copy_account(record)
    record.save(update_fields=["payee_name", "payee_bank", "payee_account"])
    if record.is_final_stage:
        paid = record.people.filter(is_paid=True).values_list("enrolment__person_id", flat=True)
        redeem_for_claim(record.training_class, claim_id=record.pk, person_ids=list(paid), actor=actor)
    return {"total_fen": record.total_fen, "payee": record.payee_name, "digest": record.signed_digest}


def settles(operation: ClaimOperation[P]) -> ClaimOperation[P]:
    """Write-off and conclusion follow the payment in the same transaction; the whole is the verb's operation."""

    @wraps(operation)
    def settled(record: SubsidyClaim, /, *args: P.args, **kwargs: P.kwargs) -> SubsidyClaim:
        actor: Actor = kwargs["actor"]  # type: ignore[assignment]  # keyword-only by convention
        with transaction.atomic():
            return settle_claim(operation(record, *args, **kwargs), actor=actor.as_system())

    register_operation(CLAIM, ClaimVerb.RECORD_PAYMENT, settled)
    return settled


@settles
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
    """财政局 has paid: the claim's own amount leaves the account, once, under the bank's reference.

    A last stage may come to nothing, or to money that the institution has to give back (DR-17): then no payment is
    made; what was given back is booked as 追回 under the slip's number, and the earlier payments stay as they are.
    """
    _check_day(record, paid_on)
    fen = record.total_fen or 0
    if fen <= 0:
        return _book_settlement(record, actor, bank_reference, paid_on, account)
    return _book_payment(record, actor, bank_reference, paid_on, account)


def _book_payment(
    record: SubsidyClaim, actor: Actor, bank_reference: str, paid_on: date, account: FundAccount | None
) -> dict[str, Any]:
    payment = _write_payment(record, actor, bank_reference, paid_on, account or _only_account(paid_on))
    FundEntry.objects.create(
        account=payment.account,
        kind=FundEntryKind.PAYMENT,
        amount_fen=-payment.amount_fen,
        occurred_on=paid_on,
        claim=record,
        payment=payment,
        document=payment.bank_reference,
        recorded_by_id=signed_in(actor),
    )
    return {"amount_fen": payment.amount_fen, "reference": payment.bank_reference, "paid_on": str(paid_on)}


def _book_settlement(
    record: SubsidyClaim, actor: Actor, reference: str, day: date, account: FundAccount | None
) -> dict[str, Any]:
    """Nothing leaves the account; what came back goes into it."""
    given_back = -(record.total_fen or 0)
    if given_back:
        chosen = account or _only_account(day)
        _add_to_account(chosen, given_back)
        FundEntry.objects.create(
            account=chosen,
            kind=FundEntryKind.RECOVERY,
            amount_fen=given_back,
            occurred_on=day,
            claim=record,
            document=_reference(reference),
            note="分段清算缴回",
            recorded_by_id=signed_in(actor),
        )
    return {"amount_fen": record.total_fen, "reference": reference.strip(), "paid_on": str(day)}


def _add_to_account(account: FundAccount, fen: int) -> None:
    FundAccount.objects.filter(pk=account.pk).update(balance_fen=F("balance_fen") + fen)


def _reference(written: str) -> str:
    if not written.strip():
        raise Invalid("payment.reference_missing", "请填写银行（国库）凭证号。")
    return written.strip()


def _check_day(record: SubsidyClaim, paid_on: date) -> None:
    payable_from = record.notice.payable_from if record.notice else clock.today()
    if payable_from <= paid_on <= clock.today():
        return
    raise Invalid(
        "payment.day_out_of_range",
        f"拨付日期应在 {payable_from:%Y-%m-%d}（公示期满次日）至今天之间，请对照银行回单改正。",
    )


def _only_account(paid_on: date) -> FundAccount:
    accounts = accounts_of(paid_on.year)
    if len(accounts) != 1:
        raise Invalid("payment.account_unclear", f"请选择从哪个 {paid_on.year} 年资金账户拨付。")
    return accounts[0]


def _write_payment(
    record: SubsidyClaim, actor: Actor, bank_reference: str, paid_on: date, account: FundAccount
) -> Payment:
    reference = _reference(bank_reference)
    if Payment.objects.filter(bank_reference=reference).exists():
        raise Invalid("payment.reference_used", f"凭证号 {reference} 已登记过一笔拨付，请核对回单。")
    amount, sender = record.total_fen or 0, record.sent_by_id
    if sender is None:
        raise NotNow("payment.not_sent", "这份申领单还没有由规划财务股送拨，不能登记拨付。")
    taken = FundAccount.objects.filter(pk=account.pk, balance_fen__gte=amount)
    if taken.update(balance_fen=F("balance_fen") - amount) != 1:
        raise NotNow("fund.insufficient", f"{account} 余额不足 {format_yuan(amount)} 元，请先登记到位资金。")
    return Payment.objects.create(
        claim=record,
        account=account,
        amount_fen=amount,
        bank_reference=reference,
        paid_on=paid_on,
        payee_name=record.payee_name,
        made_by_id=sender,
        recorded_by_id=signed_in(actor),
    )


def settle_claim(claim: SubsidyClaim, *, actor: Actor) -> SubsidyClaim:
    """After payment: vouchers written off, people marked as subsidised, class paid, claim concluded. Idempotent.

    After an earlier stage only the claim is concluded: the class goes on being claimed, and its people may still
    prove their employment until the last stage has settled them.
    """
    if claim.is_final_stage:
        _close_class(claim, actor)
    if not judge(CLAIM, claim, actor, ClaimVerb.WRITE_OFF).is_allowed:
        return claim
    return conclude_claim(write_off_claim(claim, actor=actor), actor=actor)


def _close_class(claim: SubsidyClaim, actor: Actor) -> None:
    write_off_for_claim(claim.pk, actor=actor)
    _mark_people(claim, actor)
    training_class = claim.training_class
    training_class.refresh_from_db()
    if training_class.state == ClassState.CLAIMING:
        record_class_payment(training_class, actor=actor)


def _mark_people(claim: SubsidyClaim, actor: Actor) -> None:
    paid = claim.people.filter(is_paid=True).values("enrolment_id")
    waiting = Enrolment.objects.filter(pk__in=paid).exclude(state=EnrolmentState.SUBSIDISED)
    record_subsidy.each(waiting.order_by("position"), actor=actor)


def settle_paid_claims(*, actor: Actor) -> int:
    """Claims that were paid but not concluded, for instance because a voucher could not be written off then."""
    paid = list(SubsidyClaim.objects.filter(state=ClaimState.PAID))
    return sum(settle_claim(claim, actor=actor).state == ClaimState.CONCLUDED for claim in paid)


@performs(CLAIM, ClaimVerb.WRITE_OFF)
def write_off_claim(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> None:
    """Every voucher of the claim is written off: the loop is closed (A38)."""


@performs(CLAIM, ClaimVerb.CONCLUDE)
def conclude_claim(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> None:
    """Nothing is left to do."""


@performs(CLAIM, ClaimVerb.RECORD_FAILURE)
def record_failure(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> None:
    """The bank could not deliver: no money left the account; the comment says why."""


@performs(CLAIM, ClaimVerb.RESEND)
def resend_claim(record: SubsidyClaim, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """After two people have settled the account, the claim goes to 财政局 again."""
    copy_account(record)
    record.save(update_fields=["payee_name", "payee_bank", "payee_account"])
    return {"payee": record.payee_name, "bank": record.payee_bank}


@performs(CLAIM, ClaimVerb.RECOVER)
def recover_claim(
    record: SubsidyClaim, *, actor: Actor, comment: str = "", document: str = ""
) -> dict[str, Any]:
    """The director orders the money back: an entry of its own; the paid one is never edited (A27)."""
    payment = payment_of(record)
    if payment is None:
        raise NotNow("claim.no_payment", "这份申领单没有有效的拨付记录，不能追回。")
    _add_to_account(payment.account, payment.amount_fen)
    FundEntry.objects.create(
        account=payment.account,
        kind=FundEntryKind.RECOVERY,
        amount_fen=payment.amount_fen,
        occurred_on=clock.today(),
        claim=record,
        payment=payment,
        document=document.strip(),
        note=comment.strip()[:160],
        recorded_by_id=signed_in(actor),
    )
    return {"amount_fen": payment.amount_fen, "reference": payment.bank_reference}
