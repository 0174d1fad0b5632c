"""The password rules of the 等保 profile (12 characters, 15 for administrators; three of four kinds; history)."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from foundation.accounts.enums import ADMINISTRATOR_ROLES
from foundation.accounts.models import PasswordRecord, RoleAssignment, User

LOCAL_WORDS = ("wenshui", "lvliang", "luliang", "rsj", "renshe", "peixun", "admin", "password", "qwer")
HISTORY = 5
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


class LengthValidator:
    """At least 12 characters; 15 for the three administrators; at most 128."""

    def validate(self, password: str, user: User | None = None) -> None:
        minimum = _minimum(user)
        if len(password) < minimum:
            raise ValidationError(
                f"密码至少 {minimum} 位，现为 {len(password)} 位。", code="password.too_short"
            )
        if len(password) > 128:
            raise ValidationError("密码不能超过 128 位。", code="password.too_long")

    def get_help_text(self) -> str:
        return f"至少 {settings.PASSWORD_MIN_LENGTH} 位"


class ComplexityValidator:
    """Three of: small letters, capital letters, digits, other signs."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django's signature
        if sum(1 for kind in _KINDS if re.search(kind, password)) < 3:
            raise ValidationError(
                "密码须含大写字母、小写字母、数字、符号中的三种。", code="password.too_simple"
            )

    def get_help_text(self) -> str:
        return "含大写字母、小写字母、数字、符号中的三种"


class LocalWordsValidator:
    """No place, bureau or keyboard words, and none of the last five passwords."""

    def validate(self, password: str, user: User | None = None) -> None:
        lowered = password.lower()
        for word in LOCAL_WORDS:
            if word in lowered:
                raise ValidationError(f"密码不能包含容易猜到的“{word}”。", code="password.local_word")
        if user is not None and _used_before(user, password):
            raise ValidationError(f"不能使用最近 {HISTORY} 次用过的密码。", code="password.used_before")

    def get_help_text(self) -> str:
        return f"不含地名、单位名，不与最近 {HISTORY} 次相同"


def _minimum(user: User | None) -> int:
    is_administrator = (
        user is not None
        and RoleAssignment.objects.current().filter(user_id=user.pk, role__in=ADMINISTRATOR_ROLES).exists()
    )
    return settings.PASSWORD_MIN_LENGTH_ADMINISTRATOR if is_administrator else settings.PASSWORD_MIN_LENGTH


def _used_before(user: User, password: str) -> bool:
    recent = PasswordRecord.objects.filter(user=user).values_list("hash", flat=True)[:HISTORY]
    return any(check_password(password, stored) for stored in recent)
