"""What must always be true of the data. `manage.py fsck` asks every invariant that the packages have registered.

An invariant is a function without arguments that yields a sentence per violation; it reads, never repairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection

Invariant = Callable[[], Iterable[str]]
_invariants: dict[str, Invariant] = {}
SHOWN = 50


@dataclass(frozen=True)
class Finding:
    """One invariant asked: its name, what it says, and the first violations."""

    name: str
    says: str
    count: int
    violations: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.count == 0


def invariant(name: str) -> Callable[[Invariant], Invariant]:
    """Register a function under a dotted name; its docstring is the sentence that must be true."""

    def register(function: Invariant) -> Invariant:
        known = _invariants.get(name)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"invariant {name} is registered twice")
        _invariants[name] = function
        return function

    return register


def ask_all() -> list[Finding]:
    """Every invariant in the order of its name."""
    return [_ask(name, function) for name, function in sorted(_invariants.items())]


def _ask(name: str, function: Invariant) -> Finding:
    found = list(function())
    says = (function.__doc__ or "").strip().splitlines()[0]
    return Finding(name, says, len(found), tuple(found[:SHOWN]))


def triggers_in_force() -> set[str]:
    """The enabled triggers of the database."""
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}
