"""From the first half-day to proven employment, by the people who do it."""

from __future__ import annotations

from datetime import date

from classes.enums import ClassState, EnrolmentState
from classes.operations import verify_employment
from classes.queries import attended_half_days, class_facts, employment_overview
from foundation.core import clock
from tests.builders.running import Size, call_back, make_running_class, people_of, prove, verify
from tests.cast import Cast


def test_a_class_is_taught_examined_verified_and_its_people_find_work(cast: Cast) -> None:
    training_class = verify(cast, make_running_class(cast, Size(people=5, days=2)), failing=[5])
    with clock.moved_to(date(2026, 8, 20)):
        proven = [prove(cast, each) for each in people_of(training_class)[:4]]
        call_back(cast, training_class)
        for each in proven:
            verify_employment(each, actor=cast.actor("zhang_wei"))

    figures = class_facts(training_class)
    overview = employment_overview(training_class)
    assert training_class.state == ClassState.EXAMINED
    assert (figures.approved, figures.verified, figures.passed, figures.employed) == (5, 5, 4, 4)
    assert set(attended_half_days(training_class).values()) == {4}
    assert (overview.needed, overview.short_by) == (4, 0)
    assert len(people_of(training_class, EnrolmentState.EMPLOYMENT_VERIFIED)) == 4
