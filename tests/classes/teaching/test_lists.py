"""Lists and pages ask the database the same number of questions for few rows and for many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.enums import ClassState
from classes.models import TrainingClass
from classes.queries.progress import progress_of
from foundation.core import clock
from tests.builders.running import Size, evening_of, make_running_class, people_of, prove, teach, verify
from tests.cast import Cast
from tests.conftest import SignIn

MOST = 30


@contextmanager
def counted(limit: int = MOST) -> Iterator[list[int]]:
    found: list[int] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.append(len(captured))
    assert len(captured) <= limit, [query["sql"][:120] for query in captured]


def questions(sign_in: SignIn, url: str) -> int:
    client = sign_in("li_jing")
    client.get(url)
    with counted() as found:
        assert client.get(url).status_code == 200
    return found[0]


def test_the_sheet_to_fill_next_is_never_one_of_a_day_to_come(cast: Cast) -> None:
    running = make_running_class(cast, Size(days=2), first_day=date(2026, 6, 15))

    with clock.moved_to(date(2026, 6, 14)):
        before = progress_of(running).next_open
    with clock.moved_to(date(2026, 6, 15)):
        today = progress_of(running).next_open

    assert before is None
    assert today is not None
    assert today.date == date(2026, 6, 15)


def test_the_list_of_classes_asks_no_more_for_many(cast: Cast, sign_in: SignIn) -> None:
    url = reverse("classes:teaching_list")
    teach(cast, make_running_class(cast))
    with clock.moved_to(date(2026, 6, 18)):
        few = questions(sign_in, url)
        for _ in range(6):
            make_running_class(cast)
        assert questions(sign_in, url) == few


@pytest.mark.parametrize("name", ["teaching", "video_list", "exam", "correction_list"])
def test_the_pages_of_a_class_ask_no_more_for_many_people(cast: Cast, sign_in: SignIn, name: str) -> None:
    small, large = make_running_class(cast, Size(people=5)), make_running_class(cast, Size(people=50, days=3))
    with clock.moved_to(date(2026, 6, 18)):
        few, many = (
            questions(sign_in, reverse(f"classes:{name}", args=[each.pk])) for each in (small, large)
        )
    assert few == many


@pytest.mark.parametrize("name", ["verification", "employment", "certificates"])
def test_the_result_pages_ask_no_more_for_many_people(cast: Cast, sign_in: SignIn, name: str) -> None:
    small, large = (verify(cast, make_running_class(cast, Size(people=count))) for count in (2, 12))
    with clock.moved_to(date(2026, 8, 20)):
        for training_class in (small, large):
            for each in people_of(training_class):
                prove(cast, each)
        few, many = (
            questions(sign_in, reverse(f"classes:{name}", args=[each.pk])) for each in (small, large)
        )
    assert few == many


def test_a_sheet_of_fifty_asks_no_more_than_one_of_five(cast: Cast, sign_in: SignIn) -> None:
    small, large = (teach(cast, make_running_class(cast, Size(people=count))) for count in (5, 50))
    urls = [reverse("classes:session_sheet", args=[each.sessions.all()[0].pk]) for each in (small, large)]
    with clock.moved_to(evening_of(date(2026, 6, 16))):
        few, many = (questions(sign_in, url) for url in urls)
    assert few == many


def test_the_list_shows_what_is_behind_and_filters_by_state(cast: Cast, sign_in: SignIn) -> None:
    behind = make_running_class(cast)
    TrainingClass.objects.filter(pk=make_running_class(cast).pk).update(state=ClassState.SUSPENDED)
    with clock.moved_to(date(2026, 6, 18)):
        client = sign_in("qihang_manager")
        everything = client.get(reverse("classes:teaching_list")).content.decode()
        running = client.get(reverse("classes:teaching_list"), {"state": "in_training"}).content.decode()
        other = sign_in("huineng_manager").get(reverse("classes:teaching_list")).content.decode()
    assert "2 张签到表未封存" in everything
    assert behind.number in running
    assert "KB-2026-0002" in everything
    assert "KB-2026-0002" not in running
    assert "KB-2026" not in other
