"""The verbs of one voucher: 申请 - 发券 - 培训（评价）- 兑现 - 核销 (20号 六; 8号 二(2))."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.workflow.engine import performs
from vouchers.enums import VoucherVerb as V
from vouchers.models import Voucher, VoucherScheme
from vouchers.workflow import VOUCHER


@performs(VOUCHER, V.ISSUE, writes=("scheme", "valid_to", "face_fen"))
def issue_voucher(
    record: Voucher, *, actor: Actor, comment: str = "", scheme: VoucherScheme | None = None
) -> dict[str, Any]:
    """资格审核小组 makes out a training voucher, 培训业务小组 an evaluation voucher; under a scheme by its terms."""
    if scheme is not None:
        record.scheme, record.valid_to, record.face_fen = scheme, scheme.valid_to, scheme.face_fen
    under = {"scheme": scheme.name} if scheme else {}
    return {"number": record.number, "kind": record.kind, "valid_to": record.valid_to.isoformat(), **under}


@performs(VOUCHER, V.RETURN)
def return_voucher(record: Voucher, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The request is sent back with a reason; the person may ask again."""
    return {"number": record.number}


@performs(VOUCHER, V.BIND, writes=("training_class",))
def bind_voucher(record: Voucher, *, actor: Actor, training_class: TrainingClass) -> dict[str, Any]:
    """The voucher is now for this class and no other."""
    record.training_class = training_class
    return {"number": record.number, "class": training_class.number}


@performs(VOUCHER, V.BEGIN_TRAINING)
def begin_training(record: Voucher, *, actor: Actor) -> dict[str, Any]:
    """The class has begun."""
    return {"number": record.number}


@performs(VOUCHER, V.COMPLETE)
def complete_training(record: Voucher, *, actor: Actor) -> dict[str, Any]:
    """Teaching is complete and the person stayed to its end."""
    return {"number": record.number}


@performs(VOUCHER, V.EVALUATE)
def complete_evaluation(record: Voucher, *, actor: Actor) -> dict[str, Any]:
    """The person sat the examination."""
    return {"number": record.number}


@performs(VOUCHER, V.REDEEM, writes=("claim_id",))
def redeem_voucher(record: Voucher, *, actor: Actor, claim_id: UUID) -> dict[str, Any]:
    """The claim in which this person is paid was approved (A38)."""
    record.claim_id = claim_id
    return {"number": record.number, "claim": str(claim_id)}


@performs(VOUCHER, V.WRITE_OFF)
def write_off_voucher(record: Voucher, *, actor: Actor) -> dict[str, Any]:
    """The money was paid; from here on the voucher never changes again."""
    return {"number": record.number, "claim": str(record.claim_id)}


@performs(VOUCHER, V.VOID, writes=("claim_id", "redeemed_at", "redeemed_by"))
def void_voucher(record: Voucher, *, actor: Actor, comment: str) -> dict[str, Any]:
    """Withdrawal or ineligibility: the voucher is void, and the person may be given another.

    One that was redeemed is voided by the system alone, where its line of the claim was struck before it was paid.
    """
    redeemed_for = {"claim": str(record.claim_id)} if record.claim_id else {}
    record.claim_id, record.redeemed_at, record.redeemed_by = None, None, None
    return {"number": record.number, "kind": record.kind, **redeemed_for}


@performs(VOUCHER, V.EXPIRE)
def expire_voucher(record: Voucher, *, actor: Actor) -> dict[str, Any]:
    """The last day has passed and the voucher was never used for a class."""
    return {"number": record.number, "valid_to": record.valid_to.isoformat()}
