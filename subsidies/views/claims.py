"""补贴申领与审核: list, case page (screen 04), the steps that need more than an opinion, the printed sheet."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.models import TrainingClass
from foundation.accounts.middleware import actor_from
from foundation.core.file_answers import pdf_answer
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from subsidies import operations as ops
from subsidies.documents import print_calculation_sheet
from subsidies.enums import ClaimVerb
from subsidies.forms import ObjectionForm, RecoveryForm, SearchForm, StagesForm
from subsidies.models import SubsidyClaim
from subsidies.queries import claim as queries
from subsidies.queries.claim_page import claim_page
from subsidies.queries.stages import may_be_divided, stages_of
from subsidies.views.papers import calculation_sheet

OWN_PAGES = {
    ClaimVerb.PUBLISH: "subsidies:claim_publish",
    ClaimVerb.OPEN_OBJECTION: "subsidies:claim_objection",
    ClaimVerb.RECORD_PAYMENT: "subsidies:claim_payment",
    ClaimVerb.RECOVER: "subsidies:claim_recover",
}


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    actor, form = actor_from(request), SearchForm(request.GET, hint="申领单号、工种、机构")
    counts = queries.claim_state_counts(actor)
    total = sum(number for _, _, number in counts)
    rows = queries.claim_list(actor, state=request.GET.get("state", ""), text=form.text)
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "lines": queries.list_lines(page),
        "chips": chips_of(request, "state", [("", "全部", total), *counts]),
        "to_claim": queries.classes_to_claim(actor) if actor.is_institution else [],
        "is_institution": actor.is_institution,
    }
    return render(request, "subsidies/claim_list.html", context)


@require_POST
def claim_open(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    claim = ops.create_claim(training_class, actor=actor_from(request))
    messages.success(request, f"已建立申领单 {claim.number}，请核对测算结果后提交。")
    return redirect(claim)


@require_http_methods(["GET", "HEAD", "POST"])
def class_stages(request: HttpRequest, pk: UUID) -> HttpResponse:
    """分时段结算 of one class: the stages as they are, and the form while they may still be divided."""
    training_class = visible_or_404(TrainingClass.objects.with_names(), request, pk)
    form = StagesForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        basis = form.cleaned_data["basis"]
        ops.plan_stages(training_class, actor=actor_from(request), through=form.through, basis=basis)
        messages.success(request, "已划分结算时段。" if form.through else "本班改为一次结算。")
        return redirect("subsidies:class_stages", training_class.pk)
    context = {
        "training_class": training_class,
        "stages": stages_of(training_class),
        "may_divide": may_be_divided(training_class),
        "claims": queries.claims_of(training_class),
        "form": form,
    }
    return render(request, "subsidies/class_stages.html", context, status=422 if form.errors else 200)


@require_safe
def claim_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    claim, actor = claim_or_404(request, pk), actor_from(request)
    shown = claim_page(claim, actor)
    urls = {str(verb): reverse(name, args=[claim.pk]) for verb, name in OWN_PAGES.items()}
    context = {
        "claim": claim,
        "shown": shown,
        "choices": choices(claim, actor, urls=urls),
        "timeline": timeline_of(shown.entries),
        "who": actor.name,
    }
    return render(request, "subsidies/claim_detail.html", context)


@require_POST
def claim_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    verbs = set(ClaimVerb.values) - set(OWN_PAGES)
    return perform(request, claim_or_404(request, pk), verbs=verbs)


@require_safe
def claim_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    claim = claim_or_404(request, pk)
    sheet = calculation_sheet(claim_page(claim, actor_from(request)))
    return pdf_answer(print_calculation_sheet(sheet), f"补贴测算单 {claim.number}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def claim_objection(request: HttpRequest, pk: UUID) -> HttpResponse:
    claim = claim_or_404(request, pk)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        ops.open_objection(claim, actor=actor_from(request), **form.cleaned_data)
        messages.success(request, "已受理异议，结论作出前不拨付。")
        return redirect(claim)
    hint = "受理后转监督检查小组核查，结论作出前不送财政"
    return _entry(request, claim, form, "受理公示异议", hint, "受理异议")


@require_http_methods(["GET", "HEAD", "POST"])
def claim_recover(request: HttpRequest, pk: UUID) -> HttpResponse:
    claim = claim_or_404(request, pk)
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        ops.recover_claim(claim, actor=actor_from(request), **form.cleaned_data)
        messages.success(request, "已登记追回，金额记回资金账户。")
        return redirect(claim)
    hint = "按申领单原额追回，另记一笔，不改动已拨付的记录；追回后不能恢复"
    return _entry(request, claim, form, "追回补贴", hint, "追回")


def _entry(
    request: HttpRequest, claim: SubsidyClaim, form: object, title: str, hint: str, verb: str
) -> HttpResponse:
    context = {"claim": claim, "form": form, "title": title, "hint": hint, "verb": verb}
    is_wrong = bool(getattr(form, "errors", None))
    return render(request, "subsidies/entry.html", context, status=422 if is_wrong else 200)


def claim_or_404(request: HttpRequest, pk: UUID) -> SubsidyClaim:
    rows = SubsidyClaim.objects.with_names().select_related("first_reviewed_by", "second_reviewed_by")
    return visible_or_404(rows, request, pk)
