"""A value as it would be proposed, and everything that may be wrong with it: asked by the form and by the verb."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from foundation.administration.queries.parameters import days_without_value
from foundation.core.errors import Invalid
from foundation.policy.catalogue import find_clause
from foundation.policy.definitions import definitions, may_be_absent
from foundation.policy.entry import read_entry
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.types import OFFICE_SETTING, Clause

CHOOSE_BASIS = "请选择依据：文件条款、登记的口径，或局内设定（写明文号或会议纪要）。"


def draft_parameter(
    document: PolicyDocument,
    key: str,
    *,
    written: str,
    effective_from: date,
    clause: Clause | None,
    is_trial: bool,
) -> ParameterRow:
    """The value as it would be proposed, not stored; Invalid where what was typed cannot be proposed."""
    definition = definitions().get(key)
    if definition is None:
        raise Invalid("parameter.unknown", f"没有“{key[:40]}”这个参数。")
    _require_demo(is_trial)
    kind, value = read_entry(definition, written)
    basis = _required_basis(clause)
    _require_day(document, key, effective_from)
    draft = ParameterRow(
        document=document,
        key=key,
        kind=kind,
        written=value,
        clause_document=basis.document,
        clause_label=basis.label,
        effective_from=effective_from,
        is_trial=is_trial,
    )
    _require_change(draft)
    return draft


def _require_demo(is_trial: bool) -> None:
    """Where the real work is done a value is paid by: what is only to be tried belongs in a 试算 (DR-14)."""
    if is_trial and not settings.DEMO_ALLOWED:
        raise Invalid(
            "parameter.trial_not_here",
            "正式环境不登记试用标准：要试算请用“补贴试算”填写试算标准，要执行请按正式标准提出。",
        )


def _required_basis(clause: Clause | None) -> Clause:
    """A value without anything it rests on is no policy; the office's own decision is named by its paper."""
    if clause is None:
        raise Invalid("parameter.clause_missing", CHOOSE_BASIS)
    if clause.document == OFFICE_SETTING:
        if not clause.label.strip():
            raise Invalid(
                "parameter.basis_missing", "局内设定须写明文号或会议纪要，如“文人社办〔2026〕3号”。"
            )
        return Clause(OFFICE_SETTING, clause.label.strip())
    if find_clause(clause) is None:
        raise Invalid("parameter.clause_unknown", f"没有登记“{clause.spoken()[:40]}”，请从名单中选择依据。")
    return clause


def _require_day(document: PolicyDocument, key: str, on: date) -> None:
    if not document.effective_from <= on <= document.effective_to:
        raise Invalid(
            "parameter.outside_document",
            f"生效日期须在文件执行期内（{document.effective_from}至{document.effective_to}）。",
        )
    same_day = ParameterRow.objects.filter(document=document, key=key, effective_from=on)
    if same_day.filter(state=ParameterState.ACTIVE).exists():
        raise Invalid(
            "parameter.day_taken",
            f"{definitions()[key].name}在 {on} 这一天已有启用的值，已执行的值不能改写，请改一个生效日期。",
        )
    if same_day.filter(state=ParameterState.PROPOSED).exists():
        raise already_proposed(definitions()[key].name, on)
    gap = None if may_be_absent(key) else days_without_value(document, key, on)
    if gap:
        raise Invalid(
            "parameter.gap",
            f"{gap.first} 至 {gap.last} 这 {gap.number} 天将没有值，请把生效日期改为 {gap.first}，"
            "或先提出并启用前一段的值。",
        )


def already_proposed(name: str, on: date) -> Invalid:
    return Invalid(
        "parameter.already_proposed",
        f"{name}在 {on} 这一天已有一项提议待启用，请先办结那一项，或改一个生效日期。",
    )


def _require_change(row: ParameterRow) -> None:
    """The same value on the same basis is no change; that it goes on is said by a confirmation."""
    before = (
        ParameterRow.objects.filter(document_id=row.document_id, key=row.key, state=ParameterState.ACTIVE)
        .filter(effective_from__lt=row.effective_from)
        .order_by("effective_from")
        .last()
    )
    facts = ("kind", "written", "clause_document", "clause_label", "is_trial")
    if before is not None and all(getattr(before, fact) == getattr(row, fact) for fact in facts):
        raise Invalid(
            "parameter.no_change",
            f"与 {before.effective_from} 起执行的值相同，没有修改；要继续沿用，请在本页办理“沿用确认”。",
        )
