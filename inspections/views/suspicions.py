"""疑点处理: one suspicion with its form, and everything that was decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.workflow.listing import page_of
from inspections import operations as ops
from inspections.forms.suspicions import SuspicionForm
from inspections.queries.suspicions import decisions_for_list, decisions_on, opened


@require_safe
def suspicion_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, decisions_for_list(actor_from(request)))
    return render(request, "inspections/suspicion_list.html", {"page": page})


@require_POST
def suspicion_decide(request: HttpRequest) -> HttpResponse:
    """Opened by the button of 数据疑点, which sends what it shows; sent again with the decision."""
    text = request.POST.get("suspicion", "")
    suspicion, is_sent = opened(text), "decide" in request.POST
    form = SuspicionForm(request.POST) if is_sent else SuspicionForm()
    if is_sent and form.is_valid():
        decision = ops.decide_suspicion(text, actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已处理：{decision}。")
        return redirect("inspections:suspicion_list")
    context = {
        "form": form,
        "text": text,
        "suspicion": suspicion,
        "before": decisions_on([suspicion.fingerprint]).get(suspicion.fingerprint),
    }
    return render(request, "inspections/suspicion_decide.html", context, status=422 if form.errors else 200)
