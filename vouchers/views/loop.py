"""闭环表, 用券漏斗, 券台账: what the vouchers come to, by any condition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.workflow.listing import page_of
from vouchers import queries
from vouchers.documents import funnel_workbook, loop_workbook
from vouchers.views.shared import LARGEST_EXPORT, narrowed, taken_away


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
    _, found = narrowed(request)
    lines = [queries.loop_line(voucher) for voucher in queries.still_open(found)[:LARGEST_EXPORT]]
    content = loop_workbook(lines, exported_by=actor_from(request).name)
    return taken_away(request, content, "电子券闭环表", len(lines))


@require_safe
def funnel_page(request: HttpRequest) -> HttpResponse:
    form, found = narrowed(request)
    context = {"form": form, "steps": queries.funnel(found)}
    return render(request, "vouchers/funnel.html", context)


@require_POST
def funnel_export(request: HttpRequest) -> HttpResponse:
    form, found = narrowed(request)
    steps = queries.funnel(found)
    content = funnel_workbook(steps, conditions=form.in_words, exported_by=actor_from(request).name)
    return taken_away(request, content, "用券漏斗", steps[0].reached)


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
