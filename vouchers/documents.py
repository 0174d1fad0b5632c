"""The voucher as it is printed, lists and tables as workbooks. Data in, bytes out; identity numbers stay masked."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from foundation.core import clock
from foundation.core.pdf import render_pdf
from foundation.core.tabular import Column, SealedWorkbook, write_sheet
from vouchers.models import Voucher
from vouchers.queries.funnel import FunnelStep
from vouchers.queries.loop import LoopLine

COLUMNS = (
    Column("number", "券号"),
    Column("kind", "券种"),
    Column("name", "姓名"),
    Column("identity", "身份证号（脱敏）"),
    Column("occupation", "工种"),
    Column("institution", "培训机构"),
    Column("class", "班次"),
    Column("state", "状态"),
    Column("issued", "发券日期", kind="date"),
    Column("valid_to", "有效期至", kind="date"),
)


def voucher_workbook(vouchers: Iterable[Voucher], *, title: str, about: Mapping[str, str]) -> SealedWorkbook:
    """One row per voucher; needs person, application.institution and training_class loaded."""
    return write_sheet(COLUMNS, (_row(voucher) for voucher in vouchers), title=title, meta=about)


def _row(voucher: Voucher) -> list[str | int | None]:
    issued = clock.local(voucher.issued_at).date().isoformat() if voucher.issued_at else ""
    return [
        voucher.number,
        voucher.get_kind_display(),
        voucher.person.name,
        voucher.person.identity_masked,
        voucher.occupation_title,
        voucher.application.institution.name,
        voucher.training_class.number if voucher.training_class else voucher.application.group_title,
        voucher.get_state_display(),
        issued,
        voucher.valid_to.isoformat(),
    ]


LOOP_COLUMNS = (
    Column("number", "券号"),
    Column("kind", "券种"),
    Column("name", "姓名"),
    Column("institution", "培训机构"),
    Column("class", "班次"),
    Column("state", "状态"),
    Column("since", "自", kind="date"),
    Column("days", "停留天数", kind="integer"),
    Column("reason", "未闭环原因"),
    Column("whose", "由谁办理"),
)


def loop_workbook(lines: Iterable[LoopLine], *, title: str, about: Mapping[str, str]) -> SealedWorkbook:
    """闭环表: one row per voucher that is not closed, with its reason."""
    return write_sheet(LOOP_COLUMNS, (_loop_row(line) for line in lines), title=title, meta=about)


def _loop_row(line: LoopLine) -> list[str | int | None]:
    voucher = line.voucher
    return [
        voucher.number,
        voucher.get_kind_display(),
        voucher.person.name,
        voucher.application.institution.name,
        voucher.training_class.number if voucher.training_class else voucher.application.group_title,
        voucher.get_state_display(),
        clock.local(voucher.state_since).date().isoformat(),
        line.days,
        line.wait.reason,
        line.wait.whose,
    ]


FUNNEL_COLUMNS = (
    Column("step", "环节"),
    Column("reached", "到达（张）", kind="integer"),
    Column("outcome", "去向"),
    Column("reason", "原因"),
    Column("whose", "由谁办理"),
    Column("number", "张数", kind="integer"),
)


def funnel_workbook(steps: Iterable[FunnelStep], *, title: str, about: Mapping[str, str]) -> SealedWorkbook:
    """用券漏斗: each step, and under it who waits and who was lost, with reason."""
    rows: list[list[str | int | None]] = []
    for step in steps:
        rows.append([step.label, step.reached, "", "", "", None])
        for outcome, causes in (("还在等", step.waiting), ("流失", step.lost)):
            rows += [["", None, outcome, cause.words, cause.whose, cause.number] for cause in causes]
    return write_sheet(FUNNEL_COLUMNS, rows, title=title, meta=about)


@dataclass(frozen=True, kw_only=True)
class VoucherForm:
    """电子券 on paper; `qr` is a picture as a data: address."""

    kind: str
    number: str
    holder: str
    identity: str
    occupation: str
    institution: str
    valid_to: date
    qr: str


def print_voucher(form: VoucherForm) -> bytes:
    return render_pdf("forms/voucher.html", {"form": form})


def check_file(keys: str) -> str:
    """The page that checks a code, as one file that asks no server for anything; `keys` as JSON."""
    parts = {
        "style": ("css/voucher-check.css", "text/css"),
        "script": ("js/voucher-check.js", "text/javascript"),
    }
    carried = {name: _carried(path, kind) for name, (path, kind) in parts.items()}
    return render_to_string("vouchers/check_file.html", {"keys": keys, **carried})


def _carried(path: str, kind: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    content = base64.b64encode(Path(found).read_bytes()).decode("ascii")
    return f"data:{kind};charset=utf-8;base64,{content}"
