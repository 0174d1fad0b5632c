"""Putting the printed documents into force on a fresh installation. Idempotent; changes nothing that exists."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from foundation.core import clock
from foundation.policy import catalogue
from foundation.policy.definitions import target_key
from foundation.policy.models import ParameterRow, ParameterState, PolicyClause, PolicyDocument
from foundation.policy.step_limits import SOURCE, STEP_LIMITS
from foundation.policy.types import OFFICE_SETTING, Clause, ParameterValue

PROPOSED_BY = "文件原文"
"""A row that nobody has proposed: the register's default."""
OUR_OWN = "系统初始值"
"""Who put such a row into force where no document gives the figure."""


@transaction.atomic
def load_documents() -> int:
    """Write documents, clauses and the default of every parameter; returns how many parameter rows are new."""
    _write_documents()
    _write_clauses()
    rows = [_row(document.code, value) for document in catalogue.documents() for value in _values(document)]
    known = set(
        ParameterRow.objects.filter(state=ParameterState.ACTIVE).values_list(
            "document_id", "key", "effective_from"
        )
    )
    new = [row for row in rows if (row.document_id, row.key, row.effective_from) not in known]
    return len(ParameterRow.objects.bulk_create(new))


def _write_documents() -> None:
    written = ["number", "title", "issuer", "issued_text", "effective_from", "effective_to"]
    PolicyDocument.objects.bulk_create(
        (
            PolicyDocument(
                code=document.code,
                number=document.number,
                title=document.title,
                issuer=document.issuer,
                issued_text=document.issue_date_text,
                effective_from=document.in_force_from,
                effective_to=document.in_force_to,
            )
            for document in catalogue.documents()
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=written,
    )


def _write_clauses() -> None:
    PolicyClause.objects.bulk_create(
        (
            PolicyClause(
                document_id=text.clause.document, label=text.clause.label, text=text.text, order=order
            )
            for order, text in enumerate(catalogue.clauses())
            if not text.clause.document.startswith("DR-")
        ),
        update_conflicts=True,
        unique_fields=["document", "label"],
        update_fields=["text", "order"],
    )


def _values(document: catalogue.Document) -> Iterator[ParameterValue]:
    yield from catalogue.default_parameters(document.code).values()
    for target in catalogue.targets():
        if target.clause.document == document.code:
            key = target_key(target.year, target)
            yield ParameterValue(key, target.heads, target.clause, False, document.in_force_from)
    for limit in STEP_LIMITS:
        yield ParameterValue(limit.key, limit.days, Clause(SOURCE), False, document.in_force_from)


def _row(document_code: str, value: ParameterValue) -> ParameterRow:
    written = value.as_dict()
    is_ours = value.clause.document in {OFFICE_SETTING, SOURCE}
    return ParameterRow(
        document_id=document_code,
        key=value.key,
        effective_from=value.effective_from,
        state=ParameterState.ACTIVE,
        kind=written["kind"],
        written=written["value"],
        clause_document=value.clause.document,
        clause_label=value.clause.label,
        pending_confirmation=value.pending_confirmation,
        proposed_by_name=PROPOSED_BY,
        activated_by_name=OUR_OWN if is_ours else PROPOSED_BY,
        activated_at=clock.now(),
    )
