"""Who may open which address of vouchers."""

from __future__ import annotations

from foundation.accounts.access import CASE_READERS, INSTITUTION, NOBODY, READERS, Access, Objects
from foundation.accounts.enums import Role

QUALIFICATION = frozenset({Role.QUALIFICATION_OFFICER})
TRAINING = frozenset({Role.TRAINING_OFFICER})
ISSUERS = QUALIFICATION | TRAINING
MANAGER = frozenset({Role.INSTITUTION_MANAGER})

RULES: dict[str, Access] = {
    "vouchers:voucher_list": Access(CASE_READERS),
    "vouchers:voucher_export": Access(NOBODY, READERS | INSTITUTION),
    "vouchers:loop_report": Access(CASE_READERS),
    "vouchers:loop_export": Access(NOBODY, READERS | INSTITUTION),
    "vouchers:funnel": Access(CASE_READERS),
    "vouchers:funnel_export": Access(NOBODY, READERS | INSTITUTION),
    "vouchers:ledger": Access(CASE_READERS),
    "vouchers:scheme_list": Access(READERS),
    "vouchers:scheme_new": Access(ISSUERS, ISSUERS),
    "vouchers:scheme_close": Access(NOBODY, ISSUERS, Objects.SHARED),
    "vouchers:check": Access(CASE_READERS),
    "vouchers:voucher_print": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "vouchers:voucher_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "vouchers:voucher_decide": Access(NOBODY, ISSUERS, Objects.TENANT),
    "vouchers:group_issue": Access(CASE_READERS, QUALIFICATION, Objects.TENANT),
    "vouchers:group_request": Access(NOBODY, MANAGER, Objects.TENANT),
    "vouchers:group_void": Access(QUALIFICATION, QUALIFICATION, Objects.TENANT),
    "vouchers:group_export": Access(NOBODY, READERS | INSTITUTION, Objects.TENANT),
    "vouchers:class_evaluation": Access(CASE_READERS, TRAINING, Objects.TENANT),
    "vouchers-api-voucher-list": Access(CASE_READERS),
    "vouchers-api-voucher-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "vouchers-api-voucher-perform": Access(NOBODY, ISSUERS, Objects.TENANT),
}
