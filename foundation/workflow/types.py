"""The types of a lifecycle table. A table is read as a document; nothing here runs anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models

from foundation.accounts.actor import Actor
from foundation.core.reasons import Reason

Guard = Callable[[Any, Actor], Reason | None]
Question = Callable[[Any], str]  # the answer in words, empty for no


class Tone(StrEnum):
    """How a verb is shown: as consent, as return for correction, as refusal, as a plain or a final step."""

    APPROVE = "approve"
    RETURN = "return"
    REFUSE = "refuse"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True)
class Transition:
    """One row of a lifecycle table.

    `roles` may be one set for all sources or, where the verb belongs to whoever's step it is, a mapping from
    source state to roles. `not_same_as` names verbs whose doers, in any round of this record's history, are
    excluded. `stamp` sets `<stamp>_at` and `<stamp>_by`. `within` names the parameter that holds the number of
    working days for this step. `awaited` says whether a record in a source state waits for this verb (worklists);
    left open, a verb is awaited that moves the case on and is done by a person. `comment_when` says why this
    very record asks for an opinion where others do not. `awaited_of` names who begins a step that the system then
    records, for example by opening a claim. `step` is what the office calls the step before its outcome is known,
    where the verb names one outcome. `ahead` names the parameter that holds how many calendar days before the
    record's `starts_on` the step must be done.
    """

    verb: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...] | Mapping[str, tuple[str, ...]]
    guards: tuple[Guard, ...] = ()
    comment_required: bool = False
    not_same_as: tuple[str, ...] = ()
    stamp: str = ""
    tone: Tone = Tone.APPROVE
    within: str = ""
    ahead: str = ""
    awaited: bool | None = None
    comment_when: Question | None = None
    awaited_of: tuple[str, ...] = ()
    step: str = ""

    @property
    def is_awaited(self) -> bool:
        if self.awaited is not None:
            return self.awaited
        return bool(self.within) or self.tone in {Tone.APPROVE, Tone.PLAIN}

    def roles_from(self, state: str) -> tuple[str, ...]:
        """Who may do this from `state`; empty when the verb does not start there."""
        if state not in self.sources:
            return ()
        return self.roles.get(state, ()) if isinstance(self.roles, Mapping) else self.roles

    @property
    def all_roles(self) -> tuple[str, ...]:
        if isinstance(self.roles, Mapping):
            return tuple(dict.fromkeys(role for roles in self.roles.values() for role in roles))
        return self.roles


@dataclass(frozen=True)
class Queue:
    """Records that wait for one step of two people without a lifecycle table, for instance a proposed parameter.

    `key` as of a lifecycle; `step` says whose it is and how long it may take, `label` what the worklist calls it.
    `rows` are those that wait for an actor, longest waiting first, each with `state`, `state_since` and a page.
    `page` says where the step is done, where that is not the record's own page, `since` when it began to wait, where
    that is not the moment of its state.
    """

    key: str
    step: Transition
    label: str
    rows: Callable[[Actor], models.QuerySet[Any]]
    page: Callable[[Any], str] | None = None
    since: Callable[[Any], datetime] | None = None


@dataclass(frozen=True)
class Lifecycle:
    """A lifecycle: the states a record passes through and the only verbs that move it.

    `key` prefixes audit actions and error codes (`class.approve`); `noun` is what the office calls the record;
    `model` is `app_label.modelname`, lower case; `finals` are the states in which a record may rest for ever.
    `context` names the relations that guards, bodies and the trace look at: for a list they are fetched once.
    """

    key: str
    noun: str
    model: str
    states: type[models.TextChoices]
    verbs: type[models.TextChoices]
    initial: str
    finals: frozenset[str]
    transitions: tuple[Transition, ...]
    clause: str = ""
    announces: bool = (
        True  # False: its verbs run fifty at a time and are announced by the list's own operation
    )
    context: tuple[str, ...] = ()
    _by_verb: dict[str, Transition] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for transition in self.transitions:
            if transition.verb in self._by_verb:
                raise ValueError(f"{self.key}: verb {transition.verb} stands in two rows")
            self._by_verb[transition.verb] = transition

    def transition(self, verb: str) -> Transition:
        return self._by_verb[verb]

    def action(self, verb: str) -> str:
        """The audit action of a verb: `class.approve`."""
        return f"{self.key}.{verb}"

    def verb_label(self, verb: str) -> str:
        """What was done, as the trace and the messages say it: 复核通过."""
        return str(self.verbs(verb).label)

    def step_label(self, verb: str) -> str:
        """The step before it is done, whatever its outcome will be: 复核."""
        return self.transition(verb).step or self.verb_label(verb).removesuffix("通过")

    def state_label(self, state: str) -> str:
        return str(self.states(state).label)

    def leaving(self, state: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.transitions if state in t.sources)
