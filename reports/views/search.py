"""全局搜索. Words go into the address (GET, can be kept and paged); a whole number never does (POST, shown once)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.accounts.middleware import actor_from
from foundation.audit.operations import Event, note_reading
from foundation.core.whole_numbers import holds_whole_number
from foundation.workflow.listing import page_of
from reports.queries.search import rows_of, search_for, search_number

LONGEST = 80
NUMBERS_PER_HOUR = 60
PAGE = "reports/search.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The box on top posts; what may stand in an address is sent on there."""
    text = request.POST.get("q", "")[:LONGEST].strip()
    if request.method != "POST":
        return _words(request)
    if holds_whole_number(text):
        return _number(request, text)
    return redirect(f"{reverse('reports:search')}?{urlencode({'q': text})}")


def _words(request: HttpRequest) -> HttpResponse:
    text, actor = request.GET.get("q", "")[:LONGEST].strip(), actor_from(request)
    kind = request.GET.get("kind", "")
    rows = rows_of(kind, text, actor)
    shown = {"found": search_for(text, actor)} if rows is None else {"page": page_of(request, rows)}
    return render(request, PAGE, {"kind": kind if rows is not None else "", "search_text": text, **shown})


def _number(request: HttpRequest, text: str) -> HttpResponse:
    """One answer that is kept nowhere, shows nothing of the number, and leaves the trace of a reading."""
    actor = actor_from(request)
    found = search_number(text, actor)
    event = Event(
        "person.search_number",
        "按完整证件号查找学员",
        record=found.people[0] if found.people else None,
        detail={"found": len(found.people)},
    )
    note_reading(event, actor=actor, per_hour=NUMBERS_PER_HOUR)
    return render(request, PAGE, {"found": found, "by_number": True})
