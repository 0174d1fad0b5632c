"""What the calendar does to rectifications."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.jobs.schedule import daily
from inspections.operations import mark_overdue
from inspections.queries import overdue_rectifications


@daily("inspections.mark_overdue")
def mark_overdue_rectifications() -> int:
    """Rectifications whose last day has passed without a reply."""
    return len([mark_overdue(inspection, actor=Actor.system()) for inspection in overdue_rectifications()])
