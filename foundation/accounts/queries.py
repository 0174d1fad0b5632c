"""Reads about people and roles."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind
from foundation.accounts.models import Organisation, RoleAssignment, User
from foundation.core import clock


def actor_of(user: User, *, ip: str = "", request_id: str = "") -> Actor:
    """The actor that this user is today: roles in force, organisation, origin. Two queries at most."""
    held = RoleAssignment.objects.current().filter(user_id=user.pk)
    roles = held.order_by().values_list("role", flat=True)  # its own order would fetch the person again
    organisation = user.organisation
    return Actor(
        user_id=user.pk,
        name=user.display_name or user.username,
        organisation_id=organisation.pk if organisation else None,
        organisation_name=organisation.name if organisation else "",
        organisation_kind=organisation.kind if organisation else "",
        roles=frozenset(roles),
        ip=ip,
        request_id=request_id,
    )


def holders_of(*roles: str, organisation_id: UUID | None = None) -> QuerySet[User]:
    """People who hold one of these roles today."""
    holding = RoleAssignment.objects.current().filter(role__in=roles).values("user_id")
    users = User.objects.filter(is_active=True, pk__in=holding)
    return users.filter(organisation_id=organisation_id) if organisation_id else users


def quota_holder(user_id: UUID) -> UUID | None:
    """The organisation against whose quota this account's files count; the bureau and 财政局 have none."""
    without = (OrganisationKind.BUREAU, OrganisationKind.COUNTY_FINANCE)
    found = User.objects.filter(pk=user_id).exclude(organisation__kind__in=without)
    return found.values_list("organisation_id", flat=True).first()


def password_must_change(user: User) -> bool:
    """First sign-in, reset by the security administrator, or older than the settings allow."""
    return user.must_change_password or clock.now() - user.password_changed_at > settings.PASSWORD_MAX_AGE


def roles_held(user: User) -> QuerySet[RoleAssignment]:
    """The roles that this person holds today."""
    return RoleAssignment.objects.current().filter(user=user).order_by("role")


def organisations_with_people() -> QuerySet[Organisation]:
    """Every organisation with `people`, the number of its accounts."""
    accounts = User.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    counted = accounts.annotate(number=Count("pk")).values("number")
    rows = Organisation.objects.annotate(people=Coalesce(Subquery(counted), 0))
    return rows.order_by("kind", "name")
