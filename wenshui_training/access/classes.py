"""Who may open which address of classes: opening. Teaching is in `classes_teaching`."""

from __future__ import annotations

from foundation.accounts.access import CASE_READERS, INSTITUTION, NOBODY, READERS, Access, Objects
from foundation.accounts.enums import BUREAU_ROLES, Role

MANAGER = frozenset({Role.INSTITUTION_MANAGER})
OFFICER = frozenset({Role.TRAINING_OFFICER})
OFFICER_AND_HEAD = OFFICER | {Role.TRAINING_HEAD}
REGISTRY = frozenset({Role.REGISTRY_OFFICER})
PRINTING = frozenset(
    {
        Role.INSTITUTION_MANAGER,
        Role.QUALIFICATION_OFFICER,
        Role.TRAINING_OFFICER,
        Role.TRAINING_HEAD,
        Role.INSPECTION_HEAD,
    }
)
PAPER = Access(INSTITUTION, MANAGER, Objects.TENANT)
SEEN = Access(INSTITUTION, NOBODY, Objects.TENANT)
DONE = Access(NOBODY, MANAGER, Objects.TENANT)
EVERY_READER = Access(CASE_READERS, NOBODY, Objects.TENANT)

RULES: dict[str, Access] = {
    "classes:class_list": Access(CASE_READERS),
    "classes:class_export": Access(NOBODY, READERS | MANAGER),
    "classes:class_new": Access(MANAGER, MANAGER),
    "classes:class_tasks": SEEN,
    "classes:class_basics": PAPER,
    "classes:class_teachers": PAPER,
    "classes:class_venue": PAPER,
    "classes:class_resources": PAPER,
    "classes:class_exam_plan": PAPER,
    "classes:class_material": PAPER,
    "classes:material_file": EVERY_READER,
    "classes:material_remove": DONE,
    "classes:class_plan": PAPER,
    "classes:plan_generate": DONE,
    "classes:print_plan": EVERY_READER,
    "classes:roster_blank": Access(INSTITUTION),
    "classes:class_roster": PAPER,
    "classes:print_roster": Access(NOBODY, PRINTING, Objects.TENANT),
    "classes:roster_send": DONE,
    "classes:roster_export": DONE,
    "classes:trainee_add": PAPER,
    "classes:trainee_remove": Access(MANAGER, MANAGER, Objects.TENANT),
    "classes:class_groups": PAPER,
    "classes:groups_auto": DONE,
    "classes:roster_rows": SEEN,
    "classes:roster_hand_in": DONE,
    "classes:roster_discard": DONE,
    "classes:roster_annotated": SEEN,
    "classes:roster_original": SEEN,
    "classes:row_save": DONE,
    "classes:row_adopt": DONE,
    "classes:row_remove": DONE,
    "classes:row_restore": DONE,
    "classes:row_confirm": DONE,
    "classes:class_check": PAPER,
    "classes:class_decide": Access(NOBODY, BUREAU_ROLES | MANAGER, Objects.TENANT),
    "classes:class_confirm_in_system": Access(OFFICER, OFFICER, Objects.TENANT),
    "classes:class_city_filing": Access(OFFICER_AND_HEAD, OFFICER_AND_HEAD, Objects.TENANT),
    "classes:class_archive": Access(REGISTRY, REGISTRY, Objects.TENANT),
    "classes:class_cameras": Access(OFFICER, OFFICER, Objects.TENANT),
    "classes:print_request": EVERY_READER,
    "classes:change_new": Access(MANAGER, MANAGER, Objects.TENANT),
    "classes:change_detail": EVERY_READER,
    "classes:change_decide": Access(NOBODY, BUREAU_ROLES | MANAGER, Objects.TENANT),
    "classes-api-change-list": Access(CASE_READERS),
    "classes-api-change-detail": EVERY_READER,
    "classes-api-change-perform": Access(NOBODY, BUREAU_ROLES | MANAGER, Objects.TENANT),
    "classes-api-class-list": Access(CASE_READERS, MANAGER),
    "classes-api-class-detail": Access(CASE_READERS, NOBODY, Objects.TENANT),
    "classes-api-class-perform": Access(NOBODY, BUREAU_ROLES | MANAGER, Objects.TENANT),
}
