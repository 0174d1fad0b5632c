"""The eight papers of the opening report: the task list and the page of each paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.enums import MaterialKind, TeachingMode
from classes.forms.drafting import BasicsForm, basics_of
from classes.forms.papers import MaterialForm, ResourcesForm, TeachersForm, TextPaperForm, VenueForm
from classes.models import ClassMaterial, TrainingClass
from classes.operations import (
    add_material,
    change_basics,
    choose_teachers,
    choose_venue,
    describe_exam_plan,
    describe_resources,
    remove_material,
)
from classes.queries.opening import material_tasks
from classes.views.answers import form_status, posted
from foundation.accounts.middleware import actor_from
from foundation.core.files import private_response
from foundation.workflow.pages import back_to, visible_or_404

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def class_tasks(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    tasks = material_tasks(training_class)
    done = sum(task.tag.label == "已完成" for task in tasks)
    context = {
        "training_class": training_class,
        "tasks": tasks,
        "done": done,
        "request_kind": "sealed_request",
    }
    return render(request, "classes/class_tasks.html", context)


@require_http_methods(METHODS)
def class_basics(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    form = BasicsForm(
        posted(request), initial=basics_of(training_class), institution_id=training_class.institution_id
    )
    if not form.is_valid():
        return paper_page(request, training_class, form, "基本情况（表2）", kind=MaterialKind.ORDER)
    change_basics(training_class, actor=actor_from(request), **form.facts)
    return saved(request, training_class, "基本情况")


@require_http_methods(METHODS)
def class_teachers(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    initial = {"class_head": training_class.class_head_id, "teachers": training_class.teachers.all()}
    form = TeachersForm(posted(request), initial=initial, training_class=training_class)
    if not form.is_valid():
        return paper_page(request, training_class, form, "授课师资", kind=MaterialKind.TEACHER_CERTIFICATE)
    choose_teachers(training_class, actor=actor_from(request), **form.cleaned_data)
    return saved(request, training_class, "授课师资")


@require_http_methods(METHODS)
def class_venue(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    initial = {
        "venue": training_class.venue_id,
        "fire_safety_declared": training_class.fire_safety_declared,
    }
    form = VenueForm(posted(request), initial=initial, training_class=training_class)
    if not form.is_valid():
        return paper_page(
            request,
            training_class,
            form,
            "场地、设备照片",
            kind=MaterialKind.VENUE_PHOTO,
            form_title="培训地点",
        )
    choose_venue(training_class, actor=actor_from(request), **form.cleaned_data)
    return saved(request, training_class, "培训地点")


@require_http_methods(METHODS)
def class_resources(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    initial, label = (
        {"text": training_class.teaching_resources, "sets": training_class.material_sets},
        "教材、数字课程",
    )
    form = ResourcesForm(posted(request), initial=initial, label=label)
    if not form.is_valid():
        return paper_page(request, training_class, form, label, kind=MaterialKind.TEACHING_RESOURCE)
    describe_resources(training_class, actor=actor_from(request), **form.cleaned_data)
    return saved(request, training_class, label)


@require_http_methods(METHODS)
def class_exam_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    form = TextPaperForm(posted(request), initial={"text": training_class.exam_plan}, label="考核方案")
    if not form.is_valid():
        return paper_page(request, training_class, form, "考核方案", kind=MaterialKind.EXAM_PLAN)
    describe_exam_plan(training_class, actor=actor_from(request), **form.cleaned_data)
    return saved(request, training_class, "考核方案")


@require_http_methods(METHODS)
def class_material(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Attach a file; the page from which it came says which kind is meant."""
    training_class = draft_or_404(request, pk)
    form = MaterialForm(posted(request), request.FILES or None, initial={"kind": request.GET.get("kind")})
    if not form.is_valid():
        context = {"training_class": training_class, "form": form, "next": request.POST.get("next", "")}
        return render(request, "classes/material.html", context, status=form_status(request))
    data = form.cleaned_data
    uploaded = data.pop("file")
    added = add_material(training_class, actor=actor_from(request), uploaded=uploaded, **data)
    messages.success(request, f"已上传：{added}。")
    return back_to(request, training_class)


@require_POST
def material_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = ClassMaterial.objects.select_related("training_class", "file")
    material = visible_or_404(rows, request, pk)
    remove_material(material, actor=actor_from(request))
    messages.success(request, f"已移除：{material}。")
    return back_to(request, material.training_class)


@require_safe
def material_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    material = visible_or_404(ClassMaterial.objects.select_related("file"), request, pk)
    return private_response(material.file)


def draft_or_404(request: HttpRequest, pk: UUID) -> TrainingClass:
    """The class with everything that its pages name."""
    return visible_or_404(TrainingClass.objects.with_names(), request, pk)


def paper_page(
    request: HttpRequest,
    training_class: TrainingClass,
    form: Form,
    title: str,
    *,
    kind: MaterialKind,
    form_title: str = "",
) -> HttpResponse:
    """One paper: its form, and the files that belong to it."""
    context = {
        "training_class": training_class,
        "form": form,
        "title": title,
        "form_title": form_title,
        "kind": kind,
        "places": TeachingMode.choices if kind == MaterialKind.VENUE_PHOTO else (),
        "files": training_class.materials.filter(kind=kind).select_related("file"),
    }
    return render(request, "classes/paper.html", context, status=form_status(request))


def saved(request: HttpRequest, training_class: TrainingClass, what: str) -> HttpResponse:
    messages.success(request, f"{what}已保存。")
    return redirect("classes:class_tasks", training_class.pk)
