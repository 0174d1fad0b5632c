"""变更单: the institution fills it in, the bureau decides it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.enums import ChangeVerb
from classes.forms.changes import ChangeForm
from classes.models import RosterChange
from classes.operations import request_roster_change
from classes.queries.changes import change_rulings, change_state, changes_of, lines_of
from classes.rules.ruling import Ruling
from classes.views.answers import form_status, posted
from classes.views.materials import METHODS, draft_or_404
from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.core.display import Check, tags_of
from foundation.core.reasons import who_can_meet
from foundation.workflow.listing import timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404

CHANGES = RosterChange.objects.select_related(
    "training_class__institution__organisation", "training_class__occupation", "created_by"
)


@require_http_methods(METHODS)
def change_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class, actor = draft_or_404(request, pk), actor_from(request)
    form = ChangeForm(posted(request), training_class=training_class)
    if not form.is_valid():
        context = {
            "training_class": training_class,
            "form": form,
            "standing": change_state(training_class),
            "changes": changes_of(training_class, actor),
            "heads": training_class.enrolments.present().count(),
        }
        return render(request, "classes/change_new.html", context, status=form_status(request))
    found = form.cleaned_data
    change = request_roster_change(
        training_class,
        actor=actor,
        leaving=list(found["leaving"]),
        joining=list(found["joining"]),
        reason=found["reason"],
    )
    messages.success(request, f"{change}已提交，下一步由承办人初审。")
    return redirect(change)


@require_safe
def change_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    change, actor = visible_or_404(CHANGES, request, pk), actor_from(request)
    lines = list(lines_of(change))
    rulings = change_rulings(change) if change.is_open else []
    found = [_check(ruling) for ruling in rulings]
    entries = Entry.objects.visible_to(actor).done().of_record(change._meta.label_lower, change.pk)
    context = {
        "change": change,
        "training_class": change.training_class,
        "leaving": [line.leaving for line in lines if line.leaving],
        "joining": [line.joining for line in lines if line.joining],
        "checks": found,
        "tags": tags_of(found),
        "choices": choices(change, actor),
        "who": actor.name,
        "timeline": timeline_of(entries.order_by("-seq")),
    }
    return render(request, "classes/change_detail.html", context)


@require_POST
def change_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    change = visible_or_404(CHANGES, request, pk)
    return perform(request, change, verbs=ChangeVerb.values)


def _check(ruling: Ruling) -> Check:
    who = who_can_meet(ruling.code) if ruling.is_obstacle else ""
    return Check(ruling.level, ruling.text, clause=ruling.clause, who=who)
