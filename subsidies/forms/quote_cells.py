"""The columns of a trial's lists, and one cell from typed text to a written value and back.

What cannot be read stays as it was typed, for the rules to name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from foundation.core.form_fields import DayField
from foundation.core.money import format_yuan
from foundation.policy.saying import level_of

MARKS = {"是": True, "√": True, "对": True, "1": True, "true": True, "y": True, "yes": True}
MARKS |= {"否": False, "×": False, "x": False, "0": False, "false": False, "n": False, "no": False}
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_BETWEEN_NAMES = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True)
class RowColumn:
    """One column: its name in a written case, its title, its kind (text, mark, number, day, yuan, names)."""

    key: str
    title: str
    kind: str = "text"
    words: Mapping[str, bool] = field(default_factory=dict)

    @property
    def is_mark(self) -> bool:
        return self.kind == "mark"


def _marked(key: str, title: str, yes: str, no: str) -> RowColumn:
    return RowColumn(key, title, "mark", {yes: True, no: False})


_ALL = (
    RowColumn("id", "学员"),
    RowColumn("name", "姓名"),
    _marked("verified", "核实", "已核实", "未核实"),
    _marked("passed", "合格", "合格", "不合格"),
    RowColumn("theory_score", "理论成绩", "number"),
    RowColumn("practice_score", "实操成绩", "number"),
    _marked("employed", "就业", "已就业", "未就业"),
    RowColumn("attended_days", "有效天数", "number"),
    RowColumn("occupation", "工种编码"),
    RowColumn("occupation_name", "工种名称"),
    RowColumn("level", "等级", "level"),
    RowColumn("employer", "用人单位"),
    RowColumn("class_start", "开班日期", "day"),
    RowColumn("class_end", "结业日期", "day"),
    _marked("certified", "已取证", "有", "无"),
    _marked("newly_added", "新增技能人才", "新增", "非新增"),
    _marked("skill_upgrade_eligible", "符合技能提升补贴条件", "符合", "不符合"),
    _marked("skill_upgrade_drawn", "已领技能提升补贴", "已领", "未领"),
    RowColumn("other_kinds", "本年度已享受的其他培训", "names"),
    RowColumn("year", "年度", "number"),
    RowColumn("paid_days", "已付天数", "number"),
    RowColumn("paid_fen", "已付金额（元）", "yuan"),
    RowColumn("claimed_on", "申请日期", "day"),
    _marked("other_class", "其他班次", "其他班", "本班"),
)
COLUMNS: Mapping[str, RowColumn] = {column.key: column for column in _ALL}


def titled(line: Sequence[str]) -> list[str] | None:
    """The columns that a line names, "" for a title nobody asked for; None if it is no line of titles."""
    named = {column.title: column.key for column in _ALL} | {"编号": "id", "身份证号": "id", "人员编号": "id"}
    keys = [named.get(unicodedata.normalize("NFKC", cell).strip(" *"), "") for cell in line]
    plain = [named.get(cell.strip(" *"), key) for cell, key in zip(line, keys, strict=True)]
    return plain if any(plain) else None


def mark_word(column: RowColumn, text: str) -> str:
    """The column's own word for what was typed: √ in 合格 is 合格."""
    mark = _mark(column, text)
    return next((word for word, value in column.words.items() if value is mark), text)


def _mark(column: RowColumn, text: str) -> bool | str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return {**MARKS, **column.words}.get(plain.lower(), text)


def _number(_: RowColumn, text: str) -> int | str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return int(plain) if _WHOLE.fullmatch(plain) else plain


def _day(_: RowColumn, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        day = DayField(required=False).to_python(plain)
    except ValidationError:
        return plain
    return day.isoformat() if day else plain


def _level(_: RowColumn, text: str) -> str:
    """中级, 四级 and 中级（四级） are all written as 4."""
    return level_of(unicodedata.normalize("NFKC", text)) or text


READERS: Mapping[str, Callable[[RowColumn, str], Any]] = {
    "text": lambda _, text: text,
    "mark": _mark,
    "number": _number,
    "day": _day,
    "level": _level,
    "names": lambda _, text: [name for name in _BETWEEN_NAMES.split(text) if name],
}


def as_typed(column: RowColumn, value: Any) -> str:
    """A written value as it would be typed."""
    if value is None or value == "" or value == []:
        return ""
    if column.is_mark:
        return next((word for word, meant in column.words.items() if meant is value), str(value))
    if column.kind == "yuan" and isinstance(value, int):
        return format_yuan(value)
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)
