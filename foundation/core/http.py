"""Small helpers at the edge: request identity and the caller's address."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.core.whole_numbers import holds_whole_number


class RequestIdMiddleware:
    """Gives each request an id that goes through logs, audit entries and error pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = _new_id()  # type: ignore[attr-defined]  # request-scoped, read through request_id()
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request_id(request)
        return response


def _new_id() -> str:
    """Twelve digits in fours, as they are said on the telephone: 4821-0337-9925."""
    digits = f"{secrets.randbelow(10**12):012d}"
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


def client_ip(request: HttpRequest) -> str:
    """The caller's address; X-Forwarded-For counts only when the direct peer is a trusted proxy."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if forwarded and peer in settings.TRUSTED_PROXIES:
        return forwarded.split(",")[-1].strip()
    return peer


def is_here(url: str, request: HttpRequest) -> bool:
    """Whether an address leads to the page that is being shown: the same path, no other place or view of it."""
    target = urlsplit(url)
    same_view = not target.query or target.query == request.META.get("QUERY_STRING", "")
    return target.path in {"", request.path} and same_view and not target.fragment and bool(url)


def came_from(request: HttpRequest) -> str:
    """The page that the form was on, if it is on this site and not the looked-at address itself; else the first."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    came = urlsplit(referer)
    is_itself = request.method == "GET" and came.path == request.path
    if not is_ours or is_itself or holds_whole_number(came.query):
        return "/"
    return referer


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: the API, or a script of a page that says so."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith(
        "application/json"
    )
