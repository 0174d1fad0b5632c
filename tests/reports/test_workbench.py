"""工作台: panels by role, what waits first, scoped, bounded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState
from foundation.core import clock
from foundation.workflow.worklist import worklist
from reports.queries.desk import PANELS, panels_of
from tests.builders.classes import make_class
from tests.builders.running import evening_of, make_running_class
from tests.cast import BUREAU_PEOPLE, Cast
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")]
EVERYBODY = [
    *BUREAU_PEOPLE,
    "finance_qiao",
    "qihang_manager",
    "qihang_teacher",
    "supervisor_bai",
    "point_clerk",
]


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_has_a_workbench(sign_in: SignIn, name: str) -> None:
    answer = sign_in(name).get(reverse("reports:workbench"))
    assert answer.status_code == 200


def test_the_public_is_sent_to_sign_in() -> None:
    assert Client().get("/").status_code == 302


def test_what_waits_for_me_stands_with_its_deadline(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=2)
    text = sign_in("li_jing").get("/").content.decode()
    assert ">初审<" in text
    assert training_class.get_absolute_url() in text
    assert "我的待办" in text


def test_what_waits_for_somebody_else_does_not(sign_in: SignIn, cast: Cast) -> None:
    make_class(cast, ClassState.SUBMITTED, heads=2)
    assert "初审通过" not in sign_in("zhao_wenqing").get("/").content.decode()


def test_an_institution_sees_its_own_classes_only(sign_in: SignIn, cast: Cast) -> None:
    own = make_class(cast, ClassState.SUBMITTED, heads=2)
    foreign = make_class(cast, ClassState.DRAFT, institution="huineng")
    text = sign_in("qihang_manager").get("/").content.decode()
    assert own.get_absolute_url() in text
    assert foreign.get_absolute_url() not in text


def test_a_person_with_two_roles_gets_each_panel_once(cast: Cast) -> None:
    panels = panels_of(cast.actor("li_jing"))
    assert len(panels) == len(set(panels)) == len(PANELS["training_officer"])


@pytest.mark.parametrize("name", ["li_jing", "zhao_wenqing", "sun_li", "ren_gang", "qihang_manager"])
def test_the_workbench_reads_at_most_thirty_times(
    sign_in: SignIn, cast: Cast, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_class(cast, ClassState.SUBMITTED, heads=2)
    make_class(cast, ClassState.SECOND_REVIEWED, heads=2, start=20)
    client = sign_in(name)
    client.get("/")  # the session is written once
    with django_assert_max_num_queries(30):
        client.get("/")


def test_all_that_waits_is_listed(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=2)
    answer = sign_in("li_jing").get(reverse("reports:todo"))
    assert training_class.get_absolute_url() in answer.content.decode()


def test_a_new_class_is_offered_to_who_may_open_one(sign_in: SignIn) -> None:
    asked = reverse("classes:class_new")
    assert f'href="{asked}"' in sign_in("qihang_manager").get("/").content.decode()
    for page in ("/", reverse("classes:class_list")):
        assert (
            f'class="btn btn-primary" href="{asked}"'
            not in sign_in("qihang_teacher").get(page).content.decode()
        )


def test_a_class_being_taught_leads_its_teacher_to_the_sheets(sign_in: SignIn, cast: Cast) -> None:
    running = make_running_class(cast)

    page = sign_in("qihang_teacher").get("/").content.decode()

    assert f'href="{reverse("classes:teaching", args=[running.pk])}">填签到、日志' in page


def test_sheets_and_logs_of_the_day_wait_for_the_class_teacher(sign_in: SignIn, cast: Cast) -> None:
    running = make_running_class(cast, first_day=clock.today())
    teacher = cast.actor("qihang_teacher")
    assert [item.label for item in worklist(teacher).items] == ["填写签到表"]
    with clock.moved_to(evening_of(clock.today())):
        found = worklist(teacher).items
        page = sign_in("qihang_teacher").get("/").content.decode()
        assert worklist(cast.actor("huineng_manager")).items == ()
    assert sorted(item.label for item in found) == ["填写教学日志", "填写签到表", "填写签到表"]
    assert {(item.days_left, str(running) in item.name) for item in found} == {(0, True)}
    assert all(item.url in page for item in found)


def test_a_draft_is_due_the_days_of_the_parameters_before_it_begins(sign_in: SignIn, cast: Cast) -> None:
    draft = make_class(cast, ClassState.DRAFT)
    with clock.moved_to(draft.starts_on - timedelta(days=7)):
        item = worklist(cast.actor("qihang_manager")).items[0]
        page = sign_in("qihang_manager").get("/").content.decode()
    assert (item.record, item.due_on) == (draft, draft.starts_on - timedelta(days=7))
    assert "今日到期" in page
    assert "无期限" not in page
