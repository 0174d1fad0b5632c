"""Running numbers of a year: BT-2026-0021, GS-2026-003. That a number is given once is a constraint."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def next_number(rows: QuerySet[Any], prefix: str, year: int, width: int) -> str:
    """One more than the highest number of the year; `rows` have a column `number`."""
    start = f"{prefix}-{year}-"
    last = rows.filter(number__startswith=start).order_by("-number").values_list("number", flat=True).first()
    following = int(last.removeprefix(start)) + 1 if last else 1
    return f"{start}{following:0{width}d}"
