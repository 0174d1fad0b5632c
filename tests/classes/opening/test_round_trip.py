"""Template, filled in as Excel, WPS and LibreOffice do, imported, exported, imported again: nothing changes (N28)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from classes.models import TrainingClass
from classes.queries.roster_sheet import COLUMNS
from classes.queries.rulings import roster_of
from classes.tables import roster_template
from foundation.audit.models import Entry
from foundation.core.tabular import verify_export
from tests.builders.classes import make_draft
from tests.builders.rosters import roster_row, roster_workbook
from tests.cast import Cast
from tests.classes.opening.test_roster_pages import hand_in, send
from tests.conftest import SignIn
from tests.foundation.core.workbooks import part, with_part
from trainees.models import Application
from trainees.operations import record_paper_pledge

SHEET, RELS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KEYS = [column.key for column in COLUMNS]
RESUME = "2019年在服装厂做工\n2022年起在家务农"
SIGNED = KEYS.index("promise_signed_on") + 1


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in("qihang_manager")


@pytest.fixture
def draft(cast: Cast) -> TrainingClass:
    return make_draft(cast, heads=5)


def filled(change: Callable[[Worksheet], object] | None = None) -> bytes:
    """The template with two people, as openpyxl writes it: texts inside the cells."""
    book = load_workbook(io.BytesIO(roster_template()))
    sheet = book.worksheets[0]
    for row, serial in enumerate((1, 2), 2):
        for column, key in enumerate(KEYS, 1):
            sheet.cell(row, column).value = roster_row(serial, resume=RESUME).get(key)
    if change is not None:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def real_dates(sheet: Worksheet) -> None:
    for row in (2, 3):
        sheet.cell(row, SIGNED).value = datetime(2026, 6, 10)  # noqa: DTZ001 - a workbook knows no zone
        sheet.cell(row, SIGNED).number_format = "yyyy/m/d"


def rich_text(sheet: Worksheet) -> None:
    name = str(sheet.cell(2, 1).value)
    sheet.cell(2, 1).value = CellRichText(TextBlock(InlineFont(b=True), name[:1]), name[1:])


def protected(sheet: Worksheet) -> None:
    sheet.protection.sheet = True
    sheet.protection.set_password("1234")


def hidden_and_blank(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    for row in range(4, 60):
        for column in range(1, 19):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFFFEE")


def shared_strings(data: bytes) -> bytes:
    """As Excel and WPS write it: the texts in a part of their own, the cells with their numbers."""
    texts: list[bytes] = []

    def shared(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return found[1] + b't="s"><v>%d</v></c>' % (len(texts) - 1)

    inline = rb'(<c [^>]*?)t="inlineStr"[^>]*?><is>(.*?)</is></c>'
    sheet = re.sub(inline, shared, part(data, SHEET), flags=re.DOTALL)
    strings = b"".join(b"<si>%s</si>" % text for text in texts)
    relation = (
        b'<Relationship Id="rIdStrings" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    rels = part(data, RELS).replace(b"</Relationships>", relation)
    data = with_part(with_part(data, SHEET, sheet), RELS, rels)
    return with_part(data, "xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (MAIN, strings))


def prefixed(data: bytes) -> bytes:
    """Every element under a prefix, as some versions of WPS and of report tools write it."""
    sheet = part(data, SHEET).replace(b'xmlns="http', b'xmlns:x="http', 1)
    return with_part(data, SHEET, re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet))


SENT: dict[str, Callable[[], bytes]] = {
    "inline strings": filled,
    "shared strings": lambda: shared_strings(filled()),
    "shared rich text": lambda: shared_strings(filled(rich_text)),
    "prefixed elements": lambda: prefixed(filled()),
    "dates as serial numbers": lambda: filled(real_dates),
    "rich text": lambda: filled(rich_text),
    "protected sheet": lambda: filled(protected),
    "hidden row and column, formatted blank rows": lambda: filled(hidden_and_blank),
}


@pytest.mark.parametrize("kind", SENT)
def test_every_program_s_workbook_comes_in_the_same(manager: Client, draft: TrainingClass, kind: str) -> None:
    upload = send(manager, draft, SENT[kind]())
    assert [row.problems for row in upload.rows.all()] == [[], []]
    assert hand_in(manager, upload).state == "done"
    assert [each.person.name for each in roster_of(draft)] == [roster_row(n)["name"] for n in (1, 2)]


def test_an_exported_roster_sent_back_changes_nothing(manager: Client, draft: TrainingClass) -> None:
    hand_in(manager, send(manager, draft, filled()))
    exported = manager.post(reverse("classes:roster_export", args=[draft.pk])).content
    check = verify_export(exported)
    again = send(manager, draft, exported)
    page = manager.get(reverse("classes:roster_rows", args=[again.pk]), {"rows": "all"}).content.decode()

    assert (check.count, check.is_untouched) == (2, True)
    assert "相同 2 行" in page
    assert {each.resume for each in roster_of(draft)} == {RESUME}
    assert [row.problems for row in again.rows.all()] == [[], []]


def test_what_is_signed_stays_and_a_file_without_a_resume_says_nothing_of_it(
    manager: Client, draft: TrainingClass, cast: Cast
) -> None:
    hand_in(manager, send(manager, draft, filled()))
    Application.objects.update(state="returned")
    record_paper_pledge(roster_of(draft)[0], actor=cast.actor("qihang_manager"), signed_on=date(2026, 6, 11))
    rows = [
        roster_row(1, promise_signed_on="2026-06-12"),
        roster_row(2, promise_signed_on="2026-06-12"),
    ]
    again = send(manager, draft, roster_workbook(rows))
    page = manager.get(reverse("classes:roster_rows", args=[again.pk]), {"rows": "all"}).content.decode()
    hand_in(manager, again)

    assert "签订日期不改 1 行" in page
    assert "承诺书签订日期以签字为准" in page
    days = [each.promise_signed_on for each in roster_of(draft)]
    assert days == [date(2026, 6, 11), date(2026, 6, 12)]
    assert {each.resume for each in roster_of(draft)} == {RESUME}


def test_export_says_who_when_and_what_and_leaves_a_trace(manager: Client, draft: TrainingClass) -> None:
    hand_in(manager, send(manager, draft, filled()))
    data = manager.post(reverse("classes:roster_export", args=[draft.pk]), {"reason": "存档"}).content

    line = str(load_workbook(io.BytesIO(data)).worksheets[0]["A2"].value)
    entry = Entry.objects.filter(action="export.take").latest("seq")
    for words in ("导出人：", "导出时间：2026-06-18", "筛选条件：", "导出事由：存档", "共：2 人"):
        assert words in line
    assert (entry.comment, entry.detail["rows"]) == ("存档", 2)
