"""What the institution has on its disk: a filled roster, photographs, a scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image

from tests.builders.trainees import identity_number, phone_number

SURNAMES = "张李王刘郭武任孟闫贺"
GIVEN = ("小英", "秀兰", "建军", "海燕", "志刚", "丽萍", "晓东", "玉珍", "国庆", "改莲")
DAYS = "2026-06-08"


@dataclass(frozen=True)
class RosterLine:
    name: str
    identity_number: str
    phone: str


def fifty_people() -> list[RosterLine]:
    """Fifty invented people with numbers that obey GB 11643."""
    return [
        RosterLine(
            SURNAMES[place % 10] + GIVEN[place // 5],
            identity_number(place + 1, female=place % 3 > 0),
            phone_number(place + 1),
        )
        for place in range(50)
    ]


def fill_roster(template: Path, people: list[RosterLine], *, wrong_row: int) -> Path:
    """Type the people into the downloaded template; in one row the last place of the number is wrong."""
    book = load_workbook(template)
    sheet = book.worksheets[0]
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1] if cell.value}
    for place, person in enumerate(people):
        number = person.identity_number
        if place == wrong_row:
            number = number[:17] + ("1" if number[17] != "1" else "2")
        for title, value in _cells(person, number):
            sheet.cell(place + 2, places[title], value)
    target = template.with_name("学员名册.xlsx")
    book.save(target)
    return target


def _cells(person: RosterLine, number: str) -> Iterator[tuple[str, str]]:
    yield "姓名", person.name
    yield "身份证号", number
    yield "人员分类", "农村进城务工人员"
    yield "文化程度", "初中"
    yield "联系电话", person.phone
    yield "学员承诺书签订日期", DAYS
    yield "就业失业登记查验日期", DAYS


def photograph(folder: Path, name: str, shade: int) -> Path:
    path = folder / f"{name}.png"
    Image.new("RGB", (64, 48), (shade % 256, 120, 90)).save(path)
    return path


def fill_numbers(roster: Path) -> Path:
    """就业创业证 numbers typed into the list that the office downloaded."""
    book = load_workbook(roster)
    sheet = book.worksheets[0]
    titles = {row: [_title(sheet.cell(row, column).value) for column in range(1, 30)] for row in range(1, 9)}
    header = next(row for row, texts in titles.items() if "姓名" in texts)
    name = titles[header].index("姓名") + 1
    number = titles[header].index("就业创业证编号") + 1
    for row in range(header + 1, sheet.max_row + 1):
        if sheet.cell(row, name).value:
            sheet.cell(row, number, f"1411210026{row:06d}")
    target = roster.with_name("编号.xlsx")
    book.save(target)
    return target


def _title(value: object) -> str:
    return str(value or "").rstrip("*").strip()
