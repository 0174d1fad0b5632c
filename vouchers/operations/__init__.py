"""Everything that is done to a voucher; other apps import from here."""

from vouchers.operations.claims import (
    redeem_for_claim,
    void_unpaid,
    write_off_for_claim,
)
from vouchers.operations.following import (
    follow_class,
    make_evaluation_vouchers,
)
from vouchers.operations.issuing import (
    issue_training_vouchers,
    request_training_vouchers,
)
from vouchers.operations.lists import note_export
from vouchers.operations.schemes import close_scheme, set_up_scheme
from vouchers.operations.verbs import (
    begin_training,
    bind_voucher,
    complete_evaluation,
    complete_training,
    expire_voucher,
    issue_voucher,
    redeem_voucher,
    return_voucher,
    void_voucher,
    write_off_voucher,
)
from vouchers.operations.voiding import void_list, void_preview

__all__ = [
    "begin_training",
    "bind_voucher",
    "close_scheme",
    "complete_evaluation",
    "complete_training",
    "expire_voucher",
    "follow_class",
    "issue_training_vouchers",
    "issue_voucher",
    "make_evaluation_vouchers",
    "note_export",
    "redeem_for_claim",
    "redeem_voucher",
    "request_training_vouchers",
    "return_voucher",
    "set_up_scheme",
    "void_list",
    "void_preview",
    "void_unpaid",
    "void_voucher",
    "write_off_for_claim",
    "write_off_voucher",
]
