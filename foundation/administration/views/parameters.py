"""政策参数: what holds, and how it is changed by two people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.administration.forms.parameters import ProposeForm
from foundation.administration.operations import parameters as changes
from foundation.administration.queries.parameters import in_force, proposals_among, rows_of
from foundation.core import clock
from foundation.policy.catalogue import ParameterDefinition
from foundation.policy.definitions import definitions
from foundation.policy.models import ParameterRow, PolicyDocument
from foundation.policy.queries import parameter_lines

GROUPS = (
    ("rate", "补贴标准"),
    ("calculation", "测算口径"),
    ("gate", "审签、公示"),
    ("process", "过程要求与时限"),
    ("alert", "提示线"),
    ("plan", "年度计划"),
)


@require_safe
def parameter_list(request: HttpRequest) -> HttpResponse:
    document = _document(request)
    lines = parameter_lines(document, clock.today())
    groups = [(title, [line for line in lines if line.definition.group == key]) for key, title in GROUPS]
    context = {"document": document, "documents": PolicyDocument.objects.all(), "groups": groups}
    return render(request, "policy/parameter_list.html", context)


def _document(request: HttpRequest) -> PolicyDocument:
    """The document asked for, else the newest."""
    code = request.GET.get("document") or request.POST.get("document")
    documents = PolicyDocument.objects.all()
    found = get_object_or_404(documents, pk=code) if code else documents.first()
    if found is None:
        raise Http404
    return found


def _definition(key: str) -> ParameterDefinition:
    definition = definitions().get(key)
    if definition is None:
        raise Http404
    return definition


@require_http_methods(["GET", "HEAD"])
def parameter_page(request: HttpRequest, key: str) -> HttpResponse:
    definition, document = _definition(key), _document(request)
    return _page(request, definition, document, ProposeForm(definition, document))


@require_POST
def parameter_propose(request: HttpRequest, key: str) -> HttpResponse:
    definition, document = _definition(key), _document(request)
    form = ProposeForm(definition, document, request.POST)
    if not form.is_valid():
        return _page(request, definition, document, form, status=422)
    row = changes.propose_parameter(actor=actor_from(request), document=document, key=key, **form.facts)
    messages.success(request, "已提出，由部门负责人或领导中的另一人启用后生效。")
    return redirect(row)


def _page(
    request: HttpRequest,
    definition: ParameterDefinition,
    document: PolicyDocument,
    form: ProposeForm,
    status: int = 200,
) -> HttpResponse:
    rows, actor = rows_of(definition, document), actor_from(request)
    context: dict[str, Any] = {
        "definition": definition,
        "document": document,
        "form": form,
        "rows": rows,
        "current": in_force(rows, clock.today()),
        "proposals": proposals_among(rows, document),
        "may_propose": actor.has_role(*changes.MAY_PROPOSE),
        "may_activate": actor.has_role(*changes.MAY_ACTIVATE),
    }
    return render(request, "policy/parameter_page.html", context, status=status)


@require_POST
def parameter_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(ParameterRow, pk=pk)
    reason = request.POST.get("reason", "")
    proposed = changes.propose_confirmation(row, actor=actor_from(request), reason=reason)
    messages.success(request, "已提出沿用确认，由部门负责人或领导中的另一人确认。")
    return redirect(proposed)


@require_POST
def parameter_activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(ParameterRow, pk=pk)
    moved = changes.activate_parameter(row, actor=actor_from(request))
    messages.success(request, f"已启用，自 {moved.effective_from} 起执行。")
    return redirect(moved)


@require_POST
def parameter_reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(ParameterRow, pk=pk)
    moved = changes.reject_parameter(row, actor=actor_from(request), reason=request.POST.get("reason", ""))
    messages.success(request, "已记为不采用。")
    return redirect(moved)
