"""Many new rows of one model at once: COPY on PostgreSQL, one prepared INSERT on SQLite; the same rows either way."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection, connections, models

WORTH_COPYING: Final = 100  # rows; below that Django's own statement is as quick
PORTION: Final = 5_000  # rows of text that are in memory at a time
_NEEDS_ESCAPE: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NOTHING: Final = r"\N"


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert all of them in the caller's transaction. Keys are given; nothing may be there already.

    `IntegrityError` when a constraint refuses one of them; the caller's transaction is to be rolled back then.
    Afterwards the records are what a query would bring.
    """
    if not rows:
        return
    model = type(rows[0])
    if len(rows) < WORTH_COPYING:
        model._default_manager.bulk_create(rows, batch_size=500)
        return
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", _Lines(as_text(rows, fields)))
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 - names of our own tables
                list(zip(*(_adapted(rows, field) for field in fields), strict=True)),
            )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def as_text(rows: Sequence[models.Model], fields: Sequence[models.Field[Any, Any]]) -> Iterable[str]:
    """The rows as the text that COPY reads, a portion at a time."""
    for start in range(0, len(rows), PORTION):
        some = rows[start : start + PORTION]
        columns = [[_written(value) for value in _values(some, field)] for field in fields]
        yield "".join([f"{line}\n" for line in map("\t".join, zip(*columns, strict=True))])


def _values(rows: Sequence[models.Model], field: models.Field[Any, Any]) -> Iterable[Any]:
    if _is_plain(field):
        return (row.__dict__[field.attname] for row in rows)
    return (field.get_prep_value(field.pre_save(row, add=True)) for row in rows)


def _is_plain(field: models.Field[Any, Any]) -> bool:
    return type(field).pre_save is models.Field.pre_save and type(field).get_prep_value in _PLAIN


def _adapted(rows: Sequence[models.Model], field: models.Field[Any, Any]) -> list[Any]:
    """As the engine's driver takes them; asked of the connection itself, for its proxy looks it up every time."""
    if _is_plain(field) and type(field).get_db_prep_value is models.Field.get_db_prep_value:
        return [row.__dict__[field.attname] for row in rows]
    engine = connections[connection.alias]
    return [field.get_db_prep_save(field.pre_save(row, add=True), engine) for row in rows]


def _written(value: Any) -> str:
    """One value; anything but the kinds that columns hold is a mistake of the caller."""
    if value is None:
        return _NOTHING
    kind = type(value)
    if kind not in _WRITERS:  # an enumeration is written as the text it is
        kind = next(base for base in kind.__mro__ if base in _WRITERS)
    return _WRITERS[kind](value)


def _escaped(text: str) -> str:
    return text.translate(_NEEDS_ESCAPE) if not text.isprintable() or "\\" in text else text


def _plain_of(*kinds: type[models.Field[Any, Any]]) -> frozenset[Callable[..., Any]]:
    return frozenset(kind.get_prep_value for kind in kinds)


# Fields whose attribute already is what is written; the others are asked for their value.
_PLAIN: Final = _plain_of(models.CharField, models.DateField, models.UUIDField, models.BooleanField)
_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    str: _escaped,
    int: str,
    bool: lambda value: "t" if value else "f",
    UUID: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
    Decimal: str,
    dict: lambda value: _escaped(json.dumps(value, ensure_ascii=False)),
    list: lambda value: _escaped(json.dumps(value, ensure_ascii=False)),
}


class _Lines(io.RawIOBase):
    """Portions of text as the file that COPY reads from."""

    def __init__(self, portions: Iterable[str]) -> None:
        self._portions = iter(portions)
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = next(self._portions, "").encode()
        taken, self._left = self._left[:size], self._left[size:]
        return taken
