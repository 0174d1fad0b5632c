"""A file for every way out of the store, at the case of one institution in the world of the permission tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from classes.enums import RecordingState
from classes.models import ClassEvaluation, MakeUpRequest, ProofFile, RosterUpload, SignIn
from classes.models.teaching import AttendanceCorrection
from foundation.accounts.actor import Actor
from inspections.enums import FileKind
from inspections.models import Inspection, InspectionFile
from subsidies.models import Acceptance, DifferenceExplanation, SubsidyClaim
from tests.builders.classes import make_file
from tests.builders.footage import make_recording
from tests.cast import Cast


@dataclass(frozen=True)
class KeptFile:
    """Where a file is had, and the record whose `visible_to` decides who has it."""

    address: str
    arguments: tuple[UUID, ...]
    record: Model

    def is_visible_to(self, actor: Actor) -> bool:
        rows: Any = type(self.record)._default_manager
        return bool(rows.visible_to(actor).filter(pk=self.record.pk).exists())


def files_of(cast: Cast, institution: str) -> Iterator[KeptFile]:
    claim = SubsidyClaim.objects.get(institution=cast.organisations[institution].pk)
    training_class = claim.training_class
    upload = RosterUpload.objects.get(training_class=training_class)
    material = training_class.materials.earliest("added_at")
    film = make_recording(
        training_class, state=RecordingState.READ, disk_label="", file=make_file("a.mp4", "mp4")
    )
    of_session = {"session__training_class": training_class}
    of_class: dict[str, Model] = {
        "classes:material_file": material,
        "classes:roster_original": upload,
        "classes:footage_stream": film,
        "classes:sign_in_photo": SignIn.objects.get(**of_session),
        "classes:make_up_picture": MakeUpRequest.objects.get(**of_session),
        "classes:correction_proof": AttendanceCorrection.objects.get(**of_session),
        "classes:proof_file": ProofFile.objects.get(proof__enrolment__training_class=training_class),
        "classes:evaluation_scan": ClassEvaluation.objects.get(training_class=training_class),
    }
    yield from (KeptFile(address, (record.pk,), training_class) for address, record in of_class.items())
    inspection = Inspection.objects.filter(training_class=training_class).earliest("planned_on")
    photo = InspectionFile.objects.create(
        inspection=inspection, kind=FileKind.PHOTO, file=make_file("a.jpg", "jpg")
    )
    yield KeptFile("inspections:inspection_file", (inspection.pk, photo.pk), inspection)
    explanation = DifferenceExplanation.objects.get(session__training_class=training_class)
    yield KeptFile("subsidies:difference_proof", (explanation.pk,), explanation)
    acceptance = Acceptance.objects.get(training_class=training_class)
    item = acceptance.items.earliest("order")
    acceptance.items.filter(pk=item.pk).update(file=make_file())
    yield KeptFile("subsidies:item_file", (item.pk,), acceptance)
