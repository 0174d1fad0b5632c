"""Giving a running number although two people may ask for one at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from subsidies.queries.numbers import next_number

RowT = TypeVar("RowT")
TRIES = 5


def numbered(rows: QuerySet[Any], prefix: str, year: int, width: int, create: Callable[[str], RowT]) -> RowT:
    """What `create` makes with the next number of the year; a number just taken by another is tried anew."""
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return create(next_number(rows.all(), prefix, year, width))
        except IntegrityError:
            continue
    return create(next_number(rows.all(), prefix, year, width))
