"""单位: whose people may have accounts; the system administrator enters those that register nowhere else."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from foundation.accounts.middleware import actor_from
from foundation.accounts.queries import organisations_with_people
from foundation.administration.forms.organisations import OrganisationForm
from foundation.administration.operations.organisations import create_organisation
from foundation.workflow.listing import page_of


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_list(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = create_organisation(actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已登记{made.name}，请安全管理员开设账号。")
        return redirect("accounts:organisation_list")
    rows = organisations_with_people()
    context = {"form": form, "page": page_of(request, rows)}
    return render(request, "accounts/organisation_list.html", context, status=422 if form.errors else 200)
