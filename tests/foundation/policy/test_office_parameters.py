"""What the office has set itself: cited as such, read on the right day, never taken from an approved class."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from foundation.core.errors import Invalid
from foundation.policy.catalogue import default_parameters, definitions
from foundation.policy.entry import read_entry
from foundation.policy.models import ParameterRow
from foundation.policy.queries import current_parameters, office_parameters, pinned_parameters
from foundation.policy.types import OFFICE_SETTING, Clause, ParameterMistyped, Parameters
from tests.builders.policy import set_parameter
from tests.conftest import SignIn

KNOWN = {definition.key: definition for definition in definitions()}


def test_what_no_document_prints_is_cited_as_the_offices_own() -> None:
    warning = default_parameters("2026-8")["attendance_warning"]

    assert warning.clause == Clause(OFFICE_SETTING)
    assert warning.clause.cite() == "局内设定"


@pytest.mark.parametrize(
    ("key", "document", "cited"),
    [
        ("contract_min_months", "2026-8", "文人社字〔2026〕8号 三(三)"),
        ("contract_min_months", "2024-20", "局内设定"),
        ("plan_end_month", "2026-8", "文人社字〔2024〕20号 二(三)"),
        ("min_inspectors", "2026-8", "文人社字〔2024〕20号 五(三)"),
    ],
)
def test_what_a_document_prints_is_cited_with_its_clause(key: str, document: str, cited: str) -> None:
    assert default_parameters(document)[key].clause.cite() == cited


@pytest.mark.parametrize(("typed", "kept"), [("8:30", "08:30"), ("14：05", "14:05"), ("23:59", "23:59")])
def test_an_hour_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert read_entry(KNOWN["morning_starts"], typed) == ("choice", kept)


@pytest.mark.parametrize("typed", ["24:00", "8", "8:60", "上午八点"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_entry(KNOWN["morning_starts"], typed)
    assert refusal.value.code == "parameter.unreadable"


def test_an_hour_is_asked_for_as_an_hour() -> None:
    parameters = default_parameters("2026-8")

    assert parameters.time_of_day("afternoon_ends") == time(18)
    with pytest.raises(ParameterMistyped):
        parameters.time_of_day("day_basis")


@pytest.mark.parametrize(
    ("key", "typed"), [("plan_end_month", "12"), ("group_max", "1"), ("min_reviewers", "2")]
)
def test_a_number_at_its_bound_is_taken(key: str, typed: str) -> None:
    assert read_entry(KNOWN[key], typed) == ("whole", int(typed))


@pytest.mark.parametrize(
    ("key", "typed"), [("plan_end_month", "13"), ("group_max", "0"), ("min_reviewers", "1")]
)
def test_a_number_beyond_its_bounds_is_refused(key: str, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_entry(KNOWN[key], typed)
    assert refusal.value.code == "parameter.out_of_range"


def test_a_class_approved_earlier_takes_the_default_of_what_the_register_learned_since() -> None:
    snapshot = default_parameters("2026-8").with_overrides({"open_lead_days": 9}).snapshot()
    del snapshot["attendance_warning"]

    pinned = pinned_parameters(snapshot, "2026-8")

    assert pinned.whole("open_lead_days") == 9
    assert pinned["attendance_warning"] == default_parameters("2026-8")["attendance_warning"]
    assert "attendance_warning" not in pinned_parameters(snapshot)


def test_what_stands_is_never_replaced_when_parameters_are_completed() -> None:
    old, new = default_parameters("2024-20"), default_parameters("2026-8")

    assert not old.completed_by(new).flag("pass_rule")
    assert Parameters().completed_by(new)["pass_rule"] == new["pass_rule"]


def test_the_offices_own_lines_hold_from_their_day_on(policy_in_force: None) -> None:
    set_parameter("alert_ahead_days", 10, date(2026, 7, 1))

    days = [office_parameters(day).whole("alert_ahead_days") for day in (date(2026, 6, 30), date(2026, 7, 1))]

    assert days == [7, 10]


def test_the_office_works_on_when_no_document_is_in_force(policy_in_force: None) -> None:
    set_parameter("alert_ahead_days", 10, date(2027, 12, 31))

    assert office_parameters(date(2028, 1, 1)).whole("alert_ahead_days") == 10


def test_the_office_works_before_any_document_is_entered(db: None) -> None:
    assert office_parameters(date(2026, 6, 18)).whole("alert_ahead_days") == 7


def test_every_parameter_stands_on_the_page_with_value_and_ground(
    sign_in: SignIn, policy_in_force: None, on_18_june_2026: date
) -> None:
    text = sign_in("wang_jianming").get(reverse("policy:parameter_list")).content.decode()

    assert not [each.name for each in definitions() if each.name not in text]
    assert "提示线" in text
    assert "局内设定" in text
    assert "2026年计划" in text


def test_a_value_of_the_programs_own_is_not_said_to_stand_in_a_document(policy_in_force: None) -> None:
    behind = dict(ParameterRow.objects.filter(document="2026-8").values_list("key", "activated_by_name"))

    assert behind["attendance_warning"] == behind["approval_days"] == "系统初始值"
    assert behind["pass_threshold"] == "文件原文"


def test_loading_again_brings_what_the_register_has_learned(
    policy_in_force: None, on_18_june_2026: date
) -> None:
    from foundation.policy.operations import load_documents

    ParameterRow.objects.filter(key="attendance_warning").delete()
    assert "attendance_warning" in current_parameters()

    assert load_documents() == 2
    assert ParameterRow.objects.filter(key="attendance_warning").count() == 2
