"""Ages, and whether somebody is trained twice a year: parameters of the day of the comparison."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.core.errors import NotNow
from tests.builders.policy import set_parameter
from tests.builders.trainees import (
    identity_number,
    make_application,
    make_checked_group,
    make_group_under_review,
)
from tests.cast import Cast
from trainees.enums import HitDecision, HitKind
from trainees.models import CrossCheckHit
from trainees.operations import compare_group, decide_hit
from trainees.queries import age_limits, group_applications

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
FIRST_DAY = date(2026, 7, 2)  # the builder moves a birth on by one day


def _is_asked_about(cast: Cast, birth: date, sex_digit: int = 1) -> bool:
    application = make_application(
        cast, 1, identity_number=identity_number(sex_digit, birth=birth), planned_from=FIRST_DAY
    )
    group = make_checked_group(cast, 1)
    application.group_id = group
    application.save(update_fields=["group_id"])
    compare_group(group, actor=cast.actor("zhou_min"))
    return CrossCheckHit.objects.filter(application=application, kind=HitKind.AGE).exists()


@pytest.mark.parametrize(("birth", "is_asked"), [(date(2010, 7, 1), False), (date(2010, 7, 2), True)])
def test_sixteen_years_are_full_on_the_first_class_day(cast: Cast, birth: date, is_asked: bool) -> None:
    assert _is_asked_about(cast, birth) is is_asked


def test_the_age_is_that_of_the_parameters(cast: Cast) -> None:
    set_parameter("age_min", 18)
    set_parameter("pension_age_male", 61)

    limits = age_limits()

    assert (limits.least, limits.pension) == (18, {"male": 61, "female": 55})
    assert _is_asked_about(cast, date(2009, 1, 1))


@pytest.mark.parametrize(("limit", "is_refused"), [("warn", False), ("block", True)])
def test_a_second_training_in_a_year_is_accepted_only_where_the_parameter_allows(
    cast: Cast, limit: str, is_refused: bool
) -> None:
    set_parameter("yearly_limit", limit)
    make_group_under_review(cast, 1, institution="huineng", phone="13900000001")
    group = make_group_under_review(cast, 1)
    hit = CrossCheckHit.objects.get(application__in=group_applications(group), kind=HitKind.OTHER_INSTITUTION)
    officer = cast.actor("zhou_min")

    if not is_refused:
        assert (
            decide_hit(hit, actor=officer, decision=HitDecision.ACCEPTED, reason="已核实").decision
            == "accepted"
        )
        return
    with pytest.raises(NotNow) as refusal:
        decide_hit(hit, actor=officer, decision=HitDecision.ACCEPTED, reason="已核实")
    assert refusal.value.code == "hit.once_a_year"
    assert decide_hit(hit, actor=officer, decision=HitDecision.BLOCKING, reason="重复").decision == "blocking"


def test_an_application_elsewhere_is_not_found_where_no_limit_is_set(cast: Cast) -> None:
    set_parameter("yearly_limit", "none")
    first = {"planned_from": date(2026, 9, 1), "planned_to": date(2026, 9, 20)}
    make_group_under_review(cast, 1, institution="huineng", phone="13900000001", **first)
    group = make_group_under_review(cast, 1)

    found = CrossCheckHit.objects.filter(application__in=group_applications(group))

    assert not found.filter(kind=HitKind.OTHER_INSTITUTION).exists()
