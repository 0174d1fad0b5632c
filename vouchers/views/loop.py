"""闭环表, 用券漏斗, 券台账: what the vouchers come to, by any condition."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from foundation.workflow.exporting import conditions_of
from foundation.workflow.listing import page_of
from vouchers import queries
from vouchers.documents import funnel_workbook, loop_workbook
from vouchers.views.shared import narrowed, taken_away


@require_safe
def loop_report(request: HttpRequest) -> HttpResponse:
    form, found = narrowed(request)
    page = page_of(request, queries.still_open(found))
    context = {
        "form": form,
        "page": page,
        "lines": [queries.loop_line(voucher) for voucher in page.object_list],
        "funnels": queries.funnel_figures(found),
    }
    return render(request, "vouchers/loop_report.html", context)


@require_POST
def loop_export(request: HttpRequest) -> HttpResponse:
    """The whole table as filtered, with every reason."""
    form, found = narrowed(request)
    waiting, title = queries.still_open(found), "电子券闭环表"
    lines = (queries.loop_line(voucher) for voucher in waiting)
    make = partial(loop_workbook, lines, title=title)
    return taken_away(request, title, waiting.count(), make, conditions_of(form))


@require_safe
def funnel_page(request: HttpRequest) -> HttpResponse:
    form, found = narrowed(request)
    context = {"form": form, "steps": queries.funnel(found)}
    return render(request, "vouchers/funnel.html", context)


@require_POST
def funnel_export(request: HttpRequest) -> HttpResponse:
    form, found = narrowed(request)
    steps, title = queries.funnel(found), "用券漏斗"
    make = partial(funnel_workbook, steps, title=title)
    return taken_away(request, title, len(steps), make, conditions_of(form))


@require_safe
def ledger_page(request: HttpRequest) -> HttpResponse:
    form, found = narrowed(request)
    conditions = request.GET.copy()
    for name in ("page", "state", "kind", "came_to", "left"):
        conditions.pop(name, None)
    context = {
        "form": form,
        "sheets": queries.ledger_sheets(found),
        "conditions": conditions.urlencode(),
    }
    return render(request, "vouchers/ledger.html", context)
