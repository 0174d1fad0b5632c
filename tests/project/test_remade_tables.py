"""Whatever a later migration does to a table, what the database refuses it still refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models

from classes.models import Enrolment, TrainingClass
from foundation.core.invariants import triggers_in_force

LONGER: tuple[tuple[type[models.Model], str, models.Field[Any, Any]], ...] = (
    (TrainingClass, "exam_place", models.CharField(max_length=161)),
    (Enrolment, "evaluation_voucher_number", models.CharField(max_length=199)),
)
"""A table with a trigger of its own, and one that triggers of other tables name."""
DEFINITIONS = {
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
}


def triggers() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS[connection.vendor])
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_a_changed_column_leaves_every_trigger_in_place() -> None:
    before = triggers()
    assert "classes_class_count_is_frozen" in triggers_in_force()

    for model, name, longer in LONGER:
        column: Any = model._meta.get_field(name)
        longer.set_attributes_from_name(name)
        longer.model = model
        for old, new in ((column, longer), (longer, column)):
            with connection.schema_editor() as editor:
                editor.alter_field(model, old, new)  # SQLite makes the table anew
            assert triggers() == before
