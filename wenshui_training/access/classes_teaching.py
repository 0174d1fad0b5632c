"""Who may open which address of the second half of a class: teaching, exam, verification, employment."""

from __future__ import annotations

from foundation.accounts.access import CASE_READERS, INSTITUTION, NOBODY, PUBLIC, READERS, Access, Objects
from foundation.accounts.enums import Role
from wenshui_training.access.classes import PRINTING

MANAGER: frozenset[str] = frozenset({Role.INSTITUTION_MANAGER})
OFFICER: frozenset[str] = frozenset({Role.TRAINING_OFFICER})
INSPECTION: frozenset[str] = frozenset({Role.INSPECTOR, Role.INSPECTION_HEAD})
ENTERING_PAPER: frozenset[str] = OFFICER | INSPECTION
CORRECTORS: frozenset[str] = frozenset({Role.TRAINING_OFFICER, Role.TRAINING_HEAD, Role.INSPECTION_HEAD})


def _case(write: frozenset[str] = NOBODY) -> Access:
    """Everybody who reads cases reads it; `write` may send it."""
    return Access(read=CASE_READERS, write=write, objects=Objects.TENANT)


def _act(write: frozenset[str]) -> Access:
    """An address that only takes what is sent."""
    return Access(read=NOBODY, write=write, objects=Objects.TENANT)


RULES: dict[str, Access] = {
    "classes:teaching_list": Access(read=CASE_READERS),
    "classes:employment_list": Access(read=CASE_READERS),
    "classes:teaching": _case(),
    "classes:log_edit": _case(INSTITUTION),
    "classes:log_print": _case(),
    "classes:video_list": _case(),
    "classes:video_day": _case(INSTITUTION),
    "classes:video_remove": _act(INSTITUTION),
    "classes:class_finish": _act(INSTITUTION),
    "classes:session_sheet": _case(INSTITUTION),
    "classes:session_close": _act(INSTITUTION),
    "classes:session_print": _case(),
    "classes:session_workbook": _case(),
    "classes:attendance_workbook": _case(),
    "classes:attendance_import": _case(INSTITUTION),
    "classes:correction_request": _act(INSTITUTION),
    "classes:correction_list": _case(),
    "classes:correction_decide": _act(CORRECTORS),
    "classes:correction_proof": _case(),
    "classes:session_screen": Access(read=INSTITUTION, objects=Objects.TENANT),
    "classes:session_signing": _case(),
    "classes:session_witness": _act(INSTITUTION),
    "classes:sign_in_photo": _case(),
    "classes:session_roll": Access(read=INSTITUTION, objects=Objects.TENANT),
    "classes:roll_offline": Access(read=INSTITUTION),
    "classes:roll_worker": Access(read=INSTITUTION),
    "signing:home": Access(PUBLIC, PUBLIC),
    "signing:bind": Access(NOBODY, PUBLIC),
    "signing:make_up": Access(PUBLIC, PUBLIC),
    "classes:make_up_picture": _case(),
    "classes:make_up_refuse": _act(INSTITUTION),
    "classes:exam": _case(),
    "classes:exam_paper": _act(MANAGER),
    "classes:exam_results": _case(INSTITUTION),
    "classes:exam_workbook": _case(),
    "classes:exam_import": _act(INSTITUTION),
    "classes:exam_confirm": _act(OFFICER),
    "classes:certificates": _case(MANAGER | OFFICER),
    "classes:certificate_workbook": _case(),
    "classes:certificate_import": _act(MANAGER | OFFICER),
    "classes:verification": _case(INSPECTION),
    "classes:enrolment_detail": _case(),
    "classes:enrolment_verify": _act(INSPECTION),
    "classes:enrolment_retake": _act(OFFICER),
    "classes:enrolment_withdraw": _act(MANAGER),
    "classes:employment": _case(),
    "classes:employment_edit": _case(MANAGER),
    "classes:employment_files": _act(MANAGER),
    "classes:employment_decide": _act(MANAGER | INSPECTION),
    "classes:employment_phone": _act(INSPECTION),
    "classes:callback_record": _act(INSPECTION),
    "classes:print_work_certificate": _act(PRINTING),
    "classes:enrolment_remind": _act(INSTITUTION),
    "classes:callbacks": _case(),
    "classes:callback_draw": _act(INSPECTION),
    "classes:print_callbacks": _case(),
    "classes:evaluation": _case(),
    "classes:evaluation_print": _case(),
    "classes:evaluation_paper": Access(READERS, ENTERING_PAPER, Objects.TENANT),
    "classes:evaluation_takers": _act(ENTERING_PAPER),
    "classes:evaluation_scan": Access(read=READERS, objects=Objects.TENANT),
    "classes:evaluation_strike": _act(ENTERING_PAPER),
    "classes:print_scores": _act(PRINTING),
    "classes:print_passed": _act(PRINTING),
    "classes:print_employment": _act(PRINTING),
    "classes:print_pledge": _act(PRINTING),
    "own_classes:my_evaluation": Access(PUBLIC, PUBLIC),
    "classes:proof_file": _case(),
    "classes:proof_remove": _act(MANAGER),
    "classes-api-enrolment-list": Access(read=CASE_READERS),
    "classes-api-enrolment-detail": _case(),
    "classes-api-enrolment-perform": _act(MANAGER | INSPECTION | OFFICER),
    "classes-api-make-up-list": Access(read=CASE_READERS),
    "classes-api-make-up-detail": _case(),
    "classes-api-make-up-perform": _act(INSTITUTION),
    "classes-api-session-list": Access(read=CASE_READERS),
    "classes-api-session-detail": _case(),
    "classes-api-session-sheet": _act(INSTITUTION),
    "classes-api-session-close": _act(INSTITUTION),
    "classes-api-session-roll": _act(INSTITUTION),
}
