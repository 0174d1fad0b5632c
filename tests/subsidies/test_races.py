"""Twenty clients at once: one payment, never an overdraft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from foundation.core import clock
from foundation.policy.operations import load_documents
from subsidies.enums import ClaimState
from subsidies.models import FundAccount, HeldLine, Payment, SubsidyClaim
from subsidies.operations import record_supplement, send_held_line
from tests.builders.subsidies import (
    advance,
    confirm_standard,
    know_calendar,
    make_claim,
    make_fund,
    pay,
    payable_morning,
)
from tests.builders.visits import decided, make_dispute
from tests.cast import Cast, assemble
from tests.racing import at_once
from trainees.enums import DisputeTarget


@pytest.fixture
def office_in_threads(transactional_db: None, on_18_june_2026: object) -> Cast:
    load_documents()
    know_calendar()
    confirm_standard()
    cast = assemble()
    make_fund(cast)
    return cast


def test_of_twenty_payments_of_one_claim_one_is_made_and_of_its_held_line_another(
    office_in_threads: Cast,
) -> None:
    cast = office_in_threads
    closed = make_claim(cast, ClaimState.NOTICE_CLOSED)
    held = closed.training_class.enrolments.select_related("person").order_by("position")[0]
    dispute = make_dispute(held.person, DisputeTarget.CLASS, held.pk, closed.institution_id)
    claim = advance(cast, closed, ClaimState.SENT_TO_FINANCE)

    def act(number: int) -> None:
        with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
            pay(cast, claim, f"GK-{number}")

    assert sorted(set(at_once(act))) == ["", "claim.wrong_state"]
    decided(cast, dispute, upheld=False)
    line = send_held_line(HeldLine.objects.get(), actor=cast.actor("sun_li"))

    def supplement(number: int) -> None:
        with clock.moved_to(payable_morning(claim) + timedelta(hours=8)):
            facts: dict[str, Any] = {"bank_reference": f"GK-B{number}", "paid_on": clock.today()}
            record_supplement(line, actor=cast.actor("finance_qiao"), **facts)

    codes = at_once(supplement)
    assert (codes.count(""), set(codes)) == (1, {"", "held_line.wrong_state"})
    assert list(Payment.objects.order_by("amount_fen").values_list("amount_fen", flat=True)) == [
        30_000,
        90_000,
    ]
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
