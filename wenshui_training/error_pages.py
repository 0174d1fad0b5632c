"""The pages for what went wrong, in Chinese, with a number that the log knows."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from foundation.audit.middleware import answer_refusal
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.core.http import request_id, wants_json
from foundation.core.storage import DISK_FULL
from foundation.core.uploading import NoRoom


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, {"reference": request_id(request)}, status=status)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What could not be read: too long, or broken on its way. Nothing was saved, and that is said."""
    refusal = _unread(exception)
    if not hasattr(
        request, "actor"
    ):  # judged before anybody could be known: a foreign host name, for example
        return HttpResponse(refusal.message, status=400, content_type="text/plain; charset=utf-8")
    return answer_refusal(request, refusal)


def _unread(exception: Exception | None) -> DomainError:
    if isinstance(exception, NoRoom):
        return NotNow("file.disk_full", DISK_FULL)
    if isinstance(exception, RequestDataTooBig):
        most = settings.LARGEST_REQUEST // 1024**2
        return Invalid(
            "request.too_large",
            f"这次提交的内容太大，没有保存；文件合计不能超过 {most} MB，请分几次上传，文字过长的请缩短。",
        )
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return Invalid("request.too_many", "这次提交的项目太多，没有保存；请分几次提交。")
    return Invalid("request.not_understood", "这次提交的内容没有收全或格式不对，没有保存；请返回重新提交。")


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
