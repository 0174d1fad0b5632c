"""The first accounts of a new system: the 三员 and one director, set up by the system itself (ADR 0002).

Afterwards the two-person way works: 安全管理员 proposes a role, 局领导 confirms it.
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from foundation.accounts.actor import Actor
from foundation.accounts.enums import ADMINISTRATOR_ROLES, OrganisationKind, Role
from foundation.accounts.models import Organisation, RoleAssignment, User
from foundation.administration.operations.accounts import assign_role, create_user
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow

FIRST_ROLES = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_ADMINISTRATOR,
    Role.DIRECTOR,
)
USERNAME = r"^[A-Za-z0-9_.-]{3,40}$"
GROUPS, GROUP = 4, 5
_SIGNS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


@dataclass(frozen=True)
class FirstPerson:
    username: str
    display_name: str


@dataclass(frozen=True)
class FirstAccount:
    """`password` is kept nowhere else: it is shown once and must be changed at the first sign-in."""

    user: User
    role: Role
    password: str


@transaction.atomic
def create_first_accounts(people: Mapping[Role, FirstPerson], *, bureau: str) -> list[FirstAccount]:
    """All of `FIRST_ROLES` or nothing, and only while nobody holds one of the three administrator roles.

    `bureau` is the name of the office; the one that is there is used, whatever its name. Everything is on record
    as done by the system.
    """
    _refuse_when_there_are_administrators()
    for person in people.values():
        _refuse_unfit(person)
    system = Actor.system()
    organisation = _bureau(bureau.strip(), system)
    return [_account(role, people[role], organisation, system) for role in FIRST_ROLES]


def _refuse_when_there_are_administrators() -> None:
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    held = RoleAssignment.objects.filter(not_over, role__in=ADMINISTRATOR_ROLES, ended_at__isnull=True)
    if held.exists():
        raise NotNow(
            "first_accounts.administrators_exist",
            "已有管理员账号，不能再建首批账号；请由安全管理员在“用户与权限”中新建用户、提出角色。",
        )


def _refuse_unfit(person: FirstPerson) -> None:
    if not re.fullmatch(USERNAME, person.username):
        message = f"用户名“{person.username}”只能用字母、数字、点、横线、下划线，3—40 位，请改正。"
        raise Invalid("first_accounts.username_unfit", message)
    if not 1 <= len(person.display_name.strip()) <= 40:
        raise Invalid("first_accounts.name_unfit", f"请填写 {person.username} 的姓名，不超过 40 个字。")


def _bureau(name: str, system: Actor) -> Organisation:
    found = Organisation.objects.filter(kind=OrganisationKind.BUREAU).first()
    if found is not None:
        return found
    if not name or Organisation.objects.filter(name=name).exists():
        raise Invalid("first_accounts.bureau_unfit", "请填写人社局的全称，不能与已有单位同名。")
    bureau = Organisation.objects.create(kind=OrganisationKind.BUREAU, name=name)
    append(Event("organisation.created", f"登记单位 {name}", record=bureau), actor=system)
    return bureau


def _account(role: Role, person: FirstPerson, organisation: Organisation, system: Actor) -> FirstAccount:
    password = _one_time_password(person.username)
    user = create_user(
        actor=system,
        username=person.username,
        display_name=person.display_name.strip(),
        organisation=organisation,
        first_password=password,
    )
    assign_role(user, actor=system, role=role, starts_on=clock.today())
    return FirstAccount(user, role, password)


def _one_time_password(username: str) -> str:
    """About 116 bits, without signs that look alike; drawn anew until it keeps the rules for passwords."""
    while True:
        groups = ("".join(secrets.choice(_SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
        password = "-".join(groups)
        try:
            validate_password(password, User(username=username))
        except ValidationError:
            continue
        return password
