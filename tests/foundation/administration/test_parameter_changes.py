"""A parameter is changed by two people, on the page and in the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from foundation.administration.operations.parameters import activate_parameter, reject_parameter
from foundation.audit.models import Entry
from foundation.core.errors import DomainError
from foundation.policy.models import ParameterRow, ParameterState
from foundation.policy.queries import current_parameters
from foundation.policy.types import OFFICE_SETTING, Clause
from tests.cast import Cast
from tests.conftest import SignIn
from tests.foundation.administration.proposing import ADDRESS, FORM, propose


def test_proposed_value_holds_only_after_a_second_person(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    row = propose(cast)
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
    row = reject_parameter(propose(cast), actor=cast.actor("zhao_wenqing"), reason="细则已写明七日")

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
        ("li_jing", {"clause": None}, "parameter.clause_missing"),
        ("li_jing", {"clause": Clause("2026-8", "九(九)")}, "parameter.clause_unknown"),
        ("li_jing", {"clause": Clause(OFFICE_SETTING, " ")}, "parameter.basis_missing"),
        ("li_jing", {"effective_from": date(2025, 1, 1)}, "parameter.day_taken"),
        ("li_jing", {"written": "7"}, "parameter.no_change"),
    ],
)
def test_proposal_that_must_not_be_is_refused(
    cast: Cast, policy_in_force: None, by: str, facts: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        propose(cast, by, **facts)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("by", "code"),
    [("wang_jianming", "parameter.same_person"), ("li_jing", "parameter.wrong_role")],
)
def test_wrong_second_person_is_refused(cast: Cast, policy_in_force: None, by: str, code: str) -> None:
    row = propose(cast, "wang_jianming")

    with pytest.raises(DomainError) as refusal:
        activate_parameter(row, actor=cast.actor(by))
    assert refusal.value.code == code


def test_proposal_is_decided_once(cast: Cast, policy_in_force: None) -> None:
    row = propose(cast)
    reject_parameter(row, actor=cast.actor("zhao_wenqing"), reason="不改")

    with pytest.raises(DomainError) as refusal:
        activate_parameter(row, actor=cast.actor("wang_jianming"))
    assert refusal.value.code == "parameter.not_proposed"


def test_second_proposal_for_the_same_day_is_refused(cast: Cast, policy_in_force: None) -> None:
    propose(cast)

    with pytest.raises(DomainError) as refusal:
        propose(cast, "wang_jianming", written="12")
    assert refusal.value.code == "parameter.already_proposed"


def test_day_of_a_rejected_proposal_is_free_again(cast: Cast, policy_in_force: None) -> None:
    reject_parameter(propose(cast), actor=cast.actor("zhao_wenqing"), reason="不改")

    assert propose(cast, written="12").written == 12


def test_days_that_would_have_no_value_are_named(cast: Cast, policy_in_force: None) -> None:
    ParameterRow.objects.filter(key="filing_days").delete()

    with pytest.raises(DomainError) as refusal:
        propose(cast, key="filing_days", written="3")
    assert refusal.value.code == "parameter.gap"
    assert "2025-01-01 至 2026-05-31 这 516 天" in refusal.value.message


def test_rate_that_no_document_prints_may_begin_later(cast: Cast, policy_in_force: None) -> None:
    row = propose(cast, key="rate.创业", written="1200", clause=Clause("DR-14"))

    assert (row.said, row.cite) == ("每人 1,200.00 元", "口径 DR-14")


def test_decision_of_the_office_is_cited_by_its_paper(cast: Cast, policy_in_force: None) -> None:
    row = propose(
        cast, key="venue_photos_each", written="3", clause=Clause(OFFICE_SETTING, "文人社办〔2026〕3号")
    )

    assert row.cite == "局内设定 文人社办〔2026〕3号"


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
    row = propose(cast)
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
        propose(cast, effective_from=date(2026, 6, day))
    with django_assert_max_num_queries(20):
        client.get("/policy/parameters/")


def test_where_the_real_work_is_done_no_value_is_only_for_trial(
    cast: Cast, policy_in_force: None, on_18_june_2026: date, settings: Any
) -> None:
    settings.DEMO_ALLOWED = False
    with pytest.raises(DomainError) as refused:
        propose(cast, is_trial=True)
    assert refused.value.code == "parameter.trial_not_here"
    assert not ParameterRow.objects.filter(is_trial=True).exists()


def test_and_the_form_does_not_offer_it(
    policy_in_force: None, on_18_june_2026: date, sign_in: SignIn, settings: Any
) -> None:
    page = f"{ADDRESS}?document=2026-8"
    assert 'name="is_trial"' in sign_in("li_jing").get(page).content.decode()
    settings.DEMO_ALLOWED = False
    assert 'name="is_trial"' not in sign_in("li_jing").get(page).content.decode()
    assert sign_in("li_jing").post(f"{ADDRESS}propose/", {**FORM, "is_trial": "on"}).status_code == 302
    assert not ParameterRow.objects.filter(is_trial=True).exists()
