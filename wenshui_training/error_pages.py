"""The pages for what went wrong, in Chinese, with a number that the log knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from foundation.audit.middleware import answer_refusal
from foundation.core.errors import NotAllowed
from foundation.core.http import request_id, wants_json


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, {"reference": request_id(request)}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if wants_json(request):
        body = {"code": "record.not_found", "message": "找不到这条记录，或者它不属于本单位。", "reasons": []}
        return JsonResponse(body, status=404)
    return _page(request, "errors/404.html", 404)


def failed(request: HttpRequest) -> HttpResponse:
    return _page(request, "errors/500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: expired session or foreign page; nothing was saved."""
    refusal = NotAllowed("csrf.expired", "页面已过期，请返回上一页刷新后重新提交，本次没有保存。")
    return answer_refusal(request, refusal)
