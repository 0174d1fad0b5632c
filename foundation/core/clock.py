"""The one clock. Every reading of "now" and "today" in the product goes through here.

Outside production the setting `CLOCK_OFFSET` (from the environment variable WENSHUI_CLOCK) moves it, so that a
whole training year can be walked through in an afternoon and next year's calendar can be tried tonight.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

CHINA = ZoneInfo("Asia/Shanghai")

_moved_to: ContextVar[timedelta | None] = ContextVar("clock_moved_to", default=None)


def now() -> datetime:
    """The present instant, aware, UTC."""
    offset = _moved_to.get()
    if offset is None:
        offset = settings.CLOCK_OFFSET
    return datetime.now(UTC) + offset


def today() -> date:
    """The business day in Wenshui."""
    return now().astimezone(CHINA).date()


def local(instant: datetime) -> datetime:
    """An instant as the clock on the office wall shows it."""
    return instant.astimezone(CHINA)


def as_stored(instant: datetime) -> str:
    """An instant as text that reads the same before and after a round trip through either database."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


@contextmanager
def moved_to(moment: date | datetime) -> Iterator[None]:
    """Let the clock of this thread run from `moment` on (seeding a demo year, tests). Nests."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, 0, tzinfo=CHINA)
    token = _moved_to.set(moment - datetime.now(UTC))
    try:
        yield
    finally:
        _moved_to.reset(token)


def as_typed(text: str) -> datetime | None:
    """An instant as a person or a browser writes it (2026-06-15T08:30), of the office where it names no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def offset_from(text: str) -> timedelta:
    """The offset that makes the clock start at `text` (ISO day or instant); empty text is no offset."""
    if not text:
        return timedelta(0)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=CHINA)
    return moment - datetime.now(UTC)
