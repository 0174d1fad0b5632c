"""Everything that is done to an inspection; other apps import from here."""

from inspections.operations.planning import (
    assign_inspector,
    confirm_presence,
    plan_inspection,
    remove_inspector,
    waive_on_site,
    withdraw_inspection,
)
from inspections.operations.recording import (
    add_photo,
    record_inspection,
    record_on_site,
    record_video_review,
    remove_photo,
)
from inspections.operations.settling import (
    close_rectification,
    conclude_clear,
    escalate_rectification,
    issue_rectification,
    mark_overdue,
    reject_reply,
    reply_rectification,
    reply_with_papers,
)
from inspections.operations.suspicions import decide_suspicion

__all__ = [
    "add_photo",
    "assign_inspector",
    "close_rectification",
    "conclude_clear",
    "confirm_presence",
    "decide_suspicion",
    "escalate_rectification",
    "issue_rectification",
    "mark_overdue",
    "plan_inspection",
    "record_inspection",
    "record_on_site",
    "record_video_review",
    "reject_reply",
    "remove_inspector",
    "remove_photo",
    "reply_rectification",
    "reply_with_papers",
    "waive_on_site",
    "withdraw_inspection",
]
