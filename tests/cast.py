"""The cast: the people that every test speaks of. Names are fictional.

启航 and 汇能 are two institutions that must never see each other; the bureau's people are named after the chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind, Role
from foundation.accounts.models import Organisation, RoleAssignment, User
from foundation.accounts.queries import actor_of

PASSWORD = "Cast-Only-2026-xyz"

BUREAU_PEOPLE = {
    "zhou_min": ("周敏", Role.QUALIFICATION_OFFICER),
    "li_jing": ("李静", Role.TRAINING_OFFICER),
    "hao_ping": ("郝平", Role.TRAINING_OFFICER),
    "wang_jianming": ("王建明", Role.TRAINING_HEAD),
    "zhang_wei": ("张伟", Role.INSPECTOR),
    "guo_liang": ("郭亮", Role.INSPECTOR),
    "ren_gang": ("任刚", Role.INSPECTION_HEAD),
    "wu_fang": ("武芳", Role.REGISTRY_OFFICER),
    "zhao_wenqing": ("赵文清", Role.DEPUTY_DIRECTOR),
    "sun_guodong": ("孙国栋", Role.DIRECTOR),
    "sun_li": ("孙丽", Role.FINANCE_OFFICER),
    "cheng_hua": ("成华", Role.AUDITOR),
    "admin_he": ("何磊", Role.SYSTEM_ADMINISTRATOR),
    "security_tian": ("田安", Role.SECURITY_ADMINISTRATOR),
    "auditadmin_yan": ("闫审", Role.AUDIT_ADMINISTRATOR),
}


@dataclass(frozen=True)
class Cast:
    """Users by short name; `actor("li_jing")` is that person acting today."""

    users: dict[str, User]
    organisations: dict[str, Organisation]

    def __getitem__(self, name: str) -> User:
        return self.users[name]

    def actor(self, name: str) -> Actor:
        return actor_of(self.users[name])


def assemble() -> Cast:
    """Write the cast into the database: bureau, 财政局, two institutions, a third party, a service point."""
    organisations = {
        key: Organisation(kind=kind, name=name, short_name=short)
        for key, kind, name, short in (
            ("bureau", OrganisationKind.BUREAU, "文水县人力资源和社会保障局", "人社局"),
            ("finance", OrganisationKind.COUNTY_FINANCE, "文水县财政局", "财政局"),
            ("qihang", OrganisationKind.INSTITUTION, "文水县启航职业培训学校", "启航学校"),
            ("huineng", OrganisationKind.INSTITUTION, "文水县汇能职业技能培训学校", "汇能学校"),
            ("third", OrganisationKind.THIRD_PARTY, "吕梁正信第三方监督中心", "正信中心"),
            ("point", OrganisationKind.SERVICE_POINT, "南庄镇就业社保服务站", "南庄服务站"),
        )
    }
    people = [(key, name, role, "bureau") for key, (name, role) in BUREAU_PEOPLE.items()] + [
        ("finance_qiao", "乔财", Role.COUNTY_FINANCE, "finance"),
        ("qihang_manager", "田志强", Role.INSTITUTION_MANAGER, "qihang"),
        ("qihang_teacher", "成晓燕", Role.CLASS_TEACHER, "qihang"),
        ("huineng_manager", "任国栋", Role.INSTITUTION_MANAGER, "huineng"),
        ("supervisor_bai", "白雪", Role.THIRD_PARTY_SUPERVISOR, "third"),
        ("point_clerk", "高明", Role.SERVICE_POINT_CLERK, "point"),
    ]
    users = {key: _person(key, name, organisations[place]) for key, name, _, place in people}
    Organisation.objects.bulk_create(organisations.values())
    User.objects.bulk_create(users.values())
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=users[key], role=role, starts_on=date(2024, 1, 1)) for key, _, role, _ in people
    )
    return Cast(users, organisations)


def _person(username: str, name: str, organisation: Organisation) -> User:
    return User(username=username, password=_password_hash(), display_name=name, organisation=organisation)


@cache
def _password_hash() -> str:
    return make_password(PASSWORD)
