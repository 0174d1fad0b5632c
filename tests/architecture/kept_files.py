"""A file for every way out of the store, at the case of one institution in the world of the permission tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import Model

from classes.enums import EmploymentKind, ProofDocument, RecordingState
from classes.models import EmploymentProof, PlannedSession, ProofFile, RosterUpload, SignIn, TrainingClass
from classes.models.teaching import AttendanceCorrection
from foundation.accounts.actor import Actor
from foundation.core import clock
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
    session = training_class.sessions.earliest("date", "half")
    upload = RosterUpload.objects.get(training_class=training_class)
    material = training_class.materials.earliest("added_at")
    film = make_recording(
        training_class, state=RecordingState.READ, disk_label="", file=make_file("a.mp4", "mp4")
    )
    yield KeptFile("classes:material_file", (material.pk,), training_class)
    yield KeptFile("classes:roster_original", (upload.pk,), training_class)
    yield KeptFile("classes:footage_stream", (film.pk,), training_class)
    yield KeptFile("classes:sign_in_photo", (_sign_in(cast, session).pk,), training_class)
    yield KeptFile("classes:correction_proof", (_correction(session).pk,), training_class)
    yield KeptFile("classes:proof_file", (_proof(training_class).pk,), training_class)
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


def _sign_in(cast: Cast, session: PlannedSession) -> SignIn:
    return SignIn.objects.create(
        session=session,
        enrolment=session.training_class.enrolments.earliest("position"),
        direction="in",
        channel="roll",
        happened_at=clock.now(),
        recorded_by=cast["qihang_teacher"],
        device_time=clock.now(),
        photo=make_file("a.jpg", "jpg"),
    )


def _correction(session: PlannedSession) -> AttendanceCorrection:
    return AttendanceCorrection.objects.create(
        session=session,
        enrolment=session.training_class.enrolments.earliest("position"),
        signed_in_at=time(8, 30),
        reason="漏签",
        proof=make_file(),
    )


def _proof(training_class: TrainingClass) -> ProofFile:
    facts = {"kind": EmploymentKind.FLEXIBLE, "started_on": date(2026, 6, 1), "monthly_wage_fen": 1}
    proof, _ = EmploymentProof.objects.get_or_create(
        enrolment=training_class.enrolments.earliest("position"), defaults=facts
    )
    return ProofFile.objects.create(proof=proof, document=ProofDocument.PROMISE, file=make_file())
