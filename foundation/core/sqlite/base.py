"""The backend that `DATABASES` names. SQLite changes a column or a constraint by making the table anew: copy, drop,
rename. With the old table its triggers are gone, and a trigger elsewhere that names the table stops the renaming.

So all triggers are taken away for as long as it lasts, and put back as they were, whichever migration it is and
whichever app they belong to. PostgreSQL alters its tables in place and keeps them by itself.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base, schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def _remake_table(self, *args: Any, **kwargs: Any) -> None:
        """Django's own, with the triggers out of its way. Trap: one that names a column that goes stays behind
        and fails when it fires; the migration that takes the column away takes the trigger away first.
        """
        triggers = self._triggers()
        for name in triggers:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}", None)
        super()._remake_table(*args, **kwargs)  # type: ignore[misc]  # django-stubs leaves it out
        for definition in triggers.values():
            self.execute(definition, None)

    def _triggers(self) -> dict[str, str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
