"""Who may open which address of inspections."""

from __future__ import annotations

from foundation.accounts.access import CASE_READERS, LEADING, NOBODY, READERS, Access, Objects
from foundation.accounts.enums import Role

HEAD = frozenset({Role.INSPECTION_HEAD})
DECIDING = frozenset({Role.INSPECTOR, Role.INSPECTION_HEAD})
INSPECTING = DECIDING | {Role.THIRD_PARTY_SUPERVISOR}
LOOKING = LEADING | DECIDING | {Role.AUDITOR}
MANAGER = frozenset({Role.INSTITUTION_MANAGER})

RULES: dict[str, Access] = {
    "inspections:inspection_list": Access(CASE_READERS),
    "inspections:finding_list": Access(CASE_READERS),
    "inspections:my_tasks": Access(INSPECTING),
    "inspections:plan": Access(HEAD, HEAD),
    "inspections:suspicion_list": Access(LOOKING),
    "inspections:suspicion_decide": Access(NOBODY, DECIDING),
    "inspections:waive": Access(READERS, HEAD, Objects.SHARED),
    "inspections:inspection_detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "inspections:inspection_decide": Access(NOBODY, DECIDING, Objects.SHARED),
    "inspections:assign": Access(NOBODY, HEAD, Objects.SHARED),
    "inspections:unassign": Access(NOBODY, HEAD, Objects.SHARED),
    "inspections:confirm_presence": Access(NOBODY, INSPECTING, Objects.TENANT),
    "inspections:record_on_site": Access(INSPECTING, INSPECTING, Objects.TENANT),
    "inspections:record_progress": Access(NOBODY, INSPECTING, Objects.TENANT),
    "inspections:record_video": Access(INSPECTING, INSPECTING, Objects.TENANT),
    "inspections:photo_add": Access(NOBODY, INSPECTING, Objects.TENANT),
    "inspections:photo_remove": Access(NOBODY, INSPECTING, Objects.TENANT),
    "inspections:rectification_issue": Access(DECIDING, DECIDING, Objects.SHARED),
    "inspections:rectification_reject": Access(DECIDING, DECIDING, Objects.SHARED),
    "inspections:rectification_reply": Access(MANAGER, MANAGER, Objects.TENANT),
    "inspections:rectification_notice": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "inspections:inspection_print": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "inspections:inspection_file": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "inspections-api-inspection-list": Access(CASE_READERS),
    "inspections-api-inspection-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "inspections-api-inspection-perform": Access(NOBODY, INSPECTING | MANAGER, Objects.TENANT),
}
