"""Everything that changes an application: entry, review, comparison, numbers, disclosure."""

from trainees.operations.comparison import compare_group, decide_hit
from trainees.operations.disclosure import Disclosed, note_printing, reveal_identity_number, reveal_phone
from trainees.operations.disputes import examine_dispute, open_dispute, reject_dispute, uphold_dispute
from trainees.operations.entry import (
    ApplicationFacts,
    attach_photo,
    check_application,
    correct_application,
    correct_person_name,
    enter_application,
    note_destination,
    place_group,
    register_application,
    reschedule_group,
    withdraw_application,
)
from trainees.operations.groups import eligible_to_pass, pass_eligible, pass_group, send_group_for_review
from trainees.operations.needs import (
    NeedFacts,
    Offer,
    accept_need,
    answer_need,
    ask_for_training,
    close_need,
    mark_overdue_needs,
    register_need,
    route_need,
)
from trainees.operations.numbers import (
    NUMBER_COLUMNS,
    assign_certificate_number,
    assign_group_numbers,
    import_certificate_numbers,
)
from trainees.operations.pledges import (
    activate_pledge,
    propose_pledge,
    record_paper_pledge,
    sign_application,
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
from trainees.operations.visits import end_visit, open_visit, request_code

__all__ = [
    "NUMBER_COLUMNS",
    "Applicant",
    "ApplicationFacts",
    "Disclosed",
    "NeedFacts",
    "Offer",
    "RowsRefused",
    "accept_need",
    "activate_pledge",
    "answer_need",
    "ask_for_training",
    "assign_certificate_number",
    "assign_group_numbers",
    "attach_photo",
    "check_application",
    "close_need",
    "compare_group",
    "correct_application",
    "correct_person_name",
    "decide_hit",
    "eligible_to_pass",
    "end_visit",
    "enter_application",
    "enter_roster",
    "examine_dispute",
    "import_certificate_numbers",
    "join_class",
    "mark_overdue_needs",
    "note_destination",
    "note_printing",
    "open_dispute",
    "open_visit",
    "pass_application",
    "pass_eligible",
    "pass_group",
    "place_group",
    "propose_pledge",
    "record_paper_pledge",
    "record_voucher",
    "register_application",
    "register_need",
    "reject_application",
    "reject_dispute",
    "request_code",
    "reschedule_group",
    "return_application",
    "reveal_identity_number",
    "reveal_phone",
    "route_need",
    "send_application_for_review",
    "send_group_for_review",
    "sign_application",
    "uphold_dispute",
    "withdraw_application",
]
