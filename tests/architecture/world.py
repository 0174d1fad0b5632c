"""Two institutions with a whole case each, so that every address has an object of one's own and a foreign one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from classes.models import (
    ClassEvaluation,
    ClassMaterial,
    EmploymentProof,
    Enrolment,
    MakeUpRequest,
    PlannedSession,
    ProofFile,
    Recording,
    RosterChange,
    RosterRow,
    RosterUpload,
    SignIn,
    SigningPhone,
    TrainingClass,
    VideoRecord,
)
from classes.models.teaching import AttendanceCorrection
from foundation.accounts.models import User
from foundation.administration.operations.supervision import assign_supervisor
from foundation.core import clock
from inspections.models import Inspection
from institutions.models import AccountChange, Institution, Teacher, Venue
from subsidies.enums import ClaimState
from subsidies.models import (
    Acceptance,
    ArchiveItem,
    DifferenceExplanation,
    FundAccount,
    HeldLine,
    Payment,
    SubsidyClaim,
)
from tests.builders.classes import make_file, make_material, make_sheet
from tests.builders.footage import make_recording
from tests.builders.needs import make_routed_need
from tests.builders.rosters import make_upload
from tests.builders.subsidies import know_calendar, make_claim, make_explanation, make_fund, place_held_line
from tests.cast import Cast
from tests.clean_slate import without_triggers
from trainees.models import Application, CrossCheckHit, Person, TrainingNeed
from vouchers.models import Voucher

FOLDERS: dict[str, tuple[type[models.Model], str]] = {
    "/institutions/": (Institution, "organisation_id"),
    "/institutions/venues/": (Venue, "institution_id"),
    "/institutions/teachers/": (Teacher, "institution_id"),
    "/institutions/account-changes/": (AccountChange, "institution_id"),
    "/qualification/": (TrainingClass, "institution_id"),
    "/qualification/hits/": (CrossCheckHit, "application__institution_id"),
    "/applications/": (Application, "institution_id"),
    "/needs/": (TrainingNeed, "institution_id"),
    "/people/": (Person, "applications__institution_id"),
    "/classes/": (TrainingClass, "institution_id"),
    "/classes/files/": (ClassMaterial, "training_class__institution_id"),
    "/classes/roster/": (RosterUpload, "training_class__institution_id"),
    "/classes/roster/rows/": (RosterRow, "upload__training_class__institution_id"),
    "/classes/sessions/": (PlannedSession, "training_class__institution_id"),
    "/classes/changes/": (RosterChange, "training_class__institution_id"),
    "/roster-changes/": (RosterChange, "training_class__institution_id"),
    "/classes/roll/": (PlannedSession, "training_class__institution_id"),
    "/classes/sign-ins/": (SignIn, "session__training_class__institution_id"),
    "/sessions/": (PlannedSession, "training_class__institution_id"),
    "/enrolments/": (Enrolment, "training_class__institution_id"),
    "/payments/": (Payment, "claim__institution_id"),
    "/classes/corrections/": (AttendanceCorrection, "enrolment__training_class__institution_id"),
    "/classes/enrolments/": (Enrolment, "training_class__institution_id"),
    "/classes/footage/": (Recording, "training_class__institution_id"),
    "/classes/footage/uploads/": (Recording, "training_class__institution_id"),
    "/classes/make-up/": (MakeUpRequest, "session__training_class__institution_id"),
    "/make-up-requests/": (MakeUpRequest, "session__training_class__institution_id"),
    "/classes/videos/": (VideoRecord, "session__training_class__institution_id"),
    "/classes/evaluation-sheets/": (ClassEvaluation, "training_class__institution_id"),
    "/classes/proof-files/": (ProofFile, "proof__enrolment__training_class__institution_id"),
    "/vouchers/": (Voucher, "application__institution_id"),
    "/vouchers/groups/": (TrainingClass, "institution_id"),
    "/vouchers/classes/": (TrainingClass, "institution_id"),
    "/inspections/": (Inspection, "training_class__institution_id"),
    "/acceptances/": (Acceptance, "training_class__institution_id"),
    "/acceptances/open/": (TrainingClass, "institution_id"),
    "/archive-items/": (ArchiveItem, "acceptance__training_class__institution_id"),
    "/reconciliation/classes/": (TrainingClass, "institution_id"),
    "/reconciliation/sessions/": (PlannedSession, "training_class__institution_id"),
    "/reconciliation/explanations/": (DifferenceExplanation, "session__training_class__institution_id"),
    "/differences/": (DifferenceExplanation, "session__training_class__institution_id"),
    "/claims/": (SubsidyClaim, "institution_id"),
    "/held-lines/": (HeldLine, "claim__institution_id"),
    "/claims/open/": (TrainingClass, "institution_id"),
    "/claims/stages/": (TrainingClass, "institution_id"),
    "/quotes/classes/": (TrainingClass, "institution_id"),
}
"""What an address's first id names: the folder before it → the model and the path to its institution."""


@dataclass(frozen=True)
class World:
    """The ids of the rows of one institution, by folder."""

    cast: Cast

    def first_of(self, folder: str, institution: str) -> Any:
        """The id of some row of this institution, or None where the world has none."""
        model, path = FOLDERS[folder]
        organisation = self.cast.organisations[institution].pk
        return model._default_manager.filter(**{path: organisation}).values_list("pk", flat=True).first()


def build_world(cast: Cast) -> World:
    """A submitted claim for each institution, which has everything before it; and what only some cases have."""
    know_calendar(2025, 2026)
    for key in ("qihang", "huineng"):
        claim = make_claim(cast, ClaimState.SUBMITTED, institution=key)
        place_held_line(claim)
        make_explanation(claim.training_class)
        make_material(claim.training_class)
        make_upload(claim.training_class)
        RosterChange.objects.create(training_class=claim.training_class, number=f"BG-{key}", reason="因病")
        make_routed_need(cast, institution=key)
        make_recording(claim.training_class)
        _add_papers_of_one_person(claim, cast[f"{key}_manager"])
        _add_money(cast, claim, cast[f"{key}_manager"])
        make_sheet(claim.training_class)
    assign_supervisor(
        actor=cast.actor("ren_gang"),
        user=cast["supervisor_bai"],
        organisation=cast.organisations["qihang"],
        starts_on=date(2026, 1, 1),
    )
    return World(cast)


def _add_papers_of_one_person(claim: SubsidyClaim, by: User) -> None:
    """What hangs on somebody of the class, each with its file: a sign-in, a request, a correction, an employment."""
    one, session = claim.training_class.enrolments.all()[0], claim.training_class.sessions.all()[0]
    now = clock.now()
    of_session = {"session": session, "enrolment": one}
    SignIn.objects.create(
        **of_session, direction="in", channel="roll", happened_at=now, device_time=now, recorded_by=by,
        photo=make_file("签到.jpg", "jpg"),
    )  # fmt: skip
    phone = SigningPhone.objects.create(token_digest=claim.pk.hex * 2)
    MakeUpRequest.objects.create(
        **of_session, phone=phone, missed="in", reason="手机没电", picture=make_file()
    )
    AttendanceCorrection.objects.create(
        **of_session, absence_reason="误认", reason="点名不在", proof=make_file(), requested_by=by
    )
    work, _ = EmploymentProof.objects.get_or_create(
        enrolment=one,
        defaults={
            "kind": "flexible",
            "employer": "示例服务部",
            "started_on": clock.today(),
            "monthly_wage_fen": 300_000,
        },
    )
    ProofFile.objects.create(proof=work, document="licence", file=make_file())
    CrossCheckHit.objects.create(
        application=one.application, kind="age", message="已满 59 岁", source="身份证号"
    )


def _add_money(cast: Cast, claim: SubsidyClaim, by: User) -> None:
    """An account that is to change, and a payment, written past the triggers."""
    institution = claim.institution
    AccountChange.objects.create(
        institution=institution, bank_name="农业银行", bank_account_name=institution.name,
        bank_account="6228480000005678", account_masked="6228****5678", reason="升级", proposed_by=by,
    )  # fmt: skip
    with without_triggers():
        Payment.objects.create(
            claim=claim, account=FundAccount.objects.first() or make_fund(cast), amount_fen=claim.total_fen or 1,
            bank_reference=f"GK-{claim.number}", paid_on=clock.today(), payee_name=institution.name,
            made_by=cast["sun_li"], recorded_by=cast["finance_qiao"],
        )  # fmt: skip
