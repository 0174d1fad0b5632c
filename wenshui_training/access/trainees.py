"""Who may open which address of trainees."""

from __future__ import annotations

from foundation.accounts.access import BUREAU, CASE_READERS, INSTITUTION, NOBODY, READERS, Access, Objects
from foundation.accounts.enums import Role
from trainees.enums import COMPARING_ROLES, DECIDING_ROLES, REVEALING_ROLES, REVIEWING_ROLES

REVIEWERS = frozenset(REVIEWING_ROLES)
DECIDING = frozenset(DECIDING_ROLES)
MANAGERS = frozenset({Role.INSTITUTION_MANAGER})
REVEALING = frozenset(REVEALING_ROLES)
COMPARING = frozenset(COMPARING_ROLES)

RULES: dict[str, Access] = {
    "trainees:group_list": Access(CASE_READERS),
    "trainees:group_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "trainees:group_compare": Access(NOBODY, COMPARING, Objects.TENANT),
    "trainees:group_send": Access(NOBODY, MANAGERS, Objects.TENANT),
    "trainees:group_pass": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:group_numbers": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:group_numbers_file": Access(REVIEWERS, NOBODY, Objects.TENANT),
    "trainees:group_numbers_import": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:hit_decide": Access(NOBODY, DECIDING, Objects.TENANT),
    "trainees:application_list": Access(CASE_READERS),
    "trainees:application_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "trainees:application_perform": Access(NOBODY, REVIEWERS | INSTITUTION, Objects.TENANT),
    "trainees:application_edit": Access(INSTITUTION, INSTITUTION, Objects.TENANT),
    "trainees:application_reveal": Access(NOBODY, REVEALING, Objects.TENANT),
    "trainees:application_print": Access(NOBODY, REVEALING, Objects.TENANT),
    "trainees:person_list": Access(READERS | INSTITUTION),
    "trainees:person_detail": Access(READERS | INSTITUTION, NOBODY, Objects.TENANT),
    "trainees-api-application-list": Access(CASE_READERS),
    "trainees-api-application-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "trainees-api-application-perform": Access(NOBODY, BUREAU | INSTITUTION, Objects.TENANT),
}
