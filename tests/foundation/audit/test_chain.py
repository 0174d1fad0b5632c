"""The record cannot be changed by the application's user, and whoever changes it otherwise is found out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from foundation.accounts.actor import Actor
from foundation.audit.models import ChainHead, Entry, Result
from foundation.audit.operations import Event, append
from foundation.audit.queries import verify_chain
from foundation.audit.triggers import expected_triggers


@pytest.fixture
def five_entries(db: None) -> None:
    for n in range(5):
        append(Event("test.done", f"第 {n + 1} 件", detail={"n": n}), actor=Actor.system())


def _sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _without_triggers() -> None:
    """What somebody with the database owner's password would do first."""
    on_table = " ON audit_entry" if connection.vendor == "postgresql" else ""
    _sql(*(f"DROP TRIGGER {name}{on_table}" for name in expected_triggers(connection.vendor)))


def _kinds() -> list[tuple[int, str]]:
    return [(found.seq, found.kind) for found in verify_chain().breaks if found.kind != "trigger"]


def test_honest_chain_is_whole(five_entries: None) -> None:
    found = verify_chain()

    assert found.is_whole
    assert (found.entries, found.head_seq) == (5, 5)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET title = '改过' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 5",
        "DELETE FROM audit_entry",
    ],
)
def test_application_user_cannot_change_the_record(five_entries: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _sql(statement)
    assert verify_chain().is_whole


@pytest.mark.parametrize("seq", [3, 7])
def test_entry_out_of_sequence_is_refused(five_entries: None, seq: int) -> None:
    """INSERT OR REPLACE of an old row, and a row that leaves a gap."""
    replace = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    names = [str(f.column) for f in Entry._meta.concrete_fields]
    columns = ", ".join(name for name in names if name not in {"seq", "prev_mac", "mac"})
    statement = (
        f"{replace} INTO audit_entry (seq, prev_mac, mac, {columns}) "
        f"SELECT {seq}, 'x', 'y', {columns} FROM audit_entry WHERE seq = 5"
    )
    with pytest.raises(DatabaseError, match="in sequence"), transaction.atomic():
        _sql(statement)


def test_chain_cannot_fork(five_entries: None) -> None:
    second = Entry.objects.get(seq=2)
    twin = Entry(**{f.attname: getattr(second, f.attname) for f in Entry._meta.concrete_fields})
    twin.seq, twin.mac = 6, "f" * 64

    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (["UPDATE audit_entry SET title = '改过' WHERE seq = 3"], (3, "content")),
        (["UPDATE audit_entry SET actor_name = '别人' WHERE seq = 1"], (1, "content")),
        (["UPDATE audit_entry SET detail = '{\"n\": 9}' WHERE seq = 4"], (4, "content")),
        (["UPDATE audit_entry SET prev_mac = 'x' WHERE seq = 3"], (3, "link")),
        (["DELETE FROM audit_entry WHERE seq = 2"], (2, "gap")),
        (["DELETE FROM audit_entry WHERE seq = 1"], (1, "gap")),
        (["DELETE FROM audit_entry WHERE seq = 5"], (5, "head")),
        (["DELETE FROM audit_entry WHERE seq > 3"], (5, "head")),
        (
            [
                "UPDATE audit_entry SET seq = 99 WHERE seq = 2",
                "UPDATE audit_entry SET seq = 2 WHERE seq = 3",
                "UPDATE audit_entry SET seq = 3 WHERE seq = 99",
            ],
            (2, "link"),
        ),
    ],
)
def test_tampering_is_found_at_its_place(
    five_entries: None, tamper: list[str], expected: tuple[int, str]
) -> None:
    _without_triggers()
    _sql(*tamper)

    assert _kinds() == [expected]


@pytest.mark.parametrize(
    "name",
    [f.attname for f in Entry._meta.concrete_fields if f.get_internal_type() in {"CharField", "TextField"}],
)
def test_every_text_of_an_entry_is_covered(five_entries: None, name: str) -> None:
    _without_triggers()
    Entry.objects.filter(seq=3).update(**{name: Result.READ})

    assert [seq for seq, _ in _kinds()] == [3]


def test_cut_tail_with_a_forged_head_is_found_by_the_anchor(five_entries: None) -> None:
    """The chain alone cannot know its own length; the head that was written down elsewhere does."""
    anchor = verify_chain().head_mac
    _without_triggers()
    _sql("DELETE FROM audit_entry WHERE seq > 3")
    third = Entry.objects.get(seq=3)
    ChainHead.objects.filter(pk=1).update(seq=3, mac=third.mac)

    assert _kinds() == []
    assert verify_chain().head_mac != anchor


def test_dropped_trigger_is_named(five_entries: None) -> None:
    _without_triggers()

    missing = [found for found in verify_chain().breaks if found.kind == "trigger"]

    assert len(missing) == len(expected_triggers(connection.vendor))


def test_rewriting_with_another_key_is_found(
    five_entries: None, settings: LazySettings, tmp_path: Path
) -> None:
    other = tmp_path / "audit_keys"
    other.write_text("a1:" + "ab" * 32 + "\n", encoding="ascii")
    settings.AUDIT_KEY_FILE = other

    assert _kinds() == [(1, "content")]


def test_command_tells_machines(five_entries: None) -> None:
    out = io.StringIO()
    call_command("audit_verify", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert (told["ok"], told["entries"], told["breaks"]) == (True, 5, [])


def test_command_fails_on_a_broken_chain(five_entries: None) -> None:
    _without_triggers()
    _sql("DELETE FROM audit_entry WHERE seq = 2")
    out = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify", stdout=out)

    assert ended.value.code == 1
    assert "缺第 2 条记录" in out.getvalue()
