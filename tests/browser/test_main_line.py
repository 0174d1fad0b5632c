"""The whole line in a real browser: an institution without a class, fifty people, and at the end the money is paid."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from classes.models import TrainingClass
from foundation.audit.queries import verify_chain
from subsidies.enums import ClaimState
from subsidies.models import FundAccount, Payment, SubsidyClaim
from tests.browser.conftest import OfficeClock, SitDown
from tests.browser.inspector import Inspector
from tests.browser.money_line import BANK_REFERENCE, pay_class
from tests.browser.opening_line import open_class
from tests.browser.report_line import report
from tests.browser.teaching_line import teach_class
from vouchers.models import Voucher

pytestmark = pytest.mark.long


def test_from_an_empty_institution_to_the_paid_subsidy(
    sit_down: SitDown, office_clock: OfficeClock, inspector: Inspector, tmp_path: Path
) -> None:
    open_class(sit_down, office_clock, tmp_path)
    teach_class(sit_down, office_clock, tmp_path)
    pay_class(sit_down, office_clock)
    report(sit_down, tmp_path)
    office_clock.pass_days(1)

    assert TrainingClass.objects.get().state == "archived"
    claim = SubsidyClaim.objects.get()
    assert (claim.state, claim.payable_heads, claim.total_fen) == (ClaimState.CONCLUDED, 49, 7_350_000)
    assert Payment.objects.get().bank_reference == BANK_REFERENCE
    assert FundAccount.objects.get().balance_fen == 50_000_000 - 7_350_000
    # Both vouchers of the forty-nine who are paid are written off, those of the one who is cut are void.
    assert Counter(Voucher.objects.values_list("state", flat=True)) == {"written_off": 98, "voided": 2}
    assert verify_chain().is_whole
    assert inspector.findings == []
