"""暂缓支付 (20号 六; N20): a disputed line is held back when its claim is sent, then paid by itself or struck."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from foundation.accounts.actor import Actor
from foundation.accounts.duties import signed_in
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.core.money import format_yuan
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell
from subsidies.enums import HeldState, HeldVerb
from subsidies.models import FundAccount, HeldLine, SubsidyClaim
from subsidies.operations.claim import copy_account
from subsidies.operations.paying import book_payment, check_day, order_of_line
from subsidies.operations.settling import settle_claim, settles
from subsidies.queries.disputed import FrozenLine
from subsidies.queries.held import sending_lines, strike_changes_others, to_hold
from subsidies.workflow import HELD_LINE
from trainees.enums import EXAMINING_ROLES
from vouchers.operations import redeem_for_claim, void_unpaid

LOOK_AGAIN = "按剔除本人试算，其他人的金额会有变化；已付部分须由监督检查小组核查，多付的按“追回”办理"


def hold_back(claim: SubsidyClaim, actor: Actor) -> list[HeldLine]:
    """Whatever is frozen now is held back and explained; answers every line of the claim that ever was.

    A line stays out of the claim's own payment for good, so that what was sent once is never sent in two ways.
    """
    HeldLine.objects.bulk_create(_held(claim, line, actor) for line in to_hold(claim))
    lines = list(claim.held_lines.with_names().order_by("row__enrolment__position"))
    claim.sending = [line.as_dict() for line in sending_lines(claim, lines)] or None
    claim.save(update_fields=["sending"])
    return lines


def _held(claim: SubsidyClaim, frozen: FrozenLine, actor: Actor) -> HeldLine:
    return HeldLine(
        claim=claim,
        row=frozen.row,
        dispute=frozen.dispute,
        amount_fen=frozen.row.amount_fen,
        created_by_id=signed_in(actor),
    )


def for_record(lines: Sequence[HeldLine], sent_fen: int) -> dict[str, Any]:
    """What the audit entry of 送拨 keeps of held lines; nothing where there are none."""
    held = [f"{line.dispute.number} {format_yuan(line.amount_fen)} 元" for line in lines]
    return {"sent_fen": sent_fen, "held": held} if held else {}


@performs(HELD_LINE, HeldVerb.SEND)
def send_held_line(record: HeldLine, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The dispute was unfounded: the line goes to 财政局 by itself, to the account as it is approved today.

    His voucher is redeemed as those of the others were when their claim was sent (A38).
    """
    claim = record.claim
    copy_account(claim, onto=record)
    record.save(update_fields=["payee_name", "payee_bank", "payee_account"])
    if claim.is_final_stage:
        person = record.row.enrolment.person_id
        redeem_for_claim(claim.training_class, claim_id=claim.pk, person_ids=[person], actor=actor)
    return {"amount_fen": record.amount_fen, "payee": record.payee_name, "claim": claim.number}


def _settle(line: HeldLine, actor: Actor) -> HeldLine:
    """The last line of a claim that is paid or struck concludes it."""
    settle_claim(line.claim, actor)
    return line


@settles(HELD_LINE, HeldVerb.RECORD_PAYMENT, _settle)
@performs(HELD_LINE, HeldVerb.RECORD_PAYMENT)
def record_supplement(
    record: HeldLine,
    *,
    actor: Actor,
    paid_on: date,
    bank_reference: str = "",
    account: FundAccount | None = None,
    comment: str = "",
) -> dict[str, Any]:
    """财政局 has paid the line that was held back: a payment of its own, by the same checks as any other."""
    check_day(record.claim, paid_on)
    return book_payment(order_of_line(record), actor, bank_reference, paid_on, account)


@performs(HELD_LINE, HeldVerb.RECORD_FAILURE)
def record_supplement_failure(record: HeldLine, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The bank could not deliver, or had not paid yet when the person disputed again: the line waits once more."""
    return {"amount_fen": record.amount_fen}


@settles(HELD_LINE, HeldVerb.STRIKE, _settle)
@performs(HELD_LINE, HeldVerb.STRIKE, writes=("struck_reason", "changes_others"))
def strike_held_line(record: HeldLine, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The person was right: his line is never paid and his voucher is void. Nobody else's amount is touched here.

    The claim is signed, published and paid; it is not calculated anew. Where the rules would have given others
    another amount without him (the 80 % of pass and employment), that is noted and told to 监督检查小组: what was
    paid too much is taken back by 追回, by decision and not by reckoning.
    """
    record.changes_others = strike_changes_others(record)
    _strike(record, actor, comment)
    if record.changes_others:
        inspectors = holders_of(*EXAMINING_ROLES, Role.INSPECTION_HEAD).values_list("pk", flat=True)
        tell(
            set(inspectors),
            title=f"{record}：须核查其他人金额",
            body=LOOK_AGAIN,
            url=record.get_absolute_url(),
        )
    return {"amount_fen": record.amount_fen, "changes_others": record.changes_others}


@performs(HELD_LINE, HeldVerb.DROP, writes=("struck_reason",))
def drop_held_line(record: HeldLine, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The whole claim is taken back: what was not paid of it will not be."""
    _strike(record, actor, comment)
    return {"amount_fen": record.amount_fen}


def _strike(record: HeldLine, actor: Actor, reason: str) -> None:
    """In an earlier stage the voucher is left alone: the last stage decides about it."""
    record.struck_reason = reason.strip()
    claim = record.claim
    if claim.is_final_stage:
        person = record.row.enrolment.person_id
        void_unpaid(
            claim.training_class,
            claim_id=claim.pk,
            person_ids=[person],
            actor=actor,
            comment=record.struck_reason,
        )


def drop_held_lines(claim: SubsidyClaim, *, actor: Actor, comment: str) -> int:
    """Every line of the claim that is still held back; none may be with 财政局 at this moment."""
    waiting = claim.held_lines.filter(state=HeldState.HELD).order_by("created_at")
    return len(drop_held_line.each(waiting, actor=actor.as_system(), comment=f"整单追回：{comment.strip()}"))
