"""监控表 is read from the record: who signed, when, with which opinion; a return unsigns."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from classes.enums import ClassState
from classes.models import TrainingClass
from classes.operations import return_for_correction
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.display import Step
from inspections.enums import InspectionKind
from inspections.models import Inspection
from reports.queries.monitor import PLANS, monitor_of
from subsidies.enums import AcceptanceState
from tests.builders.classes import make_class, make_running_class, second_review
from tests.builders.subsidies import make_acceptance
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")]


def steps_of(training_class: TrainingClass) -> list[Step]:
    return [step for group in monitor_of(training_class) for step in group.steps]


def test_there_are_fourteen_steps_in_four_groups() -> None:
    assert [len(steps) for _, steps in PLANS] == [2, 5, 2, 5]


def test_done_steps_name_the_person_and_the_first_open_one_is_now(cast: Cast) -> None:
    training_class = make_class(cast, ClassState.FIRST_REVIEWED, heads=2)
    steps = steps_of(training_class)
    assert (steps[2].who, steps[2].state) == ("李静 6-18", "done")
    assert [step.state for step in steps].count("now") == 1


def test_a_return_takes_back_the_reviews_before_it(cast: Cast) -> None:
    training_class = second_review(cast, make_class(cast, ClassState.FIRST_REVIEWED, heads=2))
    returned = return_for_correction(
        training_class, actor=cast.actor("zhao_wenqing"), comment="重排。", due_on=date(2026, 6, 22)
    )
    assert [step.state == "done" for step in steps_of(returned)[2:5]] == [False, False, False]


def test_on_site_and_video_are_told_apart(cast: Cast) -> None:
    training_class = make_running_class(cast, heads=2)
    inspection = Inspection.objects.create(
        training_class=training_class, kind=InspectionKind.VIDEO, planned_on=clock.today()
    )
    append(Event("inspection.record", "登记检查情况", inspection), actor=cast.actor("zhang_wei"))
    assert [step.state for step in steps_of(training_class)[7:9]] == ["now", "done"]


def test_the_acceptance_signs_the_last_five(cast: Cast) -> None:
    acceptance = make_acceptance(cast, AcceptanceState.RECEIVED)
    assert [step.state for step in steps_of(acceptance.training_class)[9:]] == ["done"] * 5


def test_the_printed_form_carries_the_opinion(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.FIRST_REVIEWED, heads=2)
    answer = sign_in("li_jing").get(reverse("reports:monitor_print", args=[training_class.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert "李静" in Printed(answer.content).whole_text()
