"""角色变更: proposed on a person's page by the security administrator, decided here by a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.accounts.models import RoleAssignment, User
from foundation.accounts.queries import roles_held
from foundation.administration.enums import RoleChangeState
from foundation.administration.enums import RoleChangeVerb as V
from foundation.administration.forms.people import RoleForm
from foundation.administration.models import RoleChange
from foundation.administration.operations.roles import propose_end_of_role, propose_role
from foundation.administration.views.people import person_page
from foundation.audit.models import Entry
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404

WHO_CONFIRMS = "由局领导或另一位安全管理员确认后生效"
DECIDING_VERBS = (V.CONFIRM, V.REJECT, V.WITHDRAW)
SHOWN_STATES = tuple(state for state in RoleChangeState if state != RoleChangeState.DRAFT)


@require_safe
def role_change_list(request: HttpRequest) -> HttpResponse:
    found = RoleChange.objects.visible_to(actor_from(request)).filter(state__in=SHOWN_STATES)
    state = request.GET.get("state", "")
    rows = found.filter(state=state) if state in RoleChangeState.values else found
    context = {
        "page": page_of(request, rows.select_related("user__organisation", "proposed_by", "decided_by")),
        "chips": chips_of(request, "state", _chips(dict(_counted(found)))),
    }
    return render(request, "accounts/role_change_list.html", context)


@require_safe
def role_change_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = RoleChange.objects.select_related("user__organisation", "proposed_by", "decided_by", "assignment")
    change, actor = visible_or_404(rows, request, pk), actor_from(request)
    context = {
        "change": change,
        "held": roles_held(change.user),
        "choices": choices(change, actor),
        "who": actor.name,
        "timeline": timeline_of(
            Entry.objects.done().of_record("workflow.rolechange", change.pk).order_by("-seq")
        ),
    }
    return render(request, "accounts/role_change_page.html", context)


@require_POST
def role_change_decide(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    change = visible_or_404(RoleChange.objects.all(), request, pk)
    return perform(request, change, verbs=DECIDING_VERBS)


@require_POST
def role_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.select_related("organisation"), pk=pk)
    form = RoleForm(user, request.POST)
    if not form.is_valid():
        return person_page(request, user, role_form=form, status=422)
    change = propose_role(user, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已提出：{change}，{WHO_CONFIRMS}。")
    return redirect("accounts:user_page", pk=user.pk)


@require_POST
def role_propose_end(request: HttpRequest, pk: UUID, assignment_id: int) -> HttpResponse:
    rows = RoleAssignment.objects.select_related("user__organisation")
    assignment = get_object_or_404(rows, pk=assignment_id, user_id=pk)
    reason = request.POST.get("reason", "")
    change = propose_end_of_role(assignment, actor=actor_from(request), reason=reason)
    messages.success(request, f"已提出：{change}，{WHO_CONFIRMS}。")
    return redirect("accounts:user_page", pk=pk)


def _counted(rows: Any) -> Any:
    return rows.order_by().values_list("state").annotate(number=Count("pk"))


def _chips(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    shown = [(state.value, str(state.label), counts.get(state, 0)) for state in SHOWN_STATES]
    return [("", "全部", sum(counts.values())), *shown]
