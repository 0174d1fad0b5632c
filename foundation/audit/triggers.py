"""The triggers that make the record append-only, per engine. Names are compared by `audit_verify`."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE = {
    "audit_entry_no_update": """
        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
    "audit_entry_no_delete": """
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
    # INSERT OR REPLACE deletes without firing DELETE triggers unless recursive_triggers is on; this closes it.
    "audit_entry_in_sequence": """
        CREATE TRIGGER audit_entry_in_sequence BEFORE INSERT ON audit_entry
        WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entry)
        BEGIN SELECT RAISE(ABORT, 'audit_entry must be appended in sequence'); END""",
}

POSTGRESQL = {
    "audit_entry_no_change": """
        CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
    "audit_entry_no_truncate": """
        CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
    "audit_entry_in_sequence": """
        CREATE TRIGGER audit_entry_in_sequence BEFORE INSERT ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_check_sequence()""",
}

POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$;
CREATE OR REPLACE FUNCTION audit_entry_check_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entry) THEN
    RAISE EXCEPTION 'audit_entry must be appended in sequence';
  END IF;
  RETURN NEW;
END $$;
"""


def expected_triggers(vendor: str) -> set[str]:
    return set(POSTGRESQL if vendor == "postgresql" else SQLITE)


def installed_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the enabled triggers on audit_entry."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass "
            "AND NOT tgisinternal AND tgenabled = 'O'"
        )
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}
