"""口径登记簿: what the documents leave open, how it is read, and what each reading would come to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation.accounts.access import READERS
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.administration.operations.parameters import MAY_PROPOSE
from foundation.core import clock
from foundation.policy.models import PolicyDocument
from subsidies.queries.register import question_page, recorded_readings, register_lines
from subsidies.rules.questions import find_question


@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    documents = PolicyDocument.objects.order_by("-effective_from")
    code = request.GET.get("document")
    document = get_object_or_404(documents, pk=code) if code else documents.first()
    context = {
        "document": document,
        "documents": documents,
        "lines": register_lines(document, clock.today()) if document else [],
        "recorded": recorded_readings(),
    }
    return render(request, "subsidies/register_list.html", context)


@require_safe
def reading_page(request: HttpRequest, code: str) -> HttpResponse:
    question, actor = find_question(code), actor_from(request)
    if question is None:
        raise Http404
    context = {
        "shown": question_page(question, actor, clock.today()),
        "may_open_parameters": actor.has_role(*READERS, Role.SYSTEM_ADMINISTRATOR),
        "may_propose": actor.has_role(*MAY_PROPOSE),
    }
    return render(request, "subsidies/register_page.html", context)
