"""电话回访: the draw and the list of those to be called; the call itself is noted on the page of the person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes import operations
from classes.models import TrainingClass
from classes.operations.callbacks import CALLERS
from classes.queries.callbacks import callback_page
from classes.queries.pinned import parameters_of
from foundation.accounts.middleware import actor_from
from foundation.workflow.pages import visible_or_404

CLASSES = TrainingClass.objects.with_names()


@require_safe
def callback_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was drawn and what was heard; every draw can be done again from what stands here."""
    training_class = visible_or_404(CLASSES, request, pk)
    context = {
        "training_class": training_class,
        "page": callback_page(training_class),
        "share": parameters_of(training_class).fraction("callback_share"),
        "may_draw": actor_from(request).has_role(*CALLERS),
    }
    return render(request, "classes/teaching/callbacks.html", context)


@require_POST
def callback_draw(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    draw = operations.draw_callbacks(training_class, actor=actor_from(request))
    messages.success(request, f"已抽取第 {draw.number} 次回访名单，抽中 {draw.calls.count()} 人。")
    return redirect("classes:callbacks", pk)
