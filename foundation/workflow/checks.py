"""Start-up checks: a lifecycle table with a hole in it does not start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from foundation.accounts.enums import Role
from foundation.workflow.registry import duplicate_operations, lifecycles, operations
from foundation.workflow.types import Lifecycle, Tone


@register("workflow")
def check_lifecycles(**_: Any) -> list[CheckMessage]:
    """Every table is closed: states, roles, verbs, guards and operations all meet."""
    known = set(operations())
    messages: list[CheckMessage] = []
    for lifecycle in lifecycles():
        problems = [
            *table_problems(lifecycle),
            *_operation_problems(lifecycle, known),
            *_stamp_problems(lifecycle),
        ]
        messages += [Error(problem, obj=lifecycle.key, id="workflow.E001") for problem in problems]
    messages += [
        Error(f"{key}.{verb} has two operations", id="workflow.E002") for key, verb in duplicate_operations()
    ]
    return messages


def table_problems(lifecycle: Lifecycle) -> Iterator[str]:
    """What is wrong with the table in itself."""
    states = set(lifecycle.states.values)
    yield from _unknown_names(lifecycle, states)
    reached = {lifecycle.initial} | {t.target for t in lifecycle.transitions}
    left = {source for t in lifecycle.transitions for source in t.sources}
    for state in sorted(states - reached):
        yield f"state {state} can never be reached"
    for state in sorted(states - left - lifecycle.finals):
        yield f"state {state} is a dead end but not declared final"
    for state in sorted(lifecycle.finals & left):
        yield f"state {state} is declared final but can be left"
    for transition in lifecycle.transitions:
        if transition.tone in {Tone.RETURN, Tone.REFUSE} and not transition.comment_required:
            yield f"verb {transition.verb} returns or refuses without demanding a comment"
        for guard in transition.guards:
            if not guard.__doc__:
                yield f"guard {guard.__name__} has no docstring"


def _unknown_names(lifecycle: Lifecycle, states: set[str]) -> Iterator[str]:
    verbs = set(lifecycle.verbs.values)
    for transition in lifecycle.transitions:
        for state in {*transition.sources, transition.target} - states:
            yield f"verb {transition.verb} names the unknown state {state}"
        for verb in {transition.verb, *transition.not_same_as} - verbs:
            yield f"unknown verb {verb}"
        if set(transition.all_roles) - set(Role.values) or not transition.all_roles:
            yield f"verb {transition.verb} names no role or an unknown one"
        for source in transition.sources:
            if not transition.roles_from(source):
                yield f"verb {transition.verb} belongs to nobody in state {source}"
    for verb in verbs - {t.verb for t in lifecycle.transitions}:
        yield f"verb {verb} stands in no row"


def _operation_problems(lifecycle: Lifecycle, known: set[tuple[str, str]]) -> Iterator[str]:
    for transition in lifecycle.transitions:
        if (lifecycle.key, str(transition.verb)) not in known:
            yield f"verb {transition.verb} has no operation"


def _stamp_problems(lifecycle: Lifecycle) -> Iterator[str]:
    model = apps.get_model(lifecycle.model)
    fields = {f.name for f in model._meta.get_fields()}
    for transition in lifecycle.transitions:
        for name in (f"{transition.stamp}_at", f"{transition.stamp}_by") if transition.stamp else ():
            if name not in fields:
                yield f"verb {transition.verb} stamps {name}, which {lifecycle.model} has not"
