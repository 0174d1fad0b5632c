"""Refusals: one answer for pages and programs, and a trace of their own outside the rolled-back transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.accounts.middleware import actor_from
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core.errors import DomainError
from foundation.core.http import wants_json

SECRET_FIELDS = ("password", "csrf", "token", "identity", "id_number", "phone", "account", "signature")
LABELS = {"comment": "意见", "reason": "理由", "name": "姓名", "title": "名称"}


class RefusalMiddleware:
    """Maps a `DomainError` that left a view to its status and a Chinese page, and records the refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_refusal(request, exception) if isinstance(exception, DomainError) else None


def answer_refusal(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Record the refusal and answer it: JSON to a program, a page with every reason to a person."""
    record_refusal(request, refusal)
    if wants_json(request):
        return JsonResponse(refusal_body(refusal), status=refusal.http_status)
    context = {"error": refusal, "back_url": _back(request), "typed": typed_by_user(request)}
    return render(request, f"errors/{refusal.http_status}.html", context, status=refusal.http_status)


def refusal_body(refusal: DomainError) -> dict[str, Any]:
    """The refusal as the API says it: the same codes and sentences as on the pages."""
    reasons = [
        {"code": r.code, "message": r.message, "clause": r.clause, "link": r.link} for r in refusal.reasons
    ]
    return {"code": refusal.code, "message": refusal.message, "reasons": reasons}


def record_refusal(request: HttpRequest, refusal: DomainError) -> None:
    """One audit entry per refusal: who tried what, and the codes of the answer."""
    detail = {"codes": list(refusal.codes), "path": request.path, "method": request.method}
    title = f"未办成：{refusal.message}"[:120]
    append(
        Event(action=refusal.code[:60], title=title, detail=detail, result=Result.REFUSED),
        actor=actor_from(request),
    )


def typed_by_user(request: HttpRequest) -> list[tuple[str, str]]:
    """The Chinese text that came with the form, so that nobody must write it twice; never secrets."""
    return [
        (LABELS.get(name, ""), value[:2000])
        for name, values in request.POST.lists()
        if not any(secret in name.lower() for secret in SECRET_FIELDS)
        for value in map(str, values)
        if not value.isascii()
    ]


def _back(request: HttpRequest) -> str:
    """The page that the form was on, if it is on this site and not the refused address itself."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    if not is_ours or (request.method == "GET" and urlsplit(referer).path == request.path):
        return "/"
    return referer
