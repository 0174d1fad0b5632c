"""学员承诺书: its versions, and the signature of one applicant."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.workflow.pages import visible_or_404
from trainees import operations as ops
from trainees import queries
from trainees.enums import PLEDGE_ROLES
from trainees.forms import PaperPledgeForm, PledgeForm
from trainees.models import Application, PledgeVersion


@require_http_methods(["GET", "HEAD", "POST"])
def pledge_list(request: HttpRequest) -> HttpResponse:
    actor, today = actor_from(request), clock.today()
    given = request.POST if request.method == "POST" else None
    form = PledgeForm(given, initial={"text": queries.pledge_in_force(today).text, "effective_from": today})
    if form.is_bound and form.is_valid():
        version = ops.propose_pledge(actor=actor, **form.cleaned_data)
        messages.success(request, f"已起草{version}，请另一人核对后启用。")
        return redirect("trainees:pledge_list")
    context = {
        "versions": queries.pledge_versions(),
        "in_force": queries.pledge_in_force(today),
        "form": form,
        "may_draft": actor.has_role(*PLEDGE_ROLES),
    }
    return render(request, "trainees/pledge_list.html", context, status=422 if form.errors else 200)


@require_POST
def pledge_activate(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    version = ops.activate_pledge(get_object_or_404(PledgeVersion, pk=pk), actor=actor_from(request))
    messages.success(request, f"{version}已启用，自 {version.effective_from:%Y-%m-%d} 起签这一版。")
    return redirect("trainees:pledge_list")


@require_http_methods(["GET", "HEAD", "POST"])
def application_pledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Signed here on the screen (`signature`), or on paper with its day and scan."""
    application = visible_or_404(Application.objects.select_related("person"), request, pk)
    actor, drawn = actor_from(request), request.POST.get("signature", "")
    if request.method == "POST" and "signature" in request.POST:
        device = request.headers.get("User-Agent", "")
        ops.sign_application(application, actor=actor, signature=drawn, device=device)
        messages.success(request, "已签订学员承诺书。")
        return redirect(application)
    given = request.POST if request.method == "POST" else None
    form = PaperPledgeForm(given, request.FILES or None, initial={"signed_on": clock.today()})
    if form.is_bound and form.is_valid():
        ops.record_paper_pledge(application, actor=actor, **form.cleaned_data)
        messages.success(request, "已登记纸质签字。")
        return redirect(application)
    context = {"application": application, "form": form, "pledge": queries.pledge_in_force(clock.today())}
    return render(request, "trainees/pledge_sign.html", context, status=422 if form.errors else 200)
