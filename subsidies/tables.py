"""Workbooks about what is expected and what a proposed value would change. Amounts in yuan, as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from foundation.core import clock
from foundation.core.tabular import Column, SealedWorkbook, template_workbook, write_sheet
from subsidies.models import ClassForecast, ImpactLine, ParameterImpact
from subsidies.queries.forecast import reason_of

FORECAST_COLUMNS = (
    Column("number", "编号"),
    Column("title", "班次"),
    Column("institution", "机构"),
    Column("category", "类别"),
    Column("ends_on", "结束日期", kind="date"),
    Column("state", "班次状态"),
    Column("basis", "口径"),
    Column("approved", "审批人数", kind="integer"),
    Column("verified", "核实人数", kind="integer"),
    Column("passed", "合格人数", kind="integer"),
    Column("employed", "就业人数", kind="integer"),
    Column("deducted", "核减人数", kind="integer"),
    Column("heads", "应付人数", kind="integer"),
    Column("full", "全额（元）", kind="integer"),
    Column("total", "预计金额（元）", kind="integer"),
    Column("reason", "不能预计的原因"),
    Column("parameters", "参数"),
)
IMPACT_COLUMNS = (
    Column("kind", "情形"),
    Column("number", "班次编号"),
    Column("title", "班次"),
    Column("institution", "机构"),
    Column("claim", "申领单"),
    Column("ends_on", "结束日期", kind="date"),
    Column("old_heads", "现应付人数", kind="integer"),
    Column("new_heads", "拟应付人数", kind="integer"),
    Column("old", "现金额（元）", kind="integer"),
    Column("new", "拟金额（元）", kind="integer"),
    Column("difference", "相差（元）", kind="integer"),
)

QUOTE_EXAMPLE = {
    "id": "01",
    "attended_days": "9.5",
    "occupation": "6-31-01-03",
    "level": "4",
    "class_end": "2026-05-23",
}
QUOTE_NOTES = (
    "请在“填报”表逐人填写，一人一行；学员列填序号或姓名，只用于区分人员，不必填身份证号。",
    "不要合并单元格，不要用公式，不要改表头。",
)


def quote_template(columns: Sequence[Column]) -> bytes:
    """The list of a trial, to be filled in."""
    example = [QUOTE_EXAMPLE.get(column.key, next(iter(column.choices), "")) for column in columns]
    return template_workbook(columns, [example], QUOTE_NOTES)


def forecast_workbook(rows: Iterable[ClassForecast], *, about: Mapping[str, str]) -> SealedWorkbook:
    """The list as it was filtered."""
    cells = [
        (
            row.training_class.number,
            str(row.training_class),
            row.training_class.institution.name,
            row.training_class.get_category_display(),
            row.training_class.ends_on,
            row.training_class.state_tag.label,
            row.get_basis_display(),
            row.approved,
            row.verified,
            row.passed,
            row.employed,
            row.deduction_heads,
            row.payable_heads,
            _yuan(row.full_fen),
            _yuan(row.total_fen),
            reason_of(row),
            "批准时" if row.is_pinned else "现行",
        )
        for row in rows
    ]
    return write_sheet(FORECAST_COLUMNS, cells, title="补贴预计", meta={**about, "共": f"{len(cells)} 项"})


def impact_workbook(
    impact: ParameterImpact, lines: Iterable[ImpactLine], *, about: Mapping[str, str]
) -> SealedWorkbook:
    """Every class and claim that would come to something else."""
    cells = [
        (
            line.get_kind_display(),
            line.training_class.number,
            str(line.training_class),
            line.training_class.institution.name,
            line.claim.number if line.claim else "",
            line.ends_on,
            line.old_heads,
            line.new_heads,
            _yuan(line.old_fen),
            _yuan(line.new_fen),
            _yuan(line.difference_fen),
        )
        for line in lines
    ]
    said = {
        **about,
        "共": f"{len(cells)} 项",
        "测算时间": f"{clock.local(impact.computed_at):%Y-%m-%d %H:%M}",
    }
    return write_sheet(
        IMPACT_COLUMNS, cells, title="影响测算", meta={**said, "明细校验值": impact.digest[:16]}
    )


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)
