"""A parameter is changed by two people, on the page and in the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.audit.models import Entry
from foundation.core.errors import DomainError
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.queries import current_parameters
from foundation.workflow.parameter_changes import activate_parameter, propose_parameter, reject_parameter
from tests.cast import Cast
from tests.conftest import SignIn

FROM = date(2026, 6, 1)


def _propose(cast: Cast, by: str = "li_jing", **facts: Any) -> ParameterRow:
    given = {
        "document": PolicyDocument.objects.get(pk="2026-8"),
        "key": "open_lead_days",
        "written": "10",
        "effective_from": FROM,
        "reason": "机构反映时间不够",
    }
    return propose_parameter(actor=cast.actor(by), **{**given, **facts})


def test_proposed_value_holds_only_after_a_second_person(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    row = _propose(cast)
    assert current_parameters().whole("open_lead_days") == 7

    activate_parameter(row, actor=cast.actor("wang_jianming"))

    assert current_parameters().whole("open_lead_days") == 10
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == [
        "parameter.proposed",
        "parameter.activated",
    ]


def test_rejected_value_stays_on_record_and_never_holds(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    row = reject_parameter(_propose(cast), actor=cast.actor("zhao_wenqing"), reason="细则已写明七日")

    assert row.state == ParameterState.REJECTED
    assert current_parameters().whole("open_lead_days") == 7


@pytest.mark.parametrize(
    ("by", "facts", "code"),
    [
        ("qihang_manager", {}, "parameter.wrong_role"),
        ("zhao_wenqing", {}, "parameter.wrong_role"),
        ("li_jing", {"key": "pay_more"}, "parameter.unknown"),
        ("li_jing", {"effective_from": date(2028, 1, 1)}, "parameter.outside_document"),
        ("li_jing", {"reason": " "}, "parameter.reason_missing"),
        ("li_jing", {"written": "many"}, "parameter.unreadable"),
    ],
)
def test_proposal_that_must_not_be_is_refused(
    cast: Cast, policy_in_force: None, by: str, facts: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        _propose(cast, by, **facts)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("by", "code"),
    [("wang_jianming", "parameter.same_person"), ("li_jing", "parameter.wrong_role")],
)
def test_wrong_second_person_is_refused(cast: Cast, policy_in_force: None, by: str, code: str) -> None:
    row = _propose(cast, "wang_jianming")

    with pytest.raises(DomainError) as refusal:
        activate_parameter(row, actor=cast.actor(by))
    assert refusal.value.code == code


def test_proposal_is_decided_once(cast: Cast, policy_in_force: None) -> None:
    row = _propose(cast)
    reject_parameter(row, actor=cast.actor("zhao_wenqing"), reason="不改")

    with pytest.raises(DomainError) as refusal:
        activate_parameter(row, actor=cast.actor("wang_jianming"))
    assert refusal.value.code == "parameter.not_proposed"


def test_second_value_for_the_same_day_is_refused(cast: Cast, policy_in_force: None) -> None:
    for written in ("10", "12"):
        row = _propose(cast, written=written)
        if written == "10":
            activate_parameter(row, actor=cast.actor("wang_jianming"))

    with pytest.raises(DomainError) as refusal:
        activate_parameter(row, actor=cast.actor("wang_jianming"))
    assert refusal.value.code == "parameter.day_taken"


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"activated_by_id": "proposer"}, "policy_parameterrow_needs_two_people"),
        ({"state": "active", "activated_at": None}, "policy_parameterrow_active_has_date"),
        ({"state": "agreed"}, "policy_parameterrow_state_is_known"),
    ],
)
def test_database_refuses_it_too(
    cast: Cast, policy_in_force: None, changes: dict[str, Any], constraint: str
) -> None:
    row = _propose(cast)
    if "activated_by_id" in changes:
        changes = {"activated_by_id": row.proposed_by_id}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ParameterRow.objects.filter(pk=row.pk).update(**changes)


def test_database_keeps_one_active_value_a_day(cast: Cast, policy_in_force: None) -> None:
    row = ParameterRow.objects.filter(key="open_lead_days", document_id="2026-8").get()
    row.pk = None
    row._state.adding = True

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_pages_of_the_change(cast: Cast, policy_in_force: None, sign_in: SignIn) -> None:
    address = "/policy/parameters/open_lead_days/"
    form = {
        "document": "2026-8",
        "written": "10",
        "effective_from": "2026-06-01",
        "reason": "机构反映时间不够",
    }
    assert sign_in("li_jing").post(f"{address}propose/", form).status_code == 302
    row = ParameterRow.objects.get(state=ParameterState.PROPOSED)

    assert "启用" in sign_in("wang_jianming").get(f"{address}?document=2026-8").content.decode()
    assert sign_in("wang_jianming").post(f"/policy/values/{row.pk}/activate/").status_code == 302
    assert ParameterRow.objects.get(pk=row.pk).activated_by_name == "王建明"


def test_form_that_cannot_be_read_keeps_what_was_typed(policy_in_force: None, sign_in: SignIn) -> None:
    form = {"document": "2026-8", "written": "很多", "effective_from": "2026-06-01", "reason": "机构反映"}

    response = sign_in("li_jing").post("/policy/parameters/open_lead_days/propose/", form)

    assert response.status_code == 422
    assert "机构反映" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/policy/", "文人社字〔2026〕8号"),
        ("/policy/documents/2026-8/", "按不达比例百分比*核实人数"),
        ("/policy/readings/", "DR-03"),
        ("/policy/parameters/", "合格率标准"),
        ("/policy/parameters/rate.%E5%B0%B1%E4%B8%9A%E6%8A%80%E8%83%BD/", "就业技能补贴标准"),
    ],
)
def test_policy_pages_can_be_read(policy_in_force: None, sign_in: SignIn, path: str, text: str) -> None:
    response = sign_in("wang_jianming").get(path)

    assert response.status_code == 200
    assert text in response.content.decode()


def test_list_of_parameters_costs_the_same_for_any_history(
    cast: Cast, policy_in_force: None, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in("wang_jianming")
    with django_assert_max_num_queries(20):
        client.get("/policy/parameters/")
    for day in range(2, 28):
        _propose(cast, effective_from=date(2026, 6, day))
    with django_assert_max_num_queries(20):
        client.get("/policy/parameters/")
