"""培训需求: the list, writing one down at a service point, routing, accepting, answering."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from trainees import operations as ops
from trainees import queries
from trainees.enums import ANSWERING_ROLES, INTAKE_ROLES, NeedState
from trainees.enums import NeedVerb as V
from trainees.forms import NeedForm, RevealForm, RoutingForm
from trainees.models import TrainingNeed
from trainees.operations import Disclosed

VERBS = (V.ACCEPT, V.ANSWER, V.CLOSE)


@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    actor, state = actor_from(request), request.GET.get("state", "")
    counts = queries.need_state_counts(actor)
    total = sum(number for _, _, number in counts)
    late = queries.need_list(actor, state="overdue").count()
    context = {
        "page": page_of(request, queries.need_list(actor, state=state)),
        "chips": chips_of(request, "state", [("", "全部", total), *counts, ("overdue", "超期未答复", late)]),
        "may_register": actor.has_role(*INTAKE_ROLES),
    }
    return render(request, "trainees/need_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest) -> HttpResponse:
    categories = queries.categories_offered(clock.today())
    form = NeedForm(request.POST if request.method == "POST" else None, categories=categories)
    if form.is_bound and form.is_valid():
        need = ops.register_need(actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已登记 {need.number}，县人社局资格审核小组转交培训机构后答复。")
        return redirect(need)
    return render(request, "trainees/need_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def need_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _need_page(request, visible_or_404(queries.need_list(actor_from(request)), request, pk))


@require_POST
def need_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, visible_or_404(TrainingNeed.objects.all(), request, pk), verbs=VERBS)


@require_POST
def need_route(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = visible_or_404(queries.need_list(actor_from(request)), request, pk)
    form = RoutingForm(request.POST)
    if not form.is_valid():
        return _need_page(request, need, form, status=422)
    place = form.cleaned_data["institution"]
    ops.route_need(need, actor=actor_from(request), institution_id=place.pk)
    messages.success(request, f"已转交{place.name}。")
    return redirect(need)


@never_cache
@require_POST
def need_reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The telephone stands in this one answer and nowhere else."""
    need = visible_or_404(queries.need_list(actor_from(request)), request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _need_page(request, need, reveal=form, status=422)
    shown = ops.reveal_need(need, actor=actor_from(request), **form.cleaned_data)
    return _need_page(request, need, disclosed=shown)


def _need_page(
    request: HttpRequest,
    need: TrainingNeed,
    form: RoutingForm | None = None,
    *,
    reveal: RevealForm | None = None,
    disclosed: Disclosed | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_from(request)
    entries = Entry.objects.visible_to(actor).of_record("trainees.trainingneed", need.pk).order_by("-seq")
    offered = choices(need, actor)
    context = {
        "need": need,
        "routing": next((each for each in offered if each.verb == V.ROUTE), None),
        "form": form or RoutingForm(),
        "reveal": reveal or RevealForm(),
        "may_reveal": actor.has_role(*ANSWERING_ROLES),
        "disclosed": disclosed,
        "choices": [each for each in offered if each.verb != V.ROUTE],
        "timeline": timeline_of(entries),
        "category": queries.category_label(need.category),
        "level": queries.level_in_words(need.level),
        "is_waiting": need.state in {NeedState.REGISTERED, NeedState.ROUTED},
        "back": need.get_absolute_url(),
    }
    return render(request, "trainees/need_detail.html", context, status=status)
