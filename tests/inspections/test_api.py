"""The API of inspections: the same operations, the same refusals, nothing else writable."""

from __future__ import annotations

from typing import Any

import pytest

from inspections.models import Inspection
from inspections.queries import roll_call
from tests.builders.inspections import everybody_is_there, make_recorded, plan_on_site, soon, take_photo
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def address(inspection: Inspection, tail: str = "") -> str:
    return f"/api/v1/inspections/{inspection.pk}/{tail}"


def seen(inspection: Inspection, **changes: Any) -> dict[str, Any]:
    yes = (
        "materials_handed_out",
        "matches_course_plan",
        "log_checked",
        "groups_are_small",
        "video_is_complete",
    )
    return {
        **dict.fromkeys(yes, True),
        "present_count": roll_call(inspection).expected,
        "signature_refused_note": "老师离场，拒绝签字",
        "location_note": "室内无信号",
        **changes,
    }


def test_what_may_be_done_is_said_with_the_record(cast: Cast, sign_in: SignIn) -> None:
    inspection = plan_on_site(cast)
    assert sign_in("zhang_wei").get(address(inspection)).json()["allowed_actions"] == []
    everybody_is_there(cast, inspection)
    body = sign_in("zhang_wei").get(address(inspection)).json()
    assert body["allowed_actions"] == ["record"]
    assert sign_in("qihang_manager").get(address(inspection)).status_code == 404


def test_an_inspection_is_recorded_and_unknown_keys_are_refused(cast: Cast, sign_in: SignIn) -> None:
    inspection, client = plan_on_site(cast), sign_in("zhang_wei")
    take_photo(cast, inspection)
    body = {"verb": "record", "seen": seen(inspection, expected_count=1)}
    assert client.post(address(inspection, "perform/"), body, "application/json").status_code == 422
    body = {"verb": "record", "seen": seen(inspection)}
    answer = client.post(address(inspection, "perform/"), body, "application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "recorded")
    assert answer.json()["expected_count"] == 5


def test_a_notice_needs_its_facts(cast: Cast, sign_in: SignIn) -> None:
    found, client = make_recorded(cast, problems="教室门未开"), sign_in("zhang_wei")
    body: dict[str, Any] = {"verb": "issue_rectification", "comment": "按时开门"}
    answer = client.post(address(found, "perform/"), body, "application/json")
    assert answer.status_code == 422
    body |= {"severity": "general", "rectify_by": soon().isoformat()}
    answer = client.post(address(found, "perform/"), body, "application/json")
    assert answer.json()["state"] == "rectifying"


@pytest.mark.parametrize("field", ["state", "recorded_by", "version", "closed_at", "number"])
def test_nothing_is_written_past_the_verbs(cast: Cast, sign_in: SignIn, field: str) -> None:
    found, client = make_recorded(cast), sign_in("zhang_wei")
    body = {"verb": "conclude_clear", field: "x"}
    assert client.post(address(found, "perform/"), body, "application/json").status_code == 422
    assert client.patch(address(found), {field: "x"}, "application/json").status_code in {403, 405}
    assert Inspection.objects.get().state == "recorded"
