"""The figures for programs are those of the screens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reports.queries.funds import fund_table
from reports.queries.progress import progress_table
from reports.rules import Month
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")]


def test_progress_is_that_of_the_screen(sign_in: SignIn) -> None:
    body = sign_in("li_jing").get(reverse("reports-api-progress"), {"year": 2026, "month": 5}).json()
    assert body["total"]["total_heads"] == progress_table(Month(2026, 5)).total.total_heads
    assert body["cut_off"] == "2026-05-31"


def test_the_fund_is_that_of_the_screen_in_fen(sign_in: SignIn) -> None:
    body = sign_in("sun_li").get(reverse("reports-api-funds"), {"year": 2026, "quarter": 2}).json()
    assert body["paid_total_fen"] == fund_table(2026, 2).paid_total_fen
    assert body["balance_fen"] == fund_table(2026, 2).balance_fen


def test_a_month_that_does_not_exist_is_refused(sign_in: SignIn) -> None:
    assert sign_in("li_jing").get(reverse("reports-api-progress"), {"month": 13}).status_code == 422


def test_an_institution_reads_neither(sign_in: SignIn) -> None:
    client = sign_in("qihang_manager")
    assert client.get(reverse("reports-api-progress")).status_code == 403
    assert client.get(reverse("reports-api-funds")).status_code == 403
