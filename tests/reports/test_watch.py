"""预警提示 and 近期安排: each line drawn where the parameters draw it, seen from both sides."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.core import clock
from foundation.core.calendar_years import import_from_package
from foundation.policy.queries import office_parameters
from foundation.policy.types import Value
from reports.queries.progress import plan_on, progress_table
from reports.queries.tabs import archive_until
from reports.queries.watch import Alert, agenda, alerts
from reports.rules import Month
from subsidies.enums import ClaimState
from tests.builders.classes import make_class
from tests.builders.policy import pinned, set_parameter
from tests.builders.running import Size, make_running_class, teach
from tests.builders.subsidies import confirm_standard, make_claim, make_fund, place_claim
from tests.cast import Cast

TODAY = date(2026, 6, 18)
pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def _alerts(cast: Cast, who: str = "wang_jianming") -> list[Alert]:
    return alerts(cast.actor(who), office_parameters(clock.today()))


@pytest.mark.parametrize(
    ("days", "levels"), [(29, []), (30, ["warn"]), (54, ["warn"]), (55, ["danger"]), (70, ["danger"])]
)
def test_a_claim_that_waits_is_shown_from_the_thirtieth_day_and_urgent_from_the_fifty_fifth(
    cast: Cast, days: int, levels: list[str]
) -> None:
    place_claim(cast, received_on=TODAY - timedelta(days=days))

    assert [each.level for each in _alerts(cast) if "已收" in each.text] == levels


def test_the_days_of_a_waiting_claim_are_those_of_the_parameters(cast: Cast) -> None:
    set_parameter("pay_warning_days", 10)
    set_parameter("pay_urgent_days", 20)
    place_claim(cast, received_on=TODAY - timedelta(days=20))

    assert [each.level for each in _alerts(cast) if "已收" in each.text] == ["danger"]


@pytest.mark.parametrize(("ahead", "is_shown"), [(7, True), (8, False)])
def test_a_class_that_is_not_approved_is_shown_seven_days_before_it_starts(
    cast: Cast, ahead: int, is_shown: bool
) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=2)
    TrainingClass.objects.filter(pk=training_class.pk).update(starts_on=TODAY + timedelta(days=ahead))

    assert any("还没有批准" in each.text for each in _alerts(cast)) is is_shown


@pytest.mark.parametrize(("line", "is_shown"), [(Fraction(1, 2), False), (Fraction(51, 100), True)])
def test_attendance_is_measured_by_the_line_the_class_was_approved_with(
    cast: Cast, line: Value, is_shown: bool
) -> None:

    training_class = make_running_class(
        cast,
        Size(people=2, days=2),
        first_day=TODAY - timedelta(days=1),
        parameter_snapshot=pinned(attendance_warning=line),
    )
    teach(cast, training_class, away=[1])

    assert any("昨日出勤率" in each.text for each in _alerts(cast)) is is_shown


def test_the_plan_is_measured_to_the_month_of_the_parameters() -> None:
    set_parameter("plan_end_month", 12)
    set_parameter("pace_lag", Fraction(1, 5))

    plan = plan_on(TODAY)

    assert (plan.schedule.end_month, plan.schedule.lag) == (12, Fraction(1, 5))
    assert plan.time_progress == Fraction(169, 365)


def test_reports_are_due_on_the_working_day_of_the_parameters(cast: Cast) -> None:
    import_from_package(2026)
    set_parameter("progress_report_day", 3, TODAY)

    named = [
        each.on
        for each in agenda(cast.actor("wang_jianming"), office_parameters(TODAY))
        if "报送" in each.text
    ]

    assert named[0] == date(2026, 7, 3)
    assert any("初 3 个工作日" in note for note in progress_table(Month(2026, 6)).notes)


def test_the_archive_is_kept_for_five_years_after_the_last_payment(cast: Cast) -> None:
    make_fund(cast)
    confirm_standard()
    waiting = place_claim(cast)
    paid = make_claim(cast, ClaimState.CONCLUDED, institution="huineng")

    assert archive_until(waiting.training_class) is None
    paid_on = paid.payments.get().paid_on
    assert archive_until(paid.training_class) == paid_on.replace(year=paid_on.year + 5)
