"""第三方监管: who watches which institution, from when to when; assigned and ended by the head of inspection."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.accounts.models import SupervisionAssignment
from foundation.administration.forms.supervision import SupervisionForm
from foundation.administration.operations import supervision as changes
from foundation.core import clock
from foundation.workflow.listing import chips_of, page_of


@require_safe
def supervision_list(request: HttpRequest) -> HttpResponse:
    return _page(request, SupervisionForm(initial={"starts_on": clock.today()}))


@require_POST
def supervision_assign(request: HttpRequest) -> HttpResponse:
    form = SupervisionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    assignment = changes.assign_supervisor(actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已指派 {assignment.user} 监督{assignment.organisation}。")
    return redirect("accounts:supervision_list")


@require_POST
def supervision_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = SupervisionAssignment.objects.select_related("user", "organisation")
    assignment = get_object_or_404(rows, pk=pk)
    changes.end_supervision(assignment, actor=actor_from(request), reason=request.POST.get("reason", ""))
    messages.success(request, f"已结束 {assignment.user} 对{assignment.organisation}的监督。")
    return redirect("accounts:supervision_list")


def _page(request: HttpRequest, form: SupervisionForm, status: int = 200) -> HttpResponse:
    rows = SupervisionAssignment.objects.select_related("user__organisation", "organisation", "assigned_by")
    live = SupervisionAssignment.objects.live()
    shows_all = request.GET.get("state") == "all"
    counts = [("", "有效", live.count()), ("all", "全部", SupervisionAssignment.objects.count())]
    context = {
        "form": form,
        "page": page_of(request, rows if shows_all else rows.filter(pk__in=live.values("pk"))),
        "chips": chips_of(request, "state", counts),
        "today": clock.today(),
        "may_assign": actor_from(request).has_role(Role.INSPECTION_HEAD),
    }
    return render(request, "accounts/supervision_list.html", context, status=status)
