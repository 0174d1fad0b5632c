"""Another bank account needs two people and three days (F21)."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.workflow.models import Message
from institutions.enums import InstitutionState as S
from institutions.models import AccountChange, Institution
from institutions.operations import confirm_account_change, propose_account_change, refuse_account_change
from institutions.queries import account_obstacle
from tests.builders.institutions import make_institution, make_ready_institution
from tests.cast import Cast

NEW = {
    "bank_name": "农业银行",
    "bank_account_name": "启航学校",
    "bank_account": "6228 4800 0000 5678",
    "reason": "升级",
}


def proposed(cast: Cast) -> AccountChange:
    institution = make_ready_institution(cast)
    return propose_account_change(institution, actor=cast.actor("qihang_manager"), **NEW)


def obstacle(change: AccountChange) -> str:
    reason = account_obstacle(change.institution_id)
    return reason.code if reason else ""


def test_no_money_moves_until_confirmed_and_cooled_off(cast: Cast, on_18_june_2026: date) -> None:
    change = proposed(cast)
    assert obstacle(change) == "account.change_open"
    confirm_account_change(change, actor=cast.actor("wang_jianming"), comment="已电话向法人核实")
    institution = Institution.objects.get(pk=change.institution_id)
    assert institution.bank_account.reveal(institution) == "6228480000005678"
    assert obstacle(change) == "account.cooling"
    with clock.moved_to(date(2026, 6, 21)):
        assert obstacle(change) == ""


def test_refused_change_leaves_the_old_account(cast: Cast, on_18_june_2026: date) -> None:
    change = proposed(cast)
    refuse_account_change(change, actor=cast.actor("wang_jianming"), comment="户名不符")
    institution = Institution.objects.get(pk=change.institution_id)
    assert (institution.bank_name, obstacle(change)) == ("文水农商行", "")


@pytest.mark.parametrize(
    ("person", "error", "code"),
    [("qihang_manager", NotAllowed, "role.missing"), ("li_jing", NotAllowed, "role.missing")],
)
def test_only_the_head_of_training_confirms(
    cast: Cast, person: str, error: type[DomainError], code: str
) -> None:
    change = proposed(cast)
    with pytest.raises(error) as refusal:
        confirm_account_change(change, actor=cast.actor(person), comment="核实")
    assert refusal.value.code == code


def test_the_proposer_cannot_confirm_even_with_the_role(cast: Cast) -> None:
    change, manager = proposed(cast), cast.actor("qihang_manager")
    both = type(manager)(**{**vars(manager), "roles": manager.roles | {"training_head"}})
    with pytest.raises(NotAllowed) as refusal:
        confirm_account_change(change, actor=both, comment="核实")
    assert refusal.value.code == "account.same_person"


def test_confirmation_says_how_it_was_verified_and_happens_once(cast: Cast) -> None:
    change, head = proposed(cast), cast.actor("wang_jianming")
    with pytest.raises(Invalid) as silent:
        confirm_account_change(change, actor=head, comment="  ")
    confirm_account_change(change, actor=head, comment="已电话核实")
    with pytest.raises(NotNow) as again:
        refuse_account_change(change, actor=head, comment="改主意")
    assert (silent.value.code, again.value.code) == ("account.comment_missing", "account.change_decided")


def test_second_proposal_waits_for_the_first(cast: Cast) -> None:
    change = proposed(cast)
    with pytest.raises(NotNow) as refusal:
        propose_account_change(change.institution, actor=cast.actor("qihang_manager"), **NEW)
    assert refusal.value.code == "account.change_open"


def test_account_in_the_profile_needs_no_change(cast: Cast) -> None:
    institution = make_institution(cast, state=S.REGISTERED)
    with pytest.raises(NotNow) as refusal:
        propose_account_change(institution, actor=cast.actor("qihang_manager"), **NEW)
    assert refusal.value.code == "account.still_in_profile"


@pytest.mark.parametrize("number", ["1234567", "62284800O0005678", "农行账号62284800"])
def test_number_that_is_no_account_is_refused(cast: Cast, number: str) -> None:
    institution = make_ready_institution(cast)
    with pytest.raises(Invalid) as refusal:
        propose_account_change(
            institution, actor=cast.actor("qihang_manager"), **{**NEW, "bank_account": number}
        )
    assert refusal.value.code == "account.unreadable"


def test_trace_and_messages_never_hold_the_whole_number(cast: Cast) -> None:
    confirm_account_change(proposed(cast), actor=cast.actor("wang_jianming"), comment="已核实")
    texts = [str(e.detail) + e.title + e.comment for e in Entry.objects.all()]
    texts += [m.title + m.body for m in Message.objects.all()]
    assert Message.objects.filter(user=cast["qihang_manager"]).exists()
    assert not any("6228480000005678" in text for text in texts)
