"""Running numbers of a year, for example BT-2026-0021: given once, in order, however many ask at the same moment.

There is no counter to get out of step with the records: the next number is one more than the highest given. Who asks
first keeps the others waiting to the end of his transaction (SQLite: the transaction is IMMEDIATE; PostgreSQL: an
advisory lock of the series). That a number is given once is a unique constraint of the record all the same, and one
taken past this lock, by an import for instance, is tried anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Length

RowT = TypeVar("RowT")
TRIES = 5


@dataclass(frozen=True)
class Series:
    """One row of numbers per year: KB-2026-0001, KB-2026-0002, … wider than `width` once there are so many."""

    prefix: str
    width: int = 4

    def of_year(self, year: int) -> str:
        return f"{self.prefix}-{year}-"


def numbered(rows: QuerySet[Any], series: Series, year: int, create: Callable[[str], RowT]) -> RowT:
    """What `create` makes with the next number; `rows` are all that carry numbers, in a unique column `number`.

    `create` may be called again with another number; whatever else the database refuses is raised as it is.
    """
    start = series.of_year(year)
    with transaction.atomic():
        _queue_up(start)
        for _ in range(TRIES - 1):
            number = _next(rows.all(), start, series.width)
            try:
                with transaction.atomic():
                    return create(number)
            except IntegrityError:
                if not rows.all().filter(number=number).exists():
                    raise
        return create(_next(rows.all(), start, series.width))


def _queue_up(start: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])


def _next(rows: QuerySet[Any], start: str, width: int) -> str:
    """The longest is the highest, and of equally long ones the last: 10000 comes after 9999."""
    given = rows.filter(number__startswith=start).order_by(Length("number").desc(), "-number")
    last = given.values_list("number", flat=True).first()
    following = int(last.removeprefix(start)) + 1 if last else 1
    return f"{start}{following:0{width}d}"
