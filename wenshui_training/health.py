"""Is the process alive, and is it ready to work? No details for strangers; those are in `jobs_status` and `fsck`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from foundation.jobs.queries import oldest_due

LATE_JOBS = timedelta(minutes=15)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """What a browser asks for of itself, also on pages that name no picture, such as a PDF."""
    logo = (settings.BASE_DIR / "static" / "img" / "logo.svg").read_bytes()
    return HttpResponse(logo, content_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, tables, cache and background work are as they must be; 503 names what is not."""
    failing = [name for name, check in CHECKS.items() if not _passes(check)]
    return JsonResponse({"ok": not failing, "failing": failing}, status=503 if failing else 200)


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _tables() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache() -> bool:
    cache.get("readyz")
    return True


def _jobs() -> bool:
    waiting = oldest_due()
    return waiting is None or waiting < LATE_JOBS


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "tables": _tables,
    "cache": _cache,
    "jobs": _jobs,
}
