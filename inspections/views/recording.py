"""现场检查登记 (表11, tablet) and 视频调阅登记; photographs are kept as they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from classes.models import FootageNote, VideoRecord
from classes.queries.footage import notes_of_class, recordings_of
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.workflow.engine import judge
from foundation.workflow.pages import visible_or_404
from inspections import operations as ops
from inspections import queries
from inspections.enums import AbsenceKind, InspectionKind, InspectionVerb
from inspections.forms.recording import OnSiteForm, VideoForm
from inspections.models import Inspection
from inspections.rules import QUESTIONS
from inspections.workflow import INSPECTION

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def record_on_site(request: HttpRequest, pk: UUID) -> HttpResponse:
    inspection = visible_or_404(_planned(InspectionKind.ON_SITE), request, pk)
    form = _on_site_form(request, inspection)
    if request.method != "POST":
        return _on_site_page(request, inspection, form)
    if not form.is_valid():
        return _on_site_page(request, inspection, form, status=422)
    recorded = ops.record_on_site(
        inspection, actor=actor_from(request), seen=form.seen(), signatures=form.signatures()
    )
    messages.success(request, f"已登记：{recorded.number}。")
    return redirect(recorded)


@require_POST
def record_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The panel 填写进度 for what is filled in so far; keeps nothing.

    Answers for a recorded inspection too: the page may ask once more while the form is on its way.
    """
    inspection = visible_or_404(queries.inspection_with_all().on_site(), request, pk)
    form = _on_site_form(request, inspection)
    form.is_valid()
    return render(request, "inspections/_progress.html", {"form": form, "is_fragment": True})


@require_http_methods(PAGE)
def record_video(request: HttpRequest, pk: UUID) -> HttpResponse:
    inspection = visible_or_404(_planned(InspectionKind.VIDEO), request, pk)
    noted = notes_of_class(inspection.training_class)
    form = VideoForm(request.POST if request.method == "POST" else None, inspection=inspection, noted=noted)
    if request.method != "POST" or not form.is_valid():
        return _video_page(request, inspection, form, noted)
    recorded = ops.record_video_review(
        inspection,
        actor=actor_from(request),
        watched=form.watched(),
        session_id=form.cleaned_data["session"].pk,
    )
    messages.success(request, f"已登记：{recorded.number}。")
    return redirect(recorded)


@require_POST
def photo_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One photograph; answers the strip of photographs, so that nothing else on the page is lost."""
    inspection = visible_or_404(_planned(InspectionKind.ON_SITE), request, pk)
    photo = request.FILES.get("photo")
    if photo is None:
        raise Invalid("inspection.photo_missing", "请先拍照或选择一张照片。")
    moment = f"{clock.local(clock.now()):%H:%M}"
    ops.add_photo(inspection, actor=actor_from(request), photo=photo, note=request.POST.get("note") or moment)
    return _photos(request, inspection)


@require_POST
def photo_remove(request: HttpRequest, pk: UUID, photo_id: UUID) -> HttpResponse:
    inspection = visible_or_404(_planned(InspectionKind.ON_SITE), request, pk)
    ops.remove_photo(inspection, actor=actor_from(request), photo_id=photo_id)
    return _photos(request, inspection)


def _planned(kind: str) -> Any:
    return queries.inspections_to_record().filter(kind=kind)


def _on_site_form(request: HttpRequest, inspection: Inspection) -> OnSiteForm:
    roll = queries.roll_call(inspection)
    initial = {
        "place": str(inspection.training_class.venue.address) if inspection.training_class.venue else "",
        "substitute_teacher": roll.session.teacher.name if roll.session else "",
        "class_head": str(inspection.training_class.class_head or ""),
    }
    photos = inspection.files.photos().handed_in().count()
    data = request.POST if request.method == "POST" else None
    return OnSiteForm(data, roll=roll, photos=photos, initial=initial)


def _on_site_page(
    request: HttpRequest, inspection: Inspection, form: OnSiteForm, status: int = 200
) -> HttpResponse:
    context = {
        "inspection": inspection,
        "training_class": inspection.training_class,
        "form": form,
        "roll": form.roll,
        "absent": form.absent if form.is_bound else {},
        "absence_kinds": AbsenceKind.choices,
        "questions": [form[name] for name in QUESTIONS],
        "photos": inspection.files.photos().select_related("file"),
        "verdict": judge(INSPECTION, inspection, actor_from(request), InspectionVerb.RECORD),
        "may_confirm": queries.may_confirm_presence(inspection, actor_from(request)),
        "now": clock.now(),
    }
    return render(request, "inspections/record_on_site.html", context, status=status)


def _video_page(
    request: HttpRequest, inspection: Inspection, form: VideoForm, noted: Sequence[FootageNote]
) -> HttpResponse:
    """Beside the form the recordings of the class and what was noted on them, each remark at its second."""
    context = {
        "recordings": recordings_of(inspection.training_class),
        "notes": noted,
        "inspection": inspection,
        "training_class": inspection.training_class,
        "form": form,
        "videos": VideoRecord.objects.filter(session__training_class=inspection.training_class)
        .select_related("session")
        .order_by("-session__date", "session__half", "lesson"),
        "verdict": judge(INSPECTION, inspection, actor_from(request), InspectionVerb.RECORD),
    }
    return render(request, "inspections/record_video.html", context, status=422 if form.is_bound else 200)


def _photos(request: HttpRequest, inspection: Inspection) -> HttpResponse:
    photos = inspection.files.photos().select_related("file")
    return render(request, "inspections/_photos.html", {"inspection": inspection, "photos": photos})
