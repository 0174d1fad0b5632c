"""What a proposed value would change is known before it is put into force, where somebody can work it out (N23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from foundation.administration.operations.parameters import activate_parameter, propose_confirmation
from foundation.core.errors import DomainError
from foundation.policy import impact
from foundation.policy.impact import Assessment
from foundation.policy.models import ParameterRow, ParameterState
from tests.cast import Cast
from tests.conftest import SignIn
from tests.foundation.administration.proposing import propose

THRESHOLD = {"key": "pass_threshold", "written": "75%"}


@dataclass
class Assessor:
    """Knows nothing; says what it is told to."""

    is_ready: bool = False
    heard: list[str] = field(default_factory=list)

    def proposed(self, row: ParameterRow) -> None:
        self.heard.append(f"proposed {row.key}")

    def assessment_of(self, row: ParameterRow) -> Assessment:
        return Assessment(self.is_ready, "涉及 12 个班" if self.is_ready else "尚未测算", "/impacts/1/")

    def activated(self, row: ParameterRow) -> None:
        self.heard.append(f"activated {row.key} {row.state}")


@pytest.fixture
def assessor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Assessor]:
    monkeypatch.setattr(impact, "_registered", [])
    assessor = Assessor()
    forget = impact.register(assessor)
    yield assessor
    forget()


def test_without_anybody_who_could_assess_nothing_is_asked(
    cast: Cast, policy_in_force: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impact, "_registered", [])

    assert activate_parameter(propose(cast, **THRESHOLD), actor=cast.actor("zhao_wenqing")).state == "active"


def test_value_is_not_put_into_force_before_its_impact_is_known(
    cast: Cast, policy_in_force: None, assessor: Assessor
) -> None:
    row = propose(cast, **THRESHOLD)
    with pytest.raises(DomainError) as refusal:
        activate_parameter(row, actor=cast.actor("zhao_wenqing"))
    assert refusal.value.code == "parameter.impact_missing"
    assert [reason.link for reason in refusal.value.reasons] == ["/impacts/1/"]

    assessor.is_ready = True
    activate_parameter(row, actor=cast.actor("zhao_wenqing"))
    assert assessor.heard == ["proposed pass_threshold", "activated pass_threshold active"]


def test_time_limit_of_the_office_needs_no_assessment(
    cast: Cast, policy_in_force: None, assessor: Assessor
) -> None:
    activate_parameter(propose(cast), actor=cast.actor("zhao_wenqing"))

    assert assessor.heard == ["activated open_lead_days active"]


def test_confirmation_changes_nothing_and_needs_none(
    cast: Cast, policy_in_force: None, assessor: Assessor
) -> None:
    carried = ParameterRow.objects.get(document_id="2026-8", key="ladder", state=ParameterState.ACTIVE)
    proposed = propose_confirmation(carried, actor=cast.actor("li_jing"), reason="纪要")

    assert activate_parameter(proposed, actor=cast.actor("zhao_wenqing")).confirmed_on


def test_page_leads_to_the_assessment(
    cast: Cast, policy_in_force: None, assessor: Assessor, sign_in: SignIn
) -> None:
    row = propose(cast, **THRESHOLD)

    text = sign_in("zhao_wenqing").get(row.get_absolute_url()).content.decode()
    assert "尚未测算" in text
    assert "/impacts/1/" in text
