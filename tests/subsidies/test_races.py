"""Twenty clients at once: one payment, never an overdraft."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.core import clock
from foundation.policy.operations import load_documents
from subsidies.enums import ClaimState
from subsidies.models import FundAccount, Payment, SubsidyClaim
from tests.builders.subsidies import (
    confirm_standard,
    know_calendar,
    make_claim,
    make_fund,
    pay,
    payable_morning,
)
from tests.cast import Cast, assemble
from tests.racing import at_once


@pytest.fixture
def office_in_threads(transactional_db: None, on_18_june_2026: object) -> Cast:
    load_documents()
    know_calendar()
    confirm_standard()
    cast = assemble()
    make_fund(cast)
    return cast


def test_of_twenty_payments_of_one_claim_one_is_made(office_in_threads: Cast) -> None:
    cast = office_in_threads
    claim = make_claim(cast, ClaimState.SENT_TO_FINANCE)

    def act(number: int) -> None:
        with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
            pay(cast, claim, f"GK-{number}")

    codes = at_once(act)
    assert codes.count("") == 1
    assert set(codes) == {"", "claim.wrong_state"}
    assert Payment.objects.count() == 1
    assert FundAccount.objects.get().balance_fen == 100_000_000 - 120_000


def test_account_that_holds_one_claim_pays_one_of_two(office_in_threads: Cast) -> None:
    cast = office_in_threads
    claims = [make_claim(cast, ClaimState.SENT_TO_FINANCE) for _ in range(2)]
    FundAccount.objects.update(balance_fen=150_000)

    def act(number: int) -> None:
        claim = SubsidyClaim.objects.get(pk=claims[number % 2].pk)
        with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
            pay(cast, claim, f"GK-{number}")

    codes = at_once(act)
    assert codes.count("") == 1
    assert FundAccount.objects.get().balance_fen == 30_000
