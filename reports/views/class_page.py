"""The home of a class: where it stands, what is next, everything that happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from classes.enums import EDITABLE_STATES, UNDER_APPROVAL, ClassState
from classes.models import TrainingClass
from classes.queries.opening import class_checks
from foundation.accounts.actor import Actor
from foundation.accounts.middleware import actor_from
from foundation.core.display import tags_of
from foundation.workflow.pages import choices, visible_or_404
from reports.queries.case import case_of
from reports.queries.deeds import deeds_of, verb_urls
from reports.queries.monitor import monitor_of
from reports.queries.tabs import Opened, tab_named, tabs_of

TO_BE_CHECKED = UNDER_APPROVAL | EDITABLE_STATES
DECISION_TITLES = {
    ClassState.SUBMITTED: "初审意见",
    ClassState.FIRST_REVIEWED: "复核意见",
    ClassState.SECOND_REVIEWED: "批准意见",
}


def class_or_404(request: HttpRequest, pk: UUID) -> TrainingClass:
    return visible_or_404(TrainingClass.objects.with_names(), request, pk)


@require_safe
def class_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Screen 02. `?part=checks` is 自动核对 alone and `?tab=` with htmx the tabs alone."""
    training_class = class_or_404(request, pk)
    if request.headers.get("HX-Target") == "tabs":
        return render(request, "reports/_tabs.html", _tab_context(request, training_class))
    if request.GET.get("part") == "checks":
        return _checks(request, training_class)
    actor = actor_from(request)
    case = case_of(training_class, actor)
    verbs = choices(training_class, actor, urls=verb_urls(training_class))
    context = {
        "training_class": training_class,
        "case": case,
        "monitor_groups": monitor_of(training_class),
        "shows_checks": training_class.state in TO_BE_CHECKED,
        "deeds": deeds_of(training_class, actor, case.acceptance, case.claims),
        "choices": [choice for choice in verbs if not choice.url],
        "asks_due_date": any(choice.verb == "return_for_correction" for choice in verbs),
        "verb_pages": [choice for choice in verbs if choice.url],
        "decision_title": _decision_title(training_class, actor),
        "who": actor.name,
        **_tab_context(request, training_class),
    }
    return render(request, "reports/class_page.html", context)


def _decision_title(training_class: TrainingClass, actor: Actor) -> str:
    """The bureau's step by its name; what an institution does meanwhile, such as 撤回, is no 初审意见."""
    if actor.is_institution:
        return "办理"
    return DECISION_TITLES.get(ClassState(training_class.state), "办理意见")


def _tab_context(request: HttpRequest, training_class: TrainingClass) -> dict[str, Any]:
    tab = tab_named(training_class, request.GET.get("tab", ""))
    facts = tab.read(Opened(training_class, actor_from(request), request.GET.dict()))
    return {"training_class": training_class, "tabs": tabs_of(training_class), "tab": tab, **facts}


def _checks(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    found = class_checks(training_class, actor_from(request))
    context = {"training_class": training_class, "checks": found, "tags": tags_of(found)}
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "reports/_checks.html" if partial else "reports/checks.html", context)
