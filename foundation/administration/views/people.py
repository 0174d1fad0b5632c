"""用户与权限: the security administrator's. He keeps the accounts and proposes the roles.

Pages show accounts and roles, never business data. What becomes of a proposal is in `views.roles`.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.accounts.models import RoleAssignment, User
from foundation.accounts.queries import roles_held
from foundation.administration.enums import RoleChangeState
from foundation.administration.forms.people import FirstPasswordForm, NewUserForm, PeopleFilter, RoleForm
from foundation.administration.models import RoleChange
from foundation.administration.operations import accounts as changes
from foundation.core import clock
from foundation.workflow.pages import per_page


@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    page = Paginator(_filtered(form), per_page(request)).get_page(request.GET.get("page"))
    return render(request, "accounts/user_list.html", {"form": form, "page": page})


def _filtered(form: PeopleFilter) -> QuerySet[User]:
    held = RoleAssignment.objects.current().order_by("role")
    people = User.objects.select_related("organisation").prefetch_related(
        Prefetch("role_assignments", queryset=held, to_attr="roles_today")
    )
    if not form.is_valid():
        return people
    wanted = form.cleaned_data
    if wanted["q"]:
        people = people.filter(Q(display_name__icontains=wanted["q"]) | Q(username__icontains=wanted["q"]))
    if wanted["role"]:
        people = people.filter(pk__in=held.filter(role=wanted["role"]).order_by().values("user_id"))
    if wanted["state"]:
        people = people.filter(is_active=wanted["state"] == "active")
    return people


@require_http_methods(["GET", "HEAD", "POST"])
def user_create(request: HttpRequest) -> HttpResponse:
    form = NewUserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = changes.create_user(actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已新建用户 {user}，请提出角色任命，并把初始密码当面告知本人。")
        return redirect("accounts:user_page", pk=user.pk)
    return render(request, "accounts/user_create.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def user_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.select_related("organisation"), pk=pk)
    return person_page(request, user)


def person_page(
    request: HttpRequest,
    user: User,
    *,
    role_form: RoleForm | None = None,
    password_form: FirstPasswordForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one person, with what was typed where a form came back."""
    assignments = (
        RoleAssignment.objects.filter(user=user).select_related("assigned_by").order_by("-starts_on")
    )
    context = {
        "person": user,
        "assignments": assignments,
        "held_ids": set(roles_held(user).values_list("pk", flat=True)),
        "open_changes": RoleChange.objects.filter(user=user, state=RoleChangeState.PROPOSED).select_related(
            "user", "proposed_by"
        ),
        "role_form": role_form or RoleForm(user, initial={"starts_on": clock.today()}),
        "password_form": password_form or FirstPasswordForm(user),
        "is_oneself": user.pk == actor_from(request).user_id,
    }
    return render(request, "accounts/user_page.html", context, status=status)


@require_POST
def user_password(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = FirstPasswordForm(user, request.POST)
    if not form.is_valid():
        return person_page(request, user, password_form=form, status=422)
    changes.reset_password(user, form.cleaned_data["first_password"], actor=actor_from(request))
    messages.success(request, f"已重置 {user} 的密码，请把初始密码当面告知本人。")
    return redirect("accounts:user_page", pk=pk)


@require_POST
def user_disable(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    changes.disable_user(user, actor=actor_from(request), reason=request.POST.get("reason", ""))
    messages.success(request, f"已停用 {user} 的账号，其登录已全部退出。")
    return redirect("accounts:user_page", pk=pk)


@require_POST
def user_enable(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    changes.enable_user(user, actor=actor_from(request), reason=request.POST.get("reason", ""))
    messages.success(request, f"已启用 {user} 的账号。")
    return redirect("accounts:user_page", pk=pk)


@require_POST
def user_unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    changes.unlock_user(user, actor=actor_from(request))
    messages.success(request, f"已解除 {user} 的登录锁定。")
    return redirect("accounts:user_page", pk=pk)
