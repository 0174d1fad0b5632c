"""Who may open which address of the recordings of a class."""

from __future__ import annotations

from foundation.accounts.access import CASE_READERS, INSTITUTION, NOBODY, READERS, Access, Objects
from foundation.accounts.enums import Role

INSPECTION: frozenset[str] = frozenset({Role.INSPECTOR, Role.INSPECTION_HEAD})
NOTERS: frozenset[str] = INSPECTION | {
    Role.THIRD_PARTY_SUPERVISOR, Role.TRAINING_OFFICER, Role.TRAINING_HEAD,
}  # fmt: skip
WATCHERS: frozenset[str] = NOTERS | INSTITUTION | {Role.DEPUTY_DIRECTOR, Role.DIRECTOR, Role.AUDITOR}
KEEPERS: frozenset[str] = frozenset({Role.REGISTRY_OFFICER, Role.INSPECTION_HEAD})
APPROVERS: frozenset[str] = frozenset({Role.DEPUTY_DIRECTOR, Role.INSPECTION_HEAD})

RULES: dict[str, Access] = {
    "classes:footage_uploads": Access(INSTITUTION, INSTITUTION, Objects.TENANT),
    "classes:footage_upload": Access(INSTITUTION, INSTITUTION, Objects.TENANT),
    "classes:footage_disk": Access(INSTITUTION, INSTITUTION, Objects.TENANT),
    "classes:footage_hold": Access(NOBODY, KEEPERS, Objects.SHARED),
    "classes:footage_release": Access(NOBODY, KEEPERS, Objects.SHARED),
    "classes:footage_list": Access(CASE_READERS),
    "classes:footage_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "classes:footage_watch": Access(NOBODY, WATCHERS, Objects.TENANT),
    "classes:footage_play": Access(WATCHERS, NOBODY, Objects.TENANT),
    "classes:footage_stream": Access(WATCHERS, NOBODY, Objects.TENANT),
    "classes:footage_watched": Access(NOBODY, WATCHERS, Objects.TENANT),
    "classes:footage_note": Access(NOBODY, NOTERS, Objects.TENANT),
    "classes:footage_remove": Access(NOBODY, INSTITUTION, Objects.TENANT),
    "classes:likeness_list": Access(READERS),
    "classes:likeness_decide": Access(NOBODY, INSPECTION, Objects.SHARED),
    "classes:keeping": Access(READERS),
    "classes:destruction_propose": Access(NOBODY, KEEPERS),
    "classes:destruction_detail": Access(READERS, NOBODY, Objects.SHARED),
    "classes:destruction_decide": Access(NOBODY, APPROVERS, Objects.SHARED),
    "classes-api-destruction-list": Access(READERS),
    "classes-api-destruction-detail": Access(READERS, NOBODY, Objects.SHARED),
    "classes-api-destruction-perform": Access(NOBODY, APPROVERS, Objects.SHARED),
}
