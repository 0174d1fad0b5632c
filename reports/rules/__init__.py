"""What the reports judge without a database: how far the plan is, and what in the figures is too regular."""

from reports.rules.schedule import QUARTERS, Month, Pace, Schedule, quarter_days, quarter_of

__all__ = ["QUARTERS", "Month", "Pace", "Schedule", "quarter_days", "quarter_of"]
