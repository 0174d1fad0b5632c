"""Every (role, verb) that a lifecycle table does not name for a state must be refused by the operation itself."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.db import models

from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind, Role
from foundation.core.errors import NotAllowed, NotNow
from foundation.workflow.registry import operation_of
from foundation.workflow.types import Lifecycle


def actor_in(role: str, record: Any, user_id: Any) -> Actor:
    """Somebody who holds just this role, of the record's own institution where the role is an institution's."""
    own = role in {Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER}
    return Actor(
        user_id=user_id,
        name="某人",
        organisation_id=record.institution_id if own else None,
        organisation_kind=OrganisationKind.INSTITUTION if own else OrganisationKind.BUREAU,
        roles=frozenset({role}),
    )


def refuses_all_others(lifecycle: Lifecycle, record: models.Model, user_id: Any) -> int:
    """Try every verb in every role on the record in its present state; returns how many were rightly refused."""
    refused = 0
    state = str(record.state)  # type: ignore[attr-defined]  # lifecycle records
    for transition in lifecycle.transitions:
        for role in Role.values:
            if role in transition.roles_from(state):
                continue
            operation = operation_of(lifecycle, transition.verb)
            with pytest.raises((NotAllowed, NotNow)):
                operation(record, actor=actor_in(role, record, user_id), **_arguments(operation))
            refused += 1
    record.refresh_from_db()
    assert str(record.state) == state  # type: ignore[attr-defined]  # lifecycle records
    return refused


def _arguments(operation: Any) -> dict[str, Any]:
    """Something for every further keyword; the refusal comes before the body looks at it."""
    parameters = inspect.signature(operation).parameters.values()
    needed = {p.name: None for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty}
    needed.pop("actor", None)
    return (
        {**needed, "comment": "试一试"}
        if "comment" in inspect.signature(operation).parameters
        else dict(needed)
    )
