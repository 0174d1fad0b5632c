"""The evaluation bodies filed with 人社部门."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.workflow.listing import page_of
from institutions import operations as ops
from institutions import queries
from institutions.forms import EvaluationBodyForm, FilingForm, filled_from
from institutions.models import EvaluationBody


@require_safe
def body_list(request: HttpRequest) -> HttpResponse:
    """本市 first, then by name."""
    context = {
        "page": page_of(request, EvaluationBody.objects.prefetch_related("occupations")),
        "may": queries.duties_of(actor_from(request)),
    }
    return render(request, "institutions/body_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def body_new(request: HttpRequest) -> HttpResponse:
    form = EvaluationBodyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        body = ops.add_evaluation_body(actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已登记{body}。")
        return redirect("institutions:body_list")
    context = {"title": "登记评价机构", "form": form, **_back_to_list()}
    return render(request, "institutions/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def body_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The filing of one body, renewed or changed."""
    body = get_object_or_404(EvaluationBody, pk=pk)
    form = FilingForm(
        request.POST if request.method == "POST" else None,
        initial={**filled_from(FilingForm, body), "occupations": body.occupations.all()},
    )
    if form.is_bound and form.is_valid():
        ops.renew_filing(body, actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已更新{body}的备案。")
        return redirect("institutions:body_list")
    context = {
        "title": "更新备案",
        "form": form,
        "hint": body.name,
        **_back_to_list(),
    }
    return render(request, "institutions/entry.html", context, status=422 if form.errors else 200)


@require_POST
def body_retire(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    ops.retire_evaluation_body(get_object_or_404(EvaluationBody, pk=pk), actor=actor_from(request))
    messages.success(request, "已停用，已登记的证书不受影响。")
    return redirect("institutions:body_list")


def _back_to_list() -> dict[str, str]:
    return {"back": reverse("institutions:body_list"), "back_title": "评价机构"}
