"""What must be true before a line that was held back is paid after all, or struck (20号 六、七(一); N20)."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason
from subsidies.enums import ClaimState
from subsidies.guards import claim as of_claim
from subsidies.guards import payment as of_payment
from subsidies.models import HeldLine
from subsidies.queries.disputed import frozen_now

DISPUTED = of_payment.DISPUTED


def line_is_free(line: HeldLine, actor: Actor) -> Reason | None:
    """Was every dispute about the line found to be unfounded? (20号 六; N20)"""
    frozen = frozen_now(line)
    if frozen is None:
        return None
    said = "已成立，请监督检查小组办理“不予支付”" if frozen.is_upheld else "还没有结论，作出结论后才能补付"
    message = f"本人异议 {frozen.dispute.number} {said}"
    return Reason("held_line.still_disputed", message, DISPUTED, frozen.dispute.get_absolute_url())


def dispute_was_upheld(line: HeldLine, actor: Actor) -> Reason | None:
    """Was a dispute about the line decided for the person? Only then he is not paid. (20号 六; N20)"""
    frozen = frozen_now(line)
    if frozen is not None and frozen.is_upheld:
        return None
    message = "没有已成立的本人异议，不能不予支付，请先作出异议结论"
    link = frozen.dispute.get_absolute_url() if frozen else line.dispute.get_absolute_url()
    return Reason("held_line.no_dispute_upheld", message, DISPUTED, link)


def claim_is_paid(line: HeldLine, actor: Actor) -> Reason | None:
    """Is the payment of the claim itself recorded? The line that was held back follows it. (20号 七(一))"""
    if line.claim.state == ClaimState.PAID:
        return None
    message = f"申领单 {line.claim.number} 还没有登记拨付，登记后才能补付暂缓的行"
    return Reason("held_line.claim_not_paid", message, of_payment.FUND, line.claim.get_absolute_url())


def claim_is_as_signed(line: HeldLine, actor: Actor) -> Reason | None:
    """Is the claim, to the last person and fen, what the director has signed? (trust F9)"""
    return of_payment.content_is_as_signed(line.claim, actor)


def no_finding_stops_it(line: HeldLine, actor: Actor) -> Reason | None:
    """Is every serious finding of the inspections settled before money moves? (8号 二(4); C5)"""
    return of_payment.no_serious_finding_stops_payment(line.claim, actor)


def institution_may_be_paid(line: HeldLine, actor: Actor) -> Reason | None:
    """Is the institution neither cancelled nor, for what ended later, suspended? (8号 三(三)、五; A26)"""
    return of_claim.institution_may_claim(line.claim, actor)


def account_is_settled(line: HeldLine, actor: Actor) -> Reason | None:
    """Is the institution's account settled: no change open, none confirmed within the cooling time? (trust F15)"""
    return of_payment.account_change_is_approved(line.claim, actor)


met_by((Role.INSPECTION_HEAD,), "held_line.still_disputed", "held_line.no_dispute_upheld")
met_by((Role.FINANCE_OFFICER,), "held_line.claim_not_paid")
