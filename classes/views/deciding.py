"""送审前体检 and 提交; what the bureau decides and notes on the way to the first class day."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from classes.enums import ClassVerb as V
from classes.enums import MaterialKind
from classes.forms.papers import (
    ArchiveForm,
    CamerasForm,
    CityFilingForm,
    DecisionForm,
    SubmitForm,
    SystemConfirmForm,
)
from classes.operations import (
    archive_class,
    confirm_in_system,
    record_cameras,
    record_city_filing,
    submit_class,
)
from classes.queries.opening import material_tasks, people_precheck, report_checks
from classes.views.answers import form_status, posted
from classes.views.materials import METHODS, draft_or_404
from classes.workflow import CLASS
from foundation.accounts.middleware import actor_from
from foundation.core.display import tags_of
from foundation.workflow.engine import judge
from foundation.workflow.pages import back_to, perform

SIMPLE_VERBS = (
    V.WITHDRAW, V.PASS_FIRST_REVIEW, V.PASS_SECOND_REVIEW, V.APPROVE, V.RETURN_FOR_CORRECTION, V.REFUSE, V.FILE,
    V.START, V.SUSPEND, V.RESUME, V.TERMINATE,
)  # fmt: skip

ARCHIVE_MEANS = "封存后本班不能再办理、不能再改，也不能撤回；档案按规定年限保存，随时可以查看。"


@require_http_methods(METHODS)
def class_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """核对并提交: the bureau's own rules beforehand, every paper with its way to change it, the promise."""
    training_class, actor = draft_or_404(request, pk), actor_from(request)
    form = SubmitForm(posted(request))
    if not form.is_valid():
        checks = report_checks(training_class, actor)
        people = people_precheck(training_class)
        context = {
            "training_class": training_class,
            "form": form,
            "checks": checks,
            "tags": tags_of(checks),
            "people": people.checks,
            "people_tags": tags_of(people.checks),
            "tasks": material_tasks(training_class)[:-1],
            "verdict": judge(CLASS, training_class, actor, V.SUBMIT),
            "kind": MaterialKind.SEALED_REQUEST,
            "files": training_class.materials.filter(kind=MaterialKind.SEALED_REQUEST).select_related("file"),
        }
        return render(request, "classes/check.html", context, status=form_status(request))
    moved = submit_class(training_class, actor=actor)
    messages.success(request, f"已提交{moved}开班报告，编号 {moved.number}，下一步由承办人初审。")
    return redirect(moved)


@require_POST
def class_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The verbs that need nothing but an opinion; a return also takes the day by which to mend."""
    training_class = draft_or_404(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        context = {"training_class": training_class, "form": form, "typed": request.POST}
        return render(request, "classes/decide.html", context, status=422)
    facts = form.facts(request.POST.get("verb", ""))
    return perform(request, training_class, verbs=SIMPLE_VERBS, **facts)


@require_http_methods(METHODS)
def class_confirm_in_system(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    form = SystemConfirmForm(posted(request))
    if not form.is_valid():
        return _note_page(request, training_class, form, "登记实名制系统确认", "登记")
    moved = confirm_in_system(training_class, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已登记{moved}的确认号，下一步制评价电子券。")
    return back_to(request, moved)


@require_http_methods(METHODS)
def class_city_filing(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    initial = {"filed_on": training_class.city_filed_on, "number": training_class.city_filing_number}
    form = CityFilingForm(posted(request), initial=initial)
    if not form.is_valid():
        return _note_page(request, training_class, form, "登记市级报备", "登记")
    record_city_filing(training_class, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, "市级报备已登记。")
    return back_to(request, training_class)


@require_http_methods(METHODS)
def class_cameras(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    form = CamerasForm(posted(request), initial={"online_on": training_class.cameras_online_on})
    if not form.is_valid():
        return _note_page(request, training_class, form, "登记监控接入", "登记")
    record_cameras(training_class, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, "监控接入已登记。")
    return back_to(request, training_class)


@require_http_methods(METHODS)
def class_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """封存 cannot be taken back: what it means is said and confirmed first."""
    training_class = draft_or_404(request, pk)
    form = ArchiveForm(posted(request))
    if not form.is_valid():
        return _note_page(request, training_class, form, "封存班次", "封存", ARCHIVE_MEANS)
    moved = archive_class(training_class, actor=actor_from(request))
    messages.success(request, f"已封存：{moved}。")
    return redirect(moved)


def _note_page(
    request: HttpRequest, training_class: object, form: object, title: str, submit: str, means: str = ""
) -> HttpResponse:
    context = {
        "training_class": training_class,
        "form": form,
        "title": title,
        "submit": submit,
        "means": means,
    }
    return render(request, "classes/note.html", context, status=form_status(request))
