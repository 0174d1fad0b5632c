"""Performing a verb, on one record or on those of a list: the only code in the product that changes a state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.db import models, transaction

from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append_all
from foundation.core import clock
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.core.reasons import Reason
from foundation.workflow.judging import Verdict, available, judge, judge_each, state_of
from foundation.workflow.messages import tell_those_concerned
from foundation.workflow.models import LifecycleModel
from foundation.workflow.registry import register_operation
from foundation.workflow.types import Lifecycle, Transition

__all__ = ["Operation", "Verdict", "available", "judge", "judge_each", "performs"]

RecordT = TypeVar("RecordT", bound=LifecycleModel)
P = ParamSpec("P")
Body = Callable[Concatenate[RecordT, P], Mapping[str, Any] | None]


def performs(
    lifecycle: Lifecycle, verb: str, *, writes: tuple[str, ...] = ()
) -> Callable[[Body[RecordT, P]], Operation[RecordT, P]]:
    """Make a function the one operation of a row of the table.

    `writes` names plain columns that the body sets on the record and leaves unsaved: they are written in the
    same statement as the state. What the body returns is kept as the audit entry's detail.
    """

    def decorate(body: Body[RecordT, P]) -> Operation[RecordT, P]:
        operation = Operation(lifecycle, verb, body, writes)
        register_operation(lifecycle, verb, operation)
        return operation

    return decorate


class Operation(Generic[RecordT, P]):
    """The one operation of a row of the table, called with the record and keyword-only `actor` (and `comment`).

    It opens the transaction, locks and re-reads the record, judges, runs the body, writes state and stamps by a
    conditional update that must change exactly one row, records the meaning, tells those concerned, and returns
    the record as it now is: callers go on with the *returned* record. Raises NotAllowed, NotNow or Invalid;
    then nothing has happened.
    """

    def __init__(
        self, lifecycle: Lifecycle, verb: str, body: Body[RecordT, P], writes: tuple[str, ...]
    ) -> None:
        self._lifecycle, self._transition = lifecycle, lifecycle.transition(verb)
        self._body, self._writes = body, writes
        update_wrapper(self, body)

    def __call__(self, record: RecordT, *args: P.args, **kwargs: P.kwargs) -> RecordT:
        with transaction.atomic():
            locked = _lock([record], actor_in(kwargs))
            verdict = judge(self._lifecycle, locked[0], actor_in(kwargs), self._transition.verb)
            _refuse_unless_allowed(verdict, _comment_in(kwargs))
            return self._carry_out(locked, *args, **kwargs)[0]

    def each(self, records: Iterable[RecordT], *args: P.args, **kwargs: P.kwargs) -> list[RecordT]:
        """Do it to every record of a list, in its order: to all of them, or to none if one is refused.

        As many calls would: every guard is asked and every record gets its own audit entry. The statements grow
        with the chunks of the list, not with its records. Trap: all are judged before the first body runs, so a
        guard must not count what this verb does to the others of the list.
        """
        wanted = list(records)
        if not wanted:
            return []
        with transaction.atomic():
            locked = _lock(wanted, actor_in(kwargs))
            verdicts = judge_each(self._lifecycle, locked, actor_in(kwargs), self._transition.verb)
            _refuse_unless_all_are_allowed(list(zip(locked, verdicts, strict=True)), _comment_in(kwargs))
            return self._carry_out(locked, *args, **kwargs)

    def _carry_out(self, locked: list[RecordT], *args: P.args, **kwargs: P.kwargs) -> list[RecordT]:
        actor, comment = actor_in(kwargs), _comment_in(kwargs)
        before = [state_of(record) for record in locked]
        details = [self._body(record, *args, **kwargs) or {} for record in locked]
        _move(self._transition, locked, before, self._writes, actor)
        events = [
            self._event(record, comment, detail, state)
            for record, detail, state in zip(locked, details, before, strict=True)
        ]
        append_all(events, actor=actor)
        moved = _read_again(locked)
        if self._lifecycle.announces:
            for record in moved:
                tell_those_concerned(
                    self._lifecycle, self._transition.verb, record, actor=actor, comment=comment
                )
        return moved

    def _event(self, record: RecordT, comment: str, detail: Mapping[str, Any], before: str) -> Event:
        verb = self._transition.verb
        return Event(
            action=self._lifecycle.action(verb),
            title=self._lifecycle.verb_label(verb),
            record=record,
            comment=comment,
            detail=detail,
            from_state=before,
            to_state=self._transition.target,
        )


def actor_in(facts: Mapping[str, Any]) -> Actor:
    """Keyword-only by convention of every operation."""
    actor: Actor = facts["actor"]
    return actor


def _comment_in(facts: Mapping[str, Any]) -> str:
    return str(facts.get("comment") or "").strip()


def _lock(records: Sequence[RecordT], actor: Actor) -> list[RecordT]:
    """The records as the database has them now, locked (SQLite: the transaction is IMMEDIATE), if the actor may
    see all of them. Locked in the order of their keys, so that two lists that overlap queue up.
    """
    manager = type(records[0])._default_manager
    wanted = {record.pk for record in records}
    if len(wanted) != len(records):
        raise ValueError("a record stands twice in one list")
    rows = manager.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(actor)
    if set(rows.filter(pk__in=wanted).values_list("pk", flat=True)) != wanted:
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    locked = {row.pk: row for row in manager.select_for_update().filter(pk__in=wanted).order_by("pk")}
    return [locked[record.pk] for record in records]


def _read_again(records: Sequence[RecordT]) -> list[RecordT]:
    found = type(records[0])._default_manager.in_bulk([record.pk for record in records])
    return [found[record.pk] for record in records]


def _refuse_unless_allowed(verdict: Verdict, comment: str) -> None:
    if verdict.refusals:
        raise _refusal(NotAllowed, verdict.refusals)
    if verdict.obstacles:
        raise _refusal(NotNow, verdict.obstacles)
    _require_comment(verdict, comment)


def _refuse_unless_all_are_allowed(judged: Sequence[tuple[LifecycleModel, Verdict]], comment: str) -> None:
    """Every reason against every record of the list, each saying whom or what it is about."""
    refused = [(record, verdict) for record, verdict in judged if not verdict.is_allowed]
    if refused:
        family = NotAllowed if any(verdict.refusals for _, verdict in refused) else NotNow
        reasons = [
            _naming(reason, record)
            for record, verdict in refused
            for reason in verdict.refusals or verdict.obstacles
        ]
        more = f"等 {len(reasons)} 项" if len(reasons) > 1 else ""
        raise family(
            reasons[0].code,
            f"{len(refused)} 件暂不能办理，本次一件也没有办理，请先逐项处理：{reasons[0].message}{more}。",
            reasons,
        )
    for _, verdict in judged:
        _require_comment(verdict, comment)


def _naming(reason: Reason, record: LifecycleModel) -> Reason:
    name = record.known_as
    if name in reason.message:
        return reason
    return replace(reason, message=f"{name}：{reason.message}")


def _require_comment(verdict: Verdict, comment: str) -> None:
    if verdict.comment_required and not comment:
        what = verdict.comment_reason or "请把问题一次列全后再提交"
        raise Invalid(f"{verdict.lifecycle.key}.comment_required", f"“{verdict.label}”须写明意见，{what}。")


def _refusal(family: type[DomainError], reasons: tuple[Reason, ...]) -> DomainError:
    return family(
        reasons[0].code, "；".join(reason.message.rstrip("。") for reason in reasons) + "。", reasons
    )


def _move(
    transition: Transition,
    records: Sequence[LifecycleModel],
    before: Sequence[str],
    writes: tuple[str, ...],
    actor: Actor,
) -> None:
    """Write state, stamps and the columns of `writes`; every row must still be as it was judged.

    One statement for all the records that are alike: same state, same version, same values.
    """
    now = clock.now()
    stamps: dict[str, Any] = {"state": transition.target, "state_since": now}
    if transition.stamp:
        stamps |= {f"{transition.stamp}_at": now, f"{transition.stamp}_by_id": actor.user_id}
    column_of = {field.name: field.attname for field in records[0]._meta.concrete_fields}
    columns = [column_of[name] for name in writes]
    alike: dict[tuple[str, int, tuple[Any, ...]], list[UUID]] = defaultdict(list)
    for record, state in zip(records, before, strict=True):
        values = tuple(getattr(record, column) for column in columns)
        alike[state, record.version, values].append(record.pk)
    manager: models.Manager[Any] = type(records[0])._default_manager
    for (state, version, values), keys in alike.items():
        changes = stamps | dict(zip(columns, values, strict=True)) | {"version": models.F("version") + 1}
        if manager.filter(pk__in=keys, state=state, version=version).update(**changes) != len(keys):
            raise NotNow("record.changed_meanwhile", "这件事刚刚有人办理过，请刷新页面查看最新情况。")
