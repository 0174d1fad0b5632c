"""Refusals: one answer for pages and programs, and a trace of their own outside the rolled-back transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from foundation.accounts.middleware import actor_from
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core.errors import DomainError, Invalid
from foundation.core.files import clean_name
from foundation.core.http import came_from, wants_json
from foundation.core.uniqueness import doubled
from foundation.core.whole_numbers import holds_whole_number
from foundation.policy.definitions import definitions
from foundation.policy.types import MissingParameter

SECRET_FIELDS = ("password", "csrf", "token", "identity", "id_number", "phone", "account", "signature")
LABELS = {
    "comment": "意见",
    "reason": "理由",
    "absence_reason": "未到原因",
    "name": "姓名",
    "title": "名称",
    "due_on": "补正期限",
}
ATTEMPT = "wenshui.attempt"  # where the request keeps what was being done, in words


@dataclass(frozen=True)
class Typed:
    """One field of a refused form, to be sent again; without a label it goes along unseen."""

    name: str
    label: str
    value: str

    @property
    def is_long(self) -> bool:
        return self.name in {"comment", "reason"}


@dataclass(frozen=True)
class FileAgain:
    """A file field of a refused form: what was chosen there. A browser lets nobody choose for the person."""

    name: str
    chosen: str
    is_many: bool


class RefusalMiddleware:
    """Maps a `DomainError` that left a view to its status and a Chinese page, and records the refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = refusal_in(exception)
        return answer_refusal(request, refusal) if refusal else None


def refusal_in(exception: Exception) -> DomainError | None:
    """The refusal that an exception is or means; None: a fault of ours."""
    if isinstance(exception, MissingParameter):
        return missing_parameter(exception.key)
    if isinstance(exception, IntegrityError):
        return doubled(exception)
    return exception if isinstance(exception, DomainError) else None


def missing_parameter(key: str) -> Invalid:
    """A parameter that nobody has entered, in the words of the office."""
    about = definitions().get(key)
    message = f"政策参数“{about.name if about else key}”还没有录入，请系统管理员在政策参数中录入后再办。"
    return Invalid("policy.parameter_missing", message)


def answer_refusal(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Record the refusal and answer it: JSON to a program, a page with every reason to a person."""
    record_refusal(request, refusal)
    if wants_json(request):
        return JsonResponse(refusal_body(refusal), status=refusal.http_status)
    context = {
        "error": refusal,
        "back_url": came_from(request),
        "typed": typed_by_user(request),
        "again": form_again(request, refusal),
        "files_again": files_again(request, refusal),
        "attempt": request.META.get(ATTEMPT, ""),
    }
    return render(request, f"errors/{refusal.http_status}.html", context, status=refusal.http_status)


def refusal_body(refusal: DomainError) -> dict[str, Any]:
    """The refusal as the API says it: the same codes and sentences as on the pages."""
    reasons = [
        {"code": r.code, "message": r.message, "who": r.who, "clause": r.clause, "link": r.link}
        for r in refusal.reasons
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
        if not _is_secret(name)
        for value in map(str, values)
        if not value.isascii() and not holds_whole_number(value)
    ]


def name_attempt(request: HttpRequest, words: str) -> None:
    """What is being done, for the page that says that it could not be done."""
    request.META[ATTEMPT] = words


def form_again(request: HttpRequest, refusal: DomainError) -> list[Typed]:
    """The fields of a refused decision or upload, so that its form comes back filled; nothing where one is secret.

    Beside a file to be chosen anew stands only what was typed: what was left empty is not asked for.
    """
    comes_back = bool(files_again(request, refusal)) if request.FILES else "verb" in request.POST
    if not comes_back:
        return []
    sent = [(name, value) for name, values in request.POST.lists() for value in map(str, values)]
    fields = [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]
    if any(_is_secret(name) or holds_whole_number(value) for name, value in fields):
        return []
    asked = [(name, value) for name, value in fields if value or not request.FILES]
    return [Typed(name, LABELS.get(name, ""), value[:2000]) for name, value in asked]


def files_again(request: HttpRequest, refusal: DomainError) -> list[FileAgain]:
    """The file fields of a form whose file was refused, to be chosen anew beside what was typed."""
    if not refusal.code.startswith(("file.", "workbook.")):
        return []
    return [
        FileAgain(name, "、".join(clean_name(file.name or "") for file in files), len(files) > 1)
        for name, files in request.FILES.lists()
    ]


def _is_secret(name: str) -> bool:
    return any(secret in name.lower() for secret in SECRET_FIELDS)
