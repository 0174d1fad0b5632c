"""An extract of the record as a workbook; what is masked on the page is masked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foundation.administration.queries.entries import EntryLine
from foundation.core import clock
from foundation.core.tabular import Column, SealedWorkbook, write_sheet

COLUMNS = (
    Column("seq", "序号", kind="integer"),
    Column("at", "时间"),
    Column("who", "人员"),
    Column("roles", "角色"),
    Column("organisation", "单位"),
    Column("what", "事项"),
    Column("thing", "对象"),
    Column("number", "编号"),
    Column("result", "结果"),
    Column("moved", "状态"),
    Column("comment", "意见"),
    Column("details", "情况"),
    Column("ip", "来源地址"),
    Column("mac", "校验值"),
)


def entry_workbook(lines: Iterable[EntryLine], *, title: str, about: Mapping[str, str]) -> SealedWorkbook:
    """One row per entry, with its MAC, so that a printed line can be found in the chain again."""
    return write_sheet(COLUMNS, (_row(line) for line in lines), title=title, meta=about)


def _row(line: EntryLine) -> list[str | int | None]:
    entry = line.entry
    return [
        entry.seq,
        f"{clock.local(entry.at):%Y-%m-%d %H:%M:%S}",
        line.who,
        line.roles,
        entry.organisation_name,
        line.what,
        line.thing,
        line.number,
        str(entry.get_result_display()),
        line.moved,
        line.comment,
        "；".join(f"{name} {value}" for name, value in line.details),
        entry.ip,
        entry.mac,
    ]
