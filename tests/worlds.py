"""What many tests begin with is written once and stays from test to test; each test works in a savepoint above it.

`@shared` makes a fixture of such a beginning. Those that a test asks for lie on each other like sheets, in the order
in which they are defined: the next test keeps the lower ones that it asks for too, and the others are rolled back.
Every test gets copies of the objects, and nothing that it writes reaches the next one. A test that commits finds the
database empty and writes for itself.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Any

import pytest
from django.db import connection, transaction

COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
"""Fixtures of pytest-django under which a test commits."""


@dataclass(frozen=True)
class Sheet:
    """What one fixture has written, in a savepoint of its own."""

    name: str
    savepoint: transaction.Atomic
    value: Any


_builders: dict[str, Callable[..., Any]] = {}
_sheets: list[Sheet] = []


def shared(build: Callable[..., Any]) -> Any:
    """A fixture by the name of the function; its arguments are other shared fixtures."""
    name, needs = build.__name__, tuple(signature(build).parameters)
    assert name not in _builders, f"there are two shared fixtures by the name of {name}"
    _builders[name] = build

    def handed_out(**given: Any) -> Any:
        lying = next((sheet for sheet in _sheets if sheet.name == name), None)
        return copy.deepcopy(lying.value) if lying else build(**{need: given[need] for need in needs})

    handed_out.__doc__ = build.__doc__
    arguments = [Parameter(each, Parameter.KEYWORD_ONLY) for each in ("db", *needs)]
    handed_out.__signature__ = Signature(arguments)  # type: ignore[attr-defined]  # functions take attributes
    return pytest.fixture(name=name)(handed_out)


def lay_for(test: pytest.Item, fixtures: list[str]) -> tuple[str, ...] | None:
    """Let that lie which this test begins with, and nothing else: its names, None for a test that commits."""
    marker = test.get_closest_marker("django_db")
    commits = bool(COMMITTING & set(fixtures)) or bool(marker and marker.kwargs.get("transaction"))
    wanted = [] if commits else [name for name in _builders if name in fixtures]
    clear(_kept(wanted))
    for name in wanted[len(_sheets) :]:
        _lay(name)
    return None if commits else tuple(wanted)


def clear(kept: int = 0) -> None:
    """Roll back all but so many of the lowest sheets. What writes for a whole module does this first."""
    while len(_sheets) > kept:
        if not connection.closed_in_transaction:
            transaction.set_rollback(True)
        _sheets.pop().savepoint.__exit__(None, None, None)


def _kept(wanted: list[str]) -> int:
    if connection.closed_in_transaction or connection.needs_rollback:
        return 0
    pairs = enumerate(zip(wanted, _sheets, strict=False))
    return next(
        (place for place, (name, sheet) in pairs if name != sheet.name), min(len(wanted), len(_sheets))
    )


def _lay(name: str) -> None:
    values = {sheet.name: sheet.value for sheet in _sheets}
    savepoint = transaction.atomic()
    savepoint.__enter__()
    try:
        build = _builders[name]
        value = build(**{need: copy.deepcopy(values[need]) for need in signature(build).parameters})
        connection.check_constraints()
    except BaseException:
        transaction.set_rollback(True)
        savepoint.__exit__(None, None, None)
        raise
    _sheets.append(Sheet(name, savepoint, value))
