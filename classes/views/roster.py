"""学员名册: upload, row by row, one by hand, who is on it, practice groups."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes import operations as ops
from classes.forms.papers import ReasonForm
from classes.forms.roster import GroupsForm, RosterFileForm, RowForm, TraineeForm
from classes.models import RosterRow, RosterUpload, TrainingClass
from classes.queries.opening import material_tasks
from classes.queries.roster_changes import same_file
from classes.queries.roster_rows import (
    HAND_IN,
    ROW_CHIPS,
    Retyped,
    UploadView,
    annotations_of,
    latest_upload,
    reading_job,
    running_job,
    upload_view,
)
from classes.queries.rulings import practice_groups, roster_of, roster_size, unsent
from classes.tables import roster_template, roster_workbook
from classes.views.answers import form_status, posted
from classes.views.materials import METHODS, draft_or_404
from foundation.accounts.middleware import actor_from
from foundation.core.display import Step
from foundation.core.file_answers import unsealed_xlsx_answer
from foundation.core.files import given_out_bytes, private_response
from foundation.core.http import is_htmx
from foundation.core.tabular import annotate_workbook
from foundation.jobs.operations import enqueue
from foundation.workflow.exporting import handed_out
from foundation.workflow.listing import chips_of
from foundation.workflow.pages import visible_or_404
from trainees.enums import ApplicationState

ROW_ACTS = {"remove": ops.remove_row, "restore": ops.restore_row, "confirm": ops.confirm_row}


@require_http_methods(METHODS)
def class_roster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The people on the list, and the way to more of them; an upload in hand goes to its own page."""
    training_class = draft_or_404(request, pk)
    form = RosterFileForm(posted(request), request.FILES or None)
    if not form.is_valid():
        context = _overview(training_class) | {"form": form}
        return render(request, "classes/roster.html", context, status=form_status(request))
    upload = ops.upload_roster(training_class, actor=actor_from(request), uploaded=form.cleaned_data["file"])
    return redirect("classes:roster_rows", upload.pk)


@require_safe
def roster_blank(request: HttpRequest) -> HttpResponse:
    return unsealed_xlsx_answer(roster_template(), "学员名册模板.xlsx")


@require_safe
def roster_rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Once they are handed in, what comes next: 送审前体检, or the roster where nobody waits to be sent."""
    upload = _upload_or_404(request, pk)
    if upload.committed_at is not None:
        waits = unsent(upload.training_class).exists()
        return redirect(
            "trainees:group_precheck" if waits else "classes:class_roster", upload.training_class_id
        )
    job = reading_job(upload, actor_from(request))
    if job is not None:
        context = {"training_class": upload.training_class, "upload": upload, "job": job, "steps": _steps()}
        return render(request, "classes/roster_reading.html", context)
    return _rows_page(request, upload)


@require_POST
def row_save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One row mended in place: the row comes back, right or with what is still wrong."""
    row = _row_or_404(request, pk)
    form = RowForm(request.POST, row)
    if not form.is_valid():
        return _row_answer(request, row, form)
    ops.correct_row(row, actor=actor_from(request), changes=form.cleaned_data)
    return _row_answer(request, _row_or_404(request, pk))


@require_POST
def row_adopt(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row_or_404(request, pk)
    ops.adopt_suggestion(row, actor=actor_from(request), column=request.POST.get("column", ""))
    return _row_answer(request, _row_or_404(request, pk))


@require_POST
def row_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    row = _row_or_404(request, pk)
    ROW_ACTS[act](row, actor=actor_from(request))
    return redirect("classes:roster_rows", row.upload_id)


@require_POST
def roster_hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    upload = _upload_or_404(request, pk)
    sound_only = request.POST.get("rows") == "sound"
    ops.require_rows_ready(upload, sound_only=sound_only)
    enqueue(
        HAND_IN,
        actor=actor_from(request),
        title=f"名册报名：{upload.training_class}",
        payload={"upload_id": str(upload.pk), "sound_only": sound_only},
        dedupe_key=str(upload.pk),
        total=upload.row_count,
    )
    return redirect("classes:roster_rows", upload.pk)


@require_POST
def roster_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    upload = _upload_or_404(request, pk)
    ops.discard_upload(upload, actor=actor_from(request))
    messages.success(request, "已放弃这次上传，原文件留在历次上传中。")
    return redirect("classes:class_roster", upload.training_class_id)


@require_safe
def roster_annotated(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The institution's own workbook with every remark at its cell."""
    upload = _upload_or_404(request, pk)
    data = annotate_workbook(given_out_bytes(upload.file), annotations_of(upload))
    return unsealed_xlsx_answer(data, f"{upload.file.original_name.rpartition('.')[0]}（核对）.xlsx")


@require_safe
def roster_original(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    return private_response(_upload_or_404(request, pk).file)


@require_http_methods(METHODS)
def trainee_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    form = TraineeForm(posted(request))
    if not form.is_valid():
        context = {"training_class": training_class, "form": form}
        return render(request, "classes/trainee.html", context, status=form_status(request))
    added = ops.add_trainee(training_class, actor=actor_from(request), values=form.cleaned_data)
    messages.success(request, f"已录入 {added.position} 号 {added.person.name}，尚未送审。")
    return redirect("classes:class_roster", pk)


@require_http_methods(METHODS)
def trainee_remove(request: HttpRequest, pk: UUID, application_pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    application = get_object_or_404(roster_of(training_class), pk=application_pk)
    form = ReasonForm(posted(request))
    if not form.is_valid():
        context = {"training_class": training_class, "application": application, "form": form}
        return render(request, "classes/trainee_remove.html", context, status=form_status(request))
    ops.remove_from_roster(training_class, application, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已撤下 {application.person.name}，名册重新编号。")
    return redirect("classes:class_roster", pk)


@require_POST
def roster_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    sent = ops.send_roster(training_class, actor=actor_from(request))
    messages.success(request, f"已提交资格审核 {sent} 人。")
    return redirect("classes:class_roster", pk)


@require_POST
def roster_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody on the list with whole numbers: a POST, because it leaves a trace."""
    training_class = draft_or_404(request, pk)
    people, title = list(roster_of(training_class)), f"{training_class}学员名册"
    make = partial(roster_workbook, people, title=title)
    conditions = f"{training_class.number} {training_class}"
    return handed_out(request, title, len(people), make, conditions=conditions)


@require_http_methods(METHODS)
def class_groups(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    people = list(roster_of(training_class))
    form = GroupsForm(posted(request), people)
    if not form.is_valid():
        context = {
            "training_class": training_class,
            "form": form,
            "rows": [(each, form[str(each.pk)]) for each in people],
            "ruling": practice_groups(training_class),
        }
        return render(request, "classes/groups.html", context, status=form_status(request))
    ops.assign_groups(training_class, actor=actor_from(request), groups=form.cleaned_data)
    messages.success(request, "实操分组已保存。")
    return redirect("classes:class_groups", pk)


@require_POST
def groups_auto(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = draft_or_404(request, pk)
    ops.regroup(training_class, actor=actor_from(request))
    messages.success(request, "已按名册次序重新分组。")
    return redirect("classes:class_groups", pk)


def _overview(training_class: TrainingClass) -> dict[str, object]:
    uploads = list(training_class.roster_uploads.select_related("file"))
    people = list(roster_of(training_class))
    return {
        "training_class": training_class,
        "people": people,
        "uploads": uploads,
        "pending": latest_upload(uploads),
        "to_send": sum(each.state == ApplicationState.INSTITUTION_CHECKED for each in people),
        "ruling": roster_size(training_class),
    }


def _rows_page(
    request: HttpRequest, upload: RosterUpload, retyped: dict[int, Retyped] | None = None
) -> HttpResponse:
    view = upload_view(upload, request.GET.get("rows", "todo"), retyped, page=request.GET.get("page"))
    context = _row_context(request, upload, view) | {
        "job": running_job(upload, actor_from(request)),
        "same_file": same_file(upload),
    }
    return render(request, "classes/roster_rows.html", context, status=422 if retyped else 200)


def _row_answer(request: HttpRequest, row: RosterRow, form: RowForm | None = None) -> HttpResponse:
    """A script that asked for the row gets the row and the counts; a browser without script the page."""
    retyped = {row.row_number: form.retyped} if form else {}
    if not is_htmx(request):
        return _rows_page(request, row.upload, retyped) if form else redirect(
            "classes:roster_rows", row.upload_id
        )  # fmt: skip
    view = upload_view(row.upload, "all", retyped, only=row.pk)
    line = view.rows[0]
    context = _row_context(request, row.upload, view) | {"line": line}
    return render(request, "classes/_row_answer.html", context, status=422 if form else 200)


def _row_context(request: HttpRequest, upload: RosterUpload, view: UploadView) -> dict[str, object]:
    counts = [(key, label, view.counts[key]) for key, label in ROW_CHIPS.items()]
    return {
        "training_class": upload.training_class,
        "upload": upload,
        "view": view,
        "chips": chips_of(request, "rows", counts, "todo"),
        "steps": _steps(is_ready=view.is_ready),
        "tasks": material_tasks(upload.training_class),
    }


def _steps(*, is_ready: bool = False) -> list[Step]:
    return [
        Step("选择文件", state="done"),
        Step("逐行核对、改正", state="done" if is_ready else "now"),
        Step("报名", state="now" if is_ready else "todo"),
        Step("送审前体检、送审"),
        Step("资格审核、发券"),
    ]


def _upload_or_404(request: HttpRequest, pk: UUID) -> RosterUpload:
    rows = RosterUpload.objects.select_related(
        "file", "training_class__occupation", "training_class__institution"
    )
    return visible_or_404(rows, request, pk)


def _row_or_404(request: HttpRequest, pk: UUID) -> RosterRow:
    rows = RosterRow.objects.select_related("upload__file", "upload__training_class__occupation")
    return visible_or_404(rows, request, pk)
