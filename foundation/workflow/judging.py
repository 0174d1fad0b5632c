"""May this person do this now? The one computation behind button, reason, `allowed_actions` and refusal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from foundation.accounts.actor import Actor, role_labels
from foundation.accounts.enums import Role
from foundation.audit.queries import doers_of
from foundation.core.display import StateTag
from foundation.core.reasons import Reason
from foundation.workflow.models import LifecycleModel
from foundation.workflow.registry import lifecycle_of
from foundation.workflow.types import Lifecycle, Tone, Transition

History = Mapping[tuple[str, str], set[UUID]]


@dataclass(frozen=True)
class Verdict:
    """May this actor do this verb on this record now? With every reason why not, not only the first."""

    lifecycle: Lifecycle
    transition: Transition
    has_role: bool
    refusals: tuple[Reason, ...]  # role, separation of duties
    obstacles: tuple[Reason, ...]  # state, guards
    comment_reason: str = ""  # why this record asks for an opinion although its table does not

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
        return self.transition.comment_required or bool(self.comment_reason)


def available(record: LifecycleModel, actor: Actor) -> tuple[Verdict, ...]:
    """Every verb that starts in the record's state and belongs to one of the actor's roles, judged."""
    lifecycle = lifecycle_of(record)
    state = state_of(record)
    mine = [t for t in lifecycle.leaving(state) if actor.has_role(*t.roles_from(state))]
    return tuple(
        judge(lifecycle, record, actor, t.verb) for t in mine if set(t.roles_from(state)) != {Role.SYSTEM}
    )


def judge(lifecycle: Lifecycle, record: LifecycleModel, actor: Actor, verb: str) -> Verdict:
    """One record: state first, then role, then separation of duties and guards."""
    transition = lifecycle.transition(verb)
    return _judge(lifecycle, transition, record, actor, None)


def judge_each(
    lifecycle: Lifecycle, records: Sequence[LifecycleModel], actor: Actor, verb: str
) -> list[Verdict]:
    """The same of every record of a list, in its order; what their guards look at is fetched once."""
    transition = lifecycle.transition(verb)
    prefetch_related_objects(records, *lifecycle.context)
    history = _history(lifecycle, transition, records)
    return [_judge(lifecycle, transition, record, actor, history) for record in records]


def state_of(record: LifecycleModel) -> str:
    return str(record.state)


def _judge(
    lifecycle: Lifecycle,
    transition: Transition,
    record: LifecycleModel,
    actor: Actor,
    history: History | None,
) -> Verdict:
    state = state_of(record)
    if state not in transition.sources:
        return Verdict(lifecycle, transition, True, (), (_wrong_state(lifecycle, transition, record, state),))
    if not actor.has_role(*transition.roles_from(state)):
        return Verdict(lifecycle, transition, False, (_wrong_role(lifecycle, transition, state),), ())
    known = _history(lifecycle, transition, [record]) if history is None else history
    refusals = tuple(_same_person(lifecycle, transition, record, actor, known))
    obstacles = tuple(reason for guard in transition.guards if (reason := guard(record, actor)) is not None)
    asks = transition.comment_when
    why = asks(record) if asks and not refusals and not obstacles else ""
    return Verdict(lifecycle, transition, True, refusals, obstacles, why)


def _wrong_state(lifecycle: Lifecycle, transition: Transition, record: LifecycleModel, state: str) -> Reason:
    wanted = "、".join(_shown_state(lifecycle, record, source) for source in transition.sources)
    step = lifecycle.step_label(transition.verb)
    return Reason(
        f"{lifecycle.key}.wrong_state",
        f"{lifecycle.noun}现为“{_shown_state(lifecycle, record, state)}”，{step}须在“{wanted}”时办理",
    )


def _shown_state(lifecycle: Lifecycle, record: LifecycleModel, state: str) -> str:
    """A state in the words of the tag that the pages show: 待初审, and not 已提交."""
    kind: Any = type(record)
    tag = getattr(kind(state=state), "state_tag", None)
    return tag.label if isinstance(tag, StateTag) else lifecycle.state_label(state)


def _wrong_role(lifecycle: Lifecycle, transition: Transition, state: str) -> Reason:
    wanted = role_labels(transition.roles_from(state))
    return Reason(f"{lifecycle.key}.wrong_role", f"{lifecycle.step_label(transition.verb)}由{wanted}办理")


def _history(lifecycle: Lifecycle, transition: Transition, records: Sequence[LifecycleModel]) -> History:
    """Who did to these records what the doer of this verb may not have done; nothing where that is nothing."""
    if not transition.not_same_as or not records:
        return {}
    actions = tuple(lifecycle.action(verb) for verb in transition.not_same_as)
    return doers_of(records[0]._meta.label_lower, [record.pk for record in records], actions)


def _same_person(
    lifecycle: Lifecycle, transition: Transition, record: LifecycleModel, actor: Actor, history: History
) -> Iterator[Reason]:
    """Separation of duties over the whole history, so that return-and-resubmit launders nobody."""
    if actor.user_id is None:
        return
    for verb in transition.not_same_as:
        if actor.user_id in history.get((str(record.pk), lifecycle.action(verb)), ()):
            yield Reason(
                f"{lifecycle.key}.same_person",
                f"您已办理过本件的“{lifecycle.step_label(verb)}”，"
                f"“{lifecycle.step_label(transition.verb)}”须由另一人办理",
                owner=f"由另一名{role_labels(transition.roles_from(state_of(record)))}办理",
            )
