"""政策文件与条款, 政策参数: what is printed, what holds, and how it is changed by two people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.policy import catalogue
from foundation.policy.catalogue import ParameterDefinition
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.queries import definitions, parameter_lines, say_row
from foundation.workflow import parameter_changes as changes
from foundation.workflow.policy_forms import ProposeForm

GROUPS = (
    ("rate", "补贴标准"),
    ("calculation", "测算口径"),
    ("gate", "审签、公示"),
    ("process", "过程要求与时限"),
    ("alert", "提示线"),
    ("plan", "年度计划"),
)


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    return render(request, "policy/document_list.html", {"documents": PolicyDocument.objects.all()})


@require_safe
def document_page(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(PolicyDocument, pk=code)
    return render(
        request, "policy/document_page.html", {"document": document, "clauses": document.clauses.all()}
    )


@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    """口径登记簿: how we read what the documents leave open."""
    readings = [text for text in catalogue.clauses() if text.clause.document.startswith("DR-")]
    return render(request, "policy/reading_list.html", {"readings": readings})


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
    changes.propose_parameter(actor=actor_from(request), document=document, key=key, **form.cleaned_data)
    messages.success(request, "已提出，由部门负责人或领导中的另一人启用后生效。")
    return _back(key, document.pk)


def _page(
    request: HttpRequest,
    definition: ParameterDefinition,
    document: PolicyDocument,
    form: ProposeForm,
    status: int = 200,
) -> HttpResponse:
    rows = ParameterRow.objects.filter(document=document, key=definition.key).order_by(
        "-effective_from", "-proposed_at"
    )
    actor = actor_from(request)
    context: dict[str, Any] = {
        "definition": definition,
        "document": document,
        "form": form,
        "rows": [(row, say_row(definition, row)) for row in rows],
        "proposals": [r for r in rows if r.state == ParameterState.PROPOSED],
        "may_propose": actor.has_role(*changes.MAY_PROPOSE),
        "may_activate": actor.has_role(*changes.MAY_ACTIVATE),
    }
    return render(request, "policy/parameter_page.html", context, status=status)


@require_POST
def parameter_activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(ParameterRow, pk=pk)
    moved = changes.activate_parameter(row, actor=actor_from(request))
    messages.success(request, f"已启用，自 {moved.effective_from} 起执行。")
    return _back(moved.key, moved.document_id)


@require_POST
def parameter_reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(ParameterRow, pk=pk)
    moved = changes.reject_parameter(row, actor=actor_from(request), reason=request.POST.get("reason", ""))
    messages.success(request, "已记为不采用。")
    return _back(moved.key, moved.document_id)


def _back(key: str, document_code: str) -> HttpResponse:
    response = redirect("policy:parameter_page", key=key)
    response["Location"] += f"?document={document_code}"
    return response
