"""What the calendar does to rectifications and to pictures."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.jobs.schedule import daily
from inspections.operations import mark_overdue, take_prints
from inspections.queries import overdue_rectifications


@daily("inspections.mark_overdue")
def mark_overdue_rectifications() -> int:
    """Rectifications whose last day has passed without a reply."""
    return len([mark_overdue(inspection, actor=Actor.system()) for inspection in overdue_rectifications()])


@daily("inspections.take_prints")
def take_picture_prints() -> int:
    """New pictures of proofs, venues and visits: what shows the same is then found in 数据疑点."""
    return take_prints()
