"""Who may open which address of trainees."""

from __future__ import annotations

from foundation.accounts.access import (
    BUREAU,
    CASE_READERS,
    INSTITUTION,
    NOBODY,
    PUBLIC,
    READERS,
    Access,
    Objects,
)
from foundation.accounts.enums import Role
from trainees.enums import (
    COMPARING_ROLES,
    DECIDING_ROLES,
    EXAMINING_ROLES,
    INTAKE_ROLES,
    PLEDGE_ROLES,
    REVEALING_ROLES,
    REVIEWING_ROLES,
)

REVIEWERS = frozenset(REVIEWING_ROLES)
DECIDING = frozenset(DECIDING_ROLES)
MANAGERS = frozenset({Role.INSTITUTION_MANAGER})
REVEALING = frozenset(REVEALING_ROLES)
COMPARING = frozenset(COMPARING_ROLES)
EXAMINERS = frozenset(EXAMINING_ROLES)
CLERKS = frozenset(INTAKE_ROLES)
NEED_READERS = READERS | CLERKS | MANAGERS
DUPLICATE_DECIDING = REVIEWERS | {Role.TRAINING_HEAD}

RULES: dict[str, Access] = {
    "trainees:group_list": Access(CASE_READERS),
    "trainees:group_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "trainees:group_compare": Access(NOBODY, COMPARING, Objects.TENANT),
    "trainees:group_precheck": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "trainees:group_pass": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:group_numbers": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:group_numbers_file": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:group_numbers_import": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:hit_decide": Access(NOBODY, DECIDING, Objects.TENANT),
    "trainees:hit_list": Access(READERS),
    "trainees:check_list": Access(CASE_READERS),
    "trainees:alert_list": Access(READERS),
    "trainees:alert_acknowledge": Access(NOBODY, DECIDING, Objects.SHARED),
    "trainees:snapshot_list": Access(READERS),
    "trainees:snapshot_upload": Access(REVIEWERS, REVIEWERS),
    "trainees:snapshot_template": Access(REVIEWERS, NOBODY, Objects.SHARED),
    "trainees:snapshot_detail": Access(READERS, NOBODY, Objects.SHARED),
    "trainees:snapshot_destroy": Access(NOBODY, REVIEWERS, Objects.SHARED),
    "trainees:application_list": Access(CASE_READERS),
    "trainees:application_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "trainees:application_perform": Access(NOBODY, REVIEWERS | INSTITUTION, Objects.TENANT),
    "trainees:application_edit": Access(INSTITUTION, INSTITUTION, Objects.TENANT),
    "trainees:application_reveal": Access(NOBODY, REVEALING, Objects.TENANT),
    "trainees:application_print": Access(NOBODY, REVEALING, Objects.TENANT),
    "trainees:person_list": Access(READERS | INSTITUTION),
    "trainees:person_reveal": Access(NOBODY, REVEALING, Objects.TENANT),
    "trainees:duplicate_report": Access(REVIEWERS, REVIEWERS, Objects.TENANT),
    "trainees:duplicate_list": Access(READERS),
    "trainees:duplicate_detail": Access(READERS, NOBODY, Objects.SHARED),
    "trainees:duplicate_perform": Access(NOBODY, DUPLICATE_DECIDING, Objects.SHARED),
    "trainees:duplicate_propose": Access(NOBODY, REVIEWERS, Objects.SHARED),
    "trainees:duplicate_reveal": Access(NOBODY, REVEALING & READERS, Objects.SHARED),
    "trainees-api-duplicate-list": Access(READERS),
    "trainees-api-duplicate-detail": Access(READERS, NOBODY, Objects.SHARED),
    "trainees-api-duplicate-perform": Access(NOBODY, DUPLICATE_DECIDING, Objects.SHARED),
    "trainees-api-application-list": Access(CASE_READERS),
    "trainees-api-application-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "trainees-api-application-perform": Access(NOBODY, BUREAU | INSTITUTION, Objects.TENANT),
    "trainees:application_pledge": Access(INSTITUTION, INSTITUTION, Objects.TENANT),
    "trainees:pledge_list": Access(READERS, frozenset(PLEDGE_ROLES)),
    "trainees:pledge_activate": Access(NOBODY, frozenset(PLEDGE_ROLES), Objects.SHARED),
    "trainees:dispute_list": Access(READERS),
    "trainees:dispute_detail": Access(READERS, NOBODY, Objects.SHARED),
    "trainees:dispute_decide": Access(NOBODY, EXAMINERS, Objects.SHARED),
    "trainees:need_list": Access(NEED_READERS),
    "trainees:need_new": Access(CLERKS, CLERKS),
    "trainees:need_detail": Access(NEED_READERS, NOBODY, Objects.TENANT),
    "trainees:need_perform": Access(NOBODY, REVIEWERS | MANAGERS | CLERKS, Objects.TENANT),
    "trainees:need_reveal": Access(NOBODY, REVIEWERS | MANAGERS | CLERKS, Objects.TENANT),
    "trainees:need_route": Access(NOBODY, REVIEWERS, Objects.TENANT),
    "trainees:visit_start": Access(PUBLIC, PUBLIC),
    "trainees:visit_code": Access(PUBLIC, PUBLIC),
    "trainees:visit_end": Access(NOBODY, PUBLIC),
    "trainees:dispute_new": Access(NOBODY, PUBLIC),
    "trainees:training_request": Access(PUBLIC, PUBLIC),
    "trainees-api-dispute-list": Access(READERS),
    "trainees-api-dispute-detail": Access(READERS, NOBODY, Objects.SHARED),
    "trainees-api-dispute-perform": Access(NOBODY, EXAMINERS, Objects.SHARED),
    "trainees-api-need-list": Access(NEED_READERS),
    "trainees-api-need-detail": Access(NEED_READERS, NOBODY, Objects.TENANT),
    "trainees-api-need-perform": Access(NOBODY, REVIEWERS | MANAGERS | CLERKS, Objects.TENANT),
}
