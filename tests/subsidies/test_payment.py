"""Money: the claim's own amount, once, when it is due, to the approved account, by two people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from foundation.core import clock
from foundation.core.errors import DomainError
from subsidies.enums import ClaimState, FundEntryKind
from subsidies.models import FundAccount, FundEntry, Payment, SubsidyClaim
from subsidies.operations import (
    open_fund_account,
    record_failure,
    record_income,
    record_payment,
    recover_claim,
    resend_claim,
)
from subsidies.operations.claim import copy_account
from subsidies.queries import fund_position, paid_rows
from tests.builders.policy import pinned
from tests.builders.subsidies import advance, confirm_standard, make_claim, make_fund, pay, payable_morning
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def account(office: None, cast: Cast) -> FundAccount:
    confirm_standard()
    return make_fund(cast)


def refused(operation: Any, *records: object, **facts: object) -> str:
    with pytest.raises(DomainError) as caught:
        operation(*records, **facts)
    return caught.value.code


def slip(claim: SubsidyClaim, **changes: Any) -> dict[str, Any]:
    assert claim.notice is not None
    return {"bank_reference": "GK-1", "paid_on": claim.notice.payable_from, **changes}


def test_payment_takes_the_claims_amount_and_leaves_an_entry(cast: Cast, account: FundAccount) -> None:
    claim = make_claim(cast, ClaimState.CONCLUDED)
    payment = Payment.objects.get(claim=claim)
    entry = FundEntry.objects.get(kind=FundEntryKind.PAYMENT)
    assert (payment.amount_fen, entry.amount_fen) == (claim.total_fen, -120_000)
    assert (payment.made_by, payment.recorded_by) == (cast["sun_li"], cast["finance_qiao"])


@pytest.mark.parametrize(("day", "code"), [(-1, "payment.day_out_of_range"), (3, "payment.day_out_of_range")])
def test_day_of_payment_lies_between_end_of_notice_and_today(
    cast: Cast, account: FundAccount, day: int, code: str
) -> None:
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)
    assert claim.notice is not None
    paid_on = claim.notice.payable_from + timedelta(days=day)
    with clock.moved_to(payable_morning(claim)):
        facts = slip(claim, paid_on=paid_on)
        assert refused(record_payment, claim, actor=cast.actor("finance_qiao"), **facts) == code


def test_bank_reference_is_used_once(cast: Cast, account: FundAccount) -> None:
    first, second = (make_claim(cast, ClaimState.SENT_TO_FINANCE) for _ in range(2))
    with clock.moved_to(payable_morning(second) + timedelta(hours=8)):
        pay(cast, first, "GK-7")
        assert refused(pay, cast, second, "GK-7") == "payment.reference_used"
    assert Payment.objects.count() == 1


def test_claim_is_not_paid_twice(cast: Cast, account: FundAccount) -> None:
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)
    with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
        pay(cast, claim, "GK-1")
        assert refused(pay, cast, claim, "GK-2") == "claim.wrong_state"
    account.refresh_from_db()
    assert account.balance_fen == 100_000_000 - 120_000


def test_account_never_falls_below_zero(cast: Cast, account: FundAccount) -> None:
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)
    FundAccount.objects.update(balance_fen=119_999)
    with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
        assert refused(pay, cast, claim) == "fund.insufficient"
    assert FundAccount.objects.get().balance_fen == 119_999


def test_account_must_be_named_when_the_year_has_several(cast: Cast, account: FundAccount) -> None:
    open_fund_account(actor=cast.actor("sun_li"), year=2026, name="2026年培训就业专项资金")
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)
    with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
        assert refused(pay, cast, claim) == "payment.account_unclear"
        facts = slip(claim, account=account)
        paid = record_payment(claim, actor=cast.actor("finance_qiao"), **facts)
    assert paid.state == ClaimState.CONCLUDED


def test_swapped_account_is_not_paid_until_the_claim_was_sent_again(cast: Cast, account: FundAccount) -> None:
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)
    claim.institution.bank_account = "6217009999999999999"
    claim.institution.save(update_fields=["bank_account"])
    with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
        assert refused(pay, cast, claim) == "claim.account_changed"
        failed = record_failure(claim, actor=cast.actor("finance_qiao"), comment="账户变更")
        again = resend_claim(failed, actor=cast.actor("sun_li"), comment="账户已由两人确认")
        assert again.payee_account.reveal(again) == "6217009999999999999"
        assert pay(cast, again).state == ClaimState.CONCLUDED


def test_claim_waits_while_a_change_of_account_is_open(cast: Cast, account: FundAccount) -> None:
    claim = make_claim(cast, ClaimState.NOTICE_CLOSED)
    claim.institution.account_changes.create(
        bank_name="甲", bank_account_name="乙", bank_account="62170000", reason="丙",
        proposed_by=cast["qihang_manager"],
    )  # fmt: skip
    assert refused(advance, cast, claim, ClaimState.SENT_TO_FINANCE) == "account.change_open"


def test_failed_payment_moves_no_money(cast: Cast, account: FundAccount) -> None:
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)
    record_failure(claim, actor=cast.actor("finance_qiao"), comment="户名不符")
    account.refresh_from_db()
    assert (account.balance_fen, Payment.objects.count()) == (100_000_000, 0)


def test_recovery_is_an_entry_of_its_own(cast: Cast, account: FundAccount) -> None:
    claim = make_claim(cast, ClaimState.CONCLUDED)
    before = Payment.objects.get()
    recovered = recover_claim(
        claim, actor=cast.actor("sun_guodong"), comment="审计认定冒名。", document="文人社罚〔2026〕1号"
    )
    assert recovered.state == ClaimState.RECOVERED
    assert Payment.objects.get().amount_fen == before.amount_fen
    account.refresh_from_db()
    assert account.balance_fen == sum(account.entries.values_list("amount_fen", flat=True)) == 100_000_000


def test_position_adds_up_claims_by_state_and_ledger_by_kind(cast: Cast, account: FundAccount) -> None:
    make_claim(cast, ClaimState.CONCLUDED)
    make_claim(cast, ClaimState.SUBMITTED)
    make_claim(cast, ClaimState.PUBLISHED)
    make_claim(cast, ClaimState.NOTICE_CLOSED)
    with clock.moved_to(date(2026, 6, 30)):
        position = fund_position(2026, date(2026, 6, 30))
    assert (position.allotted, position.paid, position.available) == (100_000_000, 120_000, 99_880_000)
    assert (position.in_review, position.in_notice, position.awaiting) == (120_000, 120_000, 120_000)


def test_position_of_a_past_day_is_what_the_record_says(cast: Cast, account: FundAccount) -> None:
    make_claim(cast, ClaimState.CONCLUDED)
    with clock.moved_to(date(2026, 7, 10)):
        then = fund_position(2026, date(2026, 6, 20))
        now = fund_position(2026, date(2026, 7, 10))
    assert (then.paid, then.in_notice, then.available) == (0, 120_000, 100_000_000)
    assert (now.paid, now.in_notice) == (120_000, 0)


def test_paid_rows_reconcile_with_the_ledger(cast: Cast, account: FundAccount) -> None:
    make_claim(cast, ClaimState.CONCLUDED)
    (row,) = paid_rows(date(2026, 6, 1), date(2026, 6, 30))
    assert (row.category, row.heads, row.amount_fen) == ("订单式", 4, 120_000)
    assert (row.paid_on, row.received_on) == (date(2026, 6, 27), date(2026, 6, 18))
    assert paid_rows(date(2026, 7, 1), date(2026, 7, 31)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "payment"}, "fund.income_wrong"),
        ({"amount_fen": 0}, "fund.income_wrong"),
        ({"document": " "}, "fund.document_missing"),
        ({"occurred_on": date(2026, 6, 19)}, "fund.day_in_future"),
        ({"document": "吕财社〔2026〕3号"}, "fund.document_used"),
    ],
)
def test_income_that_cannot_be_true_is_refused(
    cast: Cast, account: FundAccount, changes: dict[str, Any], code: str
) -> None:
    facts = {
        "kind": "allotment",
        "amount_fen": 1,
        "occurred_on": date(2026, 6, 1),
        "document": "甲",
        **changes,
    }
    assert refused(record_income, account, actor=cast.actor("sun_li"), **facts) == code


def test_only_the_finance_section_enters_money(cast: Cast, account: FundAccount) -> None:
    facts = {"kind": "allotment", "amount_fen": 1, "occurred_on": date(2026, 6, 1), "document": "甲"}
    assert refused(record_income, account, actor=cast.actor("li_jing"), **facts) == "role.missing"


@pytest.mark.parametrize(
    ("category", "reading", "account_is_copied"),
    [("取证", "by_type", False), ("取证", "body_for_person", True), ("订单式", "by_type", True)],
)
def test_money_goes_to_whom_the_reading_stored_with_the_claim_names(
    cast: Cast, account: FundAccount, category: str, reading: str, account_is_copied: bool
) -> None:
    institution = make_claim(cast, ClaimState.SUBMITTED).institution
    claim = SubsidyClaim(
        institution=institution, facts={"category": category}, parameters=pinned(payee_by_type=reading)
    )
    if account_is_copied:
        copy_account(claim)
    else:
        assert refused(copy_account, claim) == "claim.payee_is_a_person"
    assert (claim.payee_name == institution.bank_account_name) is account_is_copied
