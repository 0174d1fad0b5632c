"""暂缓支付: one line that was held back, what is decided about it, and the registration of its payment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.workflow.listing import timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from subsidies import operations as ops
from subsidies.enums import HeldVerb
from subsidies.forms import PaymentForm
from subsidies.models import HeldLine
from subsidies.queries.fund import masked_payee
from subsidies.queries.held import held_page

VERBS = (HeldVerb.SEND, HeldVerb.RECORD_FAILURE, HeldVerb.STRIKE)


@require_safe
def held_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    line, actor = held_or_404(request, pk), actor_from(request)
    entries = Entry.objects.visible_to(actor).done().of_record("subsidies.heldline", line.pk).order_by("-seq")
    urls = {str(HeldVerb.RECORD_PAYMENT): reverse("subsidies:held_payment", args=[line.pk])}
    context = {
        "line": line,
        "claim": line.claim,
        "shown": held_page(line),
        "choices": choices(line, actor, urls=urls),
        "timeline": timeline_of(entries),
        "back": line.get_absolute_url(),
    }
    return render(request, "subsidies/held_detail.html", context)


@require_POST
def held_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, held_or_404(request, pk), verbs=VERBS)


@require_http_methods(["GET", "HEAD", "POST"])
def held_payment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """登记补付: as 登记拨付, with the amount of the one line."""
    line, actor = held_or_404(request, pk), actor_from(request)
    form = PaymentForm(request.POST if request.method == "POST" else None, initial={"paid_on": clock.today()})
    if form.is_bound and form.is_valid():
        paid = ops.record_supplement(line, actor=actor, **form.cleaned_data)
        messages.success(request, f"已登记补付，{paid}。")
        return redirect(paid)
    context = {
        "line": line,
        "record": line,
        "claim": line.claim,
        "fen": line.amount_fen,
        "form": form,
        "choices": choices(line, actor, only=[HeldVerb.RECORD_PAYMENT]),
        "payee": masked_payee(line),
        "disputed": [frozen for frozen in [held_page(line).frozen] if frozen],
    }
    return render(request, "subsidies/claim_payment.html", context, status=422 if form.errors else 200)


def held_or_404(request: HttpRequest, pk: UUID) -> HeldLine:
    return visible_or_404(HeldLine.objects.with_names().select_related("struck_by"), request, pk)
