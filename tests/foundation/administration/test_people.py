"""用户与权限: what the security administrator does, and what he may not do. How a role is given: test_role_change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from foundation.accounts.enums import Role
from foundation.accounts.models import RoleAssignment, User
from foundation.accounts.queries import actor_of
from foundation.administration.operations import accounts as changes
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError
from tests.cast import Cast
from tests.conftest import SignIn

FIRST = "First-Day-2026-ok"


def _assign(cast: Cast, who: str, role: str, *, by: str = "security_tian", **period: Any) -> RoleAssignment:
    return changes.assign_role(
        cast[who], actor=cast.actor(by), role=role, **{"starts_on": clock.today(), **period}
    )


def test_new_person_signs_in_and_must_change_the_first_password(cast: Cast, sign_in: SignIn) -> None:
    form = {
        "display_name": "曹原",
        "username": "cao_yuan",
        "organisation": str(cast.organisations["bureau"].pk),
        "first_password": FIRST,
    }
    assert sign_in("security_tian").post("/users/new/", form).status_code == 302

    client = Client()
    assert client.post("/login/", {"username": "cao_yuan", "password": FIRST}).status_code == 302
    assert client.get("/account/").headers["Location"] == "/account/password/"


def test_weak_first_password_keeps_what_was_typed(sign_in: SignIn) -> None:
    response = sign_in("security_tian").post("/users/new/", {"display_name": "曹原", "first_password": "123"})

    assert response.status_code == 422
    assert "曹原" in response.content.decode()


def test_same_name_is_not_given_twice(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        changes.create_user(
            actor=cast.actor("security_tian"),
            username="LI_JING",
            display_name="李静二",
            organisation=cast.organisations["bureau"],
            first_password=FIRST,
        )
    assert refusal.value.code == "user.name_taken"


def test_role_counts_from_its_first_day_and_not_after_its_last(cast: Cast, on_18_june_2026: date) -> None:
    _assign(cast, "hao_ping", Role.INSPECTOR, ends_on=on_18_june_2026 + timedelta(days=1))

    held = [
        _holds(cast, "hao_ping", Role.INSPECTOR, on_18_june_2026 + timedelta(days=n)) for n in (-1, 0, 1, 2)
    ]

    assert held == [False, True, True, False]


def _holds(cast: Cast, who: str, role: str, day: date) -> bool:
    with clock.moved_to(day):
        return actor_of(cast[who]).has_role(role)


def test_role_taken_back_is_gone_at_once(cast: Cast) -> None:
    assignment = _assign(cast, "hao_ping", Role.INSPECTOR)

    changes.end_role(assignment, actor=cast.actor("security_tian"), reason="调岗")

    assert not cast.actor("hao_ping").has_role(Role.INSPECTOR)
    assert Entry.objects.filter(action="role.ended", comment="调岗").exists()


def test_role_that_has_run_out_can_be_given_again(cast: Cast) -> None:
    _assign(cast, "hao_ping", Role.INSPECTOR, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))

    with clock.moved_to(date(2026, 3, 1)):
        _assign(cast, "hao_ping", Role.INSPECTOR)
        assert cast.actor("hao_ping").has_role(Role.INSPECTOR)


@pytest.mark.parametrize(
    ("who", "role", "by", "code"),
    [
        ("security_tian", Role.AUDITOR, "security_tian", "user.not_oneself"),
        ("hao_ping", Role.INSPECTOR, "admin_he", "user.wrong_role"),
        ("hao_ping", Role.TRAINING_OFFICER, "security_tian", "role.conflict"),
        ("admin_he", Role.AUDIT_ADMINISTRATOR, "security_tian", "role.conflict"),
        ("qihang_manager", Role.DIRECTOR, "security_tian", "role.wrong_organisation"),
        ("hao_ping", Role.SYSTEM, "security_tian", "role.wrong_organisation"),
    ],
)
def test_assignment_that_must_not_be_is_refused(cast: Cast, who: str, role: str, by: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        _assign(cast, who, role, by=by)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("who", "by", "role", "constraint"),
    [
        ("hao_ping", "hao_ping", Role.AUDITOR, "not_by_oneself"),
        ("hao_ping", None, Role.SYSTEM, "system_is_nobody"),
        ("hao_ping", None, Role.TRAINING_OFFICER, "role"),
        ("admin_he", None, Role.SECURITY_ADMINISTRATOR, "role"),
    ],
)
def test_database_refuses_it_too(cast: Cast, who: str, by: str | None, role: str, constraint: str) -> None:
    by_id = cast[by].pk if by else None
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RoleAssignment.objects.create(
            user=cast[who], role=role, starts_on=date(2026, 1, 1), assigned_by_id=by_id
        )


def test_time_limit_does_not_get_round_the_three_administrators(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(
            user=cast["admin_he"],
            role=Role.SECURITY_ADMINISTRATOR,
            starts_on=date(2026, 1, 1),
            ends_on=date(2099, 1, 1),
        )


@pytest.mark.parametrize("verb", ["disable", "enable"])
def test_account_is_closed_and_opened_with_a_reason_only(cast: Cast, sign_in: SignIn, verb: str) -> None:
    User.objects.filter(pk=cast["hao_ping"].pk).update(is_active=verb == "disable")
    client, address = sign_in("security_tian"), f"/users/{cast['hao_ping'].pk}/{verb}/"

    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "离职交接"}).status_code == 302
    assert client.post(address, {"reason": "再来一次"}).status_code == 409


def test_reset_password_ends_sessions_and_is_temporary(cast: Cast, sign_in: SignIn) -> None:
    working = sign_in("hao_ping")

    sign_in("security_tian").post(f"/users/{cast['hao_ping'].pk}/password/", {"first_password": FIRST})

    assert working.get("/account/").headers["Location"].startswith("/login/")
    assert User.objects.get(pk=cast["hao_ping"].pk).must_change_password


def test_list_of_people_is_filtered(sign_in: SignIn) -> None:
    page = sign_in("security_tian").get("/users/?q=郝&role=training_officer&state=active").content.decode()

    assert "郝平" in page
    assert "李静" not in page


def test_list_of_people_costs_the_same_for_any_number(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in("security_tian")
    client.get("/users/")
    with django_assert_max_num_queries(12):
        client.get("/users/?per_page=20")
    for n in range(40):
        User.objects.create_user(username=f"person{n}", display_name=f"学员{n}")
    with django_assert_max_num_queries(12):
        client.get("/users/?per_page=100")
