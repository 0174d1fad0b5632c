"""全局搜索."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.accounts.middleware import actor_from
from reports.queries.search import search_for


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    found = search_for(request.GET.get("q", "")[:80], actor_from(request))
    context = {"found": found, "search_text": found.text if found.shows_text else ""}
    return render(request, "reports/search.html", context)
