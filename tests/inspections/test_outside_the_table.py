"""Every (state, verb) and every (role, verb) outside the table is refused, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.models import Entry
from foundation.core.errors import NotAllowed, NotNow
from foundation.workflow.registry import operation_of
from inspections.enums import InspectionState, InspectionVerb, Severity
from inspections.models import Inspection
from inspections.workflow import INSPECTION
from tests.builders.inspections import place_inspection, soon
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


def attempt(inspection: Inspection, verb: str, actor: Actor) -> None:
    facts: dict[str, Any] = {}
    if INSPECTION.transition(verb).comment_required:
        facts["comment"] = "测试"
    if verb == InspectionVerb.ISSUE_RECTIFICATION:
        facts |= {"severity": Severity.GENERAL, "rectify_by": soon()}
    operation_of(INSPECTION, verb)(inspection, actor=actor, **facts)


@pytest.mark.parametrize("state", InspectionState.values)
def test_no_verb_starts_in_a_state_that_the_table_does_not_name(cast: Cast, state: str) -> None:
    inspection = place_inspection(cast, state)
    entries = Entry.objects.count()
    for verb in InspectionVerb.values:
        transition = INSPECTION.transition(verb)
        if state in transition.sources:
            continue
        with pytest.raises((NotNow, NotAllowed)) as refusal:
            attempt(inspection, verb, with_roles(cast, *transition.all_roles))
        assert refusal.value.code in {"inspection.wrong_state", "record.not_visible"}
    assert Inspection.objects.get().state == state
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("verb", InspectionVerb.values)
def test_no_role_does_a_verb_that_the_table_does_not_give_it(cast: Cast, verb: str) -> None:
    transition = INSPECTION.transition(verb)
    inspection = place_inspection(cast, transition.sources[0])
    for role in sorted(set(Role.values) - set(transition.all_roles)):
        with pytest.raises(NotAllowed) as refusal:
            attempt(inspection, verb, with_roles(cast, role))
        assert refusal.value.code in {"inspection.wrong_role", "record.not_visible"}
    assert Inspection.objects.get().state == transition.sources[0]


def with_roles(cast: Cast, *roles: str) -> Actor:
    """Somebody of 启航 or, for the bureau's roles, of the bureau, who holds just these roles."""
    is_institution = set(roles) <= {Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER}
    person = cast["qihang_manager" if is_institution else "zhang_wei"]
    organisation = person.organisation
    assert organisation
    return Actor(person.pk, "某人", organisation.pk, organisation.name, organisation.kind, frozenset(roles))
