"""Which lifecycle a model has, and which function performs which verb. Filled at start-up, then only read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from foundation.workflow.types import Lifecycle

_lifecycles: dict[str, Lifecycle] = {}
_operations: dict[tuple[str, str], Callable[..., Any]] = {}
_duplicates: list[tuple[str, str]] = []


def register_lifecycle(lifecycle: Lifecycle) -> Lifecycle:
    """Make the table known. Called once at the end of each `<app>/workflow.py` by naming it there."""
    _lifecycles[lifecycle.model] = lifecycle
    return lifecycle


def register_operation(lifecycle: Lifecycle, verb: str, operation: Callable[..., Any]) -> None:
    key = (lifecycle.key, str(verb))
    known = _operations.get(key)
    if known is not None and known.__qualname__ != operation.__qualname__:
        _duplicates.append(key)
    _operations[key] = operation


def lifecycle_of(record: models.Model | type[models.Model]) -> Lifecycle:
    return _lifecycles[record._meta.label_lower]


def lifecycles() -> tuple[Lifecycle, ...]:
    return tuple(sorted(_lifecycles.values(), key=lambda lifecycle: lifecycle.key))


def operation_of(lifecycle: Lifecycle, verb: str) -> Callable[..., Any]:
    return _operations[(lifecycle.key, str(verb))]


def operations() -> dict[tuple[str, str], Callable[..., Any]]:
    return dict(_operations)


def duplicate_operations() -> tuple[tuple[str, str], ...]:
    return tuple(_duplicates)
