"""The person's own door: number and telephone, code, dispute of a line, wish for training. No staff session.

What is shown in his name stands in `reports`, which may look at every app.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from trainees import operations as ops
from trainees import queries
from trainees.forms import CodeForm, DisputeForm, IdentityForm, WishForm
from trainees.models import Dispute, PersonVisit, TrainingNeed

PAGE = ["GET", "HEAD", "POST"]
HOME = "reports:my_home"
LEADS_TO = {"signing": "signing:home"}  # who came from elsewhere goes back there with his open visit


@never_cache
@require_http_methods(PAGE)
def visit_start(request: HttpRequest) -> HttpResponse:
    form = IdentityForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        device = request.headers.get("User-Agent", "")
        visit = ops.request_code(actor=actor_from(request), device=device, **form.cleaned_data)
        return _with_cookie(_onward(request, "trainees:visit_code"), visit)
    return render(request, "mine/start.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(PAGE)
def visit_code(request: HttpRequest) -> HttpResponse:
    wants_another = "again" in request.POST
    visit = queries.visit_asked(_token(request), even_late=wants_another)
    if visit is None:
        is_open = queries.open_visit_of(_token(request))
        return redirect(_home(request)) if is_open else _onward(request, "trainees:visit_start")
    if wants_another:
        device = request.headers.get("User-Agent", "")
        visit = ops.request_code_again(visit, actor=actor_from(request), device=device)
        return _with_cookie(_onward(request, "trainees:visit_code"), visit)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        opened = ops.open_visit(visit, actor=actor_from(request), code=form.cleaned_data["code"])
        if opened is not None:
            return redirect(_home(request))
        form.add_error("code", "验证码不对或已过期，请核对短信；过期的请重新获取。")
    minutes = int(settings.ONE_TIME_CODE_LIFE.total_seconds() // 60)
    context = {"form": form, "visit": visit, "minutes": minutes}
    return render(request, "mine/code.html", context, status=422 if form.errors else 200)


@require_POST
def visit_end(request: HttpRequest) -> HttpResponseRedirect:
    visit = queries.open_visit_of(_token(request))
    if visit is not None:
        ops.end_visit(visit)
    response = redirect("trainees:visit_start")
    response.delete_cookie(queries.VISIT_COOKIE, path="/my/")
    return response


@never_cache
@require_POST
def dispute_new(request: HttpRequest) -> HttpResponse:
    """First the line and an empty box, then what was written in it; the line is as the page has signed it."""
    visit = queries.open_visit_of(_token(request))
    token = request.POST.get("line", "")
    line = queries.line_in(token, visit) if visit else None
    if visit is None or line is None:
        return redirect(queries.way_in(_token(request)) if visit is None else HOME)
    form = DisputeForm(request.POST if "content" in request.POST else None)
    if form.is_bound and form.is_valid():
        return _to_affair(ops.open_dispute(visit, line, actor=actor_from(request), **form.cleaned_data))
    context = {"form": form, "line": line, "token": token}
    return render(request, "mine/dispute.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(PAGE)
def training_request(request: HttpRequest) -> HttpResponse:
    """申请培训券: what was offered comes signed from the list of offers; name, needs and signature from the person."""
    visit = queries.open_visit_of(_token(request))
    offer = queries.offer_in(request.GET.get("offer", ""))
    if visit is None or offer is None:
        return redirect(queries.way_in(_token(request)) if visit is None else "reports:my_offers")
    today = clock.today()
    categories = queries.categories_offered(today)
    form = WishForm(request.POST if request.method == "POST" else None, categories=categories)
    institution_id, code, name, level = offer
    if form.is_bound and form.is_valid():
        wanted = ops.Offer(UUID(institution_id), code, name, level)
        return _to_affair(ops.ask_for_training(visit, wanted, actor=actor_from(request), **form.cleaned_data))
    context = {
        "form": form,
        "fields": [bound for bound in form if bound.name != "signature"],
        "occupation": name,
        "institution": queries.institution_named(institution_id),
        "level": queries.level_in_words(level),
        "pledge": queries.pledge_in_force(today),
    }
    return render(request, "mine/request.html", context, status=422 if form.errors else 200)


def _to_affair(sent: Dispute | TrainingNeed) -> HttpResponseRedirect:
    """办理情况, at what was just handed in; there it says that it has arrived."""
    return redirect(f"{reverse(HOME)}#{sent.number}")


def _home(request: HttpRequest) -> str:
    return LEADS_TO.get(request.GET.get("to", ""), HOME)


def _onward(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """To the next page of the door, still knowing where it shall lead."""
    to = request.GET.get("to", "")
    return redirect(reverse(name) + (f"?to={to}" if to in LEADS_TO else ""))


def _token(request: HttpRequest) -> str:
    return request.COOKIES.get(queries.VISIT_COOKIE, "")


def _with_cookie(response: HttpResponseRedirect, visit: PersonVisit) -> HttpResponseRedirect:
    """Kept by this telephone until the visit can be over; seen by no script and by no other page of the house."""
    longest = settings.ONE_TIME_CODE_LIFE + settings.PERSON_VISIT_LIFE
    response.set_cookie(
        queries.VISIT_COOKIE,
        queries.visit_token(visit),
        max_age=int(longest.total_seconds()),
        path="/my/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
