"""The menu: by role, only what exists and is open, with what waits; one query for all counts."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState
from foundation.accounts.enums import Role
from tests.builders.classes import make_class
from tests.cast import Cast
from wenshui_training.access import access_to
from wenshui_training.menus import MENUS, PUBLIC_MENU
from wenshui_training.navigation import Group, navigation_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")]


def menu_of(cast: Cast, name: str, path: str = "/") -> list[Group]:
    return list(navigation_of(RequestFactory().get(path), cast.actor(name)))


@pytest.mark.parametrize("role", sorted(MENUS))
def test_every_entry_has_an_address_that_is_open_to_somebody(role: str) -> None:
    for section in MENUS[role]:
        for entry in section.entries:
            assert reverse(entry.view, args=[uuid4()] if entry.of_own else None)
            assert access_to(entry.view) is not None


def test_every_person_with_an_account_has_a_menu() -> None:
    assert set(MENUS) == set(Role) - {Role.SYSTEM}


def test_what_waits_for_me_is_counted_at_its_entry(cast: Cast) -> None:
    make_class(cast, ClassState.SUBMITTED, heads=2)
    counts = {
        item.label: (item.count, item.hot) for group in menu_of(cast, "li_jing") for item in group.items
    }
    assert counts["开班审批"] == (1, True)
    assert counts["结业验收"] == (0, False)


def test_nothing_is_shown_that_is_not_open(cast: Cast) -> None:
    labels = {item.label for group in menu_of(cast, "qihang_manager") for item in group.items}
    assert "政策参数" not in labels
    assert "开班申请" in labels


def test_the_entry_of_this_page_is_marked(cast: Cast) -> None:
    groups = menu_of(cast, "li_jing", reverse("classes:teaching_list"))
    assert [item.label for group in groups for item in group.items if item.current] == ["在培班次"]


def test_the_counts_are_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    actor, request = cast.actor("li_jing"), RequestFactory().get("/")
    with django_assert_num_queries(1):
        list(navigation_of(request, actor))
        list(navigation_of(request, actor))


def test_the_public_columns_open_without_an_account() -> None:
    for _, view in PUBLIC_MENU:
        assert Client().get(reverse(view)).status_code == 200


@pytest.mark.parametrize(
    ("view", "label"),
    [
        ("employment_edit", "就业跟踪"),
        ("employment", "就业跟踪"),
        ("exam", "在培班次"),
        ("class_tasks", "开班申请"),
    ],
)
def test_a_page_deep_in_a_class_marks_the_entry_it_is_reached_from(cast: Cast, view: str, label: str) -> None:
    path = reverse(f"classes:{view}", args=[uuid4()])
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    groups = navigation_of(request, cast.actor("qihang_manager"))
    assert [item.label for group in groups for item in group.items if item.current] == [label]
