"""Emptying the database after a test that commits, although triggers refuse deletion.

Tests with `django_db(transaction=True)` end with Django's flush. The product's triggers are there to refuse just
that, and what migrations have put in (the chain's head, the archive template) would be gone. So: triggers off,
rows out, baseline rows back, triggers on. Some of it is done for every such test, so it is done by plain statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TransactionTestCase

from tests.builders.kept_rows import KeptRows, rows_of


@contextmanager
def without_triggers() -> Iterator[None]:
    """The product's own triggers are out of force inside; all of them are back afterwards."""
    if connection.vendor == "postgresql":
        tables = _tables_with_triggers()
        _run(["SET CONSTRAINTS ALL IMMEDIATE"])  # nothing may be pending on a table that is altered
        _run(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)
        try:
            yield
        finally:
            _run(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    _run(f'DROP TRIGGER "{name}"' for name, _ in triggers)
    try:
        yield
    finally:
        _run(sql for _, sql in triggers)


def _tables_with_triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        return [row[0] for row in cursor.fetchall()]


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def baseline() -> tuple[KeptRows, ...]:
    """What migrations have put into the empty database."""
    tables = (rows_of(model) for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return tuple(table for table in tables if table.rows)


def empty(contents: Iterable[KeptRows]) -> None:
    """Nothing is left but the baseline."""
    with _nothing_asked():
        _run(
            f'DELETE FROM "{table}"'
            for table in connection.introspection.django_table_names(only_existing=True)
        )
        for table in contents:
            table.put_back()
    # Rows were put in with their keys, which a sequence does not notice.
    _run(connection.ops.sequence_reset_sql(no_style(), apps.get_models()))


@contextmanager
def _nothing_asked() -> Iterator[None]:
    """One transaction without triggers, on PostgreSQL not even those of foreign keys; SQLite asks these at its end."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _run(["SET LOCAL session_replication_role = replica"])
            yield
        return
    with without_triggers(), transaction.atomic():
        _run(["UPDATE sqlite_sequence SET seq = 0"])
        yield


def restore_after_committing_tests(monkeypatch: pytest.MonkeyPatch, contents: Iterable[KeptRows]) -> None:
    """Let the flush at the end of committing tests succeed and put the baseline back."""

    def teardown(_: TransactionTestCase) -> None:
        empty(contents)

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
