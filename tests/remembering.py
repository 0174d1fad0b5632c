"""Builders that are called the same way on the same database are carried out once; later their statements are repeated.

What the database holds is told by its path: the sheets that lie (`worlds`), then the remembered builders that were
called on them, each with its arguments and the hour. As soon as anything else writes, the path is lost until the end
of the test, and builders do their whole work again. Triggers and constraints see the same statements either way.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, models

from foundation.core import clock
from tests.cast import Cast

P = ParamSpec("P")
T = TypeVar("T")
Path = tuple[Hashable, ...]
PLAIN = (str, int, float, date, time, timedelta, Decimal, Fraction, UUID, Enum, type(None))
WRITES = ("INSERT", "UPDATE", "DELETE")
READS = ("SELECT", "SAVEPOINT", "RELEASE")
OF_A_SESSION = ('INSERT INTO "django_session"', 'UPDATE "accounts_user" SET "last_login"')
"""What signing in writes, and no builder reads."""
COPIED = range(100, 1000)
"""So many people are written by COPY, which is not seen here (`foundation.core.bulk`)."""


class UnknownError(Exception):
    """An argument that cannot be compared with that of another call."""


@dataclass
class Recording:
    """The writing statements of one call, and its answer; not `is_whole` where they are not all there is to do."""

    writes: list[tuple[str, Any, bool]] = field(default_factory=list)
    is_whole: bool = True
    answer: Any = None


class Memory:
    """What this process has recorded, and where the test that runs has come to."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.known: dict[Path, Recording] = {}
        self.under_way: list[Recording] = []

    @contextmanager
    def of_a_test(self, sheets: Path | None) -> Iterator[None]:
        """On a database that holds these sheets; None: nothing is remembered in it."""
        self.path = sheets
        with connection.execute_wrapper(self._watch):
            yield
        self.path = None

    def record(self, place: Path, build: Callable[[], T]) -> T:
        """Done some minutes ago: what a quicker test does afterwards must not be stamped as earlier."""
        recording = Recording()
        self.under_way.append(recording)
        try:
            with clock.moved_to(clock.now() - timedelta(minutes=10, seconds=-2 * len(place))):
                answer = build()
        finally:
            self.under_way.pop()
        recording.answer = copy.deepcopy(answer)
        self.known[place] = recording
        self.path = place if recording.is_whole else None
        return answer

    def repeat(self, place: Path) -> Any:
        recording = self.known[place]
        with connection.cursor() as cursor:
            for sql, params, many in recording.writes:
                (cursor.executemany if many else cursor.execute)(sql, params)
        self.path = place
        return copy.deepcopy(recording.answer)

    def _watch(self, execute: Any, sql: Any, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        if not sql.startswith((*READS, *OF_A_SESSION)):
            self.path = None
            for recording in self.under_way:
                recording.writes.append((sql, params, many))
                recording.is_whole &= sql.startswith(WRITES)
        return answer


memory = Memory()


def remembered(build: Callable[P, T]) -> Callable[P, T]:
    """A builder whose answer and rows depend on its arguments, the database and the hour alone."""

    @wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> T:
        place = _place(build, (args, kwargs))
        if place is None or not memory.known.get(place, Recording()).is_whole:
            return build(*args, **kwargs)
        if place in memory.known:
            answer: T = memory.repeat(place)
            return answer
        return memory.record(place, lambda: build(*args, **kwargs))

    return built


def _place(build: Callable[..., Any], arguments: object) -> Path | None:
    """Where this call leads; None where that cannot be said, or its morning would be another day's evening."""
    now = clock.local(clock.now())
    if memory.path is None or now.hour == 0:
        return None
    try:
        return (*memory.path, (build.__module__, build.__qualname__, f"{now:%Y%m%d%H}", _told(arguments)))
    except UnknownError:
        return None


def _told(value: object) -> Hashable:
    """The value as something to compare by."""
    if isinstance(value, int) and value in COPIED:
        raise UnknownError
    if isinstance(value, PLAIN):
        return type(value), value
    if isinstance(value, Cast):
        return Cast
    if isinstance(value, models.Model):
        return value._meta.label, tuple(
            _told(value.__dict__.get(f.attname)) for f in value._meta.concrete_fields
        )
    if isinstance(value, Mapping):
        return dict, tuple((_told(key), _told(each)) for key, each in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return type(value), tuple(_told(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), tuple(_told(getattr(value, each.name)) for each in fields(value))
    raise UnknownError
