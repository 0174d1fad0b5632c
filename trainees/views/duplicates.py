"""疑似重复人员: the worklist, and two records side by side with the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core.display import Choice
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from trainees import operations as ops
from trainees import queries
from trainees.enums import DuplicateState
from trainees.enums import DuplicateVerb as V
from trainees.forms import KeptForm, ReportForm, RevealForm, SearchForm
from trainees.models import DuplicateCase, Person

OPINION_VERBS = (V.SET_APART, V.CONFIRM_MERGE, V.RETURN, V.UNMERGE, V.REOPEN)
PRESETS = (
    "已核对身份证原件，两份档案为同一人",
    "已核对户口簿，为双胞胎，是两个人",
    "已电话核实，同名不同人",
)


@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    actor, form = actor_from(request), SearchForm(request.GET, hint="姓名")
    state = request.GET.get("state", DuplicateState.OPEN)
    counts = queries.duplicate_counts(actor)
    every = ("all", "全部", sum(number for _, _, number in counts))
    context = {
        "form": form,
        "page": page_of(request, queries.duplicate_list(actor, state=state, text=form.text)),
        "chips": chips_of(request, "state", [*counts, every], default=DuplicateState.OPEN),
    }
    return render(request, "trainees/duplicate_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A second record that no comparison finds is named here by its number."""
    person = visible_or_404(Person.objects.all(), request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        return redirect(ops.report_duplicate(person, actor=actor_from(request), **form.cleaned_data))
    context = {"person": person, "form": form}
    return render(request, "trainees/duplicate_report.html", context, status=422 if form.errors else 200)


@require_safe
def duplicate_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _or_404(request, pk))


@require_POST
def duplicate_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, _or_404(request, pk), verbs=OPINION_VERBS)


@require_POST
def duplicate_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """提请合并 names which record stays; everything else is an opinion."""
    case = _or_404(request, pk)
    form = KeptForm(request.POST, case=case)
    if not form.is_valid():
        return _page(request, case, kept=form, status=422)
    return perform(request, case, verbs=(V.PROPOSE_MERGE,), kept=form.chosen)


@never_cache
@require_POST
def duplicate_reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Both full numbers, in this one answer and nowhere else."""
    case, form = _or_404(request, pk), RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, case, reveal=form, status=422)
    numbers = ops.reveal_people(case.pair, actor=actor_from(request), **form.cleaned_data)
    return _page(request, case, numbers=numbers)


def _or_404(request: HttpRequest, pk: UUID) -> DuplicateCase:
    return visible_or_404(DuplicateCase.objects.select_related("first", "second", "kept"), request, pk)


def _page(
    request: HttpRequest,
    case: DuplicateCase,
    *,
    reveal: RevealForm | None = None,
    kept: KeptForm | None = None,
    numbers: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_from(request)
    verbs = choices(case, actor)
    context = {
        "case": case,
        "sides": queries.sides_of(case),
        "numbers": numbers,
        "choices": [choice for choice in verbs if choice.verb != V.PROPOSE_MERGE],
        "propose": _proposing(verbs),
        "kept": kept or KeptForm(case=case),
        "reveal": reveal or RevealForm(),
        "may": queries.duties_of(actor),
        "timeline": timeline_of(queries.duplicate_entries(case, actor)),
        "presets": PRESETS,
    }
    return render(request, "trainees/duplicate_detail.html", context, status=status)


def _proposing(verbs: list[Choice]) -> Choice | None:
    return next((choice for choice in verbs if choice.verb == V.PROPOSE_MERGE), None)
