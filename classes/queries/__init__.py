"""What is asked about classes, by theme: opening, teaching, results. Upper apps import from here."""

from classes.queries.results import (
    ClassNumbers,
    EmploymentOverview,
    ExamOverview,
    class_facts,
    employment_lines,
    employment_overview,
    exam_overview,
)
from classes.queries.teaching import (
    AttendanceOverview,
    SheetCounts,
    attendance_overview,
    attended_half_days,
    day_facts,
    day_rates,
    session_counts,
    sessions_of,
)
from classes.queries.video import VideoCoverage, video_coverage

__all__ = [
    "AttendanceOverview",
    "ClassNumbers",
    "EmploymentOverview",
    "ExamOverview",
    "SheetCounts",
    "VideoCoverage",
    "attendance_overview",
    "attended_half_days",
    "class_facts",
    "day_facts",
    "day_rates",
    "employment_lines",
    "employment_overview",
    "exam_overview",
    "session_counts",
    "sessions_of",
    "video_coverage",
]
