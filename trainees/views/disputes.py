"""本人异议 in the office: the list of the inspectors, one case, what was found, what is answered."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from trainees import queries
from trainees.enums import DisputeVerb as V
from trainees.models import Dispute

VERBS = (V.EXAMINE, V.UPHOLD, V.REJECT, V.CONFIRM_CORRECTION)


@require_safe
def dispute_list(request: HttpRequest) -> HttpResponse:
    actor, state = actor_from(request), request.GET.get("state", "")
    counts = queries.dispute_state_counts(actor)
    total = sum(number for _, _, number in counts)
    context = {
        "page": page_of(request, queries.dispute_list(actor, state=state)),
        "chips": chips_of(request, "state", [("", "全部", total), *counts]),
    }
    return render(request, "trainees/dispute_list.html", context)


@require_safe
def dispute_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = actor_from(request)
    dispute = visible_or_404(queries.dispute_list(actor), request, pk)
    entries = Entry.objects.visible_to(actor).of_record("trainees.dispute", dispute.pk).order_by("-seq")
    context = {
        "dispute": dispute,
        "choices": choices(dispute, actor),
        "timeline": timeline_of(entries),
        "back": dispute.get_absolute_url(),
        "record_url": queries.record_page(dispute),
        "corrector": queries.corrector_of(dispute),
    }
    return render(request, "trainees/dispute_detail.html", context)


@require_POST
def dispute_decide(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, visible_or_404(Dispute.objects.all(), request, pk), verbs=VERBS)
