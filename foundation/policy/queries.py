"""Which document governs a day, and which values its parameters have. Rules get the answer, never the tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.policy import catalogue
from foundation.policy.definitions import definitions
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.types import Clause, Parameters, ParameterValue, read_value


def document_in_force(on: date) -> PolicyDocument:
    """The document that governs what is approved on this day; Invalid `policy.none_in_force`."""
    found = PolicyDocument.objects.filter(effective_from__lte=on, effective_to__gte=on).first()
    if found is None:
        code = "policy.none_in_force"
        message = (
            f"{on:%Y年%-m月%-d日}没有在执行期内的政策文件。须先录入当年的实施方案或细则：文号、条文、适用起止和"
            "各项参数，由培训业务小组提供文件，系统管理员装入；已录入的见“政策文件”。"
        )
        raise Invalid(code, message, [Reason(code, message, link=reverse("policy:document_list"))])
    return found


def parameters_for(document_code: str, on: date) -> Parameters:
    """Every parameter of a document as it stands on a day: active rows, the latest effective one wins.

    What the register has learned since the rows were loaded begins with the register's default.
    """
    rows = ParameterRow.objects.filter(
        document_id=document_code, state=ParameterState.ACTIVE, effective_from__lte=on
    ).order_by("effective_from")
    found = tuple(
        rows.values_list(
            "key",
            "kind",
            Cast("written", TextField()),
            "clause_document",
            "clause_label",
            "pending_confirmation",
            "effective_from",
        )
    )
    if not found:
        raise Invalid("policy.not_loaded", "政策参数还没有录入，请系统管理员先装入政策文件。")
    return _read(document_code, found)


@lru_cache(maxsize=64)
def _read(document_code: str, rows: tuple[tuple[Any, ...], ...]) -> Parameters:
    """Nearly every page asks for the same rows: what they say is worked out once, and cannot be changed."""
    return _completed(Parameters(_value(*row) for row in rows), document_code)


def _value(
    key: str, kind: str, written: str | None, document: str, label: str, is_pending: bool, since: date
) -> ParameterValue:
    value = read_value(kind, None if written is None else json.loads(written))
    return ParameterValue(key, value, Clause(document, label), is_pending, since)


def pinned_parameters(snapshot: Mapping[str, Any], document_code: str | None = None) -> Parameters:
    """The parameters that were pinned when a class was approved, exactly as they stood.

    With its document: a parameter that the register has learned since begins, for this class too, with the
    register's default; what is pinned is never replaced.
    """
    return _pinned(json.dumps(snapshot, ensure_ascii=False), document_code)


@lru_cache(maxsize=64)
def _pinned(written: str, document_code: str | None) -> Parameters:
    """A page about a class asks again and again: what is written is read once, and cannot be changed."""
    return _completed(Parameters.from_snapshot(json.loads(written)), document_code)


def _completed(found: Parameters, document_code: str | None) -> Parameters:
    known = {document.code for document in catalogue.documents()}
    if document_code not in known:
        return found
    return found.completed_by(catalogue.default_parameters(document_code))


def current_parameters() -> Parameters:
    """The parameters as they stand today."""
    today = clock.today()
    return parameters_for(document_in_force(today).pk, today)


def office_parameters(on: date) -> Parameters:
    """What the office keeps to on a day in its own work (提示线, 作息, 计划期限): never refused.

    Of the document in force, else of the last one before; what is in no row begins with the register's default.
    """
    defaults = catalogue.default_parameters(catalogue.documents()[-1].code)
    document = PolicyDocument.objects.filter(effective_from__lte=on).order_by("-effective_from").first()
    if document is None:
        return defaults
    try:
        return parameters_for(document.pk, on).completed_by(defaults)
    except Invalid:  # the document is entered, its figures are not yet
        return defaults


def as_value(row: ParameterRow) -> ParameterValue:
    """A stored row as the rules read it."""
    return ParameterValue(
        key=row.key,
        value=read_value(row.kind, row.written),
        clause=Clause(row.clause_document, row.clause_label),
        pending_confirmation=row.pending_confirmation,
        effective_from=row.effective_from,
    )


@dataclass(frozen=True)
class ParameterLine:
    """One parameter as the list shows it: what holds today, since when, and what is to come."""

    definition: catalogue.ParameterDefinition
    row: ParameterRow | None
    said: str
    upcoming: tuple[ParameterRow, ...]
    proposed: int


def parameter_lines(document: PolicyDocument, on: date) -> list[ParameterLine]:
    """Every parameter of a document on a day, in the order of the register. One query."""
    rows = list(ParameterRow.objects.filter(document=document).order_by("effective_from"))
    return [
        _line(definition, [r for r in rows if r.key == key], on)
        for key, definition in definitions().items()
        if _applies(key, document)
    ]


def _applies(key: str, document: PolicyDocument) -> bool:
    """A yearly target is shown under the document whose years it falls in; everything else under both."""
    if not key.startswith("target."):
        return True
    return document.effective_from.year <= int(key.split(".")[1]) <= document.effective_to.year


def _line(definition: catalogue.ParameterDefinition, rows: list[ParameterRow], on: date) -> ParameterLine:
    active = [row for row in rows if row.state == ParameterState.ACTIVE]
    in_force = [row for row in active if row.effective_from <= on]
    row = in_force[-1] if in_force else None
    return ParameterLine(
        definition=definition,
        row=row,
        said=row.said if row else "未设定",
        upcoming=tuple(r for r in active if r.effective_from > on),
        proposed=sum(r.state == ParameterState.PROPOSED for r in rows),
    )
