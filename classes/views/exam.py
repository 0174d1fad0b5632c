"""The exam: paper reported beforehand, scores, confirmation by the bureau, certificates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes import operations
from classes.enums import ClassState, ClassVerb, EnrolmentState, MaterialKind
from classes.forms import workbooks
from classes.forms.results import CertificateGrid, ExamPaperForm, ResultGrid, WorkbookForm
from classes.models import Enrolment, TrainingClass
from classes.models.training_class import ClassMaterialQuerySet
from classes.queries.bodies import bodies_for
from classes.queries.results import class_facts, exam_overview
from classes.queries.sheets import is_own
from classes.queries.teaching import roster_of
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.file_answers import xlsx_answer
from foundation.workflow.exporting import about_export
from foundation.workflow.pages import choices, perform, visible_or_404
from trainees.enums import REVEALING_ROLES

CLASSES = TrainingClass.objects.with_names()
ARRANGING = (ClassState.IN_TRAINING, ClassState.SUSPENDED, ClassState.TAUGHT)
SAT = (EnrolmentState.AWAITING_EXAM,)


@require_safe
def exam_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """试卷报备、成绩、确认 on one page."""
    return _exam_page(request, visible_or_404(CLASSES, request, pk))


def _exam_page(
    request: HttpRequest,
    training_class: TrainingClass,
    *,
    paper_form: ExamPaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_from(request)
    people = [each for each in roster_of(training_class) if each.state != EnrolmentState.WITHDRAWN]
    confirm = choices(training_class, actor, only=[ClassVerb.CONFIRM_EXAM])
    papers = _papers(training_class)
    context = {
        "training_class": training_class,
        "overview": exam_overview(training_class),
        "facts": class_facts(training_class),
        "people": people,
        "papers": papers.select_related("file", "added_by"),
        "paper_form": paper_form
        or ExamPaperForm(initial=_arranged(training_class), is_first=not papers.handed_in().exists()),
        "confirm": confirm[0] if confirm else None,
        "may_arrange": training_class.state in ARRANGING
        and is_own(training_class, actor, Role.INSTITUTION_MANAGER),
        "may_enter": _may_enter(request, training_class),
        "may_retake": actor.has_role(Role.TRAINING_OFFICER)
        and training_class.state in (ClassState.EXAMINED, ClassState.ACCEPTANCE_FAILED),
        "may_print": actor.has_role(*REVEALING_ROLES),
        "is_late": bool(training_class.exam_on and training_class.exam_on > training_class.ends_on),
    }
    return render(request, "classes/teaching/exam.html", context, status=status)


def _papers(training_class: TrainingClass) -> ClassMaterialQuerySet:
    return training_class.materials.filter(kind=MaterialKind.EXAM_PAPER)


def _arranged(training_class: TrainingClass) -> dict[str, Any]:
    return {
        "exam_on": training_class.exam_on,
        "exam_place": training_class.exam_place
        or (training_class.venue.name if training_class.venue else ""),
        "supervisor": training_class.exam_supervisor,
    }


def _may_enter(request: HttpRequest, training_class: TrainingClass) -> bool:
    held = training_class.exam_on is not None and training_class.exam_on <= clock.today()
    return training_class.state == ClassState.TAUGHT and held and is_own(training_class, actor_from(request))


@require_POST
def exam_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(CLASSES, request, pk)
    form = ExamPaperForm(
        request.POST, request.FILES, is_first=not _papers(training_class).handed_in().exists()
    )
    if not form.is_valid():
        return _exam_page(request, training_class, paper_form=form, status=422)
    operations.file_exam_paper(training_class, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, "试卷和考试安排已报备。")
    return redirect("classes:exam", pk)


def exam_results(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表8 as a grid: theory, practice, absent; saved as often as wanted until the bureau confirms."""
    training_class = visible_or_404(CLASSES, request, pk)
    people = _sitting(training_class)
    grid = ResultGrid(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and grid.is_valid():
        saved = operations.record_results(training_class, actor=actor_from(request), results=grid.results)
        messages.success(request, f"已保存 {saved} 人的成绩，由人社局承办人确认。")
        return redirect("classes:exam", pk)
    context = {
        "training_class": training_class,
        "grid": grid,
        "overview": exam_overview(training_class),
        "upload": WorkbookForm(),
        "may_enter": _may_enter(request, training_class),
    }
    return render(
        request, "classes/teaching/results.html", context, status=422 if request.method == "POST" else 200
    )


def _sitting(training_class: TrainingClass) -> list[Enrolment]:
    return [each for each in roster_of(training_class) if each.state in SAT]


@require_safe
def exam_workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(CLASSES, request, pk)
    people = [each for each in roster_of(training_class) if each.state != EnrolmentState.WITHDRAWN]
    about = about_export(actor_from(request), conditions="未退班的学员")
    data = workbooks.score_workbook(training_class, people, about=about)
    return xlsx_answer(data, f"成绩表{training_class.number}.xlsx")


@require_POST
def exam_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(CLASSES, request, pk)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "请选择要导入的 Excel 文件。")
        return redirect("classes:exam_results", pk)
    results = workbooks.read_scores(training_class, form.cleaned_data["file"].read())
    saved = operations.record_results(training_class, actor=actor_from(request), results=results)
    messages.success(request, f"已导入 {saved} 人的成绩。")
    return redirect("classes:exam", pk)


@require_POST
def exam_confirm(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    return perform(request, training_class, verbs=[ClassVerb.CONFIRM_EXAM])


def certificates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表9: the certificates of those who passed."""
    training_class = visible_or_404(CLASSES, request, pk)
    bodies = bodies_for(training_class, clock.today())
    grid = CertificateGrid(
        _passed(training_class), bodies, request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and grid.is_valid():
        saved = operations.record_certificates(
            training_class, actor=actor_from(request), certificates=grid.certificates
        )
        messages.success(request, f"已登记 {saved} 本证书。")
        return redirect("classes:certificates", pk)
    actor = actor_from(request)
    context = {
        "training_class": training_class,
        "grid": grid,
        "bodies": bodies,
        "may_print": actor.has_role(*REVEALING_ROLES),
        "facts": class_facts(training_class),
        "upload": WorkbookForm(),
        "may_enter": actor.has_role(Role.TRAINING_OFFICER)
        or is_own(training_class, actor, Role.INSTITUTION_MANAGER),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "classes/teaching/certificates.html", context, status=status)


def _passed(training_class: TrainingClass) -> list[Enrolment]:
    rows = Enrolment.objects.filter(training_class=training_class, has_passed=True)
    return list(rows.select_related("person", "evaluation_body").order_by("position"))


@require_safe
def certificate_workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(CLASSES, request, pk)
    about = about_export(actor_from(request), conditions="考核合格的学员")
    data = workbooks.certificate_workbook(training_class, _passed(training_class), about=about)
    return xlsx_answer(data, f"证书登记表{training_class.number}.xlsx")


@require_POST
def certificate_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(CLASSES, request, pk)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "请选择要导入的 Excel 文件。")
        return redirect("classes:certificates", pk)
    rows = workbooks.read_certificates(training_class, form.cleaned_data["file"].read())
    saved = operations.record_certificates(training_class, actor=actor_from(request), certificates=rows)
    messages.success(request, f"已导入 {saved} 本证书。")
    return redirect("classes:certificates", pk)
