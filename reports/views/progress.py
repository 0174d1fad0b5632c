"""进度调度表: the screen, the workbook and the print of the same figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.file_answers import pdf_answer, xlsx_answer
from foundation.workflow.exporting import about_export
from reports import documents
from reports.forms import MonthForm
from reports.queries.progress import cut_off_of, plan_on, progress_table
from reports.rules import Month


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    month = _month(request)
    table, plan = progress_table(month), plan_on(cut_off_of(month))
    context = {
        "form": MonthForm(initial={"year": month.year, "month": month.number}),
        "table": table,
        "plan": plan,
        "month": month,
    }
    return render(request, "reports/progress.html", context)


@require_safe
def progress_workbook(request: HttpRequest) -> HttpResponse:
    month = _month(request)
    about = about_export(actor_from(request), conditions=f"{month.year}年{month.number}月")
    data = documents.progress_workbook(progress_table(month), about=about)
    return xlsx_answer(data, f"{_name(month)}.xlsx")


@require_safe
def progress_print(request: HttpRequest) -> HttpResponse:
    month = _month(request)
    return pdf_answer(documents.print_progress_table(progress_table(month)), f"{_name(month)}.pdf")


def _month(request: HttpRequest) -> Month:
    """The month asked for; without one, the present."""
    form = MonthForm(request.GET)
    today = clock.today()
    if not form.is_valid():
        return Month(today.year, today.month)
    return Month(form.cleaned_data["year"], form.cleaned_data["month"])


def _name(month: Month) -> str:
    return f"{month.year}年{month.number}月进度调度表"
