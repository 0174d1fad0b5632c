"""Rows that an operation of the product has written, kept as they stood in the table and put back in one go.

What half of the tests begin with is written by the operation once per process; then it costs a statement per table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from psycopg2.extras import execute_values


@dataclass(frozen=True)
class KeptRows:
    """The rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def put_back(self, **changed: Any) -> None:
        """Write the rows; a column named in `changed` gets that value in all of them."""
        places = {self.columns.index(name): _as_stored(value) for name, value in changed.items()}
        rows = [tuple(places.get(place, value) for place, value in enumerate(row)) for row in self.rows]
        into = f"INSERT INTO {self.table} ({_named(self.columns)}) VALUES"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # its executemany asks the server once per row
                execute_values(cursor.cursor, f"{into} %s", rows, page_size=len(rows))
            else:
                cursor.executemany(f"{into} ({', '.join(['%s'] * len(self.columns))})", rows)


def written_by(operation: Callable[[], object], tables: Sequence[type[models.Model]]) -> tuple[KeptRows, ...]:
    """What the operation writes into these tables of an empty database, which is left as it was."""
    with transaction.atomic():
        operation()
        kept = tuple(rows_of(model, with_counted_keys=False) for model in tables)
        transaction.set_rollback(True)
    return kept


def _named(columns: Sequence[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def _as_stored(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def rows_of(model: type[models.Model], *, with_counted_keys: bool = True) -> KeptRows:
    """What stands in the table now; without the keys that the database counts up, it gives new ones."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (with_counted_keys or not isinstance(field, models.AutoField))
    ]
    columns, table = tuple(str(field.column) for field in fields), model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_named(columns)} FROM {table} ORDER BY {model._meta.pk.column}")
        return KeptRows(table, columns, cursor.fetchall())
