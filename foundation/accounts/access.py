"""The vocabulary of the access table: who may open an address, who may write to it, whose objects it shows.

The table itself is in `wenshui_training.access`; it is enforced at run time (deny by default) and is the
expectation of the generated permission test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foundation.accounts.actor import Actor
from foundation.accounts.enums import (
    ADMINISTRATOR_ROLES,
    BUREAU_ROLES,
    INSTITUTION_ROLES,
    LEADERS,
    READS_EVERYTHING,
    Role,
)

PUBLIC: frozenset[str] = frozenset({"public"})  # everybody, signed in or not
SIGNED_IN: frozenset[str] = frozenset({"signed_in"})  # everybody with an account
NOBODY: frozenset[str] = frozenset()

INSTITUTION: frozenset[str] = frozenset(INSTITUTION_ROLES)
BUREAU: frozenset[str] = frozenset(BUREAU_ROLES)
READERS: frozenset[str] = frozenset(READS_EVERYTHING)
CASE_READERS: frozenset[str] = READERS | INSTITUTION | {Role.THIRD_PARTY_SUPERVISOR}
ADMINISTRATORS: frozenset[str] = frozenset(ADMINISTRATOR_ROLES)
LEADING: frozenset[str] = frozenset(LEADERS)


class Objects(StrEnum):
    """What the address's object belongs to."""

    NONE = "none"  # no object in the address
    TENANT = "tenant"  # an institution's: foreign institutions get 404
    OWN = "own"  # the person's own: everybody else gets 404
    SHARED = "shared"  # the same for every reader


@dataclass(frozen=True)
class Access:
    """One line of the table. `read` covers GET and HEAD; `write` every other method."""

    read: frozenset[str]
    write: frozenset[str] = NOBODY
    objects: Objects = Objects.NONE

    def wanted(self, method: str) -> frozenset[str]:
        """Who may use this method here."""
        return self.read if method in {"GET", "HEAD", "OPTIONS"} else self.write

    def is_open(self, method: str) -> bool:
        """Whether everybody may, signed in or not."""
        return bool(self.wanted(method) & PUBLIC)

    def admits(self, actor: Actor, method: str) -> bool:
        if self.is_open(method):
            return True
        wanted = self.wanted(method)
        if wanted & SIGNED_IN:
            return actor.user_id is not None
        return actor.has_role(*wanted)

    @property
    def is_public(self) -> bool:
        return bool(self.read & PUBLIC)
