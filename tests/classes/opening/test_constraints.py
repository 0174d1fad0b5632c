"""What the database itself refuses about a class, its plan and its roster, whatever the door."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from classes.enums import ClassState as S
from classes.models import PlannedSession, RosterRow, RosterUpload, TrainingClass
from foundation.core import clock
from tests.builders.classes import make_class, make_draft, make_file, make_session
from tests.cast import Cast

CLASS_ROWS: dict[str, dict[str, Any]] = {
    "classes_trainingclass_category_is_known": {"category": "烹饪"},
    "classes_trainingclass_ends_after_start": {"ends_on": date(2026, 6, 28)},
    "classes_trainingclass_counts_are_positive": {"planned_count": 0},
    "classes_trainingclass_reported_a_week_ahead": {
        "state": S.SUBMITTED,
        "earliest_start_on": date(2026, 6, 30),
    },
    "classes_trainingclass_approved_is_complete": {"state": S.APPROVED},
}


def refused(name: str, **changes: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        TrainingClass.objects.update(**changes)


@pytest.mark.parametrize("name", CLASS_ROWS)
def test_an_impossible_class_is_refused(cast: Cast, name: str) -> None:
    make_draft(cast)

    refused(name, **CLASS_ROWS[name])


def test_an_unknown_state_is_refused_even_where_all_signatures_are_there(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    make_class(cast, S.APPROVED)

    refused("classes_trainingclass_state_is_known", state="dreaming")


def test_two_steps_by_one_person_are_refused(cast: Cast) -> None:
    make_draft(cast)
    li_jing, wang = cast["li_jing"], cast["wang_jianming"]

    refused("first_reviewer_is_another", submitted_by=li_jing, first_reviewed_by=li_jing)
    refused("second_reviewer_is_another", first_reviewed_by=li_jing, second_reviewed_by=li_jing)
    refused("second_reviewer_is_another", submitted_by=wang, second_reviewed_by=wang)
    refused("approver_is_another", approved_by=wang, second_reviewed_by=wang)
    refused("approver_is_another", approved_by=li_jing, first_reviewed_by=li_jing)


def test_number_and_term_are_given_once(cast: Cast) -> None:
    first, second = make_draft(cast), make_draft(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=second.pk).update(term=first.term)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=second.pk).update(number=first.number)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("ends_after_start", {"ends_at": time(7)}),
        ("half_is_known", {"half": "xx"}),
        ("lessons_within_half_day", {"lessons": 7}),
    ],
)
def test_an_impossible_half_day_is_refused(cast: Cast, name: str, changes: dict[str, Any]) -> None:
    draft = make_draft(cast)
    make_session(draft, draft.starts_on)

    with pytest.raises(IntegrityError, match=f"classes_plannedsession_{name}"), transaction.atomic():
        PlannedSession.objects.update(**changes)


def test_a_half_day_is_planned_once(cast: Cast) -> None:
    draft = make_draft(cast)
    make_session(draft, draft.starts_on)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_session(draft, draft.starts_on)


def test_a_row_number_stands_once_in_an_upload(cast: Cast) -> None:
    upload = RosterUpload.objects.create(
        training_class=make_draft(cast), file=make_file("名册.xlsx"), uploaded_at=clock.now()
    )
    RosterRow.objects.create(upload=upload, row_number=2, values="{}")

    with pytest.raises(IntegrityError), transaction.atomic():
        RosterRow.objects.create(upload=upload, row_number=2, values="{}")
