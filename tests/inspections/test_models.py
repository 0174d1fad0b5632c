"""Wrong inspections that the database refuses, on either engine."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from classes.models import Enrolment
from foundation.core.files import store_bytes
from inspections.enums import FileKind, InspectionState
from inspections.models import AbsentTrainee, Inspection, InspectionFile, InspectorAssignment, OnSiteWaiver
from tests.builders.inspections import place_inspection
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


@pytest.mark.parametrize(
    ("state", "changes", "constraint"),
    [
        ("recorded", {"state": "done"}, "inspections_inspection_state_is_known"),
        ("planned", {"kind": "drone"}, "inspections_inspection_kind_is_known"),
        ("recorded", {"present_count": 2}, "inspections_inspection_present_within_expected"),
        ("recorded", {"recorded_by": None}, "inspections_inspection_recorded_is_complete"),
        ("recorded", {"inspected_at": None}, "inspections_inspection_recorded_is_complete"),
        ("recorded", {"state": "rectifying"}, "inspections_inspection_rectification_has_deadline"),
        ("rectifying", {"rectify_by": None}, "inspections_inspection_rectification_has_deadline"),
        ("rectifying", {"severity": ""}, "inspections_inspection_rectification_has_deadline"),
    ],
)
def test_an_impossible_inspection_is_refused(
    cast: Cast, state: str, changes: dict[str, Any], constraint: str
) -> None:
    inspection = place_inspection(cast, state)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Inspection.objects.filter(pk=inspection.pk).update(**changes)


def test_a_number_stands_once(cast: Cast) -> None:
    first = place_inspection(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        place_inspection(cast, training_class=first.training_class, number=first.number)


def test_nobody_is_sent_twice_to_the_same_inspection(cast: Cast) -> None:
    inspection = place_inspection(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectorAssignment.objects.create(inspection=inspection, inspector=cast["zhang_wei"])


def test_nobody_is_absent_twice_nor_for_an_unknown_reason(cast: Cast) -> None:
    inspection = place_inspection(cast, InspectionState.RECORDED)
    somebody = Enrolment.objects.get()
    with pytest.raises(IntegrityError, match="absenttrainee_kind_is_known"), transaction.atomic():
        AbsentTrainee.objects.create(inspection=inspection, enrolment=somebody, kind="asleep")
    AbsentTrainee.objects.create(inspection=inspection, enrolment=somebody, kind="leave")
    with pytest.raises(IntegrityError), transaction.atomic():
        AbsentTrainee.objects.create(inspection=inspection, enrolment=somebody, kind="leave")


def test_each_teacher_signs_once_and_every_file_has_its_kind(cast: Cast) -> None:
    inspection = place_inspection(cast, InspectionState.RECORDED)
    stored = store_bytes(b"png", "a.png", "png", None)
    InspectionFile.objects.create(inspection=inspection, kind=FileKind.TEACHER_SIGNATURE, file=stored)
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionFile.objects.create(inspection=inspection, kind=FileKind.TEACHER_SIGNATURE, file=stored)
    with pytest.raises(IntegrityError, match="inspectionfile_kind_is_known"), transaction.atomic():
        InspectionFile.objects.create(inspection=inspection, kind="memo", file=stored)


def test_a_waiver_has_its_reason_and_stands_once(cast: Cast) -> None:
    training_class = place_inspection(cast).training_class
    with pytest.raises(IntegrityError, match="onsitewaiver_has_reason"), transaction.atomic():
        OnSiteWaiver.objects.create(training_class=training_class, reason="", granted_by=cast["ren_gang"])
    OnSiteWaiver.objects.create(training_class=training_class, reason="录像", granted_by=cast["ren_gang"])
    with pytest.raises(IntegrityError), transaction.atomic():
        OnSiteWaiver.objects.create(training_class=training_class, reason="录像", granted_by=cast["ren_gang"])
