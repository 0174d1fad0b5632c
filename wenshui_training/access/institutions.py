"""Who may open which address of institutions."""

from __future__ import annotations

from foundation.accounts.access import BUREAU, CASE_READERS, NOBODY, SIGNED_IN, Access, Objects
from foundation.accounts.enums import Role
from institutions.enums import ACCOUNT_ROLES, FILING_ROLES, ON_SITE_ROLES, OWN_ROLES

MANAGERS = frozenset(OWN_ROLES)
TRAINING_GROUP = frozenset(FILING_ROLES)
HEADS = frozenset(ACCOUNT_ROLES)
ON_SITE = frozenset(ON_SITE_ROLES)
DECIDING = MANAGERS | TRAINING_GROUP | {Role.INSPECTION_HEAD, Role.DEPUTY_DIRECTOR, Role.DIRECTOR}

RULES: dict[str, Access] = {
    "institutions:institution_list": Access(CASE_READERS),
    "institutions:institution_new": Access(TRAINING_GROUP, TRAINING_GROUP),
    "institutions:institution_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "institutions:institution_perform": Access(NOBODY, DECIDING, Objects.TENANT),
    "institutions:profile_edit": Access(MANAGERS, MANAGERS, Objects.TENANT),
    "institutions:selection_record": Access(TRAINING_GROUP, TRAINING_GROUP, Objects.TENANT),
    "institutions:contract_new": Access(TRAINING_GROUP, TRAINING_GROUP, Objects.TENANT),
    "institutions:permission_new": Access(TRAINING_GROUP, TRAINING_GROUP, Objects.TENANT),
    "institutions:cameras_accept": Access(ON_SITE, ON_SITE, Objects.TENANT),
    "institutions:account_propose": Access(MANAGERS, MANAGERS, Objects.TENANT),
    "institutions:account_confirm": Access(NOBODY, HEADS, Objects.TENANT),
    "institutions:account_refuse": Access(NOBODY, HEADS, Objects.TENANT),
    "institutions:venue_list": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "institutions:venue_new": Access(MANAGERS, MANAGERS, Objects.TENANT),
    "institutions:venue_edit": Access(MANAGERS, MANAGERS, Objects.TENANT),
    "institutions:venue_verify": Access(NOBODY, ON_SITE, Objects.TENANT),
    "institutions:teacher_list": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "institutions:teacher_new": Access(MANAGERS, MANAGERS, Objects.TENANT),
    "institutions:teacher_edit": Access(MANAGERS, MANAGERS, Objects.TENANT),
    "institutions:teacher_retire": Access(NOBODY, MANAGERS, Objects.TENANT),
    "institutions:occupation_list": Access(SIGNED_IN),
    "institutions:occupation_new": Access(TRAINING_GROUP, TRAINING_GROUP),
    "institutions:occupation_publish": Access(NOBODY, TRAINING_GROUP, Objects.SHARED),
    "institutions:occupation_withdraw": Access(NOBODY, TRAINING_GROUP, Objects.SHARED),
    "institutions:body_list": Access(SIGNED_IN),
    "institutions:body_new": Access(TRAINING_GROUP, TRAINING_GROUP),
    "institutions:body_edit": Access(TRAINING_GROUP, TRAINING_GROUP, Objects.SHARED),
    "institutions:body_retire": Access(NOBODY, TRAINING_GROUP, Objects.SHARED),
    "institutions-api-institution-list": Access(CASE_READERS),
    "institutions-api-institution-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "institutions-api-institution-perform": Access(NOBODY, BUREAU | MANAGERS, Objects.TENANT),
    "institutions-api-occupation-list": Access(SIGNED_IN),
    "institutions-api-occupation-detail": Access(SIGNED_IN, NOBODY, Objects.SHARED),
}
