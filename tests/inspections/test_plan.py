"""安排检查: who is sent, and that the institution does not learn of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from classes.enums import ClassState
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.workflow.models import Message
from inspections.enums import InspectionState
from inspections.models import Inspection
from inspections.operations import (
    assign_inspector,
    confirm_presence,
    plan_inspection,
    remove_inspector,
    withdraw_inspection,
)
from inspections.queries import conflicts_of, possible_inspectors, tasks_of
from tests.builders.inspections import make_recorded, make_taught_class, plan_on_site
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def test_two_inspectors_are_sent_and_told(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    assert inspection.number == "JC-2026-0001"
    assert inspection.assignments.count() == 2
    assert Message.objects.filter(user=cast["zhang_wei"], title__startswith="检查任务").exists()
    assert cast["zhang_wei"].has_perm("inspections.view_inspection", inspection)
    assert [task.pk for task in tasks_of(cast.actor("zhang_wei"))] == [inspection.pk]


def test_the_institution_learns_nothing_of_a_planned_or_withdrawn_inspection(cast: Cast) -> None:
    planned = plan_on_site(cast)
    withdraw_inspection(planned, actor=cast.actor("ren_gang"), comment="改日再查")
    manager = cast.actor("qihang_manager")
    assert not Inspection.objects.visible_to(manager).exists()
    assert not Entry.objects.visible_to(manager).of_case(planned.training_class_id).exists()
    assert not Message.objects.filter(user=cast["qihang_manager"]).exists()


def test_one_inspector_alone_is_not_sent(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        plan_on_site(cast, inspector_ids=[cast["zhang_wei"].pk])
    assert refusal.value.code == "inspection.two_inspectors"


def test_who_is_no_inspector_does_not_count(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        plan_on_site(cast, inspector_ids=[cast["zhang_wei"].pk, cast["li_jing"].pk])
    assert refusal.value.code == "inspection.two_inspectors"
    assert cast["li_jing"] not in possible_inspectors()


@pytest.mark.parametrize("who", ["zhang_wei", "li_jing", "qihang_manager", "sun_guodong"])
def test_only_the_head_sends_inspectors(cast: Cast, who: str) -> None:
    training_class = make_taught_class(cast)
    with pytest.raises(NotAllowed) as refusal:
        plan_inspection(
            actor=cast.actor(who),
            training_class_id=training_class.pk,
            kind="on_site",
            planned_on=clock.today(),
            inspector_ids=[cast["zhang_wei"].pk, cast["guo_liang"].pk],
        )
    assert refusal.value.code == "role.missing"


def test_the_same_class_is_not_planned_twice_for_a_day(cast: Cast) -> None:
    inspection = plan_on_site(cast)
    with pytest.raises(Invalid) as refusal:
        plan_on_site(cast, inspection.training_class)
    assert refusal.value.code == "inspection.already_planned"


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "inspection.day_is_past"), (60, "inspection.day_outside_class")]
)
def test_the_day_lies_ahead_and_within_the_class(cast: Cast, days: int, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        plan_on_site(cast, planned_on=clock.today() + timedelta(days=days))
    assert refusal.value.code == code


def test_a_class_that_is_over_is_not_visited(cast: Cast) -> None:
    over = make_taught_class(cast, state=ClassState.EXAMINED)
    with pytest.raises(Invalid) as refusal:
        plan_on_site(cast, over)
    assert refusal.value.code == "inspection.class_not_inspectable"


def test_two_remain_when_one_is_called_back(cast: Cast) -> None:
    inspection, head = plan_on_site(cast), cast.actor("ren_gang")
    with pytest.raises(NotNow) as refusal:
        remove_inspector(inspection, actor=head, inspector_id=cast["zhang_wei"].pk)
    assert refusal.value.code == "inspection.one_inspector"
    assign_inspector(inspection, actor=head, inspector_id=cast["ren_gang"].pk)
    remove_inspector(inspection, actor=head, inspector_id=cast["zhang_wei"].pk)
    assert not cast["zhang_wei"].has_perm("inspections.view_inspection", inspection)
    assert inspection.assignments.count() == 2


def test_inspectors_do_not_change_once_it_is_recorded(cast: Cast) -> None:
    recorded = make_recorded(cast)
    with pytest.raises(NotNow) as refusal:
        assign_inspector(recorded, actor=cast.actor("ren_gang"), inspector_id=cast["ren_gang"].pk)
    assert refusal.value.code == "inspection.already_recorded"


def test_presence_is_confirmed_by_those_who_are_sent_on_the_day(cast: Cast) -> None:
    inspection = plan_on_site(cast, planned_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotNow) as too_early:
        confirm_presence(inspection, actor=cast.actor("guo_liang"))
    assert too_early.value.code == "inspection.not_today"
    with clock.moved_to(inspection.planned_on):
        assert confirm_presence(inspection, actor=cast.actor("guo_liang")).confirmed_at
        with pytest.raises(NotAllowed) as refusal:
            confirm_presence(inspection, actor=cast.actor("ren_gang"))
    assert refusal.value.code == "inspection.not_assigned"


def test_an_inspector_who_is_expected_elsewhere_is_pointed_out(cast: Cast) -> None:
    first = plan_on_site(cast)
    second = plan_on_site(cast, make_taught_class(cast, institution="huineng"))
    assert any(str(first.training_class) in hint for hint in conflicts_of(second))


def test_a_withdrawal_says_why(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        withdraw_inspection(plan_on_site(cast), actor=cast.actor("ren_gang"), comment="")
    assert refusal.value.code == "inspection.comment_required"
    assert Inspection.objects.get().state == InspectionState.PLANNED
