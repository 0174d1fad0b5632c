"""What the application's own role can do to the record and to the ledger of vouchers: read and append, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append
from foundation.audit.rights import statements

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def as_application() -> Iterator[None]:
    """One entry is there; then the session works as wenshui_app (deploy/postgres/roles.sh)."""
    append(Event("test.noted", "记一笔"), actor=Actor.system())
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE wenshui_app")
        yield
        cursor.execute("RESET ROLE")


def _refusal_of(sql: str) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(refusal.value)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET title = ''",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry CASCADE",
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "DELETE FROM audit_chainhead",
        "TRUNCATE audit_chainhead CASCADE",
        "UPDATE vouchers_voucherposting SET face_fen = 1",
        "DELETE FROM vouchers_voucherposting",
        "TRUNCATE vouchers_voucherposting CASCADE",
        "ALTER TABLE vouchers_voucherposting DISABLE TRIGGER USER",
    ],
)
def test_the_application_can_neither_change_nor_empty_the_record(as_application: None, sql: str) -> None:
    assert _refusal_of(sql).startswith(("permission denied", "must be owner"))


def test_the_application_reads_and_appends(as_application: None) -> None:
    append(Event("test.noted", "再记一笔"), actor=Actor.system())

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone()[0] == 2
        cursor.execute("SELECT has_table_privilege('vouchers_voucherposting', 'INSERT')")
        assert cursor.fetchone()[0] is True


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_entry SET title = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_owner_is_held_back_by_the_triggers(db: None, sql: str) -> None:
    append(Event("test.noted", "记一笔"), actor=Actor.system())

    assert "append-only" in _refusal_of(sql)


def test_a_right_that_was_given_back_is_taken_again(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE, TRUNCATE ON audit_entry TO wenshui_app")
        for sql in statements():
            cursor.execute(sql)
        cursor.execute("SELECT has_table_privilege('wenshui_app', 'audit_entry', 'UPDATE, TRUNCATE')")
        assert cursor.fetchone()[0] is False
