"""季度资金使用情况表 (20号 八(二)): what came in, what was paid for whom, what is left. Shown in 万元."""

from collections.abc import Mapping

from foundation.core.tabular import SealedWorkbook
from reports.documents.layout import Cell, Report, Section, Wan, print_report, report_workbook
from reports.queries.figures import FundRow, FundTable, InstitutionRow
from reports.rules import QUARTERS

BALANCE_COLUMNS = ("资金情况", "上年结转", "本年到位", "本年追回", "本季拨付", "累计拨付", "期末结余")
SPENDING_COLUMNS = (
    "支出类别",
    "上季人次",
    "上季金额（万元）",
    "本季人次",
    "本季金额（万元）",
    "累计人次",
    "累计金额（万元）",
)
INSTITUTION_COLUMNS = (
    "机构",
    "本季班次",
    "本季人次",
    "本季拨付（万元）",
    "累计拨付（万元）",
    "核减金额（万元）",
    "收件到拨付平均用时",
)


def print_fund_table(table: FundTable) -> bytes:
    return print_report(_report(table))


def fund_workbook(table: FundTable, *, about: Mapping[str, str]) -> SealedWorkbook:
    return report_workbook(_report(table), about=about)


def _report(table: FundTable) -> Report:
    return Report(
        title=f"{table.year}年{QUARTERS[table.quarter - 1]}职业技能培训资金使用情况表",
        remarks=(f"填报单位：{table.issuer}", f"数据截至：{table.cut_off}", "金额单位：万元"),
        sections=(_balance(table), _spending(table), *_by_institution(table)),
        notes=table.notes,
        signatures=table.signatures,
        printed_at=table.printed_at,
        check_code=table.check_code,
    )


def _balance(table: FundTable) -> Section:
    amounts = (
        table.carried_over_fen,
        table.received_fen,
        table.recovered_fen,
        table.paid_quarter_fen,
        table.paid_total_fen,
        table.balance_fen,
    )
    row: tuple[Cell, ...] = ("金额（万元）", *(Wan(fen) for fen in amounts))
    return Section("一、资金收支", BALANCE_COLUMNS, (row,))


def _spending(table: FundTable) -> Section:
    rows = tuple(_fund_cells(row) for row in table.rows)
    return Section("二、分类支出", SPENDING_COLUMNS, rows, _fund_cells(table.total))


def _fund_cells(row: FundRow) -> tuple[Cell, ...]:
    previous = (row.previous_heads, Wan(row.previous_fen))
    quarter = (row.quarter_heads, Wan(row.quarter_fen))
    return (row.category, *previous, *quarter, row.total_heads, Wan(row.total_fen))


def _by_institution(table: FundTable) -> tuple[Section, ...]:
    if not table.institutions:
        return ()
    rows = tuple(_institution_cells(row) for row in table.institutions)
    total = _institution_cells(table.institutions_total) if table.institutions_total else ()
    return (Section("三、按机构拨付", INSTITUTION_COLUMNS, rows, total),)


def _institution_cells(row: InstitutionRow) -> tuple[Cell, ...]:
    amounts = (Wan(row.quarter_fen), Wan(row.total_fen), Wan(row.deducted_fen))
    days = "—" if row.average_days is None else f"{row.average_days} 天"
    return (row.name, row.classes, row.heads, *amounts, days)
