"""全局搜索: by number, words and term; people masked; nobody finds what he may not see."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState
from foundation.audit.models import Entry, Result
from institutions.models import Institution
from reports.queries.search import search_for, search_number
from reports.views import search as search_page
from tests.builders.classes import make_class
from tests.builders.trainees import make_application, old_form
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.models import Person

SEARCH = "/search/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")]


@pytest.mark.parametrize("text", ["养老护理员第1期", "养老护理员", "启航 第1期", "第 1 期"])
def test_a_class_is_found_by_its_words(cast: Cast, text: str) -> None:
    training_class = make_class(cast, ClassState.DRAFT)
    assert search_for(text, cast.actor("li_jing")).classes == [training_class]


def test_a_class_is_found_by_its_number(cast: Cast) -> None:
    training_class = make_class(cast, ClassState.DRAFT)
    assert search_for(training_class.number, cast.actor("li_jing")).classes == [training_class]


def test_another_institution_finds_neither_class_nor_people(cast: Cast) -> None:
    make_class(cast, ClassState.DRAFT)
    person = make_application(cast).person
    foreign = cast.actor("huineng_manager")
    assert search_for("养老护理员", foreign).total == 0
    assert search_for(person.name, foreign).total == 0
    assert search_number(person.identity_number.reveal(person), foreign).total == 0


def number_of(person: Person) -> str:
    return person.identity_number.reveal(person)


def posted(client: Client, text: str) -> HttpResponse:
    answer = client.post(SEARCH, {"q": text})
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize("is_old", [False, True])
def test_a_whole_number_finds_its_person_in_the_answer_to_the_form(
    sign_in: SignIn, cast: Cast, is_old: bool
) -> None:
    person = make_application(cast).person
    number = number_of(person)
    old = old_form(number)
    answer = posted(sign_in("li_jing"), f"{old[:6]} {old[6:12]}-{old[12:]}" if is_old else number)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert person.get_absolute_url() in text
    assert number not in text
    assert number[6:14] not in text
    assert person.name not in text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_whole_number_leaves_the_trace_of_a_reading_and_words_leave_none(
    sign_in: SignIn, cast: Cast
) -> None:
    person = make_application(cast).person
    client, before = sign_in("li_jing"), Entry.objects.count()
    assert posted(client, person.name).status_code == 302
    client.get(SEARCH, {"q": person.name})
    assert Entry.objects.count() == before

    posted(client, number_of(person))
    entry = Entry.objects.get(action="person.search_number")
    assert (entry.result, entry.object_id, entry.detail) == (Result.READ, str(person.pk), {"found": 1})
    assert number_of(person) not in str(entry.__dict__)


def test_an_unknown_and_a_foreign_number_get_the_same_answer(sign_in: SignIn, cast: Cast) -> None:
    foreign, client = number_of(make_application(cast).person), sign_in("huineng_manager")
    answers = [posted(client, number) for number in (foreign, "141121199003072315")]
    pages = [
        re.sub(r'(csrfmiddlewaretoken" value|CSRFToken": )[^>]*', "", a.content.decode()) for a in answers
    ]
    assert pages[0] == pages[1]
    assert Entry.objects.filter(action="person.search_number", detail={"found": 0}).count() == 2


@pytest.mark.parametrize(
    "text", ["1411211990030723", "1411211990030723151", "１４１１２１１９９００３０７２３"]
)
def test_a_number_that_is_not_whole_is_refused_and_not_shown(sign_in: SignIn, cast: Cast, text: str) -> None:
    answer = posted(sign_in("li_jing"), text)
    assert answer.status_code == 422
    assert "须输入完整的 18 位身份证号" in answer.content.decode()
    assert text not in answer.content.decode()
    assert Entry.objects.filter(action="search.number_incomplete").exists()
    assert not Entry.objects.filter(action="person.search_number").exists()


def test_words_go_into_the_address(sign_in: SignIn, cast: Cast) -> None:
    answer = posted(sign_in("li_jing"), " 养老护理员 第1期 ")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{SEARCH}?{urlencode({'q': '养老护理员 第1期'})}"


def test_nobody_tries_numbers_by_the_hundred(
    sign_in: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_page, "NUMBERS_PER_HOUR", 3)
    client = sign_in("li_jing")
    statuses = [posted(client, "141121199003072315").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 409]


def test_an_institution_is_found_by_a_code_of_digits_only(sign_in: SignIn, cast: Cast) -> None:
    school = Institution.objects.get(pk=make_class(cast, ClassState.DRAFT).institution_id)
    Institution.objects.filter(pk=school.pk).update(credit_code="911411217011223345")
    assert school.name in posted(sign_in("li_jing"), "911411217011223345").content.decode()


def test_a_long_list_is_paged(sign_in: SignIn, cast: Cast) -> None:
    for _ in range(45):
        make_class(cast, ClassState.DRAFT)
    client = sign_in("li_jing")
    assert "只列前 20 条" in client.get(SEARCH, {"q": "养老护理员"}).content.decode()
    page = client.get(SEARCH, {"q": "养老护理员", "kind": "classes", "page": "3"})
    assert len(page.context["page"].object_list) == 5


def test_the_box_posts_and_is_shown_to_those_who_may_search(sign_in: SignIn, cast: Cast) -> None:
    assert (
        '<form class="top-search" role="search" method="post"' in sign_in("li_jing").get("/").content.decode()
    )
    assert "data-global-search" not in sign_in("security_tian").get("/").content.decode()


def test_a_search_reads_a_fixed_number_of_times(
    sign_in: SignIn, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("li_jing")
    client.get(SEARCH)
    for number in range(20):
        if number in (5, 19):
            with django_assert_max_num_queries(18):
                client.get(SEARCH, {"q": "养老护理员"})
        make_class(cast, ClassState.DRAFT)


def test_part_of_an_identity_number_finds_nobody(cast: Cast) -> None:
    person = make_application(cast).person
    part = person.identity_number.reveal(person)[6:14]
    assert search_for(part, cast.actor("li_jing")).people == []


def test_nothing_typed_finds_nothing(cast: Cast) -> None:
    assert search_for("  ", cast.actor("li_jing")).total == 0
