"""Tables of the vouchers app: the voucher, its scheme, its ledger."""

from vouchers.models.posting import VoucherPosting
from vouchers.models.scheme import VoucherScheme
from vouchers.models.voucher import Voucher, VoucherQuerySet

__all__ = ["Voucher", "VoucherPosting", "VoucherQuerySet", "VoucherScheme"]
