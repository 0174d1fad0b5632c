"""沿用确认: a carried-over value is confirmed by two people, and what was confirmed when is shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from foundation.administration.operations.parameters import activate_parameter, propose_confirmation
from foundation.audit.models import Entry
from foundation.core.errors import DomainError
from foundation.policy.models import ParameterRow, ParameterState
from foundation.policy.queries import current_parameters
from tests.cast import Cast
from tests.conftest import SignIn


def carried() -> ParameterRow:
    return ParameterRow.objects.get(document_id="2026-8", key="ladder", state=ParameterState.ACTIVE)


def confirm(cast: Cast, second: str = "zhao_wenqing") -> ParameterRow:
    proposed = propose_confirmation(carried(), actor=cast.actor("li_jing"), reason="局长办公会纪要")
    return activate_parameter(proposed, actor=cast.actor(second))


def test_confirmed_value_is_the_same_and_no_longer_pending(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    before = current_parameters()["ladder"]
    row = confirm(cast)

    now = current_parameters()["ladder"]
    assert (now.value, now.clause, now.effective_from) == (before.value, before.clause, before.effective_from)
    assert (before.pending_confirmation, now.pending_confirmation) == (True, False)
    assert (row.confirmed_on, row.confirms_id) == (on_18_june_2026, carried().confirms_id)
    assert ParameterRow.objects.get(state=ParameterState.SUPERSEDED).pk == row.confirms_id


def test_confirmation_is_proposed_and_decided_by_two(cast: Cast, policy_in_force: None) -> None:
    proposed = propose_confirmation(carried(), actor=cast.actor("wang_jianming"), reason="纪要")

    with pytest.raises(DomainError) as refusal:
        activate_parameter(proposed, actor=cast.actor("wang_jianming"))
    assert refusal.value.code == "parameter.same_person"
    assert current_parameters()["ladder"].pending_confirmation


@pytest.mark.parametrize(
    ("by", "reason", "code"),
    [("li_jing", " ", "parameter.reason_missing"), ("zhao_wenqing", "纪要", "parameter.wrong_role")],
)
def test_confirmation_that_must_not_be_is_refused(
    cast: Cast, policy_in_force: None, by: str, reason: str, code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        propose_confirmation(carried(), actor=cast.actor(by), reason=reason)
    assert refusal.value.code == code


def test_value_is_confirmed_once_at_a_time_and_again_later(cast: Cast, policy_in_force: None) -> None:
    propose_confirmation(carried(), actor=cast.actor("li_jing"), reason="纪要")
    with pytest.raises(DomainError) as refusal:
        propose_confirmation(carried(), actor=cast.actor("li_jing"), reason="纪要")
    assert refusal.value.code == "parameter.already_proposed"

    activate_parameter(ParameterRow.objects.get(state="proposed"), actor=cast.actor("zhao_wenqing"))
    assert confirm(cast).confirmed_on
    assert Entry.objects.filter(action="parameter.activated", title__startswith="确认沿用").count() == 2


def test_value_that_is_no_longer_in_force_is_not_confirmed(cast: Cast, policy_in_force: None) -> None:
    first = carried()
    confirm(cast)
    first.refresh_from_db()

    with pytest.raises(DomainError) as refusal:
        propose_confirmation(first, actor=cast.actor("li_jing"), reason="纪要")
    assert refusal.value.code == "parameter.not_in_force"


def test_confirmation_is_never_itself_pending(cast: Cast, policy_in_force: None) -> None:
    row = confirm(cast)

    with pytest.raises(IntegrityError, match="confirmed_is_not_pending"), transaction.atomic():
        ParameterRow.objects.filter(pk=row.pk).update(pending_confirmation=True)


def test_pages_show_what_waits_for_confirmation_and_when_it_was_given(
    cast: Cast, policy_in_force: None, sign_in: SignIn, on_18_june_2026: date
) -> None:
    client, address = sign_in("li_jing"), "/policy/parameters/ladder/?document=2026-8"
    for page in (address, "/policy/parameters/?document=2026-8"):
        assert "待局里确认" in client.get(page).content.decode()

    response = client.post(f"/policy/values/{carried().pk}/confirm/", {"reason": "局长办公会纪要"})
    assert (response.status_code, response["Location"]) == (302, address)
    activate_parameter(ParameterRow.objects.get(state="proposed"), actor=cast.actor("zhao_wenqing"))

    text = client.get(address).content.decode()
    assert "2026-06-18" in text
    assert "已重新确认" in text
