"""Putting the printed documents into force on a fresh installation. Idempotent; changes nothing that exists."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from foundation.core import clock
from foundation.policy import catalogue
from foundation.policy.entry import target_key
from foundation.policy.models import ParameterRow, ParameterState, PolicyClause, PolicyDocument
from foundation.policy.step_limits import SOURCE, STEP_LIMITS
from foundation.policy.types import Clause, ParameterValue

PROPOSED_BY = "文件原文"


@transaction.atomic
def load_documents() -> int:
    """Write documents, clauses and the default of every parameter; returns how many parameter rows are new."""
    for document in catalogue.documents():
        _write_document(document)
    for order, text in enumerate(catalogue.clauses()):
        if not text.clause.document.startswith("DR-"):
            _write_clause(text, order)
    return sum(
        _write_parameter(document.code, value)
        for document in catalogue.documents()
        for value in _values(document)
    )


def _write_document(document: catalogue.Document) -> None:
    PolicyDocument.objects.update_or_create(
        code=document.code,
        defaults={
            "number": document.number,
            "title": document.title,
            "issuer": document.issuer,
            "issued_text": document.issue_date_text,
            "effective_from": document.in_force_from,
            "effective_to": document.in_force_to,
        },
    )


def _write_clause(text: catalogue.ClauseText, order: int) -> None:
    PolicyClause.objects.update_or_create(
        document_id=text.clause.document,
        label=text.clause.label,
        defaults={"text": text.text, "order": order},
    )


def _values(document: catalogue.Document) -> Iterator[ParameterValue]:
    yield from catalogue.default_parameters(document.code).values()
    for target in catalogue.targets():
        if target.clause.document == document.code:
            key = target_key(target.year, target)
            yield ParameterValue(key, target.heads, target.clause, False, document.in_force_from)
    for limit in STEP_LIMITS:
        yield ParameterValue(limit.key, limit.days, Clause(SOURCE), False, document.in_force_from)


def _write_parameter(document_code: str, value: ParameterValue) -> bool:
    written = value.as_dict()
    _, is_new = ParameterRow.objects.get_or_create(
        document_id=document_code,
        key=value.key,
        effective_from=value.effective_from,
        state=ParameterState.ACTIVE,
        defaults={
            "kind": written["kind"],
            "written": written["value"],
            "clause_document": value.clause.document,
            "clause_label": value.clause.label,
            "pending_confirmation": value.pending_confirmation,
            "proposed_by_name": PROPOSED_BY,
            "activated_by_name": PROPOSED_BY,
            "activated_at": clock.now(),
        },
    )
    return is_new
