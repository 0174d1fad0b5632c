"""Parameters other than the printed ones: put into force from a day, or pinned to one class."""

from __future__ import annotations

from datetime import date
from typing import Any

from foundation.core import clock
from foundation.policy.catalogue import default_parameters
from foundation.policy.models import ParameterRow, ParameterState
from foundation.policy.types import ParameterValue, Value

DOCUMENT = "2026-8"


def set_parameter(key: str, value: Value, on: date = date(2026, 1, 5)) -> ParameterRow:
    """A later row of the document of 2026, in force from a day on. Needs `policy_in_force`."""
    printed = default_parameters(DOCUMENT)[key]
    written = ParameterValue(key, value, printed.clause, False, on).as_dict()
    return ParameterRow.objects.create(
        document_id=DOCUMENT,
        key=key,
        kind=written["kind"],
        written=written["value"],
        clause_document=printed.clause.document,
        clause_label=printed.clause.label,
        effective_from=on,
        state=ParameterState.ACTIVE,
        proposed_by_name="李静",
        activated_by_name="王建明",
        activated_at=clock.now(),
    )


def pinned(**values: Value) -> dict[str, Any]:
    """`parameter_snapshot` of a class that was approved under these values."""
    return default_parameters(DOCUMENT).with_overrides(values).snapshot()
