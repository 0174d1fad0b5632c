"""Reads about applicants: groups and their people, comparison, one application, one person's file."""

from trainees.queries.comparison import Finding, age_limits, find_hits
from trainees.queries.groups import (
    GroupSummary,
    category_facts,
    group_applications,
    group_counts,
    group_managers,
    group_roster,
    group_summary,
    review_groups,
    review_tags,
)
from trainees.queries.people import (
    ApplicationPage,
    Duties,
    PersonPage,
    application_list,
    application_page,
    application_state_counts,
    duties_of,
    person_list,
    person_page,
)

__all__ = [
    "ApplicationPage",
    "Duties",
    "Finding",
    "GroupSummary",
    "PersonPage",
    "age_limits",
    "application_list",
    "application_page",
    "application_state_counts",
    "category_facts",
    "duties_of",
    "find_hits",
    "group_applications",
    "group_counts",
    "group_managers",
    "group_roster",
    "group_summary",
    "person_list",
    "person_page",
    "review_groups",
    "review_tags",
]
