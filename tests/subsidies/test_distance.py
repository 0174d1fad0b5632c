"""还差多少 on the page of a claim, in the API and on the page of the class: what can still be done, and where."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from classes.enums import ClassState
from classes.guards.enrolment import acceptance_has_not_begun
from classes.models import Enrolment, TrainingClass
from classes.operations import exam
from subsidies.enums import ClaimState
from subsidies.models import SubsidyClaim
from subsidies.queries import distance
from tests.builders.subsidies import Outcome, make_claim
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("office")

JOBLESS = Outcome(approved=10, verified=9, passed=9, employed=6, days=2)
FAILED = Outcome(approved=10, verified=9, passed=7, employed=9, days=2)


def page_of(claim: SubsidyClaim, sign_in: SignIn, name: str) -> str:
    return (
        sign_in(name).get(claim.get_absolute_url()).content.decode().split("还差多少")[1].split("核验情况")[0]
    )


def api_of(claim: SubsidyClaim, sign_in: SignIn, name: str = "li_jing") -> Any:
    address = reverse("subsidies-api-claim-detail", args=[claim.pk])
    return sign_in(name).get(address).json()["distance"]


def test_institution_reads_what_it_can_still_prove_and_where(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, ClaimState.DRAFT, outcome=JOBLESS)

    shown = page_of(claim, sign_in, "qihang_manager")

    assert "再核实就业 1 人" in shown
    assert "尚未核实就业的共 3 人" in shown
    assert reverse("classes:employment", args=[claim.training_class_id]) in shown
    assert "仅供说明" not in shown
    assert "再核实 1 人" not in shown  # the tenth has left the class


def test_reviewer_reads_that_it_could_be_proven_after_a_return(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=JOBLESS)

    shown = page_of(claim, sign_in, "li_jing")

    assert "退回补正后可以补" in shown
    assert 'href="/policy/documents/2024-20/#' in shown


def test_pass_cannot_be_made_good_once_the_class_is_accepted(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=FAILED)

    rows = api_of(claim, sign_in)["steps"]

    assert [(row["kind"], row["is_open"], row["note"]) for row in rows] == [
        ("pass", False, "已不可更改，仅供说明")
    ]
    assert "已不可更改，仅供说明" in page_of(claim, sign_in, "li_jing")


def test_full_claim_has_reached_the_highest_amount(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast)

    assert "已是最高金额" in page_of(claim, sign_in, "li_jing")
    assert api_of(claim, sign_in)["is_highest"] is True


def test_api_gives_the_same_steps_for_one_claim_and_none_in_a_list(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=JOBLESS)

    found = api_of(claim, sign_in)

    assert [(row["words"], row["gain_fen"], row["payable_heads"]) for row in found["steps"]] == [
        ("再核实就业 1 人", 30_000, "7")
    ]
    assert [row["total_fen"] for row in found["further"]] == [270_000]
    assert found["obstacles"] == []
    listed = sign_in("li_jing").get(reverse("subsidies-api-claim-list")).json()["results"]
    assert [row["distance"] for row in listed] == [None]


def test_page_of_the_class_carries_the_first_step(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=JOBLESS)

    shown = sign_in("li_jing").get(reverse("class_page", args=[claim.training_class_id]), {"tab": "subsidy"})

    assert "还差多少：再核实就业 1 人，多付 300 元（应付 7 人）" in shown.content.decode()


def test_what_may_still_change_is_what_the_class_allows(cast: Cast) -> None:
    actor = cast.actor("li_jing")
    classes = {
        state: TrainingClass(state=state, pk="5d9c7e2e-0000-4000-8000-000000000000") for state in ClassState
    }

    retakes = {
        state
        for state, training_class in classes.items()
        if acceptance_has_not_begun(Enrolment(training_class=training_class), actor) is None
    }

    assert retakes == distance.RETAKES
    assert exam._CERTIFYING == distance.CERTIFYING
