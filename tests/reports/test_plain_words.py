"""Figures say how they are counted, lists name the thing to do, and nothing is awaited before its day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.core import clock
from foundation.policy.models import ParameterRow
from foundation.policy.queries import current_parameters
from foundation.workflow.worklist import worklist
from reports.queries.case import case_of
from reports.queries.monitor import monitor_of
from reports.queries.progress import PlanLine
from reports.rules import Schedule
from subsidies.workflow import CLAIM
from tests.builders.classes import make_class
from tests.builders.inspections import plan_on_site
from tests.cast import Cast

NOVEMBER = Schedule(11, Fraction(1, 20))


def test_time_progress_says_how_it_is_counted() -> None:
    assert NOVEMBER.counting(date(2026, 11, 22)) == "1月1日至11月30日共334天，已过326天"
    assert NOVEMBER.counting(date(2026, 12, 5)) == "1月1日至11月30日共334天，已过334天"


def test_the_rate_of_the_total_leaves_out_who_is_in_no_plan() -> None:
    on = date(2026, 6, 18)
    total = PlanLine("training_total", "合计", 100, 0, 30, 30, 0, on, NOVEMBER, outside_plan=20)
    assert total.rate == Fraction(1, 10)
    assert total.as_row().outside_plan == 20


def test_an_objection_is_listed_as_what_is_to_be_done() -> None:
    assert CLAIM.step_label("dismiss_objection") == "异议核查"
    assert CLAIM.verb_label("dismiss_objection") == "异议不成立"


def test_an_accepted_class_waits_for_its_institution_to_claim(cast: Cast, policy_in_force: None) -> None:
    accepted = make_class(cast, ClassState.VOUCHERS_MADE, heads=2)
    TrainingClass.objects.filter(pk=accepted.pk).update(state=ClassState.ACCEPTED)
    found = worklist(cast.actor("qihang_manager"))
    assert [(item.record, item.label) for item in found.items] == [(accepted, "提交补贴申请")]
    assert not worklist(cast.actor("li_jing")).items


def test_before_its_day_a_class_waits_for_that_day_and_for_no_inspection(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    training_class = make_class(cast, ClassState.VOUCHERS_MADE, heads=2)
    assert training_class.starts_on > clock.today()
    words = case_of(training_class, cast.actor("li_jing")).next_step.words
    opens = training_class.starts_on
    assert words.startswith(f"开班日期为{opens.month}月{opens.day}日")
    inspection = monitor_of(training_class)[2]
    assert {step.state for step in inspection.steps} == {"todo"}


def test_what_the_register_has_learned_since_the_loading_is_never_missing(policy_in_force: None) -> None:
    ParameterRow.objects.filter(key="venue_photos_each").delete()
    assert current_parameters().whole("venue_photos_each") > 0


def test_a_planned_inspection_waits_for_those_who_were_sent(cast: Cast, policy_in_force: None) -> None:
    planned = plan_on_site(cast)
    waiting = {who: [i.record for i in worklist(cast.actor(who)).items] for who in ("zhang_wei", "ren_gang")}
    assert planned in waiting["zhang_wei"]
    assert planned not in waiting["ren_gang"]
