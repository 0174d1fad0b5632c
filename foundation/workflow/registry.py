"""Which lifecycle a model has, which function performs which verb, what else waits. Filled at start-up, then read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from foundation.workflow.types import Lifecycle, Queue

_lifecycles: dict[str, Lifecycle] = {}
_operations: dict[tuple[str, str], Callable[..., Any]] = {}
_queues: dict[str, Queue] = {}
_duplicates: list[tuple[str, str]] = []


def register_lifecycle(lifecycle: Lifecycle) -> Lifecycle:
    """Make the table known. Called once at the end of each `<app>/workflow.py` by naming it there."""
    _lifecycles[lifecycle.model] = lifecycle
    return lifecycle


def register_queue(queue: Queue) -> Queue:
    """Let what waits there stand in the worklists. Named in `<app>/workflow.py`, beside the tables."""
    _queues[queue.key] = queue
    return queue


def queues() -> tuple[Queue, ...]:
    return tuple(sorted(_queues.values(), key=lambda queue: queue.key))


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
