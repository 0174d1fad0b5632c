"""制券名单 and the voucher list as workbooks. Data in, bytes out; identity numbers stay masked."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.core import clock
from foundation.core.tabular import Column, write_sheet
from vouchers.models import Voucher

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


def voucher_workbook(vouchers: Iterable[Voucher], *, title: str, exported_by: str) -> bytes:
    """One row per voucher; needs person, application.institution and training_class loaded."""
    about = {"导出人": exported_by, "导出时间": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"}
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
