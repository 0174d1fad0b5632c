"""表7: filled in by a trainee behind his one-time code; its counts on a page of the class, and printed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from classes import documents
from classes.forms.aftercare import EvaluationForm
from classes.models import Enrolment, TrainingClass
from classes.operations.evaluation import evaluate_class
from classes.queries.evaluation import (
    EvaluationPage,
    evaluable,
    evaluation_page,
    given_of,
    teachers_evaluated,
)
from classes.rules.evaluation import EFFECT_CRITERIA, GRADES, TEACHING_CRITERIA, EvaluationCounts
from classes.views.answers import form_status, posted
from foundation.accounts.enums import READS_EVERYTHING
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.file_answers import pdf_answer
from foundation.workflow.pages import visible_or_404
from trainees.models import Person
from trainees.queries import VISIT_COOKIE, open_visit_of, way_in

CLASSES = TrainingClass.objects.with_names()
ON_PAPER = (
    "不写姓名。填好后装信封封口，信封上本人签名，由本人或班主任交县人社局，机构不拆封。"
    "每人填一次，已在手机上填的不再填。"
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_evaluation(request: HttpRequest) -> HttpResponse:
    """`?of=` names the enrolment; it must be one of the person of this visit."""
    token = request.COOKIES.get(VISIT_COOKIE, "")
    visit = open_visit_of(token)
    if visit is None or visit.person is None:
        return redirect(way_in(token))
    enrolment = _own_enrolment(visit.person, request.GET.get("of", ""))
    form = EvaluationForm(teachers_evaluated(enrolment.training_class), posted(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data["suggestions"]
        evaluate_class(visit.person, enrolment, answer=form.answer, suggestions=said)
        return render(request, "mine/evaluated.html", {"training_class": enrolment.training_class})
    context = {
        "form": form,
        "training_class": enrolment.training_class,
        "is_open": enrolment.pk in evaluable([enrolment]),
        "given": given_of(enrolment),
    }
    return render(request, "mine/evaluation.html", context, status=form_status(request))


def _own_enrolment(person: Person, key: str) -> Enrolment:
    own = Person.objects.of_one_person([person.pk])
    rows = Enrolment.objects.filter(person__in=own).select_related(
        "training_class__institution", "training_class__occupation"
    )
    try:
        found = rows.filter(pk=UUID(key)).first()
    except (ValueError, ValidationError):
        found = None
    if found is None:
        raise Http404
    return found


@require_safe
def class_evaluation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The counts of 表7; the suggestions are for the bureau alone."""
    training_class = visible_or_404(CLASSES, request, pk)
    page = _page(request, training_class)
    context = {
        "training_class": training_class,
        "page": page,
        "criteria": TEACHING_CRITERIA,
        "grades": GRADES,
        "teachers": _teacher_rows(page),
        "effects": list(zip(EFFECT_CRITERIA, page.counts.effects, strict=True)) if page.counts else [],
        "reads_suggestions": not actor_from(request).is_institution,
        "reads_sheets": actor_from(request).has_role(*READS_EVERYTHING),
    }
    return render(request, "classes/teaching/evaluation.html", context)


def _page(request: HttpRequest, training_class: TrainingClass) -> EvaluationPage:
    return evaluation_page(training_class, with_suggestions=not actor_from(request).is_institution)


def _teacher_rows(page: EvaluationPage) -> list[tuple[str, tuple[object, ...]]]:
    if page.counts is None:
        return []
    return [(each.name, page.counts.teachers[str(each.pk)]) for each in page.teachers]


@require_safe
def evaluation_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表7 with a number in every box once the counts are shown; `?blank=1`, and before that, for filling in by hand."""
    training_class = visible_or_404(CLASSES, request, pk)
    page = _page(request, training_class)
    counts = None if "blank" in request.GET else page.counts
    form = _form(training_class, page)
    shown = _filled(form, page, counts) if counts else replace(form, remark=ON_PAPER)
    data = documents.print_evaluation_form(shown)
    return pdf_answer(data, f"{training_class}评估表.pdf")


def _form(training_class: TrainingClass, page: EvaluationPage) -> documents.EvaluationForm:
    return documents.EvaluationForm(
        institution_name=training_class.institution.name,
        occupation=training_class.occupation_title,
        class_number=str(training_class.term),
        venue=training_class.venue.name if training_class.venue else "",
        teachers=tuple(documents.TeacherGrades(teacher=each.name) for each in page.teachers),
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
    )


def _filled(
    facts: documents.EvaluationForm, page: EvaluationPage, counts: EvaluationCounts
) -> documents.EvaluationForm:
    window = page.window
    return replace(
        facts,
        filled_on=window.closes_on if window else None,
        teachers=tuple(
            documents.TeacherGrades(teacher=each.name, grades=counts.teachers[str(each.pk)])
            for each in page.teachers
        ),
        teaching_overall=counts.teaching_overall,
        effects=counts.effects,
        effect_overall=counts.effect_overall,
        suggestions="；".join(page.suggestions),
        remark=f"汇总 {counts.answers} 份（手机填写 {page.by_phone} 份、纸质 {page.on_paper} 份），格内为人数；"
        f"参训 {page.expected} 人。漏填的项不计。",
    )
