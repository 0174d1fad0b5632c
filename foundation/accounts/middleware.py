"""Who is calling: the actor of the request, the limits of a session, the way to the sign-in page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url

from foundation.accounts.actor import Actor
from foundation.accounts.enums import SHORT_SESSION_ROLES
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from foundation.core import clock
from foundation.core.http import client_ip, request_id, wants_json

GetResponse = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT = "signed_in_at"
LAST_SEEN_AT = "last_seen_at"
SEEN_RESOLUTION = timedelta(minutes=1)


class ActorMiddleware:
    """Sets `request.actor`: the signed-in person with the roles he holds today, or the public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = {"ip": client_ip(request), "request_id": request_id(request)}
        user: User | AnonymousUser = request.user
        actor = actor_of(user, **origin) if isinstance(user, User) else Actor.public(**origin)
        request.actor = actor  # type: ignore[attr-defined]  # read through actor_from()
        return self.get_response(request)


def actor_from(request: HttpRequest) -> Actor:
    """The actor that ActorMiddleware has set."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    return actor


class SessionLimitsMiddleware:
    """Ends a session that was idle too long or is too old; finance and administrators are idle sooner."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and self._is_over(request, request.user):
            logout(request)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, user: User) -> bool:
        now = clock.now()
        signed_in = _instant(request.session.get(SIGNED_IN_AT)) or now
        last_seen = _instant(request.session.get(LAST_SEEN_AT)) or now
        idle = settings.SESSION_IDLE_SENSITIVE if _is_sensitive(request, user) else settings.SESSION_IDLE
        if now - last_seen > idle or now - signed_in > settings.SESSION_ABSOLUTE or not user.is_active:
            return True
        if SIGNED_IN_AT not in request.session:
            request.session[SIGNED_IN_AT] = now.isoformat()
        if LAST_SEEN_AT not in request.session or now - last_seen > SEEN_RESOLUTION:
            request.session[LAST_SEEN_AT] = now.isoformat()
        return False


def _is_sensitive(request: HttpRequest, user: User) -> bool:
    """Kept in the session at first sight, so that not every request reads the roles twice."""
    if "short_session" not in request.session:
        request.session["short_session"] = actor_of(user).has_role(*SHORT_SESSION_ROLES)
    return bool(request.session["short_session"])


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The answer to somebody who is not signed in: the sign-in page and back, or 401 to a program."""
    if wants_json(request):
        return JsonResponse({"code": "auth.required", "message": "请先登录。", "reasons": []}, status=401)
    back = request.get_full_path() if request.method == "GET" else "/"
    target = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=401)
        response.headers["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)
