"""全局搜索: by number, words and term; people masked; nobody finds what he may not see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from classes.enums import ClassState
from reports.queries.search import search_for
from tests.builders.classes import make_class
from tests.builders.trainees import make_application
from tests.cast import Cast
from tests.conftest import SignIn

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
    assert search_for(person.identity_number.reveal(person), foreign).total == 0


def test_a_whole_identity_number_finds_its_person_and_is_not_shown(sign_in: SignIn, cast: Cast) -> None:
    person = make_application(cast).person
    number = person.identity_number.reveal(person)
    text = sign_in("li_jing").get(reverse("reports:search"), {"q": number}).content.decode()
    assert person.get_absolute_url() in text
    assert number not in text
    assert person.name not in text


def test_part_of_an_identity_number_finds_nobody(cast: Cast) -> None:
    person = make_application(cast).person
    part = person.identity_number.reveal(person)[6:14]
    assert search_for(part, cast.actor("li_jing")).people == []


def test_nothing_typed_finds_nothing(cast: Cast) -> None:
    assert search_for("  ", cast.actor("li_jing")).total == 0
