"""Typed readers of the environment: they fail loudly instead of guessing."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if value in {"1", "true", "yes"}:
        return True
    if value in {"0", "false", "no"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")
    return default


def whole(name: str, default: int) -> int:
    value = text(name)
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value) if value else default


def listed(name: str, default: list[str]) -> list[str]:
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def secret(path: Path) -> str:
    """The content of a secret file; a missing or empty file stops the start."""
    if not path.is_file():
        raise ImproperlyConfigured(f"secret file {path} is missing; `make setup` creates it")
    content = path.read_text(encoding="utf-8").strip()
    if not content:
        raise ImproperlyConfigured(f"secret file {path} is empty")
    return content


def database(url: str, sqlite_path: Path) -> dict[str, object]:
    """Django's DATABASES entry: empty `url` is the embedded SQLite, else postgresql://user:pw@host:port/name."""
    if not url:
        return {
            "ENGINE": "foundation.core.sqlite",
            "NAME": sqlite_path,
            "OPTIONS": {
                "timeout": 30,
                # Writers queue up at BEGIN instead of failing half-way through a transaction.
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                    "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA busy_timeout=30000;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"options": "-c lock_timeout=10000 -c statement_timeout=30000"},
    }
