"""The person's own pages behind his one-time code: how it stands, where my name was used, what may be learned."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.queries import mine, own_status
from trainees.models import PersonVisit
from trainees.queries import VISIT_COOKIE, open_visit_of, way_in

Page = Callable[[HttpRequest, PersonVisit], HttpResponse]


def in_own_name(page: Page) -> Callable[[HttpRequest], HttpResponse]:
    """The page gets the visit that is open on this telephone; without one it leads to the code."""

    @wraps(page)
    def opened(request: HttpRequest) -> HttpResponse:
        token = request.COOKIES.get(VISIT_COOKIE, "")
        visit = open_visit_of(token)
        return page(request, visit) if visit else redirect(way_in(token))

    return never_cache(require_safe(opened))


@in_own_name
def my_home(request: HttpRequest, visit: PersonVisit) -> HttpResponse:
    return render(request, "mine/home.html", {"visit": visit, "status": own_status.own_status(visit)})


@in_own_name
def my_records(request: HttpRequest, visit: PersonVisit) -> HttpResponse:
    return render(request, "mine/records.html", {"visit": visit, "years": mine.own_years(visit)})


@in_own_name
def my_offers(request: HttpRequest, visit: PersonVisit) -> HttpResponse:
    return render(request, "mine/offers.html", {"visit": visit, "offers": own_status.offers()})
