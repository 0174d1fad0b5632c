"""影响测算 of a proposed parameter: made, read, taken away as a workbook."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.policy.models import ParameterRow, ParameterState
from foundation.workflow.exporting import handed_out
from foundation.workflow.listing import chips_of, page_of
from subsidies import operations as ops
from subsidies.operations.impact import KIND, MAY_ASSESS
from subsidies.queries import impact as queries
from subsidies.queries.forecast import computations
from subsidies.queries.impact_page import impact_lines, impact_totals, kind_counts
from subsidies.tables import impact_workbook


@require_safe
def impact_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, actor = _row(pk), actor_from(request)
    impact, kind = queries.impact_of(row), request.GET.get("kind", "")
    context: dict[str, Any] = {
        "row": row,
        "impact": impact,
        "running": computations(KIND, str(row.pk)).running,
        "may_assess": row.state == ParameterState.PROPOSED and actor.has_role(*MAY_ASSESS),
        "actor_id": actor.user_id,
    }
    if impact is not None:
        totals = impact_totals(impact, actor, kind)
        context |= {
            "stale": queries.why_stale(impact, row),
            "summary": queries.summary_of(impact),
            "totals": totals,
            "chips": chips_of(request, "kind", kind_counts(totals)),
            "page": page_of(request, impact_lines(impact, actor, kind)),
        }
    return render(request, "subsidies/impact_detail.html", context)


@require_POST
def impact_assess(request: HttpRequest, pk: UUID) -> HttpResponse:
    ops.order_assessment(_row(pk), actor=actor_from(request))
    messages.success(request, "已开始测算影响，完成后本页显示结果。")
    return redirect("subsidies:impact_detail", pk)


@require_POST
def impact_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every affected class and claim; the digest says which assessment it is."""
    actor = actor_from(request)
    impact = get_object_or_404(queries.assessments(), parameter=pk)
    lines = impact_lines(impact, actor, request.GET.get("kind", ""))
    make = partial(impact_workbook, impact, lines)
    return handed_out(request, "影响测算", lines.count(), make, conditions=str(impact.parameter))


def _row(pk: UUID) -> ParameterRow:
    return get_object_or_404(ParameterRow.objects.select_related("document"), pk=pk)
