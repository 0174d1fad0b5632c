"""Teaching: the classes under way, one class day by day, the teaching log, the recordings."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes import documents, operations
from classes.enums import ClassState, ClassVerb
from classes.forms.attendance import LogForm
from classes.forms.search import ClassSearchForm
from classes.forms.video import DayVideosForm
from classes.models import TeachingLog, TrainingClass, VideoRecord
from classes.operations.footage_keeping import KEEPERS
from classes.operations.footage_upload import UPLOADING
from classes.queries.absence import absence_warnings
from classes.queries.footage import recordings_of
from classes.queries.keeping import holds_of
from classes.queries.progress import progress_of, running_classes, running_lines
from classes.queries.sheets import is_own
from classes.queries.teaching import DayFacts, day_facts, days_without_log, sessions_of
from classes.queries.video import video_coverage
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.file_answers import pdf_answer
from foundation.workflow.listing import chips_of, page_of
from foundation.workflow.pages import choices, perform, visible_or_404

CLASSES = TrainingClass.objects.with_names()
CHIPS = (
    (ClassState.IN_TRAINING, "培训中"),
    (ClassState.SUSPENDED, "中止"),
    (ClassState.TAUGHT, "待考试"),
    (ClassState.EXAMINED, "待核实、验收"),
)


@require_safe
def teaching_list(request: HttpRequest) -> HttpResponse:
    """在培班次, with what is behind in each."""
    form = ClassSearchForm(request.GET)
    rows = form.narrow(running_classes(actor_from(request)))
    counts = form.state_counts(rows)
    state = request.GET.get("state", "")
    page = page_of(request, rows.filter(state=state) if state in ClassState.values else rows)
    context = {
        "form": form,
        "page": page,
        "lines": running_lines(list(page.object_list)),
        "chips": chips_of(
            request,
            "state",
            [("", "全部", sum(counts.values())), *((key, label, counts.get(key, 0)) for key, label in CHIPS)],
        ),
    }
    return render(request, "classes/teaching/list.html", context)


@require_safe
def teaching_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """培训过程 of one class, day by day, and the step that is next."""
    training_class, actor = visible_or_404(CLASSES, request, pk), actor_from(request)
    finish = choices(training_class, actor, only=[ClassVerb.FINISH_TEACHING])
    context = {
        "training_class": training_class,
        "progress": progress_of(training_class),
        "finish": finish[0] if finish else None,
        "warnings": absence_warnings(training_class),
        "is_own": is_own(training_class, actor),
        "today": clock.today(),
    }
    return render(request, "classes/teaching/teaching.html", context)


@require_POST
def class_finish(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    training_class = visible_or_404(TrainingClass.objects.all(), request, pk)
    return perform(request, training_class, verbs=[ClassVerb.FINISH_TEACHING])


def _day_asked(request: HttpRequest, default: date | None) -> date:
    """`?date=` or the default; an address without a sensible day is no page."""
    try:
        return date.fromisoformat(request.GET.get("date", ""))
    except ValueError:
        if default is None or request.GET.get("date"):
            raise Http404 from None
        return default


def log_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表6 of `?date=`, by default of the first day that has none."""
    training_class = visible_or_404(CLASSES, request, pk)
    facts = day_facts(training_class, _day_asked(request, _first_day_to_log(training_class)))
    log = TeachingLog.objects.filter(training_class=training_class, date=facts.day).first()
    halves = frozenset(session.half for session in facts.sessions)
    form = LogForm(request.POST or None, halves=halves, initial=_as_written(log))
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _log_page(request, training_class, facts, log, form, status)
    operations.write_log(training_class, actor=actor_from(request), day=facts.day, text=form.text)
    messages.success(request, f"{facts.day.month}月{facts.day.day}日教学日志已保存。")
    return redirect("classes:teaching", pk)


def _first_day_to_log(training_class: TrainingClass) -> date | None:
    waiting = days_without_log(training_class, until=clock.today())
    days = [session.date for session in sessions_of(training_class)]
    return waiting[0] if waiting else next(iter(days), None)


def _as_written(log: TeachingLog | None) -> dict[str, Any]:
    return {name: getattr(log, name) for name in LogForm.base_fields} if log else {}


def _log_page(
    request: HttpRequest,
    training_class: TrainingClass,
    facts: DayFacts,
    log: TeachingLog | None,
    form: LogForm,
    status: int,
) -> HttpResponse:
    context = {
        "training_class": training_class,
        "facts": facts,
        "log": log,
        "form": form,
        "may_write": is_own(training_class, actor_from(request))
        and training_class.state in (ClassState.IN_TRAINING, ClassState.SUSPENDED),
        "days": list(dict.fromkeys(session.date for session in sessions_of(training_class))),
    }
    return render(request, "classes/teaching/log.html", context, status=status)


@require_safe
def log_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表6 of `?date=` as PDF, by default of the first written day."""
    training_class = visible_or_404(CLASSES, request, pk)
    logs = TeachingLog.objects.filter(training_class=training_class)
    first = logs.first()
    day = _day_asked(request, first.date if first else None)
    log = logs.filter(date=day).first()
    if log is None:
        raise Http404
    form = _printed_log(training_class, log, day_facts(training_class, day))
    return pdf_answer(documents.print_teaching_log(form), f"教学日志{day}.pdf")


def _printed_log(
    training_class: TrainingClass, log: TeachingLog, facts: DayFacts
) -> documents.TeachingLogForm:
    return documents.TeachingLogForm(
        institution_name=training_class.institution.name,
        occupation=training_class.occupation_title,
        class_number=str(training_class.term),
        held_on=log.date,
        class_name=str(training_class),
        venue=training_class.venue.name if training_class.venue else "",
        enrolled=log.expected_count,
        present=log.present_count,
        absent=log.absent_count,
        teaching_mode=log.teaching_method,
        teachers="、".join(dict.fromkeys(session.teacher.name for session in facts.sessions)),
        class_manager=training_class.class_head.name if training_class.class_head else "",
        lessons_per_day=str(log.lessons),
        sessions=tuple(
            documents.LogSession(
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                content=session.content,
                after_class=log.morning_homework if session.half == "am" else log.afternoon_homework,
                conduct=log.morning_record if session.half == "am" else log.afternoon_record,
                suggestion=log.suggestions,
            )
            for session in facts.sessions
        ),
        class_events=log.activities,
        absences=tuple(
            documents.Absence(
                name=each.enrolment.person.name, reason=each.reason, missed_lessons=str(each.missed_lessons)
            )
            for each in facts.absentees
        ),
        printed_at=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
    )


@require_safe
def video_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """影像目录 of a class: every 学时, whether it is covered, where it lies, until when it is kept."""
    training_class, actor = visible_or_404(CLASSES, request, pk), actor_from(request)
    coverage, today = video_coverage(training_class), clock.today()
    held = [line for line in coverage.lines if line.session.date <= today or line.longest_seconds]
    context = {
        "training_class": training_class,
        "coverage": coverage,
        "held": held,
        "later": coverage.total - len(held),
        "recordings": recordings_of(training_class),
        "holds": holds_of([training_class])[training_class.pk],
        "on_hold": training_class.footage_holds.filter(lifted_at__isnull=True).exists(),
        "may_register": _may_register(request, training_class),
        "may_upload": is_own(training_class, actor) and training_class.state in UPLOADING,
        "may_keep": actor.has_role(*KEEPERS),
        "piece": settings.FOOTAGE_PIECE,
        "today": today,
    }
    return render(request, "classes/teaching/videos.html", context)


def video_day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The recordings of `?date=`, by default of the first day on which some are missing."""
    training_class = visible_or_404(CLASSES, request, pk)
    coverage = video_coverage(training_class)
    first = coverage.missing[0].session.date if coverage.missing else training_class.starts_on
    day = _day_asked(request, first)
    lines = [line for line in coverage.lines if line.session.date == day]
    form = DayVideosForm(lines, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = operations.register_videos(training_class, actor=actor_from(request), clips=form.clips)
        messages.success(request, f"已登记 {len(saved)} 段录像。")
        return redirect("classes:video_list", pk)
    context = {
        "training_class": training_class,
        "coverage": coverage,
        "day": day,
        "form": form,
        "may_register": _may_register(request, training_class),
        "days": list(dict.fromkeys(line.session.date for line in coverage.lines)),
    }
    return render(
        request, "classes/teaching/video_day.html", context, status=422 if request.method == "POST" else 200
    )


def _may_register(request: HttpRequest, training_class: TrainingClass) -> bool:
    under_way = training_class.state in (ClassState.IN_TRAINING, ClassState.SUSPENDED)
    return under_way and is_own(training_class, actor_from(request))


@require_POST
def video_remove(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    record = visible_or_404(VideoRecord.objects.select_related("session__training_class"), request, pk)
    training_class = operations.remove_video(record, actor=actor_from(request))
    messages.success(request, "录像登记已删除，记录留存在办理日志中。")
    return redirect("classes:video_list", training_class.pk)
