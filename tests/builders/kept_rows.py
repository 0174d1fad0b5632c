"""Rows as they stand in a table, kept and put back in one go: a statement per table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from psycopg2.extras import execute_values


@dataclass(frozen=True)
class KeptRows:
    """The rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def put_back(self) -> None:
        into = f"INSERT INTO {self.table} ({_named(self.columns)}) VALUES"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # its executemany asks the server once per row
                execute_values(cursor.cursor, f"{into} %s", self.rows, page_size=len(self.rows))
            else:
                cursor.executemany(f"{into} ({', '.join(['%s'] * len(self.columns))})", self.rows)


def _named(columns: Sequence[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def rows_of(model: type[models.Model]) -> KeptRows:
    """What stands in the table now."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns, table = tuple(str(field.column) for field in fields), model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_named(columns)} FROM {table} ORDER BY {model._meta.pk.column}")
        return KeptRows(table, columns, cursor.fetchall())
