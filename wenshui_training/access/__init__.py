"""The access table: one line for every named address. What stands in no line is open to nobody.

`wenshui_training.access_middleware` enforces it on every request, and the generated permission test takes it as
its expectation; there is no second place where a role is tied to an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ImproperlyConfigured

from foundation.accounts.access import Access
from wenshui_training.access import (
    classes,
    classes_footage,
    classes_teaching,
    foundation,
    inspections,
    institutions,
    reports,
    subsidies,
    trainees,
    vouchers,
)


def merged(tables: Iterable[Mapping[str, Access]]) -> dict[str, Access]:
    """All lines as one table; an address that stands in two tables is refused."""
    lines: dict[str, Access] = {}
    for table in tables:
        twice = lines.keys() & table.keys()
        if twice:
            raise ImproperlyConfigured(f"addresses with two lines in the access table: {sorted(twice)}")
        lines.update(table)
    return lines


RULES: dict[str, Access] = merged(
    module.RULES
    for module in (
        foundation,
        institutions,
        trainees,
        classes,
        classes_footage,
        classes_teaching,
        vouchers,
        inspections,
        subsidies,
        reports,
    )
)


def access_to(view_name: str) -> Access | None:
    """The line of an address (`namespace:name`), or None: then it is open to nobody."""
    return RULES.get(view_name)
