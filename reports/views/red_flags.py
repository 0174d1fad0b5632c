"""数据疑点: where to look first. It shows and says; it decides nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.policy.queries import office_parameters
from reports.forms import YearForm
from reports.queries.red_flag_page import red_flag_page
from reports.queries.red_flags import year_of


@require_safe
def red_flags(request: HttpRequest) -> HttpResponse:
    """The year asked for; without one, the present. Judged by the limits in force today."""
    form, today = YearForm(request.GET or None), clock.today()
    number = form.cleaned_data["year"] if form.is_valid() else today.year
    year = year_of(number, actor_from(request), office_parameters(today))
    shown = form if form.errors else YearForm(initial={"year": number})
    return render(
        request, "reports/red_flags.html", {"form": shown, "page": red_flag_page(year), "year": year}
    )
