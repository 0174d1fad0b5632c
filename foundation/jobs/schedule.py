"""What the calendar does by itself: idempotent functions that look at dates and move what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

Chore = Callable[[], int]
_chores: dict[str, Chore] = {}
_frequent: dict[str, Chore] = {}


def daily(name: str) -> Callable[[Chore], Chore]:
    """Register a chore; it returns how many records it moved and may run any number of times a day."""

    def register(chore: Chore) -> Chore:
        _chores[name] = chore
        return chore

    return register


def frequently(name: str) -> Callable[[Chore], Chore]:
    """Register what somebody waits for: run every few seconds, so it asks one cheap question when nothing is due."""

    def register(chore: Chore) -> Chore:
        _frequent[name] = chore
        return chore

    return register


def run_daily() -> dict[str, int]:
    """Run every daily chore."""
    return _run(_chores)


def run_frequent() -> dict[str, int]:
    """Run every frequent chore."""
    return _run(_frequent)


def _run(chores: dict[str, Chore]) -> dict[str, int]:
    """One that fails does not keep the others from running."""
    moved: dict[str, int] = {}
    for name, chore in sorted(chores.items()):
        try:
            moved[name] = chore()
        except Exception:
            logger.exception("chore %s failed", name)
            moved[name] = -1
    return moved
