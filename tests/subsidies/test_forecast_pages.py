"""补贴预计 and 影响测算 on the page: who sees what, in how many queries, with which figures."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from foundation.jobs.models import Job
from foundation.policy.models import ParameterRow
from institutions.enums import TrainingCategory
from subsidies.operations import assess_parameter, recompute_forecasts
from subsidies.operations.forecast import KIND
from tests.builders.forecasts import make_pending_class
from tests.builders.subsidies import make_claim
from tests.cast import Cast
from tests.conftest import SignIn
from tests.subsidies.test_impact import LADDER, propose

pytestmark = pytest.mark.usefixtures("office")

LIST = reverse("subsidies:forecast_list")


def shown(client: Client, url: str = LIST) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def county(cast: Cast) -> None:
    """Two classes of 启航, one of 汇能 without a rate."""
    make_pending_class(cast, days=10)
    make_pending_class(cast, days=45, heads=4)
    skills = TrainingCategory.EMPLOYMENT_SKILL
    make_pending_class(cast, days=3, heads=5, institution="huineng", category=skills)
    recompute_forecasts()


def test_the_bureau_sees_all_classes_with_totals(county: None, sign_in: SignIn) -> None:
    page = shown(sign_in("li_jing"))

    for words in ("15,000.00", "20,000.00", "35,000.00", "没有补贴标准", "启航学校", "汇能学校"):
        assert words in page
    assert "重新测算" not in page


def test_an_institution_sees_its_own_only(county: None, sign_in: SignIn) -> None:
    page = shown(sign_in("huineng_manager"))

    assert "没有补贴标准" in page
    assert "启航" not in page
    assert "35,000.00" not in page


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("?by=quarter", "35,000.00"),
        ("?by=category&category=订单式", "35,000.00"),
        ("?quarter=2026-3&basis=full", "35,000.00"),
        ("?basis=claim", "0.00"),
        ("?quarter=2031-1", "35,000.00"),
        ("?category=魔法", "35,000.00"),
    ],
)
def test_what_is_legible_restricts_the_list(county: None, sign_in: SignIn, query: str, total: str) -> None:
    assert total in shown(sign_in("li_jing"), f"{LIST}{query}")


def test_the_number_of_queries_is_the_same_for_few_and_many(cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in("li_jing"), []
    for days in ((3,), (4, 5, 6, 7)):
        for each in days:
            make_pending_class(cast, days=each)
        recompute_forecasts()
        shown(client)
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_the_workbook_holds_the_filtered_list_in_yuan(county: None, sign_in: SignIn) -> None:
    url = reverse("subsidies:forecast_export") + "?category=订单式"
    sheet = load_workbook(io.BytesIO(sign_in("li_jing").post(url).content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))

    assert [row[14] for row in rows[3:]] == [15_000, 20_000]
    assert rows[2][14] == "预计金额（元）"


def test_the_head_begins_a_recomputation_and_sees_it_run(cast: Cast, county: None, sign_in: SignIn) -> None:
    client = sign_in("wang_jianming")

    assert client.post(reverse("subsidies:forecast_recompute")).status_code == 302
    assert Job.objects.filter(kind=KIND).count() == 1
    assert "正在测算" in shown(client)
    assert (
        client.post(reverse("subsidies:forecast_recompute"), headers={"HX-Request": "true"}).status_code
        == 200
    )


@pytest.fixture
def proposal(cast: Cast) -> ParameterRow:
    make_pending_class(cast, days=10)
    make_claim(cast)
    return propose(cast, "ladder", LADDER.replace("150", "160"))


def test_the_impact_page_says_what_will_and_what_will_not_change(
    cast: Cast, proposal: ParameterRow, sign_in: SignIn
) -> None:
    url = reverse("subsidies:impact_detail", args=[proposal.pk])
    assert "正在测算" in shown(sign_in("li_jing"), url)
    assess_parameter(proposal, actor=cast.actor("li_jing"))
    Job.objects.all().delete()

    page = shown(sign_in("wang_jianming"), url)

    for words in ("15,000.00", "16,000.00", "1,200.00", "1,280.00", "不改变已批准的申领", "2026 年第 3 季度"):
        assert words in page
    assert "BT-2026-" in page
    assert "BT-2026-" not in shown(sign_in("wang_jianming"), f"{url}?kind=pending")


def test_the_impact_is_linked_where_the_value_is_put_into_force(
    cast: Cast, proposal: ParameterRow, sign_in: SignIn
) -> None:
    assert "影响测算还没有完成" in shown(sign_in("wang_jianming"), proposal.get_absolute_url())
    assess_parameter(proposal, actor=cast.actor("li_jing"))

    page = shown(sign_in("wang_jianming"), proposal.get_absolute_url())

    assert "2 项金额或人数不同" in page
    assert reverse("subsidies:impact_detail", args=[proposal.pk]) in page


def test_the_impact_can_be_taken_away_and_made_anew(
    cast: Cast, proposal: ParameterRow, sign_in: SignIn
) -> None:
    assess_parameter(proposal, actor=cast.actor("li_jing"))
    client = sign_in("li_jing")
    export = client.post(reverse("subsidies:impact_export", args=[proposal.pk]))
    rows = list(load_workbook(io.BytesIO(export.content)).worksheets[0].iter_rows(values_only=True))

    assert [row[8:] for row in rows[3:]] == [(15_000, 16_000, 1_000), (1_200, 1_280, 80)]
    assert client.post(reverse("subsidies:impact_assess", args=[proposal.pk])).status_code == 302


def test_the_api_gives_the_same_assessment(cast: Cast, proposal: ParameterRow, sign_in: SignIn) -> None:
    impact = assess_parameter(proposal, actor=cast.actor("li_jing"))
    found = sign_in("li_jing").get(f"/api/v1/impacts/{proposal.pk}/").json()

    assert (found["digest"], found["pending_classes"], found["past_claims"]) == (impact.digest, 1, 1)
    amounts = [(line["old_fen"], line["new_fen"]) for line in found["lines"]]
    assert amounts == [(1_500_000, 1_600_000), (120_000, 128_000)]


def test_the_api_gives_the_forecast_to_whom_it_belongs(county: None, sign_in: SignIn) -> None:
    def totals(name: str) -> list[int | None]:
        return [row["total_fen"] for row in sign_in(name).get("/api/v1/forecasts/").json()["results"]]

    assert totals("qihang_manager") == [1_500_000, 2_000_000]
    assert totals("huineng_manager") == [None]
