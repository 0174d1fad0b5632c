"""表2, 表3 and 表5, filled from what was entered once."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from classes import documents
from classes.enums import ClassVerb, Half
from classes.models import PlannedSession, TrainingClass
from classes.operations.disclosing import note_roster_printing
from classes.queries.changes import remarks_of
from classes.queries.printing import (
    SignedOpinion,
    bases,
    list_as_reported,
    list_to_print,
    roster_counts,
    signed_opinions,
)
from classes.queries.rulings import teachers_of
from classes.views.materials import draft_or_404
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.file_answers import pdf_answer
from trainees.models import Application


@require_safe
def print_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表2 开班请示."""
    training_class = draft_or_404(request, pk)
    data = documents.print_opening_request(_opening_request(training_class))
    return pdf_answer(data, f"{training_class}开班请示.pdf")


@require_POST
def print_roster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表3 花名册 with full numbers; that it was printed is recorded."""
    training_class = draft_or_404(request, pk)
    note_roster_printing(training_class, actor=actor_from(request))
    people, remarks = list_to_print(training_class), remarks_of(training_class)
    form = documents.RosterForm(
        institution_name=training_class.institution.name,
        occupation=training_class.occupation_title,
        class_number=str(training_class.term),
        filled_on=clock.today(),
        rows=tuple(_roster_row(n, each, remarks.get(each.pk, "")) for n, each in enumerate(people, 1)),
        class_manager=_class_head(training_class),
        printed_at=_now(),
    )
    return pdf_answer(documents.print_roster_form(form), f"{training_class}花名册.pdf")


@require_safe
def print_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表5 课程计划表."""
    training_class = draft_or_404(request, pk)
    sessions = training_class.sessions.select_related("teacher").order_by("date", "half")
    days = groupby(sessions, key=lambda session: session.date)
    form = documents.CoursePlanForm(
        institution_name=training_class.institution.name,
        occupation=training_class.occupation_title,
        class_number=str(training_class.term),
        days=tuple(_plan_day(list(rows)) for _, rows in days),
        printed_at=_now(),
    )
    return pdf_answer(documents.print_course_plan(form), f"{training_class}课程计划表.pdf")


def _opening_request(training_class: TrainingClass) -> documents.OpeningRequest:
    counts = roster_counts(list_as_reported(training_class))
    opinions = signed_opinions(training_class)
    first, last = training_class.starts_on, training_class.ends_on
    teachers = teachers_of(training_class)
    return documents.OpeningRequest(
        year=training_class.year,
        class_number=str(training_class.term),
        bases=bases(training_class),
        institution_name=training_class.institution.name,
        registered_on=training_class.enrolling_on,
        occupation=training_class.occupation_title,
        total=counts.total,
        men=counts.men,
        women=counts.women,
        migrant_workers=counts.migrant_workers,
        lifted_from_poverty=counts.lifted_from_poverty,
        registered_unemployed=counts.registered_unemployed,
        laid_off_veterans=counts.laid_off_veterans,
        certificate_holders=counts.certificate_holders,
        venue=training_class.venue.address if training_class.venue else "",
        training_period=f"{first:%Y年%-m月%-d日}至{last:%Y年%-m月%-d日}（{training_class.training_days} 天）",
        lessons=(
            f"{training_class.total_lessons}（理论 {training_class.theory_lessons}，"
            f"实操 {training_class.practice_lessons}）"
        ),
        teachers="、".join(teacher.name for teacher in teachers),
        class_manager=_class_head(training_class),
        legal_representative=training_class.institution.legal_representative,
        filed_on=training_class.submitted_on,
        officer_opinion=_opinion(opinions.get(ClassVerb.PASS_FIRST_REVIEW)),
        head_opinion=_opinion(opinions.get(ClassVerb.PASS_SECOND_REVIEW)),
        leader_opinion=_opinion(opinions.get(ClassVerb.APPROVE)),
        printed_at=_now(),
    )


def _opinion(signed: SignedOpinion | None) -> documents.Opinion:
    if signed is None:
        return documents.Opinion()
    return documents.Opinion(text=signed.text, signer=signed.signer, signed_on=signed.signed_on)


def _roster_row(number: int, application: Application, remark: str) -> documents.RosterRow:
    person = application.person
    return documents.RosterRow(
        number=number,
        name=person.name,
        sex=person.get_sex_display(),
        identity_number=person.identity_number.reveal(person),
        category=application.get_category_display(),
        education=application.get_education_display(),
        registered_address=application.address.reveal(application),
        employment_certificate_number=application.employment_certificate_number,
        phone=application.phone.reveal(application),
        remark=remark,
    )


def _plan_day(sessions: list[PlannedSession]) -> documents.PlanDay:
    halves = {session.half: _plan_session(session) for session in sessions}
    empty = documents.PlanSession()
    return documents.PlanDay(
        held_on=sessions[0].date,
        morning=halves.get(Half.MORNING, empty),
        afternoon=halves.get(Half.AFTERNOON, empty),
    )


def _plan_session(session: PlannedSession) -> documents.PlanSession:
    return documents.PlanSession(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        content=session.content,
        mode=session.get_mode_display(),
        teacher=session.teacher.name,
    )


def _class_head(training_class: TrainingClass) -> str:
    return training_class.class_head.name if training_class.class_head else ""


def _now() -> str:
    return f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"
