"""Long lists of people who do not exist, for reading, writing and importing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from foundation.core.national_codes import identity_check_digit
from foundation.core.tabular import Column
from foundation.core.tabular.writing import ExportCell

TODAY = date(2026, 6, 18)
COLUMNS = (
    Column("name", "姓名", required=True, max_length=40),
    Column("identity", "身份证号", required=True, kind="identity"),
    Column("sex", "性别", kind="choice", choices=("男", "女")),
    Column("category", "人员分类", required=True, kind="choice", choices=("农村进城务工人员", "脱贫劳动力")),
    Column("education", "文化程度", kind="choice", choices=("初中", "高中")),
    Column("phone", "联系电话", required=True, kind="phone"),
    Column("signed", "学员承诺书签订日期", kind="date"),
    Column("checked", "就业失业登记查验日期", kind="date"),
    Column("certificate", "就业创业证编号"),
    Column("household", "户籍性质"),
    Column("address", "家庭住址"),
    Column("position", "序号", kind="integer"),
)


def roster(rows: int, *, turn: int = 0) -> Iterator[list[ExportCell]]:
    """People of one county; those of another turn are others."""
    for number in range(rows):
        name = f"张{chr(0x4E00 + number % 9000)}{chr(0x4E00 + number // 9000 % 9000)}"
        yield [
            name, identity_number(number + turn * rows), "女" if number % 2 else "男",
            "农村进城务工人员", "初中", f"138{number:08d}", "2026-06-10", "2026-06-11",
            f"14112126{number:08d}", "农业", f"文水县某镇第 {number % 90} 村", number + 1,
        ]  # fmt: skip


def identity_number(serial: int) -> str:
    """A sound number for every serial below some five million."""
    day, sequence = divmod(serial, 999)
    body = f"14112{serial // 4_000_000}{date.fromordinal(715_000 + day % 12_000):%Y%m%d}{sequence + 1:03d}"
    return body + identity_check_digit(body)
