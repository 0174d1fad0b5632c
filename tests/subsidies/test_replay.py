"""`replay_claims` and its nightly sample: silent over honest claims, exact about a changed one."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core import clock
from foundation.workflow.models import Message
from subsidies.enums import ClaimState
from subsidies.models import ClaimLine, ClaimPerson, SubsidyClaim
from subsidies.queries.replaying import differences, sample_of, stored_claims
from subsidies.tasks import replay_claims
from tests.builders.subsidies import Outcome, confirm_standard, make_claim
from tests.cast import Cast
from tests.clean_slate import without_triggers

pytestmark = pytest.mark.usefixtures("office")

CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=2)


def command(*options: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("replay_claims", *options, stdout=said, skip_checks=True)
    except SystemExit as stopped:
        return int(str(stopped.code)), said.getvalue()
    return 0, said.getvalue()


def where(claim: SubsidyClaim) -> list[str]:
    claim.refresh_from_db()
    return [each.where for each in differences(claim)]


def test_honest_claims_replay_whatever_became_of_policy_and_class(cast: Cast) -> None:
    claim = make_claim(cast, outcome=CUT)
    confirm_standard()
    claim.training_class.enrolments.update(has_passed=False)
    assert where(claim) == []
    code, said = command("--json")
    assert (code, json.loads(said)) == (0, {"ok": True, "claims": 1, "differences": []})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("formula", "1 人 × 300 元"),
        ("amount_fen", 1),
        ("clause", "文人社字〔2024〕20号 一"),
        ("rounding", "舍去"),
        ("inputs", [["合格人数", "9"]]),
        ("order", 99),
    ],
)
def test_stored_line_changed_behind_the_triggers_is_found(cast: Cast, column: str, value: Any) -> None:
    claim = make_claim(cast, outcome=CUT)
    with without_triggers():
        ClaimLine.objects.filter(claim=claim, code="S_TOTAL").update(**{column: value})
    assert any(name.endswith(column) for name in where(claim))
    code, said = command()
    assert code == 1
    assert f"{claim.number}  测算行" in said


def test_people_whose_fen_were_moved_are_found_although_the_sum_holds(cast: Cast) -> None:
    claim = make_claim(cast, outcome=CUT)
    first, second = claim.people.filter(is_paid=True).order_by("enrolment__position")[:2]
    with without_triggers():
        ClaimPerson.objects.filter(pk=first.pk).update(amount_fen=29_900)
        ClaimPerson.objects.filter(pk=second.pk).update(amount_fen=30_100)
    assert where(claim) == ["人员 1 金额", "人员 2 金额", "内容校验值"]


def test_snapshot_that_says_something_else_is_found(cast: Cast) -> None:
    claim = make_claim(cast, outcome=CUT)
    facts: dict[str, Any] = json.loads(json.dumps(claim.facts))
    facts["input"]["trainees"][6]["employed"] = True
    with without_triggers():
        SubsidyClaim.objects.filter(pk=claim.pk).update(facts=facts)
    found = where(claim)
    assert "测算结果 total_fen" in found
    assert "申领单 total_fen" in found


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"facts": {}}, "快照"),
        ({"parameters": {}}, "快照"),
        ({"statement": {"lines": []}}, "快照"),
        ({"rule_version": "0"}, "规则版本"),
    ],
)
def test_unreadable_snapshot_is_told_not_a_crash(cast: Cast, broken: dict[str, Any], told: str) -> None:
    claim = make_claim(cast, outcome=CUT)
    with without_triggers():
        SubsidyClaim.objects.filter(pk=claim.pk).update(**broken)
    assert where(claim)[0] == told
    assert command("--json")[0] == 1


def test_draft_and_returned_claims_have_nothing_to_replay(cast: Cast) -> None:
    make_claim(cast, ClaimState.DRAFT)
    assert stored_claims() == []
    assert command() == (0, "重算 0 件，0 件不一致，0 处。\n")


def test_sample_reaches_every_claim_in_turn() -> None:
    claims: Any = ["a", "b", "c", "d", "e"]
    days = [date(2026, 6, day) for day in (1, 2, 3)]
    assert {one for day in days for one in sample_of(claims, 2, day)} == set(claims)
    assert sample_of(claims, 9, days[0]) == claims
    assert sample_of([], 3, days[0]) == []


def test_night_is_silent_over_honest_claims(cast: Cast) -> None:
    make_claim(cast)
    assert replay_claims() == 0
    assert not Entry.objects.filter(action="claim.replay_differs").exists()


def test_night_puts_a_difference_on_record_and_tells_it_once_a_day(cast: Cast) -> None:
    claim = make_claim(cast)
    with without_triggers():
        ClaimLine.objects.filter(claim=claim, code="S_TOTAL").update(amount_fen=1)
    assert (replay_claims(), replay_claims()) == (1, 1)
    entry = Entry.objects.get(action="claim.replay_differs")
    assert (entry.object_id, entry.detail["differences"][0]["stored"]) == (str(claim.pk), "1")
    told = set(
        Message.objects.filter(title__contains="重算不一致").values_list("user__display_name", flat=True)
    )
    assert {"王建明", "赵文清"} <= told
    with clock.moved_to(date(2026, 6, 19)):
        replay_claims()
    assert Entry.objects.filter(action="claim.replay_differs").count() == 2
    assert verify_chain().is_whole
