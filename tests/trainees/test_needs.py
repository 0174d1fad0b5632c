"""培训需求: from the village or from the telephone to an answer in time, seen by clerk and person (R240, R241)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry, Result
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.jobs.schedule import run_daily
from foundation.workflow.models import Message
from foundation.workflow.worklist import worklist
from tests.builders.needs import make_need, make_routed_need
from tests.builders.subsidies import know_calendar
from tests.builders.trainees import (
    identity_number,
    make_application,
    make_checked_group,
    person_name,
    phone_number,
)
from tests.builders.visits import drawn_signature, make_visit, visiting
from tests.cast import Cast
from tests.conftest import SignIn
from tests.outside_the_table import refuses_all_others
from trainees.enums import ApplicationState, Education, NeedState, PersonCategory
from trainees.models import Application, PledgeSignature, TrainingNeed
from trainees.operations import (
    Offer,
    accept_need,
    answer_need,
    ask_for_training,
    close_need,
    register_need,
    route_need,
)
from trainees.queries import signed_offer
from trainees.workflow import NEED

PUBLIC = Actor.public(ip="10.0.0.9")


@pytest.fixture(autouse=True)
def office(policy_in_force: None, on_18_june_2026: date) -> None:
    know_calendar()


def asked(cast: Cast, serial: int = 1) -> TrainingNeed:
    offer = Offer(cast.organisations["qihang"].pk, "4-10-01-05", "养老护理员", "5")
    return ask_for_training(
        make_visit(serial),
        offer,
        actor=PUBLIC,
        name=person_name(serial),
        signature=drawn_signature(),
        category=PersonCategory.RURAL_MIGRANT,
        education=Education.JUNIOR,
        village="南庄村",
    )


def test_need_goes_from_the_village_to_an_answer_that_the_clerk_sees(cast: Cast, sign_in: SignIn) -> None:
    need = make_routed_need(cast)
    answered = answer_need(need, actor=cast.actor("qihang_manager"), comment="7月有一期，届时电话通知。")
    page = sign_in("point_clerk").get(need.get_absolute_url()).content.decode()

    assert (answered.state, answered.answered_by) == (NeedState.ANSWERED, cast["qihang_manager"])
    assert "7月有一期，届时电话通知。" in page
    assert close_need(answered, actor=cast.actor("point_clerk")).state == NeedState.CLOSED


def test_each_step_waits_for_the_one_whose_it_is_with_the_day_counted_from_the_beginning(cast: Cast) -> None:
    need = make_need(cast)
    assert need.due_on == date(2026, 6, 26)  # five working days; 19 to 21 June is 端午
    (waiting,) = worklist(cast.actor("zhou_min")).items
    with clock.moved_to(date(2026, 6, 24)):
        route_need(need, actor=cast.actor("zhou_min"), institution_id=cast.organisations["qihang"].pk)
        (then,) = worklist(cast.actor("qihang_manager")).items
    assert (waiting.due_on, then.due_on) == (date(2026, 6, 26), date(2026, 6, 26))
    assert worklist(cast.actor("huineng_manager")).items == ()


def test_accepted_wish_becomes_an_application_of_that_institution(cast: Cast) -> None:
    need = accept_need(make_routed_need(cast), actor=cast.actor("qihang_manager"))
    application = Application.objects.get(need=need)
    assert (application.state, application.institution) == (
        ApplicationState.DRAFT,
        cast.organisations["qihang"],
    )
    assert application.person.identity_number.reveal(application.person) == identity_number(1)


def test_accepted_wish_gets_its_class_from_the_roster_or_by_hand(cast: Cast) -> None:
    """Entered without a class, it would wait for ever; entered anew, one person would apply twice."""
    manager, class_id = cast.actor("qihang_manager"), uuid4()
    for serial in (1, 2):
        accept_need(make_routed_need(cast, serial), actor=manager)
    make_checked_group(cast, 1, group_id=class_id)
    by_hand = make_application(cast, 2, group_id=class_id)
    wished = Application.objects.filter(need__isnull=False, group_id=class_id)
    assert Application.objects.count() == 2
    assert wished.count() == 2
    assert by_hand in wished


def test_wish_without_a_number_cannot_become_an_application(cast: Cast) -> None:
    with pytest.raises(NotNow) as refusal:
        accept_need(make_routed_need(cast, complete=False), actor=cast.actor("qihang_manager"))
    assert refusal.value.code == "need.incomplete"


def test_person_asks_by_telephone_and_his_pledge_goes_with_it(cast: Cast) -> None:
    need = asked(cast)
    assert (need.state, need.institution) == (NeedState.ROUTED, cast.organisations["qihang"])
    accepted = accept_need(need, actor=cast.actor("qihang_manager"))
    signature = PledgeSignature.objects.get(need=need)
    assert (signature.application, signature.method) == (accepted.application, "phone")
    assert accepted.application is not None
    assert accepted.application.promise_signed_on == clock.today()


def test_asking_does_not_look_into_the_register(cast: Cast) -> None:
    """A name that is not the registered one is taken down all the same; only the institution learns of it (C5)."""
    make_application(cast, 1, name="另一个名字")
    need = asked(cast, 1)
    with pytest.raises(Invalid) as refusal:
        accept_need(need, actor=cast.actor("qihang_manager"))
    assert refusal.value.code == "person.name_differs"


def test_one_telephone_does_not_fill_the_list(cast: Cast) -> None:
    for _ in range(3):
        asked(cast)
    with pytest.raises(NotNow) as refusal:
        asked(cast)
    assert refusal.value.code == "need.too_many"


def test_unanswered_wish_is_marked_once_and_the_head_is_told(cast: Cast) -> None:
    need = make_need(cast)
    with clock.moved_to((need.due_on or date.max) + timedelta(days=1)):
        first, second = run_daily(), run_daily()
    need.refresh_from_db()
    assert (first["trainees.mark_overdue_needs"], second["trainees.mark_overdue_needs"]) == (1, 0)
    assert need.overdue_at is not None
    assert Message.objects.filter(user=cast["wang_jianming"], title__contains=need.number).count() == 1


def test_clerk_sees_his_own_and_institution_what_was_routed_to_it(cast: Cast) -> None:
    waiting, handed_on = make_need(cast, 1), make_routed_need(cast, 2)
    for who, wanted in (
        ("point_clerk", {waiting, handed_on}),
        ("qihang_manager", {handed_on}),
        ("huineng_manager", set()),
        ("zhou_min", {waiting, handed_on}),
    ):
        assert set(TrainingNeed.objects.visible_to(cast.actor(who))) == wanted


def test_only_a_clerk_registers_and_only_what_has_a_wish(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        register_need(actor=cast.actor("qihang_manager"), name="张三", phone=phone_number(1))
    with pytest.raises(Invalid) as refusal:
        register_need(actor=cast.actor("point_clerk"), name="张三", phone=phone_number(1))
    assert refusal.value.code == "need.occupation_missing"


@pytest.mark.parametrize("make", [make_need, make_routed_need])
def test_everything_outside_the_table_is_refused(cast: Cast, make: object) -> None:
    need = make(cast)  # type: ignore[operator]  # one of the two builders above
    assert refuses_all_others(NEED, need, cast["cheng_hua"].pk) > 60


@pytest.mark.parametrize("size", [3, 20])
def test_list_takes_the_same_queries(cast: Cast, sign_in: SignIn, size: int) -> None:
    for serial in range(1, size + 1):
        make_routed_need(cast, serial)
    client = sign_in("zhou_min")
    client.get(reverse("trainees:need_list"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("trainees:need_list")).status_code == 200
    assert len(queries) <= 14


def test_clerk_registers_and_officer_routes_on_the_pages(cast: Cast, sign_in: SignIn) -> None:
    given = {"name": "张小英", "phone": phone_number(9), "village": "南庄村", "occupation_name": "月嫂"}
    wrong = sign_in("point_clerk").post(reverse("trainees:need_new"), given | {"phone": "12"})
    sign_in("point_clerk").post(reverse("trainees:need_new"), given)
    need = TrainingNeed.objects.get()
    route = reverse("trainees:need_route", args=[need.pk])
    unsaid = sign_in("zhou_min").post(route, {})
    sign_in("zhou_min").post(route, {"institution": str(cast.organisations["qihang"].pk)})
    need.refresh_from_db()
    assert (wrong.status_code, unsaid.status_code, need.state) == (422, 422, NeedState.ROUTED)


def test_person_applies_on_the_phone_page_and_sees_who_is_next(cast: Cast) -> None:
    client = visiting(5)
    offer = signed_offer(cast.organisations["qihang"].pk, "4-10-01-05", "养老护理员", "5")
    address = f"{reverse('trainees:training_request')}?offer={offer}"
    given = {"name": "张小英", "category": "rural_migrant", "education": "junior", "village": "南庄村"}
    unsigned = client.post(address, given)
    sent = client.post(address, given | {"signature": drawn_signature()})
    page = client.get(reverse("reports:my_home")).content.decode()
    assert (unsigned.status_code, sent.status_code) == (422, 302)
    assert "等培训机构答复" in page
    assert client.get(reverse("trainees:training_request") + "?offer=forged").status_code == 302


def test_telephone_is_shown_once_for_a_reason_to_whoever_must_answer(cast: Cast, sign_in: SignIn) -> None:
    need = make_routed_need(cast)
    address, client = reverse("trainees:need_reveal", args=[need.pk]), sign_in("qihang_manager")
    silent = client.post(address, {"reason": " "})
    shown = client.post(address, {"reason": "联系开班"})
    again = client.get(need.get_absolute_url())
    foreign = sign_in("huineng_manager").post(address, {"reason": "联系开班"})
    seen = [phone_number(1) in each.content.decode() for each in (silent, shown, again)]
    assert (seen, foreign.status_code) == ([False, True, False], 404)
    assert Entry.objects.filter(action="need.reveal", result=Result.READ).count() == 1
