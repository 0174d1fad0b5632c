"""发券方案: what is set up, what is left of it, and closing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.workflow.listing import page_of
from vouchers import operations as ops
from vouchers.forms import SchemeForm
from vouchers.models import VoucherScheme


@require_safe
def scheme_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    rows = VoucherScheme.objects.visible_to(actor).select_related("institution", "created_by")
    context = {
        "page": page_of(request, rows),
        "may_set_up": actor.has_role(Role.QUALIFICATION_OFFICER, Role.TRAINING_OFFICER),
    }
    return render(request, "vouchers/scheme_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_new(request: HttpRequest) -> HttpResponse:
    form = SchemeForm(request.POST or None, initial={"year": clock.today().year})
    if form.is_bound and form.is_valid():
        scheme = ops.set_up_scheme(actor=actor_from(request), **form.facts())
        messages.success(request, f"已设立发券方案“{scheme.name}”，共 {scheme.quantity} 张。")
        return redirect("vouchers:scheme_list")
    return render(request, "vouchers/scheme_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def scheme_close(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    actor = actor_from(request)
    scheme = get_object_or_404(VoucherScheme.objects.visible_to(actor), pk=pk)
    ops.close_scheme(scheme, actor=actor)
    messages.success(request, f"“{scheme.name}”已停发，已发的券继续有效。")
    return redirect("vouchers:scheme_list")
