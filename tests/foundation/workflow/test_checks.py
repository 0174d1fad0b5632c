"""A lifecycle table with a hole in it does not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.checks import run_checks
from django.db import models

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason
from foundation.workflow.checks import table_problems
from foundation.workflow.registry import lifecycles, operations
from foundation.workflow.types import Lifecycle, Tone, Transition


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    SENT = "sent", "已送"
    DONE = "done", "办结"


class Verb(models.TextChoices):
    SEND = "send", "送出"
    FINISH = "finish", "办结"


def is_ready(record: object, actor: Actor) -> Reason | None:
    """Always ready."""
    return None


def undocumented(record: object, actor: Actor) -> Reason | None:
    return None


SEND = Transition(Verb.SEND, (State.DRAFT,), State.SENT, (Role.INSTITUTION_MANAGER,), guards=(is_ready,))
FINISH = Transition(Verb.FINISH, (State.SENT,), State.DONE, (Role.TRAINING_OFFICER,))


def table(*rows: Transition, finals: frozenset[str] = frozenset({State.DONE})) -> Lifecycle:
    return Lifecycle("letter", "信", "x.letter", State, Verb, State.DRAFT, finals, rows)


def test_a_closed_table_has_no_problem() -> None:
    assert list(table_problems(table(SEND, FINISH))) == []


BROKEN: dict[str, tuple[Callable[[], Lifecycle], str]] = {
    "unreachable state": (
        lambda: table(SEND, replace(FINISH, target=State.SENT)),
        "done can never be reached",
    ),
    "dead end": (lambda: table(SEND, FINISH, finals=frozenset()), "done is a dead end"),
    "final that can be left": (
        lambda: table(SEND, FINISH, finals=frozenset({State.DONE, State.SENT})),
        "sent is declared final but can be left",
    ),
    "verb without row": (lambda: table(SEND), "verb finish stands in no row"),
    "unknown state": (lambda: table(replace(SEND, target="lost"), FINISH), "unknown state lost"),
    "unknown verb to differ from": (
        lambda: table(SEND, replace(FINISH, not_same_as=("sign",))),
        "unknown verb sign",
    ),
    "unknown role": (lambda: table(replace(SEND, roles=("emperor",)), FINISH), "names no role"),
    "nobody in one of its states": (
        lambda: table(
            SEND,
            replace(FINISH, sources=(State.SENT, State.DRAFT), roles={State.SENT: (Role.TRAINING_OFFICER,)}),
        ),
        "belongs to nobody in state draft",
    ),
    "return without comment": (
        lambda: table(SEND, replace(FINISH, tone=Tone.RETURN)),
        "without demanding a comment",
    ),
    "guard without docstring": (
        lambda: table(SEND, replace(FINISH, guards=(undocumented,))),
        "undocumented has no docstring",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_hole_in_the_table_is_named(name: str) -> None:
    build, complaint = BROKEN[name]
    assert any(complaint in problem for problem in table_problems(build()))


def test_a_verb_may_stand_in_one_row_only() -> None:
    with pytest.raises(ValueError, match="two rows"):
        table(SEND, FINISH, replace(SEND, target=State.DONE))


def test_every_lifecycle_of_the_product_is_closed_and_performed() -> None:
    assert [lifecycle.key for lifecycle in lifecycles()] == [
        "acceptance",
        "application",
        "claim",
        "class",
        "destruction",
        "difference",
        "dispute",
        "duplicate",
        "enrolment",
        "held_line",
        "inspection",
        "institution",
        "make_up",
        "need",
        "role_change",
        "roster_change",
        "voucher",
    ]
    assert run_checks(tags=["workflow"]) == []


def test_every_operation_belongs_to_a_row() -> None:
    rows = {(lifecycle.key, str(t.verb)) for lifecycle in lifecycles() for t in lifecycle.transitions}
    assert set(operations()) == rows
