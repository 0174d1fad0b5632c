"""What the database refuses as doubled, in the words of the constraint that refused it.

Whoever looks first and writes afterwards loses the race against somebody who does the same at the same moment; the
constraint decides, and the loser is told what stands there already.
"""

from __future__ import annotations

import re

from django.apps import apps
from django.db import IntegrityError, models

from foundation.core.errors import NotNow

DOUBLED = frozenset({"23505", "23P01", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
PLAIN = "刚刚有人登记了相同的内容。"
_INDEX = re.compile(r"index '(\w+)'")


def doubled(error: IntegrityError) -> NotNow | None:
    """The refusal for a row that stands there already; None where something else was violated (a fault of ours)."""
    cause = error.__cause__
    if DOUBLED.isdisjoint({getattr(cause, "pgcode", None), getattr(cause, "sqlite_errorname", None)}):
        return None
    said = _words(error) or PLAIN
    return NotNow("record.doubled", f"{said.rstrip('。')}。请刷新页面，核对后再提交。")


def _words(error: IntegrityError) -> str:
    """The sentence of the constraint; PostgreSQL names it, SQLite names the columns or the index."""
    diagnosis = getattr(error.__cause__, "diag", None)
    index = _INDEX.search(str(error))
    name = diagnosis.constraint_name if diagnosis else index[1] if index else ""
    columns = frozenset(str(error).partition("failed: ")[2].split(", "))
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name or _columns(model, constraint) == columns:
                return _sentence(constraint)
    return ""


def _columns(model: type[models.Model], constraint: models.BaseConstraint) -> frozenset[str]:
    if not isinstance(constraint, models.UniqueConstraint):
        return frozenset()
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return frozenset(f"{model._meta.db_table}.{columns[name]}" for name in constraint.fields)


def _sentence(constraint: models.BaseConstraint) -> str:
    """Only a sentence of ours; Django's own speaks English and names the constraint."""
    own = constraint.violation_error_message
    return "" if own == constraint.default_violation_error_message else str(own)
