"""闭环表, 用券漏斗 and 券台账: the figures agree with each other, with the list behind them, and with the filter."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.audit.models import Entry
from tests.builders.running import Size, make_running_class
from tests.builders.vouchers import make_issued_group, make_voucher, place_vouchers
from tests.cast import Cast
from tests.conftest import SignIn
from vouchers import operations as ops
from vouchers import queries
from vouchers.enums import CLOSED_STATES, VoucherState
from vouchers.models import Voucher

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
PAGES = ("voucher_list", "loop_report", "funnel", "ledger")


def address(name: str) -> str:
    return reverse(f"vouchers:{name}")


def one_in_every_state(cast: Cast) -> None:
    running = make_running_class(cast, Size(people=len(VoucherState)))
    enrolments = list(running.enrolments.select_related("application").order_by("position"))
    for enrolment, state in zip(enrolments, VoucherState, strict=True):
        place_vouchers([enrolment], state)


def test_each_step_is_the_next_one_and_who_waits_and_who_was_lost(cast: Cast) -> None:
    one_in_every_state(cast)
    steps = queries.funnel(Voucher.objects.all())
    assert steps[0].reached == len(VoucherState)
    for here, after in zip(steps, [*steps[1:], None], strict=True):
        further = after.reached if after else Voucher.objects.filter(state="written_off").count()
        assert here.reached == further + here.number_waiting + here.number_lost
    (training, evaluation) = queries.funnel_figures(Voucher.objects.all())
    assert training.reached == tuple(step.reached for step in steps)
    assert (training.dead, evaluation.reached) == (3, (0, 0, 0, 0, 0))


def test_a_voucher_that_was_used_and_then_voided_did_reach_its_use_and_says_why_it_was_lost(
    cast: Cast,
) -> None:
    voucher = make_voucher(cast, VoucherState.IN_TRAINING)
    ops.void_voucher(voucher, actor=cast.actor("zhou_min"), comment="经核实不符合参训条件")
    requested, issued, used, redeemed, _ = queries.funnel(Voucher.objects.all())
    assert (requested.reached, issued.reached, used.reached, redeemed.reached) == (1, 1, 1, 0)
    assert [(cause.words, cause.number) for cause in used.lost] == [("作废：经核实不符合参训条件", 1)]


def test_every_open_voucher_has_a_reason_and_somebody_whose_turn_it_is(cast: Cast) -> None:
    one_in_every_state(cast)
    for state in ClassState:
        TrainingClass.objects.update(state=state)
        lines = [queries.loop_line(voucher) for voucher in queries.loop_vouchers(cast.actor("sun_li"))]
        assert len(lines) == len(VoucherState) - len(CLOSED_STATES)
        assert all(line.wait.reason and line.wait.whose for line in lines)


def test_every_figure_of_the_ledger_opens_a_list_of_so_many(cast: Cast, sign_in: SignIn) -> None:
    one_in_every_state(cast)
    client = sign_in("sun_li")
    page = client.get(address("ledger"), {"year": "2026"}).content.decode()
    links = re.findall(r'href="([^"]*(?:came_to|left|state)=[^"]*)">([\d,]+)<', page)
    assert len(links) > 20
    for link, figure in links:
        listed = client.get(link.replace("&amp;", "&")).context["page"].paginator.count
        assert listed == int(figure.replace(",", "")), link


def test_the_ledger_page_adds_up_to_nothing(cast: Cast, sign_in: SignIn) -> None:
    make_issued_group(cast, 3)
    training, evaluation = sign_in("zhou_min").get(address("ledger")).context["sheets"]
    assert (training.total, training.turnover, evaluation.total) == (0, 6, 0)
    balances = {line.account: line.balance for line in training.lines}
    assert balances == {"quota": -3, "requested": 0, "issued": 3}


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, 11),
        ({"year": "2026"}, 11),
        ({"kind": "evaluation"}, 0),
        ({"made_to": "2026-06-17"}, 0),
        ({"made_from": "2026-06-18"}, 11),
        ({"category": "hard_to_employ"}, 0),
        ({"came_to": "redeemed"}, 2),
    ],
)
def test_the_same_conditions_narrow_every_page(
    cast: Cast, sign_in: SignIn, given: dict[str, str], count: int
) -> None:
    one_in_every_state(cast)
    client = sign_in("sun_li")
    assert client.get(address("voucher_list"), given).context["page"].paginator.count == count
    assert client.get(address("funnel"), given).context["steps"][0].reached == count
    figures = client.get(address("loop_report"), given).context["funnels"]
    assert sum(each.reached[0] for each in figures) == count
    assert (
        -sum(sheet.lines[0].balance for sheet in client.get(address("ledger"), given).context["sheets"])
        == count
    )


@pytest.mark.parametrize("name", PAGES)
def test_an_institution_counts_its_own_vouchers_only(cast: Cast, sign_in: SignIn, name: str) -> None:
    make_issued_group(cast, 2)
    shown = sign_in("huineng_manager").get(address(name))
    assert "scheme" not in shown.context["form"].fields
    assert not Voucher.objects.visible_to(cast.actor("huineng_manager")).exists()
    figures = shown.context.get("funnels") or []
    assert sum(each.reached[0] for each in figures) == 0


@pytest.mark.parametrize("name", ["funnel", "ledger"])
def test_a_page_of_figures_costs_the_same_for_three_and_thirty(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    client, costs = sign_in("zhou_min"), []
    for heads, start in ((3, 1), (30, 100)):
        make_issued_group(cast, heads, start=start)
        client.get(address(name))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(name))
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 14


def test_the_exports_carry_the_reasons_and_leave_a_trace(cast: Cast, sign_in: SignIn) -> None:
    one_in_every_state(cast)
    client = sign_in("sun_li")
    loop = openpyxl.load_workbook(io.BytesIO(client.post(address("loop_export")).content)).active
    steps = openpyxl.load_workbook(
        io.BytesIO(client.post(f"{address('funnel_export')}?year=2026").content)
    ).active
    assert loop
    assert steps
    assert loop.max_row == 3 + len(VoucherState) - len(CLOSED_STATES)
    assert "年度 2026 年" in str(steps["A2"].value)
    assert Entry.objects.filter(action="voucher.export").count() == 2
