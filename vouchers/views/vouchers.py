"""The list of vouchers, one voucher, 制券 for a roster, 制评价券 for a class."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.models import TrainingClass
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.audit.models import Entry
from foundation.core.qr import qr_svg
from foundation.workflow.exporting import conditions_of
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from vouchers import operations as ops
from vouchers import queries
from vouchers.documents import voucher_workbook
from vouchers.enums import CLOSED_STATES, VoucherKind, VoucherState, VoucherVerb
from vouchers.forms import SchemeChoice, VoidForm
from vouchers.models import Voucher, VoucherScheme
from vouchers.views.shared import narrowed, taken_away

SIMPLE_VERBS = (VoucherVerb.ISSUE, VoucherVerb.RETURN, VoucherVerb.VOID)
VOID_REASONS = ("学员退出报名", "经核实不符合参训条件", "工种或等级登记有误，重新发券")


@require_safe
def voucher_list(request: HttpRequest) -> HttpResponse:
    form, found = narrowed(request)
    counts = queries.state_counts(found)
    chosen = request.GET.get("state", "")
    rows = found.filter(state=chosen) if chosen in VoucherState.values else found
    context = {
        "form": form,
        "page": page_of(request, rows),
        "chips": chips_of(request, "state", _chip_counts(counts)),
        "funnels": queries.funnel_figures(found),
    }
    return render(request, "vouchers/voucher_list.html", context)


@require_POST
def voucher_export(request: HttpRequest) -> HttpResponse:
    """The rows of the list as filtered, as a workbook; a POST because it leaves a trace."""
    form, found = narrowed(request)
    chosen = request.GET.get("state", "")
    label = str(VoucherState(chosen).label) if chosen in VoucherState.values else ""
    rows = found.filter(state=chosen) if label else found
    return _workbook(request, rows, "学员与电子券", conditions_of(form, 状态=label))


@require_safe
def voucher_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = actor_from(request)
    voucher = visible_or_404(queries.vouchers_for_list(actor), request, pk)
    entries = Entry.objects.visible_to(actor).of_record("vouchers.voucher", voucher.pk)
    signed = queries.signed_pass(voucher)
    context = {
        "voucher": voucher,
        "line": queries.loop_line(voucher),
        "is_closed": voucher.state in CLOSED_STATES,
        "choices": choices(voucher, actor, only=SIMPLE_VERBS),
        "presets": VOID_REASONS,
        "qr": qr_svg(signed) if signed else "",
        "siblings": queries.siblings_of(voucher, actor),
        "postings": queries.postings_of(voucher),
        "timeline": timeline_of(entries.order_by("-seq")),
    }
    return render(request, "vouchers/voucher_detail.html", context)


@require_POST
def voucher_decide(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    voucher = visible_or_404(Voucher.objects.all(), request, pk)
    return perform(request, voucher, verbs=SIMPLE_VERBS)


# --- 制培训券 ---


@require_http_methods(["GET", "HEAD", "POST"])
def group_issue(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """GET: who will get a voucher and why others not. POST: make them out."""
    context = _group_context(request, group_id)
    if request.method != "POST":
        return render(request, "vouchers/group_issue.html", context)
    scheme = SchemeChoice(request.POST, kind=VoucherKind.TRAINING).chosen()
    issued = ops.issue_training_vouchers(group_id, actor=actor_from(request), scheme=scheme)
    messages.success(request, f"已制发培训券 {len(issued)} 张。")
    return redirect("vouchers:group_issue", group_id)


@require_http_methods(["GET", "HEAD", "POST"])
def group_void(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """GET: which vouchers of the roster can be voided, and why others not. POST: void the ticked ones, all or none."""
    plan = _plan_or_404(request, group_id)
    rows = ops.void_preview(plan, actor=actor_from(request))
    form = VoidForm(
        request.POST if request.method == "POST" else None, vouchers=[row.voucher for row in rows]
    )
    if form.is_bound and form.is_valid():
        chosen = form.chosen()
        ops.void_list(group_id, chosen, actor=actor_from(request), comment=form.cleaned_data["comment"])
        messages.success(request, f"已作废 {len(chosen)} 张培训券，可在本页重新制发。")
        return redirect("vouchers:group_issue", group_id)
    context = {"form": form, "plan": plan, "rows": rows}
    return render(request, "vouchers/group_void.html", context, status=422 if form.errors else 200)


@require_POST
def group_request(request: HttpRequest, group_id: UUID) -> HttpResponse:
    _plan_or_404(request, group_id)
    requested = ops.request_training_vouchers(group_id, actor=actor_from(request))
    messages.success(request, f"已申请培训券 {len(requested)} 张，由资格审核小组制发。")
    return redirect("vouchers:group_issue", group_id)


@require_POST
def group_export(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """制券名单: handed in with the 开班报告书 (监控表)."""
    plan = _plan_or_404(request, group_id)
    listed = queries.issued_list(group_id, actor_from(request))
    return _workbook(request, listed, f"{plan.title}制券名单", plan.title)


def _group_context(request: HttpRequest, group_id: UUID) -> dict[str, Any]:
    actor = actor_from(request)
    offered = _offered(request, VoucherKind.TRAINING)
    return {
        **offered,
        "plan": _plan_or_404(request, group_id, offered.get("scheme")),
        "training_class": TrainingClass.objects.visible_to(actor).filter(pk=group_id).first(),
        "may_issue": actor.has_role(Role.QUALIFICATION_OFFICER),
        "may_request": actor.has_role(Role.INSTITUTION_MANAGER),
    }


def _plan_or_404(
    request: HttpRequest, group_id: UUID, scheme: VoucherScheme | None = None
) -> queries.IssuePlan:
    plan = queries.issue_plan(group_id, actor_from(request), scheme)
    if not plan.lines:
        raise Http404
    return plan


# --- 制评价券 ---


@require_http_methods(["GET", "HEAD", "POST"])
def class_evaluation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET: both vouchers of every trainee. POST: make out the evaluation vouchers."""
    training_class = visible_or_404(TrainingClass.objects.with_names(), request, pk)
    if request.method == "POST":
        scheme = SchemeChoice(request.POST, kind=VoucherKind.EVALUATION).chosen()
        made = ops.make_evaluation_vouchers(training_class, actor=actor_from(request), scheme=scheme)
        messages.success(request, f"已制发评价券，{made}可以按期开班。")
        return redirect("vouchers:class_evaluation", pk)
    offered = _offered(request, VoucherKind.EVALUATION)
    lines = queries.evaluation_plan(training_class, offered.get("scheme"))
    context = {
        **offered,
        "training_class": training_class,
        "lines": lines,
        "obstacles": [line.obstacle for line in lines if line.obstacle],
        "is_awaited": queries.awaits_evaluation_vouchers(training_class),
        "missing": sum(line.evaluation is None for line in lines),
        "may_make": actor_from(request).has_role(Role.TRAINING_OFFICER),
    }
    return render(request, "vouchers/class_evaluation.html", context)


# --- shared ---


def _offered(request: HttpRequest, kind: VoucherKind) -> dict[str, Any]:
    """The schemes among which who issues the kind may choose, and the one whose preview is looked at."""
    role = Role.QUALIFICATION_OFFICER if kind == VoucherKind.TRAINING else Role.TRAINING_OFFICER
    if not actor_from(request).has_role(role):
        return {}
    form = SchemeChoice(request.GET, kind=kind)
    return {"scheme_form": form, "scheme": form.chosen()}


def _chip_counts(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    shown = [(state.value, str(state.label), counts.get(state, 0)) for state in VoucherState]
    return [("", "全部", sum(counts.values())), *(chip for chip in shown if chip[2])]


def _workbook(request: HttpRequest, rows: QuerySet[Voucher], title: str, conditions: str) -> HttpResponse:
    make = partial(voucher_workbook, rows, title=title)
    return taken_away(request, title, rows.count(), make, conditions)
