"""数据疑点 and 雷同线索: where to look first. It shows and says; what is decided about it is done in inspections."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.policy.queries import office_parameters
from reports.forms import YearForm
from reports.queries.red_flag_page import red_flag_page
from reports.queries.red_flags import year_of
from reports.queries.suspected import desk_of


@require_safe
def red_flags(request: HttpRequest) -> HttpResponse:
    """The year asked for; without one, the present. Judged by the limits in force today."""
    form, today = YearForm(request.GET or None), clock.today()
    number = form.cleaned_data["year"] if form.is_valid() else today.year
    actor, office = actor_from(request), office_parameters(today)
    year = year_of(number, actor, office)
    page = red_flag_page(year)
    context = {
        "form": form if form.errors else YearForm(initial={"year": number}),
        "page": page,
        "year": year,
        "desk": desk_of(page, actor, office),
        "may_decide": actor.has_role(Role.INSPECTOR, Role.INSPECTION_HEAD),
    }
    return render(request, "reports/red_flags.html", context)
