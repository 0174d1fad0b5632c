"""A new system gets its administrators and its director once, from the command line, on record."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from foundation.accounts.enums import OrganisationKind, Role
from foundation.accounts.models import Organisation, RoleAssignment, User
from foundation.accounts.queries import actor_of
from foundation.administration.operations import first_accounts as first
from foundation.administration.operations import roles as ops
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError
from tests.cast import Cast

PEOPLE = {
    Role.SYSTEM_ADMINISTRATOR: first.FirstPerson("he_lei", "何磊"),
    Role.SECURITY_ADMINISTRATOR: first.FirstPerson("tian_an", "田安"),
    Role.AUDIT_ADMINISTRATOR: first.FirstPerson("yan_shen", "闫慎"),
    Role.DIRECTOR: first.FirstPerson("sun_guodong2", "孙国栋"),
}
BUREAU = "文水县人力资源和社会保障局"
COMMAND = (
    "create_first_accounts",
    *("--system", "he_lei", "何磊"),
    *("--security", "tian_an", "田安"),
    *("--audit", "yan_shen", "闫慎"),
    *("--director", "sun_guodong2", "孙国栋"),
)

pytestmark = pytest.mark.django_db


def _told() -> list[list[str]]:
    out = io.StringIO()
    call_command(*COMMAND, stdout=out)
    return [line.split() for line in out.getvalue().splitlines()]


def test_four_people_get_their_accounts_and_roles() -> None:
    *people, warning = _told()

    assert [line[:3] for line in people] == [
        ["系统管理员", "何磊", "he_lei"],
        ["安全管理员", "田安", "tian_an"],
        ["审计管理员", "闫慎", "yan_shen"],
        ["局领导", "孙国栋", "sun_guodong2"],
    ]
    assert "只显示这一次" in warning[0]
    assert {user.organisation.name for user in User.objects.all() if user.organisation} == {BUREAU}
    held = RoleAssignment.objects.current().values_list("user__username", "role")
    assert set(held) == {(person.username, role) for role, person in PEOPLE.items()}


def test_the_password_shown_signs_in_and_must_be_changed() -> None:
    passwords = {line[2]: line[3] for line in _told()[:-1]}
    assert len(set(passwords.values())) == len(PEOPLE)

    client = Client()
    signed_in = client.post("/login/", {"username": "tian_an", "password": passwords["tian_an"]})
    assert signed_in.status_code == 302
    assert client.get("/users/").headers["Location"] == "/account/password/"


def test_everything_is_on_record_as_done_by_the_system_and_no_password_is() -> None:
    passwords = [line[3] for line in _told()[:-1]]
    entries = Entry.objects.order_by("seq")
    assert [entry.action for entry in entries] == [
        "organisation.created",
        *["user.created", "role.assigned"] * len(PEOPLE),
    ]
    assert {(entry.actor_name, entry.actor_id) for entry in entries} == {("系统", None)}
    kept = str(list(Entry.objects.values()))
    assert not [password for password in passwords if password in kept]


def test_a_second_time_is_refused_and_changes_nothing() -> None:
    _told()
    before = Entry.objects.count()
    with pytest.raises(CommandError, match="已有管理员账号") as refusal:
        _told()
    assert refusal.value.returncode == 1
    assert (User.objects.count(), Entry.objects.count()) == (len(PEOPLE), before)


@pytest.mark.parametrize("who", ["admin_he", "security_tian", "auditadmin_yan"])
def test_one_administrator_of_any_kind_is_enough_to_refuse(cast: Cast, who: str) -> None:
    three = RoleAssignment.objects.filter(user__username__in=["admin_he", "security_tian", "auditadmin_yan"])
    three.exclude(user=cast[who]).update(ended_at=clock.now())
    with pytest.raises(DomainError) as refusal:
        first.create_first_accounts(PEOPLE, bureau=BUREAU)
    assert refusal.value.code == "first_accounts.administrators_exist"


def test_terms_that_have_run_out_or_were_ended_open_the_way_again(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    RoleAssignment.objects.filter(user=cast["admin_he"]).update(ends_on=yesterday)
    RoleAssignment.objects.filter(user__in=[cast["security_tian"], cast["auditadmin_yan"]]).update(
        ended_at=clock.now()
    )
    made = first.create_first_accounts(PEOPLE, bureau="别的名称")
    assert {each.user.organisation for each in made} == {cast.organisations["bureau"]}


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (first.FirstPerson("孙国栋", "孙国栋"), "first_accounts.username_unfit"),
        (first.FirstPerson("sun\n", "孙国栋"), "first_accounts.username_unfit"),
        (first.FirstPerson("sun_guodong2", " "), "first_accounts.name_unfit"),
        (first.FirstPerson("HE_LEI", "孙国栋"), "user.name_taken"),
    ],
)
def test_one_unfit_person_and_nobody_is_created(person: first.FirstPerson, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        first.create_first_accounts({**PEOPLE, Role.DIRECTOR: person}, bureau=BUREAU)
    assert refusal.value.code == code
    assert not User.objects.exists()
    assert not Organisation.objects.exists()


def test_a_bureau_without_a_name_or_with_a_taken_one_is_refused() -> None:
    Organisation.objects.create(kind=OrganisationKind.INSTITUTION, name=BUREAU)
    for name in (" ", BUREAU):
        with pytest.raises(DomainError) as refusal:
            first.create_first_accounts(PEOPLE, bureau=name)
        assert refusal.value.code == "first_accounts.bureau_unfit"


def test_with_the_first_accounts_the_two_person_way_works() -> None:
    users = {each.role: each.user for each in first.create_first_accounts(PEOPLE, bureau=BUREAU)}
    audit, security = users[Role.AUDIT_ADMINISTRATOR], actor_of(users[Role.SECURITY_ADMINISTRATOR])
    change = ops.propose_role(
        audit, actor=security, role=Role.AUDITOR, starts_on=clock.today(), reason="人事任命"
    )
    ops.confirm_role_change(change, actor=actor_of(users[Role.DIRECTOR]))
    assert actor_of(audit).has_role(Role.AUDITOR)
