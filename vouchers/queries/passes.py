"""The signed pass of a voucher, and the keys with which anybody checks it without network."""

from __future__ import annotations

from foundation.core import signing
from vouchers.enums import DEAD_STATES, VoucherState
from vouchers.models import Voucher
from vouchers.rules.passes import PURPOSE, VoucherPass


def signed_pass(voucher: Voucher) -> str:
    """The text of the QR code; empty for a voucher that is not issued or was given back."""
    if voucher.state in DEAD_STATES or voucher.state == VoucherState.REQUESTED:
        return ""
    content = VoucherPass(
        number=voucher.number,
        kind=voucher.get_kind_display(),
        holder=voucher.person.masked_name,
        occupation_code=voucher.occupation_code,
        occupation=voucher.occupation_title,
        institution=voucher.application.institution.name,
        valid_to=voucher.valid_to.isoformat(),
    ).content()
    return signing.sign(content, purpose=PURPOSE)


def pass_keys() -> dict[str, str]:
    return signing.public_keys(purpose=PURPOSE)
