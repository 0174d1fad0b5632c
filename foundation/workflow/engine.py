"""Judging a verb, and performing it: the only code in the product that changes a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db import models, transaction

from foundation.accounts.actor import Actor, role_labels
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.audit.queries import actors_of
from foundation.core import clock
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.core.reasons import Reason
from foundation.workflow.messages import tell_those_concerned
from foundation.workflow.registry import lifecycle_of, register_operation
from foundation.workflow.types import Lifecycle, Tone, Transition

RecordT = TypeVar("RecordT", bound=models.Model)
P = ParamSpec("P")


@dataclass(frozen=True)
class Verdict:
    """May this actor do this verb on this record now? With every reason why not, not only the first."""

    lifecycle: Lifecycle
    transition: Transition
    has_role: bool
    refusals: tuple[Reason, ...]  # role, separation of duties
    obstacles: tuple[Reason, ...]  # state, guards

    @property
    def verb(self) -> str:
        return str(self.transition.verb)

    @property
    def label(self) -> str:
        return self.lifecycle.verb_label(self.transition.verb)

    @property
    def is_allowed(self) -> bool:
        return not self.refusals and not self.obstacles

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.refusals + self.obstacles

    @property
    def tone(self) -> Tone:
        return self.transition.tone

    @property
    def comment_required(self) -> bool:
        return self.transition.comment_required


def available(record: models.Model, actor: Actor) -> tuple[Verdict, ...]:
    """Every verb that starts in the record's state and belongs to one of the actor's roles, judged."""
    lifecycle = lifecycle_of(record)
    state = _state(record)
    mine = [t for t in lifecycle.leaving(state) if actor.has_role(*t.roles_from(state))]
    return tuple(
        judge(lifecycle, record, actor, t.verb) for t in mine if set(t.roles_from(state)) != {Role.SYSTEM}
    )


def judge(lifecycle: Lifecycle, record: models.Model, actor: Actor, verb: str) -> Verdict:
    """The one computation behind the button, its disabled reason, `allowed_actions` and the refusal."""
    transition = lifecycle.transition(verb)
    state = _state(record)
    if state not in transition.sources:
        return Verdict(lifecycle, transition, True, (), (_wrong_state(lifecycle, transition, state),))
    has_role = actor.has_role(*transition.roles_from(state))
    if not has_role:
        return Verdict(lifecycle, transition, False, (_wrong_role(lifecycle, transition, state),), ())
    refusals = tuple(_same_person(lifecycle, transition, record, actor))
    obstacles = tuple(reason for guard in transition.guards if (reason := guard(record, actor)) is not None)
    return Verdict(lifecycle, transition, True, refusals, obstacles)


def performs(
    lifecycle: Lifecycle, verb: str
) -> Callable[
    [Callable[Concatenate[RecordT, P], Mapping[str, Any] | None]], Callable[Concatenate[RecordT, P], RecordT]
]:
    """Make a function the one operation of a row of the table.

    The decorated function is called with the record and keyword-only `actor` (and `comment` where it takes one).
    It opens the transaction, locks and re-reads the record, judges, runs the body, writes state and stamps by a
    conditional update that must change exactly one row, records the meaning, tells those concerned, and returns
    the record as it now is: callers go on with the *returned* record. What the body returns is kept as the
    audit entry's detail. Raises NotAllowed, NotNow or Invalid; then nothing has happened.
    """

    def decorate(
        body: Callable[Concatenate[RecordT, P], Mapping[str, Any] | None],
    ) -> Callable[Concatenate[RecordT, P], RecordT]:
        @wraps(body)
        def operation(record: RecordT, *args: P.args, **kwargs: P.kwargs) -> RecordT:
            actor: Actor = kwargs["actor"]  # type: ignore[assignment]  # keyword-only by convention, see docstring
            comment = str(kwargs.get("comment") or "").strip()
            with transaction.atomic():
                locked = _lock(record, actor)
                _refuse_unless_allowed(judge(lifecycle, locked, actor, verb), comment)
                before = _state(locked)
                detail = body(locked, *args, **kwargs) or {}
                _move(lifecycle.transition(verb), locked, before, actor)
                append(
                    Event(
                        action=lifecycle.action(verb),
                        title=lifecycle.verb_label(verb),
                        record=locked,
                        comment=comment,
                        detail=detail,
                        from_state=before,
                        to_state=lifecycle.transition(verb).target,
                    ),
                    actor=actor,
                )
                moved = type(record)._default_manager.get(pk=record.pk)
                if lifecycle.announces:
                    tell_those_concerned(lifecycle, verb, moved, actor=actor, comment=comment)
            return moved

        register_operation(lifecycle, verb, operation)
        return cast("Callable[Concatenate[RecordT, P], RecordT]", operation)

    return decorate


def _lock(record: RecordT, actor: Actor) -> RecordT:
    """The record as the database has it now, locked (SQLite: the transaction is IMMEDIATE), if the actor may see it."""
    rows = type(record)._default_manager.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(actor)
    found = rows.filter(pk=record.pk).first()
    if found is None:
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    return type(record)._default_manager.select_for_update().get(pk=record.pk)


def _refuse_unless_allowed(verdict: Verdict, comment: str) -> None:
    if verdict.refusals:
        raise _refusal(NotAllowed, verdict.refusals)
    if verdict.obstacles:
        raise _refusal(NotNow, verdict.obstacles)
    if verdict.comment_required and not comment:
        raise Invalid(
            f"{verdict.lifecycle.key}.comment_required",
            f"“{verdict.label}”须写明意见，请把问题一次列全后再提交。",
        )


def _refusal(family: type[DomainError], reasons: tuple[Reason, ...]) -> DomainError:
    return family(
        reasons[0].code, "；".join(reason.message.rstrip("。") for reason in reasons) + "。", reasons
    )


def _move(transition: Transition, record: models.Model, before: str, actor: Actor) -> None:
    """Write state and stamps; exactly one row must still be as it was judged."""
    now = clock.now()
    changes: dict[str, Any] = {
        "state": transition.target,
        "state_since": now,
        "version": models.F("version") + 1,
    }
    if transition.stamp:
        changes[f"{transition.stamp}_at"] = now
        changes[f"{transition.stamp}_by_id"] = actor.user_id
    version = record.version  # type: ignore[attr-defined]  # LifecycleModel
    rows = type(record)._default_manager.filter(pk=record.pk, state=before, version=version)
    if rows.update(**changes) != 1:
        raise NotNow("record.changed_meanwhile", "这件事刚刚有人办理过，请刷新页面查看最新情况。")


def _state(record: models.Model) -> str:
    return str(record.state)  # type: ignore[attr-defined]  # LifecycleModel


def _wrong_state(lifecycle: Lifecycle, transition: Transition, state: str) -> Reason:
    wanted = "、".join(lifecycle.state_label(source) for source in transition.sources)
    label = lifecycle.verb_label(transition.verb)
    return Reason(
        f"{lifecycle.key}.wrong_state",
        f"{lifecycle.noun}现为“{lifecycle.state_label(state)}”，只有“{wanted}”时才能{label}",
    )


def _wrong_role(lifecycle: Lifecycle, transition: Transition, state: str) -> Reason:
    wanted = role_labels(transition.roles_from(state))
    return Reason(f"{lifecycle.key}.wrong_role", f"{lifecycle.verb_label(transition.verb)}由{wanted}办理")


def _same_person(
    lifecycle: Lifecycle, transition: Transition, record: models.Model, actor: Actor
) -> Iterable[Reason]:
    """Separation of duties over the whole history, so that return-and-resubmit launders nobody."""
    if not transition.not_same_as or actor.user_id is None:
        return
    for verb in transition.not_same_as:
        doers = actors_of(record._meta.label_lower, record.pk, (lifecycle.action(verb),))
        if actor.user_id in doers:
            yield Reason(
                f"{lifecycle.key}.same_person",
                f"您已办理过本件的“{lifecycle.verb_label(verb)}”，"
                f"“{lifecycle.verb_label(transition.verb)}”须由另一人办理",
            )
