"""疑点处理: decided by 监督检查小组 about what was shown, with reason and, where one follows, the inspection."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from foundation.core import clock
from foundation.core.errors import DomainError
from inspections.enums import InspectionState, SuspicionOutcome
from inspections.models import SuspicionDecision
from inspections.operations import decide_suspicion
from inspections.queries.suspicions import Suspicion, decisions_on, opened, sealed
from tests.builders.inspections import place_inspection
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


def a_suspicion(institution_id: Any) -> Suspicion:
    evidence = (("养老护理员2026年第1期 3 号", "/classes/enrolments/3/"),)
    return Suspicion("f" * 64, 2026, "全班同一就业单位", str(institution_id), "20 份中有 19 份", evidence)


def refused(*args: Any, **facts: Any) -> str:
    with pytest.raises(DomainError) as caught:
        decide_suspicion(*args, **facts)
    return caught.value.code


def test_the_last_decision_stands_and_the_earlier_one_stays(cast: Cast) -> None:
    inspection = place_inspection(cast, InspectionState.RECTIFYING)
    shown = a_suspicion(inspection.training_class.institution_id)
    number = inspection.number
    decide_suspicion(
        sealed(shown),
        actor=cast.actor("zhang_wei"),
        outcome="inspected",
        reason="先查",
        inspection_number=number,
    )
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        found = decide_suspicion(
            sealed(shown),
            actor=cast.actor("ren_gang"),
            outcome="finding",
            reason="合同系编造",
            inspection_number=number.lower(),
        )
    assert decisions_on([shown.fingerprint]) == {shown.fingerprint: found}
    assert found.evidence == [["养老护理员2026年第1期 3 号", "/classes/enrolments/3/"]]
    assert SuspicionDecision.objects.count() == 2


def test_what_is_missing_or_wrong_is_refused(cast: Cast) -> None:
    inspection = place_inspection(cast, InspectionState.CLEAR)
    shown = a_suspicion(inspection.training_class.institution_id)
    facts: dict[str, Any] = {"actor": cast.actor("zhang_wei"), "outcome": "explained", "reason": "订单班"}
    named = {**facts, "outcome": "finding", "inspection_number": inspection.number}
    foreign = replace(shown, institution_id=str(cast.organisations["huineng"].pk))
    assert refused(sealed(shown) + "x", **facts) == "suspicion.stale"
    assert refused(sealed(shown), **{**facts, "actor": cast.actor("li_jing")}) == "role.missing"
    assert refused(sealed(shown), **{**facts, "reason": " "}) == "suspicion.reason_missing"
    assert refused(sealed(shown), **{**facts, "outcome": "x"}) == "suspicion.outcome_missing"
    assert refused(sealed(shown), **{**named, "inspection_number": ""}) == "suspicion.inspection_unknown"
    assert refused(sealed(foreign), **named) == "suspicion.inspection_unknown"
    assert refused(sealed(shown), **named) == "suspicion.notice_not_issued"
    assert not SuspicionDecision.objects.exists()


def test_what_was_sealed_comes_back_as_it_was(cast: Cast) -> None:
    shown = a_suspicion(cast.organisations["qihang"].pk)
    assert opened(sealed(shown)) == shown


def test_database_wants_a_reason_and_an_inspection_just_where_one_follows(cast: Cast) -> None:
    inspection = place_inspection(cast, InspectionState.CLEAR)
    owner = inspection.training_class.institution_id
    facts: dict[str, Any] = {"fingerprint": "f", "year": 2026, "title": "照片雷同", "about_id": owner, "said": "一样",
                             "reason": "看过", "decided_by": cast["ren_gang"]}  # fmt: skip
    wrong: list[dict[str, Any]] = [
        {"outcome": "explained", "inspection": inspection}, {"outcome": "finding"},
        {"outcome": "explained", "reason": ""}, {"outcome": "other"},
    ]  # fmt: skip
    for change in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            SuspicionDecision.objects.create(**{**facts, **change})


def test_the_page_keeps_what_was_typed_and_the_record_lists_the_decision(cast: Cast, sign_in: SignIn) -> None:
    inspection = place_inspection(cast, InspectionState.CLEAR)
    text = sealed(a_suspicion(inspection.training_class.institution_id))
    inspector, address = sign_in("zhang_wei"), reverse("inspections:suspicion_decide")
    assert "20 份中有 19 份" in inspector.post(address, {"suspicion": text}).content.decode()
    facts = {"suspicion": text, "decide": "1", "outcome": "finding", "reason": "查看了合同"}
    answer = inspector.post(address, facts)
    assert answer.status_code == 422
    assert "查看了合同" in answer.content.decode()
    inspector.post(address, {**facts, "outcome": "explained"})
    listed = inspector.get(reverse("inspections:suspicion_list")).content.decode()
    assert "查看了合同" in listed
    assert SuspicionOutcome(SuspicionDecision.objects.get().outcome) == SuspicionOutcome.EXPLAINED
    assert sign_in("li_jing").get(reverse("inspections:suspicion_list")).status_code == 403
