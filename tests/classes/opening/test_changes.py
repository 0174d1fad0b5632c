"""变更单: the approved list changes before the first day, by the same chain; its head count never (A61)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from classes.enums import BookingKind, ChangeState, EnrolmentState
from classes.enums import ClassState as S
from classes.models import Booking, RosterChange, TrainingClass
from classes.operations import (
    approve_change,
    pass_change_first_review,
    pass_change_second_review,
    refuse_change,
    request_roster_change,
    withdraw_change,
    withdraw_enrolment,
)
from classes.operations.booking import hold_people
from classes.queries.changes import candidates, change_state, remarks_of
from classes.queries.printing import list_as_reported, list_to_print
from classes.workflow_changes import ROSTER_CHANGE
from foundation.accounts.enums import Role
from foundation.accounts.models import RoleAssignment
from foundation.core import clock
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.workflow.engine import judge
from foundation.workflow.models import Message
from foundation.workflow.worklist import worklist
from tests.builders.classes import make_draft, make_roster, manager_of
from tests.builders.running import Size, enrol, make_running_class
from tests.cast import Cast
from tests.conftest import SignIn
from tests.outside_the_table import refuses_all_others
from trainees.enums import ApplicationState
from trainees.models import Application, CrossCheckHit, Person
from trainees.queries import group_applications

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


@pytest.fixture
def approved(cast: Cast) -> TrainingClass:
    """Written as it stands after the chain: six people, eleven days ahead."""
    first_day = clock.today() + timedelta(days=11)
    found = make_running_class(cast, Size(people=6), first_day=first_day, state=S.APPROVED)
    hold_people(found, found.enrolments.select_related("person"))
    return found


def substitutes(cast: Cast, heads: int = 2, institution: str = "qihang") -> list[Application]:
    """People with vouchers on the list of another class that is still a draft."""
    waiting = make_draft(cast, institution, starts_on=clock.today() + timedelta(days=60))
    make_roster(cast, waiting, heads, institution=institution, start=200)
    return list(group_applications(waiting.pk))


def request(cast: Cast, training_class: TrainingClass, out: int = 1, joining: Any = ()) -> RosterChange:
    leaving = list(training_class.enrolments.order_by("position")[:out])
    manager = manager_of(cast, training_class)
    return request_roster_change(
        training_class, actor=manager, leaving=leaving, joining=list(joining), reason="因病不能参加"
    )


def decide(cast: Cast, change: RosterChange) -> RosterChange:
    reviewed = pass_change_first_review(change, actor=cast.actor("li_jing"))
    reviewed = pass_change_second_review(reviewed, actor=cast.actor("wang_jianming"))
    return approve_change(reviewed, actor=cast.actor("zhao_wenqing"), comment="同意。")


def refused(code: str, act: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        act()
    assert code in refusal.value.codes


def test_one_leaves_another_takes_the_place_and_the_head_count_stays(
    cast: Cast, approved: TrainingClass
) -> None:
    substitute = substitutes(cast)[0]
    change = decide(cast, request(cast, approved, joining=[substitute]))

    approved.refresh_from_db()
    gone = approved.enrolments.get(position=1)
    came = approved.enrolments.get(application=substitute)
    assert (change.state, approved.approved_count) == (ChangeState.APPROVED, 6)
    assert (gone.state, gone.withdrawn_on) == (EnrolmentState.WITHDRAWN, clock.today())
    assert (came.position, came.practice_group, came.state) == (7, 1, EnrolmentState.IN_CLASS)
    assert approved.enrolments.present().count() == 6


def test_who_joined_is_free_for_nothing_else_and_who_left_is(cast: Cast, approved: TrainingClass) -> None:
    substitute = substitutes(cast)[0]
    gone = approved.enrolments.get(position=1)

    decide(cast, request(cast, approved, joining=[substitute]))

    held = Booking.objects.filter(training_class=approved, kind=BookingKind.PERSON)
    assert held.get(key=str(substitute.person_id)).spans
    assert held.get(key=str(gone.person_id)).spans == []


def test_the_report_stays_as_it_was_and_the_roster_says_who_came_and_went(
    cast: Cast, approved: TrainingClass
) -> None:
    before = [each.pk for each in list_as_reported(approved)]
    change = decide(cast, request(cast, approved, joining=substitutes(cast)[:1]))

    assert [each.pk for each in list_as_reported(approved)] == before
    assert len(list_to_print(approved)) == 7
    assert sorted(remarks_of(approved).values()) == ["06-18 退出", f"{change.number} 增补"]


def test_the_list_does_not_grow_beyond_the_approved_count(cast: Cast, approved: TrainingClass) -> None:
    people = substitutes(cast)
    refused("roster_change.too_many", lambda: request(cast, approved, out=1, joining=people))
    refused("roster_change.too_many", lambda: request(cast, approved, out=0))


def test_from_the_first_day_on_people_only_leave(cast: Cast, approved: TrainingClass) -> None:
    change = request(cast, approved)
    with clock.moved_to(approved.starts_on):
        verdict = judge(ROSTER_CHANGE, change, cast.actor("li_jing"), "pass_first_review")
        refused(
            "roster_change.class_has_begun",
            lambda: pass_change_first_review(change, actor=cast.actor("li_jing")),
        )
        assert [reason.code for reason in verdict.obstacles] == ["roster_change.class_has_begun"]
        assert "退班" in change_state(approved)


def test_before_the_first_day_nobody_leaves_without_the_chain(cast: Cast, approved: TrainingClass) -> None:
    person, manager = approved.enrolments.get(position=1), manager_of(cast, approved)

    with pytest.raises(NotNow) as refusal:
        withdraw_enrolment(person, actor=manager, comment="病")

    assert refusal.value.code == "enrolment.class_not_begun"
    assert refusal.value.reasons[0].link == f"/classes/{approved.pk}/changes/"
    with clock.moved_to(approved.starts_on):
        assert withdraw_enrolment(person, actor=manager, comment="病").state == EnrolmentState.WITHDRAWN


def test_only_the_institutions_own_people_with_vouchers_may_join(cast: Cast, approved: TrainingClass) -> None:
    theirs = substitutes(cast, institution="huineng")
    enrolled = Application.objects.filter(group_id=approved.pk)[:1]

    refused("roster_change.unknown_person", lambda: request(cast, approved, joining=theirs[:1]))
    refused("roster_change.unknown_person", lambda: request(cast, approved, joining=enrolled))
    assert list(candidates(approved)) == []


Spoil = Callable[[Cast, TrainingClass, Application], object]


def give_the_voucher_back(cast: Cast, training_class: TrainingClass, joining: Application) -> None:
    Application.objects.filter(pk=joining.pk).update(state=ApplicationState.PASSED)


def find_something(cast: Cast, training_class: TrainingClass, joining: Application) -> None:
    CrossCheckHit.objects.create(application=joining, kind="age", message="已满 59 岁", source="身份证号")


def enrol_elsewhere(cast: Cast, training_class: TrainingClass, joining: Application) -> None:
    other = make_running_class(cast, Size(people=1), first_day=training_class.starts_on)
    enrol(cast, other, 9, joining.person)


@pytest.mark.parametrize("spoil", [give_the_voucher_back, find_something, enrol_elsewhere])
def test_who_joins_is_as_fit_as_whoever_was_approved(
    cast: Cast, approved: TrainingClass, spoil: Spoil
) -> None:
    joining = substitutes(cast)[0]
    change = request(cast, approved, joining=[joining])
    spoil(cast, approved, joining)

    refused(
        "roster_change.person_not_ready",
        lambda: pass_change_first_review(change, actor=cast.actor("li_jing")),
    )


def test_nobody_joins_a_list_twice_under_two_numbers(cast: Cast, approved: TrainingClass) -> None:
    one, other = substitutes(cast)
    Person.objects.filter(pk=other.person_id).update(merged_into=one.person)
    change = request(cast, approved, out=2, joining=[one, other])

    verdict = judge(ROSTER_CHANGE, change, cast.actor("li_jing"), "pass_first_review")

    assert [reason.code for reason in verdict.obstacles] == ["roster_change.person_not_ready"]
    assert "是同一人" in verdict.obstacles[0].message
    Person.objects.filter(pk=other.person_id).update(merged_into=approved.enrolments.get(position=1).person)
    assert list(candidates(approved)) == [one]


def test_who_has_filed_the_list_hears_that_it_has_changed(cast: Cast, approved: TrainingClass) -> None:
    change = request(cast, approved)
    TrainingClass.objects.filter(pk=approved.pk).update(state=S.FILED)

    decide(cast, change)

    told = Message.objects.filter(title__endswith="名册有变更")
    assert {each.user for each in told} == {cast[name] for name in ("wu_fang", "li_jing", "hao_ping")}


def test_one_sheet_at_a_time_and_it_can_be_taken_back_or_refused(cast: Cast, approved: TrainingClass) -> None:
    first = request(cast, approved)
    refused("roster_change.one_is_open", lambda: request(cast, approved))

    assert withdraw_change(first, actor=manager_of(cast, approved)).state == ChangeState.WITHDRAWN
    second = request(cast, approved)
    assert (
        refuse_change(second, actor=cast.actor("li_jing"), comment="理由不足。").state == ChangeState.REFUSED
    )
    assert approved.enrolments.present().count() == 6


def test_three_people_decide_and_it_waits_on_their_lists(cast: Cast, approved: TrainingClass) -> None:
    change = request(cast, approved)
    items = worklist(cast.actor("li_jing")).items
    assert change.in_worklist in [item.name for item in items]
    reviewed = pass_change_first_review(change, actor=cast.actor("li_jing"))
    RoleAssignment.objects.create(user=cast["li_jing"], role=Role.TRAINING_HEAD, starts_on=date(2024, 1, 1))

    with pytest.raises(NotAllowed) as refusal:
        pass_change_second_review(reviewed, actor=cast.actor("li_jing"))

    assert refusal.value.code == "roster_change.same_person"


def test_outside_the_table_nobody_moves_a_sheet(cast: Cast, approved: TrainingClass) -> None:
    assert refuses_all_others(ROSTER_CHANGE, request(cast, approved), cast["li_jing"].pk) > 50


def test_a_class_that_is_not_approved_is_changed_on_its_own_list(cast: Cast) -> None:
    draft = make_draft(cast)

    refused("class.wrong_state", lambda: request(cast, draft, out=0))
    assert "学员名册" in change_state(draft)


def test_the_database_keeps_the_approved_count_and_the_three_signatures(
    cast: Cast, approved: TrainingClass
) -> None:
    change = request(cast, approved)
    for rows, facts in (
        (TrainingClass.objects.filter(pk=approved.pk), {"approved_count": 7}),
        (TrainingClass.objects.filter(pk=approved.pk), {"approved_count": None}),
        (RosterChange.objects.filter(pk=change.pk), {"state": ChangeState.APPROVED}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**facts)


def test_the_pages_lead_from_the_class_to_the_decision(
    cast: Cast, approved: TrainingClass, sign_in: SignIn
) -> None:
    substitute, manager = substitutes(cast)[0], sign_in("qihang_manager")
    address = f"/classes/{approved.pk}/changes/"
    assert address in manager.get(approved.get_absolute_url()).content.decode()
    leaver = approved.enrolments.get(position=1)

    empty = manager.post(address, {"reason": "换人"})
    sent = manager.post(address, {"reason": "换人", "leaving": [leaver.pk], "joining": [substitute.pk]})

    assert empty.status_code == 422
    change = RosterChange.objects.get()
    assert sent.headers["Location"] == change.get_absolute_url()
    officer = sign_in("li_jing")
    assert "变更后在班 6 人，审批 6 人" in officer.get(change.get_absolute_url()).content.decode()
    officer.post(f"{change.get_absolute_url()}decide/", {"verb": "pass_first_review"})
    assert RosterChange.objects.get().state == ChangeState.FIRST_REVIEWED
    assert change.number in officer.get(f"{approved.get_absolute_url()}?tab=roster").content.decode()


def test_a_wrong_request_keeps_what_was_typed(cast: Cast, approved: TrainingClass, sign_in: SignIn) -> None:
    people, manager = substitutes(cast), sign_in("qihang_manager")

    answer = manager.post(
        f"/classes/{approved.pk}/changes/", {"reason": "扩班", "joining": [each.pk for each in people]}
    )

    assert answer.status_code == 422
    assert "超出 2 人" in answer.content.decode()
    assert ">扩班</textarea>" in answer.content.decode().replace("\n", "")


def test_an_unknown_choice_is_refused(cast: Cast, approved: TrainingClass) -> None:
    with pytest.raises(Invalid):
        request_roster_change(approved, actor=manager_of(cast, approved), leaving=[], joining=[], reason="无")
