"""班次主页: where a class stands and what is next, for everybody who may see it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.audit.models import Entry
from reports.queries.case import CARRIES_OUT, timeline
from reports.queries.tabs import TABS
from subsidies.enums import ClaimState
from tests.builders.classes import make_class, make_running_class, send_back
from tests.builders.subsidies import confirm_standard, know_calendar, make_claim, make_fund
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")]
HTMX = {"HX-Request": "true", "HX-Target": "tabs"}


def test_the_page_says_who_does_what_next(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.FIRST_REVIEWED, heads=2)
    text = sign_in("wang_jianming").get(training_class.get_absolute_url()).content.decode()
    assert "下一步：由培训业务小组部门负责人办理“复核”" in text
    assert "复核意见" in text


def test_the_institution_sees_the_page_without_the_decision(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.FIRST_REVIEWED, heads=2)
    text = sign_in("qihang_manager").get(training_class.get_absolute_url()).content.decode()
    assert "下一步" in text
    assert "复核意见" not in text


def test_a_return_tells_the_institution_what_to_mend(sign_in: SignIn, cast: Cast) -> None:
    training_class = send_back(cast, make_class(cast, ClassState.SUBMITTED, heads=2), "第 3 天未排课。")
    text = sign_in("qihang_manager").get(training_class.get_absolute_url()).content.decode()
    assert "第 3 天未排课。" in text
    assert reverse("classes:class_check", args=[training_class.pk]) in text


def test_another_institution_finds_no_such_page(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=2)
    client = sign_in("huineng_manager")
    assert client.get(training_class.get_absolute_url()).status_code == 404
    assert client.get(reverse("reports:monitor_print", args=[training_class.pk])).status_code == 404


def test_a_missing_class_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("li_jing").get(reverse("class_page", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("key", [tab.key for tab in TABS])
def test_every_tab_opens_as_page_and_as_fragment(sign_in: SignIn, cast: Cast, key: str) -> None:
    training_class = make_running_class(cast, heads=2)
    client, address = sign_in("li_jing"), f"{training_class.get_absolute_url()}?tab={key}"
    assert client.get(address).status_code == 200
    fragment = client.get(address, headers=HTMX).content.decode()
    assert fragment.lstrip().startswith("<section")
    assert "<html" not in fragment


def test_before_approval_there_is_neither_teaching_nor_money_to_show(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=2)
    text = sign_in("li_jing").get(training_class.get_absolute_url()).content.decode()
    assert "课程计划" in text
    assert "tab=subsidy" not in text


def test_the_automatic_checks_come_as_a_part(sign_in: SignIn, cast: Cast) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=2)
    address = f"{training_class.get_absolute_url()}?part=checks"
    assert "项符合" in sign_in("li_jing").get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in sign_in("li_jing").get(address).content.decode()


@pytest.mark.parametrize(
    ("name", "heads"), [("zhao_wenqing", 2), ("zhao_wenqing", 12), ("qihang_manager", 2)]
)
def test_the_page_reads_at_most_twenty_five_times(
    sign_in: SignIn, cast: Cast, name: str, heads: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    training_class = make_class(cast, ClassState.SECOND_REVIEWED, heads=heads)
    client = sign_in(name)
    client.get(training_class.get_absolute_url())  # the session is written once
    with django_assert_max_num_queries(25):
        client.get(training_class.get_absolute_url())


def test_what_was_done_for_the_whole_list_is_one_line_with_the_role(cast: Cast) -> None:
    training_class = make_class(cast, ClassState.SUBMITTED, heads=3)
    lines = timeline(training_class, cast.actor("li_jing"))
    passed = [line for line in lines if "资格审核通过" in line.title]
    assert [line.title for line in passed] == ["资格审核通过 3 人"]
    assert passed[0].who == "周敏　资格审核小组"


def test_no_entry_of_the_case_is_left_out_of_its_timeline(cast: Cast) -> None:
    know_calendar()
    confirm_standard()
    make_fund(cast)
    claim = make_claim(cast, ClaimState.CONCLUDED)
    entries = Entry.objects.done().filter(case_id=claim.training_class_id)
    done = {(entry.action, entry.actor_name) for entry in entries}

    lines = timeline(TrainingClass.objects.get(pk=claim.training_class_id), cast.actor("li_jing"))

    assert len(done) > 20
    for entry in entries:
        whole = {(carrier, entry.actor_name) for carrier in CARRIES_OUT.get(entry.action, ())} & done
        title = entry.title.split("（")[0]
        assert whole or any(title in line.title and entry.actor_name in line.who for line in lines), title
