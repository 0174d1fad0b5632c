"""The access table, enforced: sign-in first, then the address's line; an address without a line is closed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from foundation.accounts.access import Access
from foundation.accounts.actor import role_labels
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from, to_sign_in
from foundation.accounts.models import User
from foundation.accounts.queries import password_must_change
from foundation.audit.middleware import answer_refusal
from foundation.core.errors import NotAllowed
from foundation.core.http import wants_json
from wenshui_training.access import access_to

PASSWORD_PAGES = frozenset({"accounts:password_change", "accounts:logout"})


class AccessMiddleware:
    """Deny by default. Judges role and address only; whose object it is, the view's query decides (404)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        access = access_to(name)
        method = request.method or ""
        if access is not None and access.is_open(method):
            return None
        if not isinstance(request.user, User):
            return to_sign_in(request)
        if name not in PASSWORD_PAGES and password_must_change(request.user):
            return _to_password_page(request)
        if access is None or not access.admits(actor_from(request), method):
            return answer_refusal(request, _refusal(access, method))
        return None


def _to_password_page(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        days = settings.PASSWORD_MAX_AGE.days
        return answer_refusal(
            request,
            NotAllowed(
                "auth.password_expired", f"密码须先修改（首次登录或已满 {days} 天），请登录网页修改。"
            ),
        )
    return HttpResponseRedirect(resolve_url("accounts:password_change"))


def _refusal(access: Access | None, method: str) -> NotAllowed:
    if access is None:
        return NotAllowed("access.closed", "这个地址没有开放，请从工作台进入。")
    wanted = access.wanted(method)
    roles = [role for role in Role.values if role in wanted]
    if not roles:
        return NotAllowed("access.closed", "这个地址不接受这样的操作，请从页面上的按钮办理。")
    return NotAllowed("access.wrong_role", f"此页由{role_labels(roles)}使用，当前账号没有这个角色。")
