"""Plan, progress and fund report: the screen and the files show the same figures, and they add up to the fen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from reports.queries.funds import fund_table, month_chart
from reports.queries.progress import plan_on, progress_table
from reports.rules import Month, Pace, Schedule, quarter_days
from subsidies.enums import ClaimState
from subsidies.models import Payment, SubsidyClaim
from tests.builders.subsidies import confirm_standard, make_claim, make_fund
from tests.cast import Cast
from tests.conftest import SignIn

SCHEDULE = Schedule(end_month=11, lag=Fraction(1, 10))


@pytest.fixture
def paid(cast: Cast, policy_in_force: None, on_18_june_2026: date) -> SubsidyClaim:
    make_fund(cast)
    confirm_standard()
    return make_claim(cast, ClaimState.CONCLUDED)


def test_time_progress_runs_to_the_end_of_november() -> None:
    assert SCHEDULE.time_progress(date(2026, 6, 18)) == Fraction(169, 334)
    assert SCHEDULE.time_progress(date(2026, 11, 29)) == Fraction(333, 334)
    assert SCHEDULE.time_progress(date(2026, 11, 30)) == 1
    assert SCHEDULE.time_progress(date(2026, 12, 15)) == 1
    assert Schedule(12, Fraction(1, 10)).time_progress(date(2026, 12, 30)) == Fraction(364, 365)


@pytest.mark.parametrize(
    ("finished", "pace"),
    [(507, Pace.AHEAD), (506, Pace.AHEAD), (505, Pace.SLOW), (406, Pace.SLOW), (405, Pace.BEHIND)],
)
def test_the_pace_is_judged_at_its_exact_limits(finished: int, pace: Pace) -> None:
    assert SCHEDULE.pace_of(finished, 1000, date(2026, 6, 18)) == pace


def test_a_quarter_has_its_own_days() -> None:
    assert quarter_days(2026, 2) == (date(2026, 4, 1), date(2026, 6, 30))
    assert Month(2026, 12).following == Month(2027, 1)


def test_who_left_counts_nowhere_and_who_finished_counts_in_the_month_the_class_ended(
    paid: SubsidyClaim,
) -> None:
    ended = paid.training_class.ends_on
    plan = plan_on(Month(ended.year, ended.month).last)
    line = next(line for line in plan.lines if line.key == "order_and_project")
    stayed = paid.training_class.enrolments.exclude(state="withdrawn").count()
    assert (line.month, line.finished, line.persons, line.in_training) == (stayed, stayed, stayed, 0)
    assert plan.total.finished == sum(each.finished for each in plan.lines)
    assert plan_on(Month(ended.year, ended.month).previous.last).total.finished == 0


def test_the_fund_report_adds_up_to_what_was_paid(paid: SubsidyClaim) -> None:
    payment = Payment.objects.get()
    table = fund_table(payment.paid_on.year, (payment.paid_on.month + 2) // 3)
    assert table.paid_total_fen == payment.amount_fen == paid.total_fen
    assert sum(row.total_fen for row in table.rows) == table.total.total_fen == payment.amount_fen
    assert sum(row.total_fen for row in table.institutions) == payment.amount_fen
    assert table.balance_fen == table.received_fen - payment.amount_fen
    chart = month_chart(payment.paid_on.year, payment.paid_on.month)
    assert chart.columns[-1].total_fen == payment.amount_fen


def test_an_empty_year_has_no_figures_and_no_invented_target(policy_in_force: None) -> None:
    table = fund_table(2026, 1)
    assert (table.paid_total_fen, table.balance_fen, table.institutions) == (0, 0, ())
    plan = plan_on(date(2026, 3, 31))
    assert (plan.lines, plan.total.target, plan.total.rate) == ((), None, None)


def test_the_plan_of_2024_is_the_printed_one(policy_in_force: None) -> None:
    plan = plan_on(date(2024, 6, 30))
    assert plan.total.target == 2520
    assert [line.target for line in plan.lines] == [1300, 160, 210, 150, 700]


@pytest.mark.parametrize(
    ("page", "file"),
    [("/reports/progress/", "/reports/progress/workbook/"), ("/reports/funds/", "/reports/funds/workbook/")],
)
def test_a_report_opens_on_screen_and_as_a_workbook(
    page: str,
    file: str,
    sign_in: SignIn,
    paid: SubsidyClaim,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in("sun_li")
    with django_assert_max_num_queries(30):
        assert client.get(page).status_code == 200
    answer = client.get(file)
    assert answer.status_code == 200
    cells = CalamineWorkbook.from_filelike(_file(answer.content)).get_sheet_by_index(0).to_python()
    assert any("订单式" in str(cell) for row in cells for cell in row)


@pytest.mark.parametrize("report", ["progress", "funds"])
def test_what_stands_on_the_screen_stands_in_the_workbook(
    report: str, sign_in: SignIn, paid: SubsidyClaim
) -> None:
    client = sign_in("sun_li")
    shown = client.get(f"/reports/{report}/").content.decode()
    workbook = client.get(f"/reports/{report}/workbook/").content
    sheet = {
        str(row[0]): _numbers(map(str, row[1:]))
        for row in CalamineWorkbook.from_filelike(_file(workbook)).get_sheet_by_index(0).to_python()
    }
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in re.findall(r"<tr.*?</tr>", shown, re.S)]
    compared = {row[0]: _numbers(row[1:]) for row in rows if row and row[0] in sheet and _numbers(row[1:])}
    assert {"订单式", "合计"} <= {name[:3] if name.startswith("订单式") else name for name in compared}
    assert {name: numbers for name, numbers in compared.items() if not numbers <= sheet[name]} == {}


def test_a_report_prints_as_pdf(sign_in: SignIn, paid: SubsidyClaim) -> None:
    for address in ("/reports/progress/print/", "/reports/funds/print/"):
        assert sign_in("sun_li").get(address).content.startswith(b"%PDF")


def test_institutions_do_not_see_the_bureaus_reports(sign_in: SignIn) -> None:
    assert sign_in("qihang_manager").get("/reports/funds/").status_code == 403


def test_the_monthly_report_names_its_due_day(policy_in_force: None) -> None:
    from foundation.core.calendar_years import import_from_package

    import_from_package(2026)
    assert any("2026-06-05" in note for note in progress_table(Month(2026, 5)).notes)


def _numbers(cells: Iterable[str]) -> set[Fraction]:
    """The figures among the cells, whatever their commas and zeros."""
    written = (cell.replace(",", "").strip() for cell in cells)
    return {Fraction(each) for each in written if re.fullmatch(r"-?\d+(\.\d+)?", each)}


def _file(content: bytes) -> BytesIO:
    return BytesIO(content)
