"""One trainee in a class: leaving, verification, and every verb by everybody who has no business with it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from classes.enums import ClassState, EnrolmentState
from classes.enums import EnrolmentVerb as V
from classes.models import Enrolment, TrainingClass
from classes.operations import note_evaluation_vouchers, reject_verification, verify_class, withdraw_enrolment
from classes.queries.results import class_facts
from classes.workflow import ENROLMENT
from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind, Role
from foundation.core import clock
from foundation.core.errors import NotAllowed, NotNow
from foundation.workflow.engine import judge
from foundation.workflow.registry import operation_of
from tests.builders.running import FIRST_DAY, Size, evening_of, examine, make_running_class, people_of, teach
from tests.cast import Cast
from tests.classes.teaching.refusals import refused

PAIRS = [(role, state, verb) for role in Role for state in EnrolmentState for verb in V]


def outside_the_table(role: Role, state: str, verb: str) -> bool:
    return role not in ENROLMENT.transition(verb).roles_from(state)


@pytest.mark.parametrize("verb", V)
def test_every_role_and_state_outside_the_table_is_refused(cast: Cast, verb: str) -> None:
    someone = people_of(make_running_class(cast))[0]
    cases = [
        (role, state) for role, state, each in PAIRS if each == verb and outside_the_table(role, state, verb)
    ]
    assert cases
    for role, state in cases:
        someone.state = state
        actor = _in_role(cast, role)
        verdict = judge(ENROLMENT, someone, actor, verb)
        assert not verdict.is_allowed, (role, state, verb)


@pytest.mark.parametrize("verb", [V.VERIFY, V.SUBMIT_EMPLOYMENT, V.RECORD_SUBSIDY, V.WITHDRAW])
def test_the_operation_itself_refuses_outside_the_table(cast: Cast, verb: str) -> None:
    someone = people_of(make_running_class(cast))[0]
    operation = operation_of(ENROLMENT, verb)
    for name in ("huineng_manager", "sun_li", "li_jing", "cheng_hua", "admin_he"):
        with pytest.raises((NotAllowed, NotNow)):
            operation(someone, actor=cast.actor(name), comment="试")
    assert Enrolment.objects.get(pk=someone.pk).state == EnrolmentState.IN_CLASS


def _in_role(cast: Cast, role: Role) -> Actor:
    kind = OrganisationKind.INSTITUTION if role in (Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER) else ""
    return Actor(
        user_id=cast["li_jing"].pk,
        name="试",
        organisation_id=cast.organisations["qihang"].pk,
        organisation_kind=kind,
        roles=frozenset({role}),
    )


def test_who_leaves_stays_in_the_approved_head_count(cast: Cast) -> None:
    training_class = make_running_class(cast, Size(people=4))
    with clock.moved_to(FIRST_DAY):
        left = withdraw_enrolment(
            people_of(training_class)[0], actor=cast.actor("qihang_manager"), comment="病"
        )
    figures = class_facts(training_class)
    assert (left.state, left.withdrawn_on) == (EnrolmentState.WITHDRAWN, FIRST_DAY)
    assert (figures.approved, figures.present, figures.withdrawn) == (4, 3, 1)


def test_leaving_needs_a_reason(cast: Cast) -> None:
    with refused("enrolment.comment_required"):
        withdraw_enrolment(people_of(make_running_class(cast))[0], actor=cast.actor("qihang_manager"))


def test_the_last_day_lies_neither_in_the_future_nor_before_the_last_sign_in(cast: Cast) -> None:
    training_class = teach(cast, make_running_class(cast, Size(people=2, days=2)))
    someone, manager = people_of(training_class)[0], cast.actor("qihang_manager")
    with clock.moved_to(evening_of(FIRST_DAY + timedelta(days=1))):
        with refused("enrolment.withdrawal_in_future"):
            withdraw_enrolment(someone, actor=manager, comment="病", last_day=date(2026, 12, 1))
        with refused("enrolment.attended_later"):
            withdraw_enrolment(someone, actor=manager, comment="病", last_day=FIRST_DAY)


def test_nobody_leaves_an_examined_class(cast: Cast) -> None:
    training_class = make_running_class(cast)
    TrainingClass.objects.filter(pk=training_class.pk).update(state=ClassState.EXAMINED)
    with refused("enrolment.class_is_over"):
        withdraw_enrolment(people_of(training_class)[0], actor=cast.actor("qihang_manager"), comment="病")


def test_inspectors_confirm_everybody_but_those_they_rejected(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast, Size(people=4)), failing=[4])
    inspector = cast.actor("zhang_wei")
    reject_verification(people_of(training_class)[0], actor=inspector, comment="签到与录像不符")
    assert verify_class(training_class, actor=inspector) == 3
    figures = class_facts(training_class)
    assert (figures.verified, figures.not_verified, figures.verified_passed) == (3, 1, 2)


def test_a_rejection_says_why(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast))
    with refused("enrolment.comment_required"):
        reject_verification(people_of(training_class)[0], actor=cast.actor("zhang_wei"))


def test_there_is_nobody_to_confirm_before_the_exam(cast: Cast) -> None:
    with refused("enrolment.nobody_to_verify"):
        verify_class(make_running_class(cast), actor=cast.actor("zhang_wei"))


def test_only_inspectors_confirm(cast: Cast) -> None:
    training_class = examine(cast, make_running_class(cast))
    for who in ("li_jing", "qihang_manager", "sun_guodong"):
        with refused("enrolment.wrong_role"):
            verify_class(training_class, actor=cast.actor(who))


def test_the_evaluation_voucher_is_noted_by_the_training_office(cast: Cast) -> None:
    training_class = make_running_class(cast)
    someone = people_of(training_class)[0]
    numbers = {someone.pk: "PJ-7K2M-9F4D", uuid.uuid4(): "PJ-0000-0000"}
    assert note_evaluation_vouchers(training_class, actor=cast.actor("li_jing"), numbers=numbers) == 1
    someone.refresh_from_db()
    assert someone.evaluation_voucher_number == "PJ-7K2M-9F4D"
    with refused("class.wrong_role"):
        note_evaluation_vouchers(training_class, actor=cast.actor("qihang_manager"), numbers=numbers)
