"""Twenty clicks at once: one confirmation, one role, one proposal; confirming and withdrawing exclude each other."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import RoleAssignment
from foundation.administration.enums import RoleChangeState
from foundation.administration.models import RoleChange
from foundation.administration.operations import roles as ops
from foundation.audit.models import Entry
from tests.cast import Cast, assemble
from tests.racing import at_once


@pytest.fixture
def office(transactional_db: None) -> Cast:
    return assemble()


def propose(cast: Cast, actor: Actor) -> RoleChange:
    return ops.propose_role(
        cast["hao_ping"], actor=actor, role=Role.INSPECTOR, starts_on=date(2026, 1, 1), reason="轮岗"
    )


def test_of_twenty_confirmations_one_counts(office: Cast) -> None:
    change, actor = propose(office, office.actor("security_tian")), office.actor("sun_guodong")

    codes = at_once(lambda _: ops.confirm_role_change(change, actor=actor))

    assert codes.count("") == 1
    assert set(codes) <= {"", "role_change.wrong_state", "record.changed_meanwhile"}
    assert RoleAssignment.objects.filter(user=office["hao_ping"], role=Role.INSPECTOR).count() == 1
    assert Entry.objects.filter(action="role_change.confirm").count() == 1


def test_of_twenty_proposals_of_one_change_one_is_made(office: Cast) -> None:
    actor = office.actor("security_tian")
    codes = at_once(lambda _: propose(office, actor))
    assert codes.count("") == 1
    assert set(codes) == {"", "role_change.already_proposed"}
    assert RoleChange.objects.count() == 1


def test_confirming_and_withdrawing_exclude_each_other(office: Cast) -> None:
    change = propose(office, office.actor("security_tian"))
    confirmer, proposer = office.actor("sun_guodong"), office.actor("security_tian")

    def act(number: int) -> object:
        if number % 2:
            return ops.withdraw_role_change(change, actor=proposer)
        return ops.confirm_role_change(change, actor=confirmer)

    codes = at_once(act)

    change.refresh_from_db()
    is_held = RoleAssignment.objects.filter(user=office["hao_ping"], role=Role.INSPECTOR).exists()
    assert codes.count("") == 1
    assert is_held is (change.state == RoleChangeState.CONFIRMED)
