"""Finding entries of the record by person, number, step and day, and showing them without personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.administration.queries.entry_words import place_of, word_for
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.logs import redact
from foundation.core.money import format_yuan
from foundation.workflow.registry import lifecycles
from foundation.workflow.types import Lifecycle

ACTORS_WITHOUT_ACCOUNT = ("系统", "公众")
PEOPLE_SHOWN = 50


@dataclass(frozen=True)
class EntryLine:
    """One entry as it is read: everything said in words, digits of identity and bank numbers masked."""

    entry: Entry
    who: str
    roles: str
    what: str
    thing: str
    number: str
    moved: str
    comment: str
    details: tuple[tuple[str, str], ...]


def entries_for_bench(actor: Actor, given: Mapping[str, Any]) -> QuerySet[Entry]:
    """The entries that this reader may see and that meet the conditions, newest first."""
    rows = Entry.objects.visible_to(actor).order_by("-seq")
    if given.get("person"):
        rows = rows.filter(_done_by(given["person"].strip()))
    if given.get("number"):
        rows = rows.filter(_about(given["number"].strip()))
    if given.get("verb"):
        verb = given["verb"].strip()
        rows = rows.filter(Q(title__contains=verb) | Q(action=verb))
    if given.get("result"):
        rows = rows.filter(result=given["result"])
    if given.get("first"):
        rows = rows.filter(at__gte=_midnight(given["first"]))
    if given.get("last"):
        rows = rows.filter(at__lt=_midnight(given["last"] + timedelta(days=1)))
    return rows


def _done_by(text: str) -> Q:
    if text in ACTORS_WITHOUT_ACCOUNT:
        return Q(actor_name=text)
    people = User.objects.filter(Q(display_name__icontains=text) | Q(username__iexact=text))
    return Q(actor_id__in=list(people.values_list("pk", flat=True)[:PEOPLE_SHOWN]))


def _about(text: str) -> Q:
    """Entries on the record with this number (or id), and on the case that it names."""
    found = {*_as_id(text), *_ids_of_number(text)}
    return Q(object_id__in={str(pk) for pk in found}) | Q(case_id__in=found)


def _as_id(text: str) -> Iterator[UUID]:
    try:
        yield UUID(text)
    except ValueError:
        return


def _ids_of_number(text: str) -> list[UUID]:
    """The records of every kind that bear this number; one query."""
    parts = [
        model._default_manager.order_by().filter(number__iexact=text).values_list("pk")
        for model in numbered_models()
    ]
    return [pk for (pk,) in parts[0].union(*parts[1:])] if parts else []


@cache
def numbered_models() -> tuple[type[models.Model], ...]:
    """The models with a lifecycle whose records bear a number that people quote."""
    known = [apps.get_model(lifecycle.model) for lifecycle in lifecycles()]
    return tuple(m for m in known if any(f.name == "number" for f in m._meta.concrete_fields))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.CHINA)


# --- showing ---


def lines_of(entries: Iterable[Entry]) -> list[EntryLine]:
    """The entries in words; one more query for the numbers of what they are about."""
    shown = list(entries)
    numbers = _numbers_of(shown)
    return [
        EntryLine(
            entry=entry,
            who=entry.actor_name,
            roles=_role_names(entry.actor_roles),
            what=redact(entry.title),
            thing=thing_name(entry.object_type),
            number=numbers.get(entry.object_id, ""),
            moved=_moved(entry),
            comment=redact(entry.comment),
            details=tuple(_details(entry.detail)),
        )
        for entry in shown
    ]


def _numbers_of(entries: list[Entry]) -> dict[str, str]:
    wanted = {entry.object_id for entry in entries if entry.object_id}
    ids = [pk for text in wanted for pk in _as_id(text)]
    parts = [
        model._default_manager.order_by().filter(pk__in=ids).values_list("pk", "number")
        for model in numbered_models()
    ]
    return {str(pk): number for pk, number in parts[0].union(*parts[1:], all=True)} if parts and ids else {}


def _role_names(stored: str) -> str:
    names = [name for name in stored.split(",") if name in Role.values and name != Role.SYSTEM]
    return "、".join(str(Role(name).label) for name in names)


def _moved(entry: Entry) -> str:
    """初审通过 → 复核通过, in the words of the lifecycle; nothing where no state was changed."""
    known = {lifecycle.model: lifecycle for lifecycle in lifecycles()}.get(entry.object_type)
    states = [state for state in (entry.from_state, entry.to_state) if state]
    return " → ".join(_state_name(known, state) for state in states)


def _state_name(lifecycle: Lifecycle | None, state: str) -> str:
    is_known = lifecycle is not None and state in lifecycle.states.values
    return lifecycle.state_label(state) if lifecycle is not None and is_known else state


def thing_name(object_type: str) -> str:
    """What the office calls the kind of record: 开班申请, 补贴申领."""
    if not object_type:
        return ""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except LookupError:
        return object_type


def _details(detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in sorted(detail, key=place_of):
        yield word_for(name), redact(_fact(name, detail[name]))


def _fact(name: str, value: Any) -> str:
    if name.endswith("_fen") and isinstance(value, int):
        return format_yuan(value)
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    return _said(value)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{name} {_said(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_said(each) for each in value)
    if value is None or value == "":
        return "无"
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
