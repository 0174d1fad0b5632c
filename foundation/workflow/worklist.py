"""What waits for this person: every record that one of his roles must move on, over all lifecycles, by due date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol, cast

from django.apps import apps
from django.db import models

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.display import StateTag, deadline_tag
from foundation.core.errors import Invalid
from foundation.core.workdays import WorkCalendar
from foundation.policy.queries import office_parameters
from foundation.policy.types import Parameters
from foundation.workflow.registry import lifecycles, queues
from foundation.workflow.types import Lifecycle, Queue, Transition

PER_LIFECYCLE = 200


class Arrived(Protocol):
    """A record that stands in a state since some moment."""

    state: Any
    state_since: Any


class Waiting(Arrived, Protocol):
    """What the work list asks of a record besides: its key and its page."""

    pk: Any

    def get_absolute_url(self) -> str: ...


class Beginning(Arrived, Protocol):
    """A record that begins on a day, ahead of which a step must be done."""

    starts_on: Any


@dataclass(frozen=True)
class WorkItem:
    """One record that waits: for which verb, since when, until when. `due_on` is None where nothing prescribes it."""

    record: Waiting
    step: Transition
    label: str
    since: datetime
    due_on: date | None
    days_left: int | None  # working days; below zero is overdue
    page: str = ""

    @property
    def verb(self) -> str:
        return str(self.step.verb)

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def due_tag(self) -> StateTag | None:
        return deadline_tag(self.days_left) if self.days_left is not None else None

    @property
    def name(self) -> str:
        """What it is about; a record whose own name leaves its class out offers `in_worklist`."""
        return str(getattr(self.record, "in_worklist", self.record))

    @property
    def url(self) -> str:
        return self.page or self.record.get_absolute_url()


@dataclass(frozen=True)
class Worklist:
    """`items` by due date; `counts` per lifecycle key, also of what is worked off fifty at a time."""

    items: tuple[WorkItem, ...]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def late(self) -> int:
        return sum(item.is_late for item in self.items)


def worklist(actor: Actor, *, limit: int = PER_LIFECYCLE) -> Worklist:
    """Every record waiting for this actor.

    One query per lifecycle of his roles, one that counts all queues and bulk, one per queue in which something waits.
    """
    frame = _Frame.of_today()
    items: list[WorkItem] = []
    counts: Counter[str] = Counter()
    bulk: dict[str, models.QuerySet[models.Model]] = {}
    for lifecycle in lifecycles():
        steps = awaited_steps(lifecycle, actor)
        if not steps:
            continue
        rows = waiting_records(lifecycle, actor, steps)
        if not lifecycle.announces:
            bulk[lifecycle.key] = rows
            continue
        found = [
            _item(record, step, lifecycle.step_label(step.verb), frame)
            for record in rows[:limit]
            for step in [steps[str(record.state)]]
        ]
        counts[lifecycle.key] = len(found)
        items += found
    asked = {each: each.rows(actor) for each in queues() if actor.has_role(*each.step.all_roles)}
    counts.update(_counted(bulk | {queue.key: rows for queue, rows in asked.items()}))
    for queue, rows in asked.items():
        if counts[queue.key]:
            items += [_queued(row, queue, frame) for row in rows[:limit]]
    items = _without_begun(items)
    items.sort(key=lambda item: (item.due_on or date.max, item.since))
    return Worklist(tuple(items), {key: count for key, count in counts.items() if count})


def _counted(bulk: dict[str, models.QuerySet[models.Model]]) -> dict[str, int]:
    """How many rows there are under each key, of those that have any; one statement for all of them."""
    parts = [_count(key, rows) for key, rows in bulk.items()]
    return dict(parts[0].union(*parts[1:], all=True)) if parts else {}


def _count(key: str, rows: models.QuerySet[Any, Any]) -> models.QuerySet[Any, Any]:
    plain = rows.select_related(None).order_by()
    named = plain.annotate(step_key=models.Value(key, output_field=models.CharField()))
    grouped: models.QuerySet[Any, Any] = named.values_list("step_key")
    counted: models.QuerySet[Any, Any] = grouped.annotate(number=models.Count("pk"))
    return counted


def _without_begun(items: list[WorkItem]) -> list[WorkItem]:
    """A step that begins with opening another record waits no more once that record itself waits."""
    begun = {getattr(item.record, "case_id", None) for item in items if not item.step.awaited_of}
    return [
        item
        for item in items
        if not item.step.awaited_of or getattr(item.record, "case_id", None) not in begun
    ]


def awaited_steps(lifecycle: Lifecycle, actor: Actor) -> dict[str, Transition]:
    """State → the step that this actor is expected to take there; only steps that move the case on."""
    steps: dict[str, Transition] = {}
    for transition in lifecycle.transitions:
        if not transition.is_awaited:
            continue
        for source in transition.sources:
            if actor.has_role(*transition.roles_from(source), *transition.awaited_of):
                steps.setdefault(str(source), transition)
    return steps


def waiting_records(lifecycle: Lifecycle, actor: Actor, states: Iterable[str]) -> models.QuerySet[Any]:
    """The records in these states that the actor may see, longest waiting first.

    Where a step may be barred to one person of the role, the queryset says so by its `waiting_for`.
    """
    model = apps.get_model(lifecycle.model)
    rows = model._default_manager.visible_to(actor)
    if hasattr(rows, "waiting_for"):
        rows = rows.waiting_for(actor)
    related = [f.name for f in model._meta.fields if f.many_to_one and not f.null]
    waiting: models.QuerySet[Any] = rows.filter(state__in=list(states)).select_related(*related)
    return waiting.order_by("state_since")


def due_on(
    record: Arrived, transition: Transition, parameters: Parameters, calendar: WorkCalendar
) -> date | None:
    """The earliest of the step's own limits and the date that the documents prescribe."""
    dates = [
        _step_limit(record, transition, parameters, calendar),
        _lead_limit(record, transition, parameters),
        getattr(record, "deadline_on", None),
    ]
    return min((day for day in dates if day is not None), default=None)


def _step_limit(
    record: Arrived, transition: Transition, parameters: Parameters, calendar: WorkCalendar
) -> date | None:
    if not transition.within or transition.within not in parameters:
        return None
    arrived = clock.local(record.state_since).date()
    try:
        return calendar.add_workdays(arrived, parameters.whole(transition.within))
    except Invalid:
        return None  # a year nobody has entered has no due dates; the calendar page says so


def _lead_limit(record: Arrived, transition: Transition, parameters: Parameters) -> date | None:
    if not transition.ahead or transition.ahead not in parameters:
        return None
    starts_on: date = cast("Beginning", record).starts_on
    return starts_on - timedelta(days=parameters.whole(transition.ahead))


@dataclass(frozen=True)
class _Frame:
    """Read once per list: today, the calendar, the limits."""

    today: date
    calendar: WorkCalendar
    parameters: Parameters

    @classmethod
    def of_today(cls) -> _Frame:
        today = clock.today()
        return cls(today, load_calendar(), office_parameters(today))

    def days_left(self, due: date | None) -> int | None:
        if due is None:
            return None
        try:
            return self.calendar.workdays_between(self.today, due)
        except Invalid:
            return (due - self.today).days


def _item(record: Waiting, step: Transition, label: str, frame: _Frame) -> WorkItem:
    due = due_on(record, step, frame.parameters, frame.calendar)
    return WorkItem(
        record=record,
        step=step,
        label=label,
        since=record.state_since,
        due_on=due,
        days_left=frame.days_left(due),
    )


def _queued(record: Waiting, queue: Queue, frame: _Frame) -> WorkItem:
    page = queue.page(record) if queue.page else ""
    item = _item(record, queue.step, queue.label, frame)
    return replace(item, page=page, since=queue.since(record) if queue.since else item.since)
