"""The documents in the database: which governs a day, which values hold."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.policy.definitions import definitions
from foundation.policy.models import ParameterRow, ParameterState, PolicyClause
from foundation.policy.operations import load_documents
from foundation.policy.queries import (
    current_parameters,
    document_in_force,
    parameters_for,
    pinned_parameters,
)


def _change(
    key: str, kind: str, written: object, on: date, state: str = ParameterState.ACTIVE
) -> ParameterRow:
    return ParameterRow.objects.create(
        document_id="2026-8",
        key=key,
        kind=kind,
        written=written,
        clause_document="2026-8",
        effective_from=on,
        state=state,
        activated_at=clock.now(),
    )


def test_loading_twice_adds_nothing(db: None) -> None:
    first = load_documents()

    assert first > 80
    assert load_documents() == 0
    assert PolicyClause.objects.filter(document_id="2026-8", label="四(二)").exists()


@pytest.mark.parametrize(("day", "code"), [(date(2024, 12, 31), "2024-20"), (date(2025, 1, 1), "2026-8")])
def test_day_of_approval_decides_the_document(policy_in_force: None, day: date, code: str) -> None:
    assert document_in_force(day).code == code


def test_day_without_a_document_is_refused(policy_in_force: None) -> None:
    with pytest.raises(Invalid) as refusal:
        document_in_force(date(2028, 1, 1))
    assert refusal.value.code == "policy.none_in_force"


def test_documents_that_were_never_loaded_are_refused(db: None) -> None:
    with pytest.raises(Invalid) as refusal:
        parameters_for("2026-8", date(2026, 6, 18))
    assert refusal.value.code == "policy.not_loaded"


def test_latest_effective_value_wins_and_the_old_one_stays(policy_in_force: None) -> None:
    _change("open_lead_days", "whole", 10, date(2026, 7, 1))

    before = parameters_for("2026-8", date(2026, 6, 30)).whole("open_lead_days")
    after = parameters_for("2026-8", date(2026, 7, 1)).whole("open_lead_days")

    assert (before, after) == (7, 10)


def test_proposal_changes_nothing(policy_in_force: None) -> None:
    _change("open_lead_days", "whole", 10, date(2026, 1, 1), ParameterState.PROPOSED)

    assert parameters_for("2026-8", date(2026, 6, 18)).whole("open_lead_days") == 7


def test_snapshot_reads_back_exactly(policy_in_force: None, on_18_june_2026: date) -> None:
    found = current_parameters()

    assert dict(pinned_parameters(found.snapshot())) == dict(found)


def test_step_limits_are_parameters_with_a_name(policy_in_force: None, on_18_june_2026: date) -> None:
    assert current_parameters().whole("first_review_days") == 1
    assert definitions()["first_review_days"].name == "开班初审时限"


def test_trial_rate_is_no_default(trial_rates: None, on_18_june_2026: date) -> None:
    assert "rate.就业技能" in current_parameters()
    assert not ParameterRow.objects.filter(key__startswith="rate.", is_trial=False).exists()
