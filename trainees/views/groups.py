"""人员比对与资格审核: the rosters, and one roster as 信息核实花名表."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core.display import Chip, tags_of
from foundation.core.reasons import Reason
from foundation.core.skill_levels import SHORT_LEVEL
from foundation.jobs.operations import enqueue
from foundation.workflow.exporting import handed_out
from foundation.workflow.listing import chips_of, page_of
from foundation.workflow.pages import back_to, visible_or_404
from trainees import operations as ops
from trainees import queries
from trainees.enums import ApplicationState
from trainees.forms import HitDecisionForm, NumbersFileForm, SearchForm
from trainees.models import Application, CrossCheckHit
from trainees.queries.groups import REVIEW_CHIPS, GroupSummary
from trainees.queries.outcome import precheck
from trainees.rules.catalogue import Moment
from trainees.tables import numbers_workbook

NUMBER_PREFIX = "number-"


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    actor, form = actor_from(request), SearchForm(request.GET, hint="班次或机构名称")
    chip = request.GET.get("chip", "")
    counts = queries.group_counts(actor)
    page = page_of(request, queries.review_groups(actor, chip=chip, text=form.text))
    tags = queries.review_tags(page)
    context = {
        "form": form,
        "page": page,
        "rows": [(group, tags.get(group["group_id"])) for group in page],
        "chips": chips_of(
            request, "chip", [(key, label, counts[key]) for key, label in REVIEW_CHIPS.items()]
        ),
    }
    return render(request, "trainees/group_list.html", context)


@require_safe
def group_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _group_page(request, _summary_or_404(request, pk))


@require_POST
def group_compare(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    summary, actor = _summary_or_404(request, pk), actor_from(request)
    if summary.total > 200:
        title = f"信息比对：{summary.title}"
        enqueue(
            "trainees.compare", actor=actor, title=title, payload={"group_id": str(pk)}, dedupe_key=str(pk)
        )
        messages.info(request, "人数较多，正在后台比对，完成后在“我的任务”中查看。")
        return redirect("trainees:group_detail", pk)
    found = ops.compare_group(pk, actor=actor)
    messages.success(
        request, f"已比对 {summary.total} 人，{found} 条需认定。" if found else "已比对，没有需认定的情况。"
    )
    return redirect("trainees:group_detail", pk)


@require_safe
def group_precheck(request: HttpRequest, pk: UUID) -> HttpResponse:
    """送审前体检: the comparison that sending in will run, as it would come out now; nothing is written."""
    summary, actor = _summary_or_404(request, pk), actor_from(request)
    people = list(queries.group_applications(pk).visible_to(actor))
    found = precheck(people, Moment.REGISTRATION)
    context = {
        "summary": summary,
        "found": found,
        "tags": tags_of(found.checks),
        "by_person": sorted(found.matters, key=lambda matter: (matter.position or 0, matter.title)),
        "may": queries.duties_of(actor),
        "checked": summary.by_state.get(ApplicationState.INSTITUTION_CHECKED, 0),
    }
    return render(request, "trainees/group_precheck.html", context)


@require_POST
def group_pass(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Everybody against whom nothing speaks, or exactly those that were ticked."""
    _summary_or_404(request, pk)
    ids, actor = _uuids(request.POST.getlist("ids")), actor_from(request)
    passed = ops.pass_group(pk, actor=actor, only=ids) if ids else ops.pass_eligible(pk, actor=actor)
    messages.success(request, f"已通过 {passed} 人。")
    return redirect("trainees:group_detail", pk)


@require_POST
def group_numbers(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    _summary_or_404(request, pk)
    saved = ops.assign_group_numbers(pk, actor=actor_from(request), numbers=_numbers(request.POST))
    messages.success(request, f"已保存 {saved} 个编号。" if saved else "没有新的编号，未作改动。")
    return redirect("trainees:group_detail", pk)


@require_POST
def group_numbers_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A POST, because whole certificate numbers leave with the names: it is put on record."""
    summary = _summary_or_404(request, pk)
    people = list(queries.group_applications(pk).visible_to(actor_from(request)))
    title = f"{summary.title}就业创业证编号"
    make = partial(numbers_workbook, people, title=title)
    return handed_out(request, title, len(people), make, conditions=summary.title)


@require_POST
def group_numbers_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    summary = _summary_or_404(request, pk)
    form = NumbersFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _group_page(request, summary, upload=form, status=422)
    workbook = form.cleaned_data["file"].read()
    saved = ops.import_certificate_numbers(pk, actor=actor_from(request), workbook=workbook)
    messages.success(request, f"已导入 {saved} 个编号。")
    return redirect("trainees:group_detail", pk)


@require_POST
def hit_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    hit = visible_or_404(CrossCheckHit.objects.select_related("application__person"), request, pk)
    form = HitDecisionForm(request.POST)
    if not form.is_valid():
        context = {"hit": hit, "form": form, "next": request.POST.get("next", "")}
        return render(request, "trainees/hit_decide.html", context, status=422)
    ops.decide_hit(hit, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, f"已认定：{hit.application.person.masked_name}，{hit.get_kind_display()}。")
    return back_to(request, hit)


def _group_page(
    request: HttpRequest, summary: GroupSummary, *, upload: NumbersFileForm | None = None, status: int = 200
) -> HttpResponse:
    only = request.GET.get("only", "attention" if summary.open_hits + summary.blocking_hits else "")
    keep = next(iter(_uuids([request.GET.get("keep", "")])), None)
    rows = queries.group_roster(summary.group_id, actor_from(request), only=only, keep=keep)
    context = {
        "summary": summary,
        "rows": rows,
        "chips": _roster_chips(request, summary, only),
        "categories": queries.category_facts(summary),
        "level": SHORT_LEVEL.get(summary.level, ""),
        "upload": upload or NumbersFileForm(),
        "may": queries.duties_of(actor_from(request)),
        "obstacles": _obstacles(request, summary),
        "back": request.get_full_path(),
        "only": only,
    }
    return render(request, "trainees/group_detail.html", context, status=status)


def _obstacles(request: HttpRequest, summary: GroupSummary) -> list[Reason]:
    """Why not one of those who wait can be passed; empty when somebody can, or nobody waits."""
    actor = actor_from(request)
    if not (summary.waiting and queries.duties_of(actor).may_review):
        return []
    eligible, reasons = ops.eligible_to_pass(summary.group_id, actor)
    return [] if eligible else reasons


def _roster_chips(request: HttpRequest, summary: GroupSummary, only: str) -> list[Chip]:
    attention = queries.group_roster(summary.group_id, actor_from(request), only="attention").count()
    counts = [("attention", "需关注", attention), ("", "全部", summary.total)]
    counts.append(("clear", "比对通过", summary.total - attention))
    return chips_of(request, "only", counts, default=only)


def _summary_or_404(request: HttpRequest, pk: UUID) -> GroupSummary:
    if not Application.objects.visible_to(actor_from(request)).filter(group_id=pk).exists():
        raise Http404
    return queries.group_summary(pk)


def _uuids(given: list[str]) -> list[UUID]:
    return [UUID(text) for text in given if _is_uuid(text)]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _numbers(posted: Mapping[str, str]) -> dict[UUID, str]:
    """The fields number-<application> of the roster's form."""
    pairs = (
        (name.removeprefix(NUMBER_PREFIX), posted[name]) for name in posted if name.startswith(NUMBER_PREFIX)
    )
    return {UUID(key): value for key, value in pairs if _is_uuid(key)}
