"""Every role that stands in no row of the two tables is refused; and no door takes an amount, a state or a stamp."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind, Role
from foundation.core.errors import DomainError, NotAllowed
from foundation.workflow.engine import judge
from foundation.workflow.registry import operation_of
from foundation.workflow.types import Lifecycle
from subsidies.enums import AcceptanceState, ClaimState, HeldState
from subsidies.models import Acceptance, HeldLine, SubsidyClaim
from subsidies.workflow import ACCEPTANCE, CLAIM, HELD_LINE
from tests.builders.subsidies import confirm_standard, make_acceptance, make_claim, make_fund, place_claim
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("office")

TAMPERED: dict[str, Any] = {
    "total_fen": 99, "full_fen": 99, "declared_fen": 99, "payable_heads": 1, "deduction_heads": 0, "amount_fen": 99,
    "state": "concluded", "digest": "x", "signed_digest": "x", "received_on": "2020-01-01", "pay_by": "2030-01-01",
    "first_reviewed_by": "x", "submitted_at": "2020-01-01", "notice": "x", "statement": "{}", "facts": "{}",
    "parameters": "{}", "payee_account": "1", "payee_name": "x", "version": 9,
}  # fmt: skip


def actor_in(cast: Cast, role: str) -> Actor:
    """Somebody with just this role, at 启航 when it is an institution's."""
    is_institution = role in {Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER}
    return Actor(
        user_id=cast["cheng_hua"].pk,
        name="某人",
        organisation_id=cast.organisations["qihang" if is_institution else "bureau"].pk,
        organisation_kind=OrganisationKind.INSTITUTION if is_institution else OrganisationKind.BUREAU,
        roles=frozenset({role}),
    )


def outside(lifecycle: Lifecycle, state: str) -> list[tuple[str, str]]:
    """(role, verb) pairs that the table does not give in this state."""
    return [
        (str(role), str(t.verb))
        for role in Role
        for t in lifecycle.transitions
        if str(role) not in {str(r) for r in t.roles_from(state)}
    ]


@pytest.mark.parametrize("state", ClaimState.values)
def test_no_role_does_to_a_claim_what_the_table_does_not_give_it(cast: Cast, state: str) -> None:
    claim = SubsidyClaim(pk=place_claim(cast).pk, state=state)
    pairs = outside(CLAIM, state)
    assert len(pairs) > 300
    for role, verb in pairs:
        assert not judge(CLAIM, claim, actor_in(cast, role), verb).is_allowed, (role, verb)


@pytest.mark.parametrize("state", AcceptanceState.values)
def test_no_role_does_to_an_acceptance_what_the_table_does_not_give_it(cast: Cast, state: str) -> None:
    acceptance = Acceptance(state=state)
    for role, verb in outside(ACCEPTANCE, state):
        assert not judge(ACCEPTANCE, acceptance, actor_in(cast, role), verb).is_allowed, (role, verb)


@pytest.mark.parametrize("state", HeldState.values)
def test_no_role_does_to_a_held_line_what_the_table_does_not_give_it(cast: Cast, state: str) -> None:
    line = HeldLine(claim=SubsidyClaim(), state=state)
    for role, verb in outside(HELD_LINE, state):
        assert not judge(HELD_LINE, line, actor_in(cast, role), verb).is_allowed, (role, verb)


@pytest.mark.parametrize(("lifecycle", "maker"), [(CLAIM, place_claim), (ACCEPTANCE, make_acceptance)])
def test_refused_verb_changes_nothing(cast: Cast, lifecycle: Lifecycle, maker: Any) -> None:
    record = maker(cast)
    auditor = cast.actor("cheng_hua")
    for transition in lifecycle.transitions:
        facts = {"bank_reference": "x", "paid_on": None} if transition.verb == "record_payment" else {}
        with pytest.raises(DomainError) as caught:
            operation_of(lifecycle, transition.verb)(record, actor=auditor, comment="甲", **facts)
        assert isinstance(caught.value, NotAllowed) or caught.value.code.endswith("wrong_state")
    before = record.state
    record.refresh_from_db()
    assert record.state == before


def stored(claim: SubsidyClaim) -> dict[str, Any]:
    names = ("total_fen", "digest", "state", "payable_heads", "pay_by", "version")
    found = SubsidyClaim.objects.get(pk=claim.pk)
    return {name: getattr(found, name) for name in names}


def test_no_page_takes_an_amount_a_state_or_a_stamp(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast)
    before = stored(claim)
    for who in ("qihang_manager", "li_jing", "finance_qiao", "sun_guodong"):
        client = sign_in(who)
        for name in ("perform", "objection", "publish", "payment", "recover"):
            response = client.post(reverse(f"subsidies:claim_{name}", args=[claim.pk]), TAMPERED)
            assert (response.status_code in {403, 409, 422}, stored(claim)) == (True, before), (who, name)


def test_review_posted_with_tampered_fields_only_reviews(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast)
    body = {**TAMPERED, "verb": "pass_first_review"}
    assert (
        sign_in("li_jing").post(reverse("subsidies:claim_perform", args=[claim.pk]), body).status_code == 302
    )
    after = stored(claim)
    assert (after["state"], after["total_fen"], after["digest"]) == (
        ClaimState.FIRST_REVIEWED, claim.total_fen, claim.digest,
    )  # fmt: skip


def post_json(client: Client, claim: SubsidyClaim, body: dict[str, Any]) -> int:
    address = reverse("subsidies-api-claim-perform", args=[claim.pk])
    return client.post(address, json.dumps(body), content_type="application/json").status_code


def test_api_refuses_a_body_with_a_field_that_is_not_entered(cast: Cast, sign_in: SignIn) -> None:
    claim, client = make_claim(cast), sign_in("li_jing")
    for field, value in TAMPERED.items():
        answer = post_json(client, claim, {"verb": "pass_first_review", field: value})
        assert (answer, stored(claim)["state"]) == (422, ClaimState.SUBMITTED), field


def test_api_pays_the_claims_amount_and_says_what_is_allowed(cast: Cast, sign_in: SignIn) -> None:
    confirm_standard()
    make_fund(cast)
    claim = make_claim(cast, ClaimState.SUBMITTED)
    client = sign_in("li_jing")
    shown = client.get(reverse("subsidies-api-claim-detail", args=[claim.pk])).json()
    assert shown["total_fen"] == 120_000
    assert set(shown["allowed_actions"]) == {"pass_first_review", "return_for_correction"}
    assert "payee_account" not in shown
    assert post_json(client, claim, {"verb": "pass_first_review", "comment": "同意。"}) == 200


def test_api_shows_an_institution_only_its_own_claims(cast: Cast, sign_in: SignIn) -> None:
    make_claim(cast)
    listed = sign_in("huineng_manager").get(reverse("subsidies-api-claim-list")).json()
    assert listed["count"] == 0
