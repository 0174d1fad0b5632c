"""What frames a page: the menu of the person's roles with what waits for him, and the public columns.

Everything is lazy: a fragment that htmx asks for shows no frame and costs nothing. The counts of all lifecycles
are one query.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from foundation.accounts.actor import Actor
from foundation.accounts.middleware import actor_from
from foundation.workflow.messages import unread_count
from foundation.workflow.registry import lifecycles, queues
from foundation.workflow.worklist import awaited_steps, waiting_records
from wenshui_training.access import access_to
from wenshui_training.menus import LIES_UNDER, MENUS, PUBLIC_MENU, WORKBENCH, Entry, Section

CACHED = "_what_waits"


@dataclass(frozen=True)
class Item:
    """One line of the menu as the layout draws it; `hot` marks what waits for this person."""

    label: str
    url: str
    icon: str = ""
    count: int = 0
    hot: bool = False
    current: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    items: tuple[Item, ...]


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The context that every page has: menu, name of the office, unread messages, public columns."""
    if getattr(request, "actor", None) is None:
        return {"navigation": [], "public_navigation": [], "is_demo": settings.SHOW_DEMO_BANNER}
    actor = actor_from(request)
    return {
        "navigation": SimpleLazyObject(lambda: list(navigation_of(request, actor))),
        "public_navigation": SimpleLazyObject(lambda: list(public_navigation(request))),
        "user_title": actor.role_labels,
        "may_search": may_open(actor, "reports:search"),
        "may_read_traces": may_open(actor, "audit:entry_list"),
        "unread_count": SimpleLazyObject(lambda: unread_count(actor)),
        "is_demo": settings.SHOW_DEMO_BANNER,
        "site": {"host": request.get_host()},
    }


def may_open(actor: Actor, view_name: str) -> bool:
    """Whether the access table lets this person look at the address."""
    access = access_to(view_name)
    return access is not None and access.admits(actor, "GET")


def navigation_of(request: HttpRequest, actor: Actor) -> Iterator[Group]:
    """The menus of all roles held, one after the other, nothing twice; the entry of this page is marked."""
    if actor.user_id is None:
        return
    waiting = waiting_steps(request, actor)
    groups = [
        Group(section.title, tuple(_item(entry, address, waiting) for entry, address in lines))
        for section, lines in _sections(actor)
    ]
    here = _current(request, [item for group in groups for item in group.items])
    for group in groups:
        yield Group(group.title, tuple(replace(item, current=item.url == here) for item in group.items))


def waiting_steps(request: HttpRequest, actor: Actor) -> Counter[str]:
    """How many records wait for this person at each step (`class.approve` → 6); one query a request."""
    if not hasattr(request, CACHED):
        setattr(request, CACHED, _count_waiting(actor))
    found: Counter[str] = getattr(request, CACHED)
    return found


def public_navigation(request: HttpRequest) -> Iterator[Item]:
    """The columns of the public site."""
    items = [Item(label, reverse(view)) for label, view in PUBLIC_MENU]
    here = _current(request, items)
    return (replace(item, current=item.url == here) for item in items)


def _sections(actor: Actor) -> Iterator[tuple[Section, list[tuple[Entry, str]]]]:
    shown: set[str] = set()
    for section in (
        Section("", (WORKBENCH,)),
        *(s for role in MENUS if role in actor.roles for s in MENUS[role]),
    ):
        lines = []
        for entry in section.entries:
            address = _address(entry, actor)
            if address and address not in shown:
                shown.add(address)
                lines.append((entry, address))
        if lines:
            yield section, lines


def _address(entry: Entry, actor: Actor) -> str:
    """Where the entry leads, or nothing when there is no such page or it is not open to the actor."""
    if not may_open(actor, entry.view):
        return ""
    try:
        address = reverse(entry.view, args=[actor.organisation_id] if entry.of_own else None)
    except NoReverseMatch:
        return ""
    return f"{address}?{entry.query}" if entry.query else address


def _item(entry: Entry, address: str, waiting: Counter[str]) -> Item:
    count = sum(waiting[step] for step in entry.waits)
    return Item(entry.label, address, entry.icon, count, hot=count > 0)


def _current(request: HttpRequest, items: Iterable[Item]) -> str:
    """The address of the entry that this page lies under: the one it is named under, or the longest that begins it."""
    here, urls = request.get_full_path(), [item.url for item in items]
    named = LIES_UNDER.get(request.resolver_match.view_name) if request.resolver_match else None
    if named and reverse(named) in urls:
        return reverse(named)
    above = [url for url in urls if _is_above(url, here)]
    return max(above, key=len, default="")


def _is_above(url: str, here: str) -> bool:
    if url in {"/", "/public/"} or "?" in url:
        return here == url or here.split("?")[0] == url
    return here.startswith(url)


def _count_waiting(actor: Actor) -> Counter[str]:
    steps = {lifecycle.key: awaited_steps(lifecycle, actor) for lifecycle in lifecycles()}
    parts = [
        _counted(lifecycle.key, waiting_records(lifecycle, actor, list(steps[lifecycle.key])))
        for lifecycle in lifecycles()
        if steps[lifecycle.key]
    ]
    for queue in queues():
        if actor.has_role(*queue.step.all_roles):
            steps[queue.key] = dict.fromkeys(queue.step.sources, queue.step)
            parts.append(_counted(queue.key, queue.rows(actor)))
    found: Counter[str] = Counter()
    if parts:
        for key, state, number in parts[0].union(*parts[1:], all=True):
            found[f"{key}.{steps[key][state].verb}"] += number
    return found


def _counted(key: str, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    named = rows.select_related(None).order_by().annotate(step_key=Value(key, output_field=CharField()))
    counted: QuerySet[Any, Any] = named.values_list("step_key", "state")
    numbered: QuerySet[Any, Any] = counted.annotate(number=Count("pk"))
    return numbered
