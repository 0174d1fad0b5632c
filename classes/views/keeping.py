"""Retention of recordings: what is past its term, what is held, the lists on which it goes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes import operations
from classes.enums import DestructionVerb
from classes.forms.footage import ReasonForm
from classes.models import DestructionList, TrainingClass
from classes.operations.footage_keeping import KEEPERS
from classes.queries.keeping import destruction_lists, holds_in_force, items_of, kept, over_term
from foundation.accounts.middleware import actor_from
from foundation.workflow.listing import page_of
from foundation.workflow.pages import choices, perform, visible_or_404


@require_safe
def keeping(request: HttpRequest) -> HttpResponse:
    """录像留存: what is past its term, held or to be listed; holds; lists and their state."""
    actor = actor_from(request)
    page = page_of(request, over_term(actor))
    context = {
        "page": page,
        "over": kept(list(page.object_list)),
        "holds": holds_in_force(actor),
        "lists": destruction_lists(actor)[:50],
        "may_propose": actor.has_role(*KEEPERS),
        "form": ReasonForm(),
    }
    return render(request, "classes/footage/keeping.html", context)


@require_POST
def destruction_propose(request: HttpRequest) -> HttpResponseRedirect:
    ticked = [UUID(each) for each in request.POST.getlist("recording") if _is_id(each)]
    destruction = operations.propose_destruction(
        actor=actor_from(request), recordings=ticked, reason=request.POST.get("reason", "")
    )
    messages.success(request, "销毁清单已提出，由另一人批准后才会销毁。")
    return redirect(destruction)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_safe
def destruction_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    destruction = visible_or_404(destruction_lists(actor_from(request)), request, pk)
    verbs = (DestructionVerb.APPROVE, DestructionVerb.REFUSE)
    context = {
        "destruction": destruction,
        "items": items_of(destruction),
        "choices": choices(destruction, actor_from(request), only=verbs),
    }
    return render(request, "classes/footage/destruction.html", context)


@require_POST
def destruction_decide(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    destruction = visible_or_404(DestructionList.objects.all(), request, pk)
    return perform(request, destruction, verbs=[DestructionVerb.APPROVE, DestructionVerb.REFUSE])


@require_POST
def footage_hold(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Holds the recordings of a class."""
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    operations.hold_footage(training_class, actor=actor_from(request), reason=request.POST.get("reason", ""))
    messages.success(request, "本班录像已暂停销毁。")
    return redirect("classes:video_list", pk)


@require_POST
def footage_release(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Lifts the hold on the recordings of a class."""
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    hold = get_object_or_404(holds_in_force(actor_from(request)), training_class=training_class)
    operations.lift_hold(hold, actor=actor_from(request))
    messages.success(request, "已解除暂停销毁。")
    return redirect("classes:video_list", pk)
