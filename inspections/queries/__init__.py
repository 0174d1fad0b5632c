"""Reads about inspections: of a class, in lists, one with its roll call, and whom to send."""

from inspections.queries.lists import (
    classes_to_inspect,
    findings_for_list,
    inspections_for_list,
    narrowed,
    overdue_rectifications,
    state_counts,
    tasks_of,
)
from inspections.queries.of_class import (
    class_inspections,
    has_enough_inspections,
    inspectors_present,
    open_serious_findings,
    sole_inspector_id,
    waiver_of,
)
from inspections.queries.one import (
    answers_of,
    confirmed_by,
    inspection_with_all,
    inspections_to_record,
    may_confirm_presence,
    proposed_deadline,
    proposed_requirement,
)
from inspections.queries.roll_call import (
    RollCall,
    count_difference,
    expected_at,
    roll_call,
    session_at,
    signed_in_now,
)
from inspections.queries.sending import (
    conflicts_of,
    min_inspectors,
    possible_inspectors,
)

__all__ = [
    "RollCall",
    "answers_of",
    "class_inspections",
    "classes_to_inspect",
    "confirmed_by",
    "conflicts_of",
    "count_difference",
    "expected_at",
    "findings_for_list",
    "has_enough_inspections",
    "inspection_with_all",
    "inspections_for_list",
    "inspections_to_record",
    "inspectors_present",
    "may_confirm_presence",
    "min_inspectors",
    "narrowed",
    "open_serious_findings",
    "overdue_rectifications",
    "possible_inspectors",
    "proposed_deadline",
    "proposed_requirement",
    "roll_call",
    "session_at",
    "signed_in_now",
    "sole_inspector_id",
    "state_counts",
    "tasks_of",
    "waiver_of",
]
