"""One cell, as typed, to the value its column asks for; or `Invalid` with a sentence for that cell. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, cast

from foundation.core import national_codes
from foundation.core.errors import Invalid
from foundation.core.tabular.columns import CellValue, Column, Kind

RawCell = int | float | str | bool | time | date | datetime | timedelta | None

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"[2-7]\d{4}", re.ASCII)  # 1954 to 2119: no other day is written with five digits
_OFTEN: Final = 4  # times that each cell of a column must stand in it for judging each text once
_SERIAL_ZERO = date(1899, 12, 30)
_DIGITS_EXCEL_KEEPS = 15  # of a number; the rest become zeros
_MORE_DIGITS_THAN_EXCEL_KEEPS = 10**_DIGITS_EXCEL_KEEPS
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
_REWRITTEN = "末尾为 000，疑似被 Excel 改写"  # of eighteen digits it keeps fifteen
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


def read_cell(raw: RawCell, column: Column, today: date) -> CellValue:
    """None for an empty cell; `cell.required` when it must not be empty."""
    if raw is None or raw == "" or (isinstance(raw, str) and raw.isspace()):
        if column.required:
            raise Invalid("cell.required", f"{column.title}没有填写，请补填")
        return None
    return _READERS[column.kind](raw, column, today)


def read_column(
    cells: Sequence[RawCell], column: Column, today: date
) -> tuple[Sequence[CellValue], dict[int, Invalid]]:
    """The cells of one column read, and what is wrong by place in it; a wrong cell's value is None.

    What is plain is taken as it stands, and what repeats itself is judged once; `read_cell` sees the rest.
    """
    if {*map(type, cells)} == {str}:
        if len(few := {*cells}) * _OFTEN < len(cells):
            return _read_repeating(cells, few, column, today)
        if column.kind in ("text", "as_typed") and _are_plain(texts := cast("Sequence[str]", cells), column):
            return texts, {}
    plain = _PLAIN.get(column.kind, _nothing_plain)(column, today)
    wrong: dict[int, Invalid] = {}

    def careful(index: int, raw: RawCell) -> CellValue:
        try:
            return read_cell(raw, column, today)
        except Invalid as refusal:
            wrong[index] = refusal
            return None

    values = [
        raw if type(raw) is str and plain(raw) else careful(index, raw) for index, raw in enumerate(cells)
    ]
    return values, wrong


def _read_repeating(
    cells: Sequence[RawCell], few: Iterable[RawCell], column: Column, today: date
) -> tuple[Sequence[CellValue], dict[int, Invalid]]:
    known: dict[RawCell, CellValue] = {}
    refused: dict[RawCell, Invalid] = {}
    for raw in few:
        try:
            known[raw] = read_cell(raw, column, today)
        except Invalid as refusal:
            known[raw], refused[raw] = None, refusal
    wrong = {index: refused[raw] for index, raw in enumerate(cells) if raw in refused} if refused else {}
    return list(map(known.__getitem__, cells)), wrong


def _are_plain(texts: Sequence[str], column: Column) -> bool:
    """Whether all of them can be taken as they stand; asked of all at once."""
    lengths = {*map(len, texts)}
    return (
        0 not in lengths
        and max(lengths) <= column.max_length
        and "".join(texts).isprintable()
        and list(map(str.strip, texts)) == list(texts)
    )


def _nothing_plain(_column: Column, _today: date) -> Callable[[str], object]:
    return lambda _text: False


def _plain_text(column: Column, _today: date) -> Callable[[str], object]:
    longest = column.max_length
    return lambda text: text.isprintable() and 0 < len(text) <= longest and text == text.strip()


def _plain_number(_column: Column, today: date) -> Callable[[str], object]:
    return national_codes.SoundNumbers(today).__contains__


def _text(raw: RawCell, column: Column, _today: date) -> str:
    if isinstance(raw, int | float) and abs(raw) >= _MORE_DIGITS_THAN_EXCEL_KEEPS:
        raise Invalid(
            "cell.digits_lost",
            f"{column.title}是数字格式，末几位已经丢失；请把这一列设为文本格式，对照原件重新填写",
        )
    return _as_typed(raw, column, _today)


def _as_typed(raw: RawCell, column: Column, _today: date) -> str:
    text = (raw if isinstance(raw, str) else plain_text(raw)).strip()
    if not text.isprintable():
        text = _INVISIBLE.sub(" ", text).strip()
    if len(text) > column.max_length:
        raise Invalid("cell.too_long", f"{column.title}超过 {column.max_length} 个字，请精简")
    return text


def _lines(raw: RawCell, column: Column, _today: date) -> str:
    text = plain_lines(raw if isinstance(raw, str) else plain_text(raw))
    if len(text) > column.max_length:
        raise Invalid("cell.too_long", f"{column.title}超过 {column.max_length} 个字，请精简")
    return text


def plain_lines(text: str) -> str:
    """A text of several lines without what cannot be seen, the same however often it goes out and comes back."""
    return "\n".join(_INVISIBLE.sub(" ", line).rstrip() for line in text.splitlines()).strip()


def _identity(raw: RawCell, column: Column, today: date) -> str:
    if _kept_all_digits(raw):
        raw = plain_text(raw)
    if not isinstance(raw, str) or _SCIENTIFIC.fullmatch(raw.strip()):
        raise Invalid(
            "workbook.identity_as_number",
            f"{column.title}是数字格式，Excel 只保留前 15 位，末尾已变成 000；"
            "请把这一列设为文本格式，对照身份证重新填写",
        )
    try:
        return national_codes.check_identity_number(raw, today=today).number
    except Invalid as refusal:
        if refusal.code != "identity.check_digit" or not looks_rewritten(raw):
            raise
        message = f"{column.title}{_REWRITTEN}；请把这一列设为文本格式，对照身份证重新填写"
        raise Invalid("identity.rewritten", message) from refusal


def _kept_all_digits(raw: RawCell) -> bool:
    """A number of fifteen digits is an old identity number, whole: so many Excel keeps."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return is_number and len(plain_text(raw)) == _DIGITS_EXCEL_KEEPS and plain_text(raw).isdecimal()


def looks_rewritten(number: str) -> bool:
    """Eighteen digits of which the last three are zeros: genuine once in a thousand, else Excel's doing."""
    plain = national_codes.normalise_code(number)
    return len(plain) == 18 and plain.endswith("000")


def _phone(raw: RawCell, _column: Column, _today: date) -> str:
    return national_codes.check_phone(plain_text(raw))


def _date(raw: RawCell, column: Column, _today: date) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    match = _DATE.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", plain_text(raw))))
    try:
        if match is not None:
            year, month, day = (int(part) for part in match.groups() if part)
            return date(year, month, day)
    except ValueError:
        pass
    if meant := date_of_serial(plain_text(raw)):
        raise Invalid(
            "cell.date_serial",
            f"{column.title}“{plain_text(raw).strip()}”是 Excel 的日期序号，即 {meant}；"
            f"请把这一格设为日期格式，或改填 {meant}",
        )
    raise Invalid("cell.date", f"{column.title}不是有效日期，请按 2026-03-02 的样子填写")


def date_of_serial(text: str) -> date | None:
    """46346 → 2026-11-20: the day that Excel means by a bare number (1900 system).

    Offered, never taken silently: files from old Macs count from 1904, and five digits may be a slip.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    return _SERIAL_ZERO + timedelta(days=int(typed)) if _SERIAL.fullmatch(typed) else None


def _choice(raw: RawCell, column: Column, _today: date) -> str:
    text = plain_text(raw).strip()
    if text not in column.choices:
        raise Invalid("cell.choice", f"{column.title}只能填：{'、'.join(column.choices)}")
    return text


def _integer(raw: RawCell, column: Column, _today: date) -> int:
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < _MORE_DIGITS_THAN_EXCEL_KEEPS:
        return int(raw)
    text = unicodedata.normalize("NFKC", plain_text(raw)).strip()
    if not _WHOLE.fullmatch(text):
        raise Invalid("cell.integer", f"{column.title}应为整数，请改正")
    return int(text)


def plain_text(raw: RawCell) -> str:
    """As Excel would show it: a whole number without decimals, a date as 2026-03-02."""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time(0) else raw.isoformat(" ", "minutes")
    return "" if raw is None else str(raw)


_PLAIN: Final[dict[Kind, Callable[[Column, date], Callable[[str], object]]]] = {
    "text": _plain_text,
    "as_typed": _plain_text,
    "identity": _plain_number,
    "phone": lambda _column, _today: national_codes.is_plain_phone,
}
_READERS: Final[dict[Kind, Callable[[RawCell, Column, date], CellValue]]] = {
    "text": _text,
    "identity": _identity,
    "phone": _phone,
    "date": _date,
    "choice": _choice,
    "integer": _integer,
    "as_typed": _as_typed,
    "lines": _lines,
}
