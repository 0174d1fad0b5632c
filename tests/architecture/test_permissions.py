"""The permission matrix, generated from the resolver and the access table: no address is left out.

A cell is one request of one principal. 401 signed out, 403 not admitted, 404 the object is not there (or not
his to see); the rest must be neither a refusal of access nor a fault of the server.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from tests.architecture.known_person import client_of, with_known_person
from tests.architecture.matrix import cells
from tests.cast import BUREAU_PEOPLE, Cast
from tests.conftest import SignIn
from tests.disabled_controls import unexplained_in
from wenshui_training.access import RULES, access_to
from wenshui_training.routes import routes

pytestmark = pytest.mark.long
AS_PROGRAM = {"Accept": "application/json"}  # refusals are told in a line instead of a whole page
OTHERS = ("finance_qiao", "qihang_manager", "qihang_teacher", "supervisor_bai", "point_clerk")
ONE_OF_EACH_ROLE = (*{role: who for who, (_, role) in BUREAU_PEOPLE.items()}.values(), *OTHERS)


def test_every_address_has_a_name_and_a_line() -> None:
    names = [route.name for route in routes()]

    assert [name for name in names if access_to(name) is None] == []


def test_every_line_is_an_address() -> None:
    assert set(RULES) - {route.name for route in routes()} == set()


def test_every_address_takes_only_methods_that_somebody_may_use() -> None:
    """A page that nobody may open, or a form that nobody may send, is a mistake in the table."""
    closed = [
        f"{method} {route.name}"
        for route in routes()
        for method in route.methods
        if method in {"GET", "POST"} and (line := access_to(route.name)) and not line.wanted(method)
    ]

    assert closed == []


def _unexplained(client: Client, actor: Actor, *, admitted: bool | None = None) -> list[str]:
    """What answers otherwise than the table; `admitted` takes only the cells that admit the actor, or only the rest."""
    found = []
    for cell in cells(actor):
        if admitted is not None and cell.is_admitted is not admitted:
            continue
        answer = client.generic(cell.method, cell.path, headers=AS_PROGRAM)
        status = answer.status_code
        found += [f"{cell} {control}" for control in unexplained_in(answer)]
        if not cell.is_explained(status):
            found.append(
                f"{cell} → {status}, expected {sorted(cell.expected) if cell.expected else 'an answer'}"
            )
    return found


@pytest.mark.parametrize("who", ONE_OF_EACH_ROLE)
def test_each_role_gets_what_the_table_gives(
    who: str, cast: Cast, policy_in_force: None, sign_in: SignIn
) -> None:
    assert _unexplained(sign_in(who), actor_of(cast[who]), admitted=True) == []


@pytest.mark.one_engine
@pytest.mark.parametrize("who", [*ONE_OF_EACH_ROLE, "nobody"])
def test_each_role_is_refused_what_the_table_does_not_give(who: str, cast: Cast, settings: Any) -> None:
    """Decided by role and address before the page is asked: no engine has a say in it, nor has the session."""
    settings.MIDDLEWARE = with_known_person(settings.MIDDLEWARE)
    user = cast[who] if who in ONE_OF_EACH_ROLE else _without_a_role(cast)
    actor = actor_of(user)

    assert _unexplained(client_of(user, actor), actor, admitted=False) == []


def test_public_gets_exactly_what_the_table_says(cast: Cast, policy_in_force: None) -> None:
    assert _unexplained(Client(), Actor.public()) == []


@pytest.mark.one_engine
def test_person_without_a_role_gets_what_everybody_gets(
    cast: Cast, policy_in_force: None, sign_in: SignIn
) -> None:
    user = _without_a_role(cast)

    assert _unexplained(sign_in(user.username), actor_of(user), admitted=True) == []


def _without_a_role(cast: Cast) -> User:
    cast["li_jing"].role_assignments.all().delete()
    return cast["li_jing"]
