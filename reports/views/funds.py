"""季度资金使用情况: the screen, the workbook and the print of the same figures."""

from __future__ import annotations

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.file_answers import pdf_answer, xlsx_answer
from foundation.core.money import format_wan, percent_text
from foundation.workflow.exporting import about_export
from reports import documents
from reports.forms import QuarterForm
from reports.queries.figures import FundTable
from reports.queries.funds import fund_table, month_chart
from reports.rules import QUARTERS, quarter_days, quarter_of
from subsidies.queries.fund import FundPosition, fund_position


@require_safe
def funds(request: HttpRequest) -> HttpResponse:
    year, quarter = _quarter(request)
    _, last = quarter_days(year, quarter)
    table = fund_table(year, quarter)
    context = {
        "form": QuarterForm(initial={"year": year, "quarter": quarter}),
        "table": table,
        **_headline(table, fund_position(year, last)),
        "chart": month_chart(year, quarter * 3),
        "quarter_name": QUARTERS[quarter - 1],
        "year": year,
        "quarter": quarter,
    }
    return render(request, "reports/funds.html", context)


@require_safe
def funds_workbook(request: HttpRequest) -> HttpResponse:
    year, quarter = _quarter(request)
    about = about_export(actor_from(request), conditions=f"{year}年{QUARTERS[quarter - 1]}")
    data = documents.fund_workbook(fund_table(year, quarter), about=about)
    return xlsx_answer(data, f"{_name(year, quarter)}.xlsx")


@require_safe
def funds_print(request: HttpRequest) -> HttpResponse:
    year, quarter = _quarter(request)
    return pdf_answer(documents.print_fund_table(fund_table(year, quarter)), f"{_name(year, quarter)}.pdf")


def _headline(table: FundTable, position: FundPosition) -> dict[str, str]:
    """The four figures above the tables, in 万元, each with what it is made of."""
    income = table.carried_over_fen + table.received_fen
    held = f"（含暂缓 {format_wan(position.held)}）" if position.held else ""
    share = f"　{percent_text(Fraction(table.paid_total_fen, income))}" if income else ""
    return {
        "income_wan": format_wan(income),
        "income_memo": f"结转 {format_wan(table.carried_over_fen)}，本年到位 {format_wan(table.received_fen)}",
        "quarter_wan": format_wan(table.paid_quarter_fen),
        "quarter_memo": f"{table.total.quarter_heads} 人次，上季 {format_wan(table.total.previous_fen)} 万元",
        "paid_wan": format_wan(table.paid_total_fen),
        "paid_memo": f"{table.total.total_heads} 人次{share}",
        "balance_wan": format_wan(table.balance_fen),
        "balance_memo": f"其中待拨付 {format_wan(position.awaiting)}{held}，公示中 {format_wan(position.in_notice)}，"
        f"审核中 {format_wan(position.in_review)}",
    }


def _quarter(request: HttpRequest) -> tuple[int, int]:
    """The quarter asked for; without one, the present."""
    form = QuarterForm(request.GET)
    today = clock.today()
    if not form.is_valid():
        return today.year, quarter_of(today)
    return form.cleaned_data["year"], form.cleaned_data["quarter"]


def _name(year: int, quarter: int) -> str:
    return f"{year}年{QUARTERS[quarter - 1]}资金使用情况表"
