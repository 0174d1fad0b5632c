"""The whole stack of middleware but for the sign-in: who asks is known, and not looked up for every request.

For thousands of requests of one person that differ in their address only. Whoever looks for a session finds none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client

from foundation.accounts.actor import Actor
from foundation.accounts.models import User

LOOKS_HIM_UP = frozenset(
    {
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "foundation.accounts.middleware.SessionLimitsMiddleware",
        "foundation.accounts.middleware.ActorMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    }
)
PERSON = "wenshui.known_person"


class KnownPerson:
    """Sets what the sign-in would have set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user, request.actor = request.META[PERSON]  # type: ignore[attr-defined]  # as ActorMiddleware does
        return self.get_response(request)


def with_known_person(middleware: Sequence[str]) -> list[str]:
    """The same stack in the same order, with one for all that look the person up."""
    at = min(map(middleware.index, LOOKS_HIM_UP))
    kept = [name for name in middleware if name not in LOOKS_HIM_UP]
    return [*kept[:at], f"{__name__}.{KnownPerson.__name__}", *kept[at:]]


def client_of(user: User, actor: Actor) -> Client:
    environ: dict[str, Any] = {PERSON: (user, actor)}
    return Client(**environ)
