"""`Actor`: the person who acts, as every operation, guard and query sees him. Knows no request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from foundation.accounts.enums import INSTITUTION_ROLES, LEADERS, READS_EVERYTHING, OrganisationKind, Role


@dataclass(frozen=True)
class Actor:
    """Who acts, for which organisation, in which roles today, and from where.

    `user_id` is None for the public and for the system acting on its own.
    """

    user_id: UUID | None
    name: str
    organisation_id: UUID | None = None
    organisation_name: str = ""
    organisation_kind: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    ip: str = ""
    request_id: str = ""

    @classmethod
    def public(cls, *, ip: str = "", request_id: str = "") -> Actor:
        return cls(user_id=None, name="公众", ip=ip, request_id=request_id)

    @classmethod
    def system(cls) -> Actor:
        """The product itself: scheduled work without a person behind it."""
        return cls(user_id=None, name="系统", roles=frozenset({Role.SYSTEM}))

    def as_system(self) -> Actor:
        """The product acting as a consequence of what this person did; the person stays named."""
        return replace(self, roles=frozenset({Role.SYSTEM}))

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_system(self) -> bool:
        return Role.SYSTEM in self.roles

    @property
    def is_institution(self) -> bool:
        return self.organisation_kind == OrganisationKind.INSTITUTION and self.has_role(*INSTITUTION_ROLES)

    @property
    def is_leader(self) -> bool:
        return self.has_role(*LEADERS)

    @property
    def reads_everything(self) -> bool:
        """Bureau staff, 财政局 and auditors read across institutions; administrators read no business data."""
        return self.is_system or self.has_role(*READS_EVERYTHING)

    @property
    def role_labels(self) -> str:
        return "、".join(sorted(Role(role).label for role in self.roles))


def role_labels(roles: Iterable[str]) -> str:
    """Roles as the office says them: 分管领导或局领导."""
    return "或".join(str(Role(role).label) for role in roles)
