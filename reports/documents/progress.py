"""月进度调度表 (20号 八(二)): the year's task by category and how far it is."""

from collections.abc import Mapping
from fractions import Fraction

from foundation.core.money import percent_text
from foundation.core.tabular import SealedWorkbook
from reports.documents.layout import Cell, Report, Section, print_report, report_workbook
from reports.queries.figures import ProgressRow, ProgressTable

COLUMNS = (
    "类别",
    "年度任务（人次）",
    "本月完成（人次）",
    "累计完成（人次）",
    "完成率",
    "实际人数",
    "在培人数",
    "尚差（人次）",
    "备注",
)


def print_progress_table(table: ProgressTable) -> bytes:
    return print_report(_report(table))


def progress_workbook(table: ProgressTable, *, about: Mapping[str, str]) -> SealedWorkbook:
    return report_workbook(_report(table), about=about)


def _report(table: ProgressTable) -> Report:
    sections = [_section("一、培训任务完成情况", table.rows, table.total)]
    if table.certificates:
        sections.append(_section("二、取证完成情况", table.certificates, None))
    return Report(
        title=f"{table.year}年{table.month}月职业技能培训进度调度表",
        remarks=(f"填报单位：{table.issuer}", f"数据截至：{table.cut_off:%Y-%m-%d}"),
        sections=tuple(sections),
        notes=table.notes,
        signatures=table.signatures,
        printed_at=table.printed_at,
        check_code=table.check_code,
    )


def _section(heading: str, rows: tuple[ProgressRow, ...], total: ProgressRow | None) -> Section:
    return Section(heading, COLUMNS, tuple(_cells(row) for row in rows), _cells(total) if total else ())


def _cells(row: ProgressRow) -> tuple[Cell, ...]:
    heads = (row.month_heads, row.total_heads)
    persons = (row.distinct_persons, row.in_training)
    if not row.target:
        return (row.category, "未下达", *heads, "—", *persons, "—", row.remark)
    counted = row.total_heads - row.outside_plan
    rate = percent_text(Fraction(counted, row.target))
    missing = max(0, row.target - counted)
    return (row.category, row.target, *heads, rate, *persons, missing, row.remark)
