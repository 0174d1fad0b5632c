"""What every list and every case page shows the same way: a page of rows, state chips, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from foundation.accounts.enums import Role
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.display import Chip, TimelineEntry
from foundation.workflow.pages import per_page


def page_of(request: HttpRequest, rows: QuerySet[Any, Any]) -> Page[Any]:
    """The page that `?page=` and `?per_page=` ask for; the rows must be ordered."""
    return Paginator(rows, per_page(request)).get_page(request.GET.get("page"))


def chips_of(
    request: HttpRequest, name: str, counts: Iterable[tuple[str, str, int | None]], default: str = ""
) -> list[Chip]:
    """Chips that set `name`: from (value, label, count or None); other conditions stay, the page does not."""
    current = request.GET.get(name, default)
    chips = []
    for value, label, count in counts:
        query = request.GET.copy()
        query.pop("page", None)
        query[name] = value
        chips.append(Chip(label, f"?{query.urlencode()}", count, value == current))
    return chips


def timeline_of(entries: Iterable[Entry]) -> list[TimelineEntry]:
    """经办记录 from the record of what happened, in the order given."""
    return [
        TimelineEntry(
            title=entry.title,
            at=f"{clock.local(entry.at):%m-%d %H:%M}",
            who=f"{entry.actor_name}　{roles_in_words(entry.actor_roles)}".strip(),
            comment=entry.comment,
            kind="back" if ".return" in entry.action else "done",
        )
        for entry in entries
    ]


def roles_in_words(stored: str) -> str:
    """The roles of an entry as the office says them; the system itself is none."""
    names = [name for name in stored.split(",") if name in Role.values and name != Role.SYSTEM]
    return "、".join(str(Role(name).label) for name in names)
