"""How many go, and how many photographs they bring: parameters of the class."""

from __future__ import annotations

import pytest

from foundation.core.errors import Invalid, NotNow
from inspections.operations import remove_inspector
from inspections.queries import roll_call
from inspections.rules import Seen, missing_on_site
from tests.builders.inspections import make_taught_class, plan_on_site
from tests.builders.policy import pinned
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


@pytest.mark.parametrize(("photos", "is_missing"), [(1, True), (2, False)])
def test_a_record_needs_as_many_photographs_as_the_class_was_approved_with(
    photos: int, is_missing: bool
) -> None:
    codes = {reason.code for reason in missing_on_site(Seen(photos=photos), 5, photos=2)}

    assert ("inspection.photo_missing" in codes) is is_missing


def test_the_roll_carries_the_photographs_needed_and_wanted(cast: Cast) -> None:
    snapshot = pinned(inspection_photos_min=2, inspection_photos_wanted=6)
    rule = roll_call(plan_on_site(cast, make_taught_class(cast, parameter_snapshot=snapshot))).photos

    assert (rule.needed, rule.wanted) == (2, 6)


def test_two_are_too_few_where_the_parameter_says_three(cast: Cast) -> None:
    training_class = make_taught_class(cast, parameter_snapshot=pinned(min_inspectors=3))

    with pytest.raises(Invalid) as refusal:
        plan_on_site(cast, training_class)
    assert refusal.value.code == "inspection.two_inspectors"
    assert "3 人以上" in refusal.value.message


def test_the_second_of_two_is_not_taken_away(cast: Cast) -> None:
    inspection = plan_on_site(cast)

    with pytest.raises(NotNow) as refusal:
        remove_inspector(inspection, actor=cast.actor("ren_gang"), inspector_id=cast["guo_liang"].pk)
    assert refusal.value.code == "inspection.one_inspector"
