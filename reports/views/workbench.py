"""工作台: what waits for this person first, then how things stand."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.workflow.pages import per_page
from foundation.workflow.worklist import worklist
from reports.queries.desk import workbench_of


@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """Panels by role; see `reports.queries.desk.PANELS`."""
    actor = actor_from(request)
    shown = workbench_of(actor)
    context = {
        "actor": actor,
        "may_open_a_class": actor.has_role(Role.INSTITUTION_MANAGER),
        "today": clock.today(),
        "main": [each for each in shown if not each.panel.aside and each.panel.key != "kpis"],
        "aside": [each for each in shown if each.panel.aside],
        "top": [each for each in shown if each.panel.key == "kpis"],
    }
    return render(request, "reports/workbench.html", context)


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person, by due date."""
    found = worklist(actor_from(request))
    page = Paginator(found.items, per_page(request)).get_page(request.GET.get("page"))
    return render(request, "reports/todo.html", {"work": found, "page": page})
