"""Emptying the database after a test that commits, although triggers refuse deletion.

Tests with `django_db(transaction=True)` end with Django's flush. The product's triggers are there to refuse just
that, and what migrations have put in (the chain's head, the archive template) would be gone. So: triggers off,
flush, baseline rows back, triggers on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase


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


def baseline() -> str:
    """What migrations have put into the empty database."""
    return connection.creation.serialize_db_to_string()


def empty(contents: str) -> None:
    """Nothing is left but the baseline."""
    with without_triggers():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(contents)
        # Rows were put in with their keys, which a sequence does not notice.
        _run(connection.ops.sequence_reset_sql(no_style(), apps.get_models()))


def restore_after_committing_tests(monkeypatch: pytest.MonkeyPatch, contents: str) -> None:
    """Let the flush at the end of committing tests succeed and put the baseline back."""

    def teardown(_: TransactionTestCase) -> None:
        empty(contents)

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
