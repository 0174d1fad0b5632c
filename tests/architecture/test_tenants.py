"""Two institutions never see each other, whichever address they try; and looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from foundation.accounts.access import Objects
from tests.architecture.matrix import path_of, plain_pattern
from tests.architecture.world import FOLDERS, World, build_world
from tests.cast import Cast
from tests.conftest import SignIn
from tests.disabled_controls import unexplained_in
from wenshui_training.access import access_to
from wenshui_training.routes import Route, routes

TENANTS = ("qihang", "huineng")
AS_PROGRAM = {"Accept": "application/json"}
WITH_CASES = ("qihang_manager", "supervisor_bai", "li_jing", "cheng_hua")


@pytest.fixture
def world(cast: Cast, policy_in_force: None, on_18_june_2026: date) -> World:
    return build_world(cast)


def _of_tenants() -> list[Route]:
    """The addresses that show an institution's own objects."""
    lines = ((route, access_to(route.name)) for route in routes())
    return [route for route, line in lines if line and line.objects is Objects.TENANT]


def _folder(route: Route) -> str:
    pattern = plain_pattern(route.pattern).replace("/api/v1", "")
    return pattern[: pattern.index("<")]


def _addressed(world: World, route: Route, institution: str) -> str | None:
    folder = _folder(route)
    found = world.first_of(folder, institution) if folder in FOLDERS else None
    return path_of(route, {next(iter(route.parameters)): found}) if found else None


def _status(client: Client, method: str, path: str) -> int:
    return int(_answer(client, method, path).status_code)


def _answer(client: Client, method: str, path: str) -> Any:
    response = client.generic(method, path, headers=AS_PROGRAM)
    response.getvalue()  # a file that nobody reads to its end is never closed
    return response


def test_foreign_object_is_as_absent_as_a_missing_one(world: World, sign_in: SignIn) -> None:
    empty = [each for each in FOLDERS for key in TENANTS if world.first_of(each, key) is None]
    assert empty == [], "without a row nothing is tried"
    found = []
    for who in ("qihang_manager", "qihang_teacher", "supervisor_bai"):
        client = sign_in(who)
        for route in _of_tenants():
            path = _addressed(world, route, "huineng")
            for method in ("GET", "POST") if path else ():
                status = _status(client, method, path or "")
                if status not in {403, 404, 405}:
                    found.append(f"{who} {method} {path} ({route.name}) → {status}")
    assert found == []


def test_own_object_is_found_by_everybody_whom_the_table_admits(world: World, sign_in: SignIn) -> None:
    """The other half: 404 above must come from the tenant, not from an address that never answers.

    And looking changes nothing; and what cannot be pressed there says why, and who can help (N30).
    """
    absent = []
    for who in WITH_CASES:
        client, actor = sign_in(who), world.cast.actor(who)
        for route in _of_tenants():
            line, path = access_to(route.name), _addressed(world, route, "qihang")
            if not path or not line or not line.admits(actor, "GET") or "GET" not in route.methods:
                continue
            with connection.execute_wrapper(writes := _Writes()):
                answer = _answer(client, "GET", path)
            status = answer.status_code
            absent += [f"{who} {path} {control}" for control in unexplained_in(answer)]
            if (status in {403, 404} and not _may_be_absent(route)) or status >= 500 or writes.seen:
                absent.append(f"{who} {path} ({route.name}) → {status} {writes.seen}")
    assert absent == []


def _may_be_absent(route: Route) -> bool:
    """What hangs on the object need not exist: a second id, a paper that was not written, the other kind of visit."""
    return len(route.parameters) > 1 or route.name in {
        "classes:log_print",
        "inspections:inspection_print",
        "inspections:record_on_site",
        "inspections:record_video",
        "inspections:rectification_notice",
        "subsidies:difference_explain",
        "subsidies:item_file",
    }


def test_every_kind_of_object_is_tried() -> None:
    folders = {_folder(route) for route in _of_tenants()}

    assert folders - set(FOLDERS) == set()


class _Writes:
    """Notes every statement that writes, but for those that keep a session."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        verb, _, what = sql.partition(" ")
        if verb in {"INSERT", "UPDATE", "DELETE"} and "django_session" not in what:
            self.seen.append(sql)
        return execute(sql, *rest)


def _readable(world: World, who: str) -> list[str]:
    """The addresses that this person may open, with objects of 启航 where they need one.

    Without those that were looked at above.
    """
    actor = world.cast.actor(who)
    lines = ((route, access_to(route.name)) for route in routes())
    mine = [r for r, line in lines if line and line.admits(actor, "GET") and "GET" in r.methods]
    asked = _of_tenants() if who in WITH_CASES else []
    paths = [
        _addressed(world, route, "qihang") if route.parameters else path_of(route, {})
        for route in mine
        if route not in asked
    ]
    return [path for path in paths if path]


@pytest.mark.one_engine
def test_looking_changes_nothing(world: World, sign_in: SignIn) -> None:
    for who in ("qihang_manager", "wang_jianming", "sun_li", "security_tian"):
        client = sign_in(who)
        writes = _Writes()
        with connection.execute_wrapper(writes):
            for path in _readable(world, who):
                _status(client, "GET", path)
                assert writes.seen == [], path


def test_what_is_written_while_looking_would_be_noted(cast: Cast) -> None:
    with connection.execute_wrapper(writes := _Writes()):
        cast["li_jing"].save()
    assert len(writes.seen) == 1
