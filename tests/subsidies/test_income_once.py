"""Two tabs at the fund's desk: a document brings its money in once, whoever is quicker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from foundation.core.errors import DomainError
from subsidies.enums import FundEntryKind
from subsidies.models import FundAccount, FundEntry
from subsidies.operations import open_fund_account, record_income
from tests.cast import Cast

CLIENTS = 8
ALLOTTED = 50_000_000


@pytest.mark.django_db(transaction=True)
def test_money_that_is_entered_many_times_at_once_comes_in_once(cast: Cast) -> None:
    actor = cast.actor("sun_li")
    account = open_fund_account(actor=actor, year=2026, name="2026年职业技能培训专账资金")
    allotted = partial(record_income, account, actor=actor, kind=FundEntryKind.ALLOTMENT, amount_fen=ALLOTTED)
    gate = Barrier(CLIENTS)

    def client(_: int) -> str:
        try:
            connection.ensure_connection()
            gate.wait()
            allotted(occurred_on=date(2026, 3, 2), document="吕财社〔2026〕17号")
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = sorted(pool.map(client, range(CLIENTS)))

    assert answers == ["", *["fund.document_used"] * (CLIENTS - 1)]
    assert FundEntry.objects.get().amount_fen == FundAccount.objects.get().balance_fen == ALLOTTED
