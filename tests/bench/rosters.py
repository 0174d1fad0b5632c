"""B1 to B4: long lists read, taken over and written, against what the libraries alone can do."""

from __future__ import annotations

import io
from functools import partial
from itertools import count
from typing import Any

from django.db import connection, transaction
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from foundation.core.bulk import as_text, insert_many
from foundation.core.errors import Invalid
from foundation.core.fields import seal_fields
from foundation.core.national_codes import check_identity_number
from foundation.core.tabular import Limits, read_sheet, write_sheet
from foundation.core.tabular.cells import read_cell
from foundation.core.tabular.guard import MIB
from foundation.core.tabular.writing import ExportCell
from tests.bench.lists import COLUMNS, TODAY, roster
from tests.bench.measuring import Comparison, compare
from trainees.models import Person
from trainees.operations.entry import find_or_create_people, person_as_written

ROWS, PEER_ROWS = 100_000, 5_000
GENEROUS = Limits(max_size=100 * MIB, max_unpacked=200 * MIB)


def figures(engine: str, pairs: int, rows: int = ROWS, peer_rows: int = PEER_ROWS) -> list[Comparison]:
    """Reading and writing know no database and are measured once, with SQLite."""
    return [
        *(reading(pairs, rows) if engine == "SQLite" else ()),
        *_importing(engine, pairs, rows, peer_rows),
    ]


def reading(pairs: int, rows: int) -> list[Comparison]:
    workbook = write_sheet(COLUMNS, roster(rows), title="学员名册")
    people = list(roster(rows))
    measured = partial(compare, engine="不涉及", pairs=pairs)
    read = partial(read_roster, workbook, rows)
    return [
        measured(
            "B1", f"{rows:,} 行名册读入、核对、报告", read,
            against="openpyxl read_only 做同样的事", base=partial(read_with_openpyxl, workbook), limit=0.25,
        ),
        measured(
            "B2", f"{rows:,} 行名册读入、核对、报告", read,
            against="只用 calamine 打开", base=partial(open_alone, workbook), limit=1.5,
        ),
        measured(
            "B4", f"导出 {rows:,} 行", partial(write_sheet, COLUMNS, people, title="学员名册"),
            against="openpyxl write_only", base=partial(write_with_openpyxl, people), limit=0.15,
        ),
    ]  # fmt: skip


def read_roster(workbook: bytes, rows: int) -> list[str]:
    found = read_sheet(workbook, columns=COLUMNS, max_rows=rows, limits=GENEROUS, today=TODAY)
    if len(found.rows) != rows:
        raise AssertionError(f"{len(found.rows)} rows of {rows}")
    return [f"{error.cell} {error.message}" for error in found.cell_errors]


def read_with_openpyxl(workbook: bytes) -> list[str]:
    sheet = load_workbook(io.BytesIO(workbook), read_only=True).worksheets[0]
    said = []
    for row in sheet.iter_rows(min_row=4):
        for cell, column in zip(row, COLUMNS, strict=True):
            try:
                read_cell(cell.value, column, TODAY)  # type: ignore[arg-type]  # openpyxl's stub knows more kinds
            except Invalid as refusal:
                said.append(f"{cell.coordinate} {refusal.message}")
    return said


def open_alone(workbook: bytes) -> object:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def write_with_openpyxl(people: list[list[ExportCell]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("学员名册")
    sheet.append([column.title for column in COLUMNS])
    for row in people:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _importing(engine: str, pairs: int, rows: int, peer_rows: int) -> list[Comparison]:
    turns = count(1)
    ours: list[list[ExportCell]] = []
    theirs: list[list[ExportCell]] = []

    def others() -> None:
        _forget()
        ours[:] = roster(peer_rows, turn=next(turns))
        theirs[:] = roster(peer_rows, turn=next(turns))

    found = [
        compare(
            "B3", f"导入 {peer_rows:,} 名人员：核对、加密、登记、提交", lambda: import_people(ours),
            against="django-import-export 做同样的事", base=lambda: import_with_peer(theirs),
            limit=0.1, engine=engine, pairs=pairs, before=others,
        ),
    ]  # fmt: skip
    if engine == "PostgreSQL":
        prepared: list[tuple[list[Person], str]] = []

        def prepare() -> None:
            _forget()
            people, others = checked_people(rows, next(turns)), checked_people(rows, next(turns))
            prepared[:] = [(people, "".join(as_text(others, Person._meta.concrete_fields)))]

        found.append(
            compare(
                "B3", f"登记 {rows:,} 名已核对、已加密的人员并提交", lambda: insert_many(prepared[0][0]),
                against="COPY 现成的文本", base=lambda: copy_text(prepared[0][1]),
                limit=2.0, engine=engine, pairs=pairs, before=prepare,
            )
        )  # fmt: skip
    _forget()
    return found


def checked_people(rows: int, turn: int) -> list[Person]:
    people = [person_as_written(str(row[1]), str(row[0]), TODAY) for row in roster(rows, turn=turn)]
    for person in people:
        seal_fields(person)
    return people


def copy_text(text: str) -> None:
    columns = ", ".join(str(field.column) for field in Person._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {Person._meta.db_table} ({columns}) FROM STDIN", io.StringIO(text))


def import_people(rows: list[list[ExportCell]]) -> None:
    with transaction.atomic():
        people, refusals = find_or_create_people(
            {number: (str(row[1]), str(row[0])) for number, row in enumerate(rows)}
        )
    if refusals or len(people) != len(rows):
        raise AssertionError(f"{len(people)} people of {len(rows)}")


def import_with_peer(rows: list[list[ExportCell]]) -> None:
    """The library's usual way: a resource over the model, found again by the index, row by row."""
    from import_export.resources import ModelResource
    from tablib import Dataset

    class PersonResource(ModelResource):  # type: ignore[misc]  # the library has no types
        class Meta:
            model = Person
            import_id_fields = ("identity_index",)
            fields = ("identity_index", "name")
            use_transactions = True

        def before_import_row(self, row: dict[str, Any], **_: Any) -> None:
            check_identity_number(row["identity_number"], today=TODAY)
            row["identity_index"] = person_as_written(
                row["identity_number"], row["name"], TODAY
            ).identity_index

        def before_save_instance(self, instance: Person, row: dict[str, Any], **_: Any) -> None:
            written = person_as_written(row["identity_number"], row["name"], TODAY)
            for name in ("identity_tail_index", "sex", "birth_date", "region_code"):
                setattr(instance, name, getattr(written, name))
            instance.identity_number = row["identity_number"]

    data = Dataset(headers=["identity_index", "identity_number", "name"])
    for row in rows:
        data.append(("", row[1], row[0]))
    result = PersonResource().import_data(data, raise_errors=True)
    if result.totals["new"] != len(rows):
        raise AssertionError(f"{result.totals} of {len(rows)}")


def _forget() -> None:
    """The people of earlier turns go, so that every turn finds the same table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DELETE FROM {Person._meta.db_table} WHERE region_code LIKE '14112_'")
            cursor.execute(f"VACUUM {Person._meta.db_table}")
        else:
            cursor.execute(f"DELETE FROM {Person._meta.db_table} WHERE region_code LIKE '14112_'")
