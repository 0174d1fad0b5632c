"""Who may open which address of reports."""

from __future__ import annotations

from foundation.accounts.access import (
    CASE_READERS,
    INSTITUTION,
    LEADING,
    NOBODY,
    PUBLIC,
    READERS,
    SIGNED_IN,
    Access,
    Objects,
)
from foundation.accounts.enums import Role

RULES: dict[str, Access] = {
    "reports:workbench": Access(SIGNED_IN),
    "reports:todo": Access(SIGNED_IN),
    "reports:search": Access(READERS | INSTITUTION, READERS | INSTITUTION),
    "person_page": Access(READERS | INSTITUTION, NOBODY, Objects.TENANT),
    "class_page": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "reports:monitor_print": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "reports:progress": Access(READERS),
    "reports:progress_workbook": Access(READERS),
    "reports:progress_print": Access(READERS),
    "reports:funds": Access(READERS),
    "reports:funds_workbook": Access(READERS),
    "reports:funds_print": Access(READERS),
    "reports:red_flags": Access(LEADING | {Role.INSPECTOR, Role.INSPECTION_HEAD, Role.AUDITOR}),
    "reports:my_home": Access(PUBLIC),
    "reports:my_records": Access(PUBLIC),
    "reports:my_offers": Access(PUBLIC),
    "public:home": Access(PUBLIC),
    "public:notice_list": Access(PUBLIC),
    "public:notice_detail": Access(PUBLIC, NOBODY, Objects.SHARED),
    "public:institution_list": Access(PUBLIC),
    "public:occupation_list": Access(PUBLIC),
    "public:policy_list": Access(PUBLIC),
    "public:policy_detail": Access(PUBLIC, NOBODY, Objects.SHARED),
    "reports-api-progress": Access(READERS),
    "reports-api-funds": Access(READERS),
}
