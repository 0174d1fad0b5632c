"""Of which months wages and attendance are proved: the first, and the latest two (8号 三(三)1, A57). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

RECENT = 2


@dataclass(frozen=True, slots=True)
class ProofMonths:
    """Each by its first day. `recent` is empty while the papers of the first month stand for all."""

    first: date
    recent: tuple[date, ...]


def proof_months(started_on: date, today: date, *, asks_recent: bool) -> ProofMonths:
    """The month of beginning; of the latest months those that are over, the earlier first."""
    return ProofMonths(
        first=started_on.replace(day=1), recent=_last_whole_months(today) if asks_recent else ()
    )


def _last_whole_months(today: date) -> tuple[date, ...]:
    found: list[date] = []
    month = today.replace(day=1)
    while len(found) < RECENT:
        month = (month - timedelta(days=1)).replace(day=1)
        found.insert(0, month)
    return tuple(found)


def in_words(months: tuple[date, ...]) -> str:
    """2026年8月、2026年9月."""
    return "、".join(f"{month.year}年{month.month}月" for month in months)
