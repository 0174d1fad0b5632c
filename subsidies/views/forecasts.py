"""补贴预计: what the open classes are expected to come to, and the order to compute it anew."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core.http import is_htmx
from foundation.workflow.exporting import conditions_of, handed_out
from foundation.workflow.listing import chips_of, page_of
from subsidies import operations as ops
from subsidies.filters import ForecastFilterForm
from subsidies.operations.forecast import KIND, MAY_RECOMPUTE
from subsidies.queries import forecast as queries
from subsidies.tables import forecast_workbook


@require_safe
def forecast_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    form = ForecastFilterForm(request.GET, actor=actor)
    rows = queries.forecast_rows(actor, form.wanted)
    grouping = request.GET.get("by", "")
    by = grouping if grouping in queries.GROUPINGS else next(iter(queries.GROUPINGS))
    totals = queries.totals(rows, by)
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "lines": [(row, queries.reason_of(row)) for row in page],
        "totals": totals,
        "grand": queries.grand_total(totals),
        "by": by,
        "groupings": chips_of(
            request, "by", [(key, label, None) for key, label in queries.GROUPINGS.items()], by
        ),
        "computations": queries.computations(KIND, KIND),
        "may_recompute": actor.has_role(*MAY_RECOMPUTE),
        "is_institution": actor.is_institution,
        "actor_id": actor.user_id,
    }
    return render(request, "subsidies/forecast_list.html", context)


@require_POST
def forecast_export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered."""
    actor = actor_from(request)
    form = ForecastFilterForm(request.GET, actor=actor)
    rows = queries.forecast_rows(actor, form.wanted)
    make = partial(forecast_workbook, rows)
    return handed_out(request, "补贴预计", rows.count(), make, conditions=conditions_of(form))


@require_POST
def forecast_recompute(request: HttpRequest) -> HttpResponse:
    job = ops.order_recompute(actor=actor_from(request))
    if is_htmx(request):
        return render(request, "jobs/_job.html", {"job": job})
    messages.success(request, "已开始重新测算，可在“我的任务”查看进度。")
    return redirect("subsidies:forecast_list")
