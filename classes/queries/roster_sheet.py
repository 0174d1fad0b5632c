"""The columns of an uploaded roster, and everything that can be wrong with its rows (8号 表1, 表3).

A row is a mapping from column key to the text as typed. Problems carry no personal data: they are stored in clear.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from classes.enums import RowLevel
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.national_codes import (
    AgeLimits,
    IdentityNumber,
    check_identity_number,
    identity_warnings,
    normalise_code,
)
from foundation.core.tabular import CellValue, Column
from foundation.core.tabular.cells import date_of_serial, looks_rewritten, read_cell
from trainees.enums import Education, PersonCategory, Sex
from trainees.queries import age_limits
from trainees.rules import current_form, offered_number

Values = Mapping[str, str]
CATEGORIES = {label: value for value, label in PersonCategory.choices}
EDUCATIONS = {label: value for value, label in Education.choices}
SEXES = {label: value for value, label in Sex.choices}
PHOTO = "photo"
RESUME = "resume"
PHOTO_READ, PHOTO_LOST, PHOTO_NONE = "已读取", "未找到", "没有照片"  # what stands in the cell once it is read
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:\D.*)?$", re.ASCII)

COLUMNS = (
    Column("name", "姓名", required=True, max_length=40),
    Column(
        "identity_number", "身份证号", required=True, kind="identity", aliases=("身份证号码", "公民身份号码")
    ),
    Column("sex", "性别", kind="choice", choices=tuple(SEXES), note="可不填，系统按身份证号生成"),
    Column("born", "出生年月", max_length=20, note="可不填；填写的须与身份证号一致，如 1978-03"),
    Column(
        "category", "人员分类", required=True, kind="choice", choices=tuple(CATEGORIES), aliases=("人员类别",)
    ),
    Column("is_lifted_from_poverty", "脱贫劳动力", kind="choice", choices=("是", "否")),
    Column("education", "文化程度", required=True, kind="choice", choices=tuple(EDUCATIONS)),
    Column("phone", "联系电话", required=True, kind="phone", aliases=("手机号", "电话")),
    Column("promise_signed_on", "学员承诺书签订日期", required=True, kind="date", note="学员本人签字的日期"),
    Column(
        "unemployment_checked_on",
        "就业失业登记查验日期",
        required=True,
        kind="date",
        note="机构查验就业失业（求职）登记信息的日期",
    ),
    Column(
        "employment_certificate_number",
        "就业创业证编号",
        max_length=24,
        note="没有的留空，由资格审核小组办理",
    ),
    Column("household_type", "户籍性质", max_length=20),
    Column("marital_status", "婚姻状况", max_length=10),
    Column("address", "家庭住址", max_length=120, aliases=("户籍地址", "住址")),
    Column("graduation", "毕业院校、学历及毕业时间", max_length=120),
    Column("current_skill", "职业技能现状", max_length=120),
    Column(
        RESUME,
        "简历",
        kind="lines",
        max_length=2000,
        note="可不填，可以换行",
    ),
    Column("job_wish", "求职意向", max_length=120),
    Column(
        PHOTO,
        "照片",
        aliases=("相片", "近期照片", "一寸照片", "二寸照片", "证件照"),
        note="可不填；把照片嵌入本人所在行的单元格，或放在该格上方",
    ),
)
DAYS = tuple(column.key for column in COLUMNS if column.kind == "date")
WORDS = (
    *("employment_certificate_number", "household_type", "marital_status", "address"),
    *("graduation", "current_skill", "job_wish"),
)
TITLES = {column.key: column.title for column in COLUMNS}
AS_TYPED = tuple(
    Column(
        c.key,
        c.title,
        kind="lines" if c.kind == "lines" else "as_typed",
        aliases=c.aliases,
        max_length=2000,
    )
    for c in COLUMNS
)


@dataclass(frozen=True)
class RowProblem:
    """Something about one cell: `level` is a RowLevel; `column` a key of COLUMNS."""

    column: str
    level: str
    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class RowVerdict:
    """A row after checking: what is wrong, and the values ready for the application where nothing is."""

    problems: tuple[RowProblem, ...]
    cells: Mapping[str, CellValue]
    identity: IdentityNumber | None

    @property
    def level(self) -> RowLevel:
        levels = {problem.level for problem in self.problems}
        return next((level for level in (RowLevel.ERROR, RowLevel.WARNING) if level in levels), RowLevel.OK)


@dataclass(frozen=True)
class Checking:
    """The day on which rows are checked, and the ages that hold on it: read once for a whole list."""

    today: date
    ages: AgeLimits

    @classmethod
    def of_today(cls) -> Checking:
        return cls(clock.today(), age_limits())


def check_rows(rows: Mapping[int, Values], by: Checking) -> dict[int, RowVerdict]:
    """Row number → verdict, each row by itself and against the others of the same list."""
    alone = {number: check_row(values, by) for number, values in rows.items()}
    extra: dict[int, list[RowProblem]] = defaultdict(list)
    for first, again in _repeated({n: v.identity.number for n, v in alone.items() if v.identity}):
        extra[again].append(
            _error("identity_number", "roster.row_twice", f"与第 {first} 行的身份证号重复，请删除其中一行")
        )
    phones = {n: str(v.cells["phone"]) for n, v in alone.items() if v.cells.get("phone")}
    for first, again in _repeated(phones):
        extra[again].append(
            _warning(
                "phone", "roster.phone_shared", f"与第 {first} 行电话相同，请核对；确属同一电话的请确认无误"
            )
        )
    return {
        number: RowVerdict((*verdict.problems, *extra[number]), verdict.cells, verdict.identity)
        for number, verdict in alone.items()
    }


def check_row(values: Values, by: Checking) -> RowVerdict:
    """One row by itself: every cell by its column, then the identity number against sex and birth."""
    problems: list[RowProblem] = []
    cells: dict[str, CellValue] = {}
    for column in COLUMNS:
        try:
            cells[column.key] = read_cell(values.get(column.key, ""), column, by.today)
        except Invalid as refusal:
            problems.append(_error(column.key, refusal.code, refusal.message))
    if any(character.isdigit() for character in values.get("name", "")):
        problems.append(
            _error("name", "roster.name_has_digits", "姓名中有数字，请核对是否填错了列，改填身份证上的姓名")
        )
    identity = None
    if number := cells.get("identity_number"):
        identity = check_identity_number(str(number), today=by.today)
        problems += _identity_problems(identity, values, by)
    problems += _photo_problems(values.get(PHOTO, ""))
    problems += [
        _error(key, "roster.date_in_future", f"{TITLES[key]}晚于今天，请改正")
        for key in DAYS
        if isinstance(day := cells.get(key), date) and day > by.today
    ]
    return RowVerdict(tuple(problems), cells, identity)


def suggestion_for(column: str, values: Values, today: date) -> str:
    """What the identity number says about 性别, 出生年月 or, being old, itself, or Excel's number about a day."""
    if column in DAYS:
        return str(date_of_serial(values.get(column, "")) or "")
    if column == "identity_number":
        return offered_number(values.get(column, ""), today=today)
    try:
        identity = check_identity_number(values.get("identity_number", ""), today=today)
    except Invalid:
        return ""
    if column == "born":
        return f"{identity.birth_date:%Y-%m}"
    return ("男" if identity.sex == "male" else "女") if column == "sex" else ""


def facts_of(cells: Mapping[str, CellValue]) -> dict[str, Any]:
    """What a sound row says of the person, as the fields of an application; None where the row does not say it.

    A row without a résumé says nothing about it: most files have none, and it is long work.
    """
    category = CATEGORIES.get(str(cells.get("category")))
    lifted = cells.get("is_lifted_from_poverty") == "是" or category == PersonCategory.LIFTED_FROM_POVERTY
    return {
        "category": category,
        "education": EDUCATIONS.get(str(cells.get("education"))),
        "is_lifted_from_poverty": lifted,
        "promise_signed_on": _day(cells.get("promise_signed_on")),
        "unemployment_checked_on": _day(cells.get("unemployment_checked_on")),
        **{key: str(cells.get(key) or "") for key in WORDS},
        **({RESUME: resume} if (resume := cells.get(RESUME)) else {}),
    }


def same_person(values: Values) -> str:
    """The key by which a row is found again in another upload: the number, an old one in its present form."""
    number = values.get("identity_number", "")
    return current_form(number) or normalise_code(number)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _identity_problems(identity: IdentityNumber, values: Values, by: Checking) -> list[RowProblem]:
    problems = []
    if looks_rewritten(identity.number):
        message = "末尾为 000，疑似被 Excel 改写；请对照身份证核对，确属本人号码的请确认无误"
        problems.append(_warning("identity_number", "identity.rewritten", message))
    person = (identity.region_code, identity.birth_date, identity.sex)
    for warning in identity_warnings(*person, by.today, by.ages):
        level = _error if warning.code == "identity.under_age" else _warning
        problems.append(level("identity_number", warning.code, warning.message))
    sex = values.get("sex", "").strip()
    if sex in SEXES and sex != ("男" if identity.sex == "male" else "女"):
        problems.append(_error("sex", "roster.sex_differs", "性别与身份证号不一致，请对照身份证改正"))
    born = values.get("born", "").strip()
    if born and not _is_month(born, identity.birth_date):
        problems.append(_error("born", "roster.birth_differs", "出生年月与身份证号不一致，请对照身份证改正"))
    return problems


def _photo_problems(said: str) -> list[RowProblem]:
    if said == PHOTO_LOST:
        message = "单元格里的照片没有随文件保存或已损坏；请重新插入照片后上传，暂缺的请确认无误"
        return [_warning(PHOTO, "roster.photo_lost", message)]
    if said == PHOTO_NONE:
        message = "这一行没有照片，同表其他行有；请补上后重新上传，暂缺的请确认无误"
        return [_warning(PHOTO, "roster.photo_missing", message)]
    return []


def _is_month(text: str, birth: date) -> bool:
    match = _MONTH.match(text)
    return match is not None and (int(match[1]), int(match[2])) == (birth.year, birth.month)


def _repeated(values: Mapping[int, str]) -> Sequence[tuple[int, int]]:
    """(number of the first row with the value, number of each later one)."""
    seen: dict[str, int] = {}
    pairs = []
    for number, value in sorted(values.items()):
        if value in seen:
            pairs.append((seen[value], number))
        seen.setdefault(value, number)
    return pairs


def _error(column: str, code: str, message: str) -> RowProblem:
    return RowProblem(column, RowLevel.ERROR, code, message)


def _warning(column: str, code: str, message: str) -> RowProblem:
    return RowProblem(column, RowLevel.WARNING, code, message)
