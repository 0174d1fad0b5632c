"""Every (state, verb) and every (role, verb) outside the table is refused, and nothing is changed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.models import Entry
from foundation.core.errors import NotAllowed, NotNow
from foundation.workflow.registry import operation_of
from tests.builders.running import Size, make_running_class
from tests.builders.vouchers import make_voucher, place_voucher
from tests.cast import Cast
from vouchers.enums import VoucherState, VoucherVerb
from vouchers.models import Voucher
from vouchers.workflow import VOUCHER

FACTS: dict[str, dict[str, Any]] = {VoucherVerb.REDEEM: {"claim_id": uuid.uuid4()}}


def attempt(voucher: Voucher, verb: str, actor: Actor) -> None:
    facts = dict(FACTS.get(verb, {}))
    if VOUCHER.transition(verb).comment_required:
        facts["comment"] = "测试"
    if verb == VoucherVerb.BIND:
        facts["training_class"] = voucher.training_class
    operation_of(VOUCHER, verb)(voucher, actor=actor, **facts)


@pytest.mark.parametrize("state", VoucherState.values)
def test_no_verb_starts_in_a_state_that_the_table_does_not_name(cast: Cast, state: str) -> None:
    voucher = make_voucher(cast, state)
    wrong = [verb for verb in VoucherVerb.values if state not in VOUCHER.transition(verb).sources]
    entries = Entry.objects.count()
    for verb in wrong:
        with pytest.raises(NotNow) as refusal:
            attempt(voucher, verb, with_roles(cast, *VOUCHER.transition(verb).all_roles))
        assert refusal.value.code == "voucher.wrong_state"
    assert Voucher.objects.get().state == state
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("verb", VoucherVerb.values)
def test_no_role_does_a_verb_that_the_table_does_not_give_it(cast: Cast, verb: str) -> None:
    running = make_running_class(cast, Size(people=1))
    transition = VOUCHER.transition(verb)
    voucher = place_voucher(running.enrolments.get(), transition.sources[0])
    for role in sorted(set(Role.values) - set(transition.all_roles)):
        with pytest.raises(NotAllowed) as refusal:
            attempt(voucher, verb, with_roles(cast, role))
        assert refusal.value.code in {"voucher.wrong_role", "record.not_visible"}
    assert Voucher.objects.get().state == transition.sources[0]


def with_roles(cast: Cast, *roles: str) -> Actor:
    """Somebody of 启航 or, for the bureau's roles, of the bureau, who holds just these roles."""
    is_institution = set(roles) <= {Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER}
    person = cast["qihang_manager" if is_institution else "zhou_min"]
    organisation = person.organisation
    assert organisation
    return Actor(person.pk, "某人", organisation.pk, organisation.name, organisation.kind, frozenset(roles))
