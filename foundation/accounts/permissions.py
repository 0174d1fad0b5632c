"""DRF's outer wall: signed in or not. What a person may do is judged by the operations themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from foundation.accounts.models import User

if TYPE_CHECKING:  # the settings name this module while rest_framework.views is still being imported
    from rest_framework.views import APIView


class SignedIn(BasePermission):
    message = "请先登录。"

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - DRF
        return isinstance(request.user, User)
