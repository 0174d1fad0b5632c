"""资金拨付与资金账户: what is to be paid, the payment, the ledger."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.workflow.listing import page_of
from foundation.workflow.pages import choices
from subsidies import operations as ops
from subsidies.enums import ClaimVerb
from subsidies.forms import FundAccountForm, IncomeForm, PaymentForm
from subsidies.models import FundAccount
from subsidies.queries import fund as queries
from subsidies.queries.claim import list_lines
from subsidies.queries.held import due_fen, held_of, open_held_lines, sum_of, to_hold
from subsidies.views.claims import claim_or_404


@require_safe
def payment_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    waiting, held = list(queries.claims_awaiting_money(actor)), open_held_lines(actor)
    context = {
        "waiting": list_lines(waiting),
        "total_fen": queries.total_of(waiting),
        "held": held,
        "held_fen": sum_of(held),
        "position": queries.fund_position(clock.today().year, clock.today()),
        "page": page_of(request, queries.payments_visible_to(actor)),
    }
    return render(request, "subsidies/payment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def claim_payment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """登记拨付: reference, day and account are entered; amount and payee are the claim's."""
    claim, actor = claim_or_404(request, pk), actor_from(request)
    fen, held = due_fen(claim), held_of(claim)
    form = PaymentForm(
        request.POST if request.method == "POST" else None,
        initial={"paid_on": clock.today()},
        needs_slip=fen != 0,
    )
    if form.is_bound and form.is_valid():
        paid = ops.record_payment(claim, actor=actor, **form.cleaned_data)
        messages.success(request, f"已登记拨付，{paid.number} {paid.get_state_display()}。")
        return redirect(paid)
    verdicts = choices(claim, actor, only=[ClaimVerb.RECORD_PAYMENT])
    context = {
        "record": claim,
        "claim": claim,
        "fen": fen,
        "held": held,
        "held_fen": sum_of(held),
        "disputed": to_hold(claim),
        "form": form,
        "choices": verdicts,
        "payee": queries.masked_payee(claim),
    }
    return render(request, "subsidies/claim_payment.html", context, status=422 if form.errors else 200)


@require_safe
def fund_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    context = {
        "accounts": queries.account_list(actor),
        "position": queries.fund_position(clock.today().year, clock.today()),
        "year": clock.today().year,
        "may_enter": actor.has_role(Role.FINANCE_OFFICER),
    }
    return render(request, "subsidies/fund_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fund_open(request: HttpRequest) -> HttpResponse:
    form = FundAccountForm(
        request.POST if request.method == "POST" else None, initial={"year": clock.today().year}
    )
    if form.is_bound and form.is_valid():
        account = ops.open_fund_account(actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已设立{account}，请登记到位资金。")
        return redirect("subsidies:fund_detail", account.pk)
    context = {"form": form, "title": "设立资金账户", "verb": "设立", "hint": "账户设立时余额为零"}
    return render(request, "subsidies/entry.html", context, status=422 if form.errors else 200)


@require_safe
def fund_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = actor_from(request)
    account = get_object_or_404(FundAccount.objects.visible_to(actor), pk=pk)
    context = {
        "account": account,
        "page": page_of(request, queries.entries_of(account)),
        "position": queries.fund_position(account.year, clock.today()),
        "may_enter": actor.has_role(Role.FINANCE_OFFICER),
    }
    return render(request, "subsidies/fund_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def income_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = actor_from(request)
    account = get_object_or_404(FundAccount.objects.visible_to(actor), pk=pk)
    form = IncomeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        facts = dict(form.cleaned_data)
        ops.record_income(account, actor=actor, amount_fen=facts.pop("received"), **facts)
        messages.success(request, "已登记到位资金。")
        return redirect("subsidies:fund_detail", account.pk)
    context = {"form": form, "title": "登记到位资金", "verb": "登记", "account": account}
    return render(request, "subsidies/entry.html", context, status=422 if form.errors else 200)
