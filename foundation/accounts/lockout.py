"""Too many wrong passwords: the only module that knows django-axes, so that it can be replaced in a day."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """The answer while a name is locked for this address; other addresses are not affected."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    message = f"密码错误次数过多，请 {minutes} 分钟后再试，或联系安全管理员解锁。"
    return render(request, "registration/locked_out.html", {"message": message}, status=429)


def forget_wrong_passwords(username: str) -> None:
    """The lock of this name is open, from every address."""
    reset(username=username)
