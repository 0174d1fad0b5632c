"""Sign-in sheets (表4): one half-day, by hand or by workbook; closing; corrections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes import documents, operations
from classes.forms.attendance import REASONS, CorrectionDecisionForm, CorrectionForm, SheetGrid
from classes.forms.results import WorkbookForm
from classes.forms.workbooks import read_sign_in, sign_in_workbook
from classes.models import AttendanceCorrection, PlannedSession, TrainingClass
from classes.queries.make_up import waiting_at
from classes.queries.sheets import is_over, may_correct, may_decide_corrections, may_fill, neighbours
from classes.queries.teaching import SheetRow, corrections_of, session_counts, sessions_of, sheet_rows
from foundation.accounts.middleware import actor_from
from foundation.audit.middleware import record_refusal
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.core.file_answers import pdf_answer, xlsx_answer
from foundation.core.files import private_response
from foundation.workflow.exporting import about_export
from foundation.workflow.pages import visible_or_404

SESSIONS = PlannedSession.objects.select_related(
    "training_class__institution__organisation",
    "training_class__occupation",
    "training_class__class_head",
    "teacher",
)
CLASSES = TrainingClass.objects.with_names()


def session_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET shows the sheet, `?fill=all` with the hours of the half-day proposed; POST saves it."""
    session = visible_or_404(SESSIONS, request, pk)
    rows = sheet_rows(session)
    if request.method != "POST":
        return _sheet_page(request, session, SheetGrid(session, rows, fill=_proposed(request, session)))
    grid = SheetGrid(session, rows, request.POST)
    if not grid.is_valid():
        return _sheet_page(request, session, grid, status=422)
    operations.record_sheet(session, actor=actor_from(request), lines=grid.lines)
    if "close" in request.POST:
        _close_saved(request, session)
    else:
        messages.success(request, f"{session}签到表已保存。")
    return redirect("classes:session_sheet", pk)


def _close_saved(request: HttpRequest, session: PlannedSession) -> None:
    """The second half of 保存并封存: what was saved stays saved, and the page says so, when it cannot be closed yet."""
    try:
        operations.close_sheet(session, actor=actor_from(request))
    except NotNow as refusal:
        record_refusal(request, refusal)
        messages.warning(request, f"{session}签到表已保存，还没有封存：{refusal.message}")
    else:
        messages.success(request, f"{session}签到表已封存。")


def _proposed(request: HttpRequest, session: PlannedSession) -> Mapping[str, time]:
    """The hours of the half-day as times; the sign-out only when the half-day is over."""
    if request.GET.get("fill") != "all":
        return {}
    return {"came": session.starts_at, **({"left": session.ends_at} if is_over(session) else {})}


def _sheet_page(
    request: HttpRequest,
    session: PlannedSession,
    grid: SheetGrid,
    *,
    correction: CorrectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_from(request)
    before, after = neighbours(session)
    context = {
        "session": session,
        "training_class": session.training_class,
        "grid": grid,
        "counts": session_counts(session),
        "before": before,
        "after": after,
        "may_fill": may_fill(session, actor),
        "is_over": is_over(session),
        "may_correct": may_correct(session, actor),
        "make_ups": waiting_at(session),
        "correction": correction or _asked_correction(request, session, grid),
        "reasons": REASONS,
        "upload": WorkbookForm(),
    }
    return render(request, "classes/teaching/sheet.html", context, status=status)


def _asked_correction(
    request: HttpRequest, session: PlannedSession, grid: SheetGrid
) -> CorrectionForm | None:
    """The correction form of the person named by `?correct=`, if he stands on this sheet."""
    row = _row_named(request.GET.get("correct", ""), [each.row for each in grid.rows])
    if row is None:
        return None
    there = row.presence
    known = {"came": there.signed_in_at, "left": there.signed_out_at, "absence_reason": there.absence_reason}
    asked = next((each for each in waiting_at(session) if each.enrolment_id == row.enrolment.pk), None)
    known |= {"why": f"本人申请补签：{asked.reason}"} if asked else {}
    return CorrectionForm(session=session, row=row, initial=known)


def _row_named(pk: str, rows: list[SheetRow]) -> SheetRow | None:
    return next((row for row in rows if str(row.enrolment.pk) == pk), None)


@require_POST
def session_close(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    session = visible_or_404(SESSIONS, request, pk)
    operations.close_sheet(session, actor=actor_from(request), comment=request.POST.get("comment", ""))
    messages.success(request, f"{session}签到表已封存，之后只能申请更正。")
    return redirect("classes:session_sheet", pk)


@require_safe
def session_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表4 as PDF; `?blank=1` for signing by hand."""
    session = visible_or_404(SESSIONS, request, pk)
    rows = sheet_rows(session)
    places = tuple(_place(row, is_blank="blank" in request.GET) for row in rows)
    training_class = session.training_class
    form = documents.SignInSheet(
        institution_name=training_class.institution.name,
        occupation=training_class.occupation_title,
        class_number=str(training_class.term),
        held_on=session.date,
        half_day=session.get_half_display()[0],
        places=places,
        content=session.content,
        class_manager=training_class.class_head.name if training_class.class_head else "",
        teacher=session.teacher.name,
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
    )
    return pdf_answer(
        documents.print_sign_in_sheet(form), f"签到表{session.date}{session.get_half_display()}.pdf"
    )


def _place(row: SheetRow, *, is_blank: bool) -> documents.SignInPlace:
    there, position = row.presence, row.enrolment.position
    name = row.enrolment.person.name
    if is_blank:
        return documents.SignInPlace(number=position, name=name)
    mark = "更正 " if there.is_corrected else ""
    came = f"{mark}{there.signed_in_at:%H:%M}" if there.signed_in_at else there.absence_reason
    left = f"{there.signed_out_at:%H:%M}" if there.signed_out_at else ""
    return documents.SignInPlace(number=position, name=name, signed_in=came, signed_out=left)


@require_safe
def session_workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_or_404(SESSIONS, request, pk)
    about = about_export(actor_from(request), conditions=str(session))
    data = sign_in_workbook(session.training_class, [session], about=about)
    return xlsx_answer(data, f"签到表{session.date}{session.get_half_display()}.xlsx")


@require_safe
def attendance_workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The half-days that are still open, up to today."""
    training_class = visible_or_404(CLASSES, request, pk)
    wanted = [s for s in sessions_of(training_class) if not s.is_closed and s.date <= clock.today()]
    about = about_export(actor_from(request), conditions=f"未封存的 {len(wanted)} 个半天")
    data = sign_in_workbook(training_class, wanted, about=about)
    return xlsx_answer(data, f"签到表{training_class.number}.xlsx")


def attendance_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(CLASSES, request, pk)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        context = {"training_class": training_class, "upload": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "classes/teaching/sheet_import.html", context, status=status)
    sheets = read_sign_in(training_class, form.cleaned_data["file"].read())
    saved = operations.record_sheets(training_class, actor=actor_from(request), sheets=sheets)
    messages.success(request, f"已导入 {saved} 个半天的签到，核对后请逐个封存。")
    return redirect("classes:teaching", pk)


@require_POST
def correction_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_or_404(SESSIONS, request, pk)
    rows = sheet_rows(session)
    row = _row_named(request.POST.get("enrolment", ""), rows)
    if row is None:
        messages.error(request, "这名学员不在这张签到表上，请重新选择。")
        return redirect("classes:session_sheet", pk)
    form = CorrectionForm(request.POST, request.FILES, session=session, row=row)
    if not form.is_valid():
        return _sheet_page(request, session, SheetGrid(session, rows), correction=form, status=422)
    operations.request_correction(
        session,
        actor=actor_from(request),
        line=form.line(row),
        reason=form.cleaned_data["why"],
        proof=form.cleaned_data["proof"],
    )
    messages.success(request, "更正已提交，由人社局认定；认定前按原签到表计算。")
    return redirect("classes:session_sheet", pk)


@require_safe
def correction_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    training_class = visible_or_404(CLASSES, request, pk)
    context: dict[str, Any] = {
        "training_class": training_class,
        "corrections": corrections_of(training_class),
        "may_decide": may_decide_corrections(training_class, actor_from(request)),
        "form": CorrectionDecisionForm(),
    }
    return render(request, "classes/teaching/corrections.html", context)


@require_safe
def correction_proof(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What proves a correction; one that came from the tablet has none but the entries themselves."""
    correction = visible_or_404(AttendanceCorrection.objects.select_related("proof"), request, pk)
    if correction.proof is None:
        raise Http404
    return private_response(correction.proof)


@require_POST
def correction_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = AttendanceCorrection.objects.select_related("session__training_class", "enrolment__person")
    correction = visible_or_404(rows, request, pk)
    form = CorrectionDecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择“认定更正”或“不予更正”后再提交。")
        return redirect("classes:correction_list", correction.case_id)
    decided = operations.decide_correction(correction, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已办理：{decided.session}，{decided.get_decision_display()}。")
    return redirect("classes:correction_list", correction.case_id)
