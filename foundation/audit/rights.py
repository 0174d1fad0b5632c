"""PostgreSQL: nobody but the table's owner may do more to the record than read it and append to it.

The triggers refuse a change from everybody; but who owns a table can switch its triggers off. Where the application
works as another role than the one that migrates (docker-compose: wenshui_app), the right itself is taken away, so
that no mistake and no stolen password of the application reaches that far. With a single role there is nobody to
take it from, and the triggers stand alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ALL_BUT_APPENDING = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
APPENDED_ONLY: Mapping[str, Sequence[str]] = {
    "audit_entry": ALL_BUT_APPENDING,
    "audit_chainhead": ("DELETE", "TRUNCATE", "TRIGGER"),
}
"""Table → the rights that only its owner keeps. The chain's head is moved on with every entry.

Ledgers of the apps above name theirs in a migration of their own.
"""

_TAKE_AWAY = """
DO $$
DECLARE held record;
BEGIN
  FOR held IN
    SELECT DISTINCT given.grantee, given.privilege_type
    FROM information_schema.table_privileges given
    JOIN pg_tables owned ON owned.schemaname = given.table_schema AND owned.tablename = given.table_name
    WHERE given.table_schema = current_schema() AND given.table_name = '{table}'
      AND given.grantee <> owned.tableowner AND given.privilege_type IN ({rights})
  LOOP
    EXECUTE format('REVOKE %s ON {table} FROM %s', held.privilege_type,
                   CASE held.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
  END LOOP;
END $$;
"""


def statements(tables: Mapping[str, Sequence[str]] = APPENDED_ONLY) -> list[str]:
    """SQL that takes the rights away from every role but the owner; may be run again at any time."""
    return [
        _TAKE_AWAY.format(table=table, rights=", ".join(f"'{right}'" for right in rights))
        for table, rights in tables.items()
    ]
