"""Everything that changes an application: entry, review, comparison, numbers, disclosure."""

from trainees.operations.comparison import compare_group, decide_hit
from trainees.operations.disclosure import Disclosed, note_printing, reveal_identity_number, reveal_phone
from trainees.operations.entry import (
    ApplicationFacts,
    check_application,
    correct_application,
    correct_person_name,
    enter_application,
    register_application,
    reschedule_group,
    withdraw_application,
)
from trainees.operations.groups import eligible_to_pass, pass_eligible, pass_group, send_group_for_review
from trainees.operations.numbers import (
    NUMBER_COLUMNS,
    assign_certificate_number,
    assign_group_numbers,
    import_certificate_numbers,
)
from trainees.operations.review import (
    join_class,
    pass_application,
    record_voucher,
    reject_application,
    return_application,
    send_application_for_review,
)
from trainees.operations.rosters import Applicant, RowsRefused, enter_roster

__all__ = [
    "NUMBER_COLUMNS",
    "Applicant",
    "ApplicationFacts",
    "Disclosed",
    "RowsRefused",
    "assign_certificate_number",
    "assign_group_numbers",
    "check_application",
    "compare_group",
    "correct_application",
    "correct_person_name",
    "decide_hit",
    "eligible_to_pass",
    "enter_application",
    "enter_roster",
    "import_certificate_numbers",
    "join_class",
    "note_printing",
    "pass_application",
    "pass_eligible",
    "pass_group",
    "record_voucher",
    "register_application",
    "reject_application",
    "reschedule_group",
    "return_application",
    "reveal_identity_number",
    "reveal_phone",
    "send_application_for_review",
    "send_group_for_review",
    "withdraw_application",
]
