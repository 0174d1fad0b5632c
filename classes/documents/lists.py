"""Lists of the people of a class, one to a row: 表8, 表9, 表10, the pledge that proofs are true, the call-back sheet.

8号 names 表8 to 表10 and does not print them; they say so (样表待补, A22).
"""

from dataclasses import dataclass
from datetime import date

from foundation.core.pdf import render_pdf

BLANK_ROWS = 15


@dataclass(frozen=True, kw_only=True)
class ListForm:
    """A heading, words, a table with a row per person, places for signatures. `widths` are those of the columns."""

    number: str = ""
    title: str
    columns: tuple[str, ...]
    widths: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    note: str = ""
    institution_name: str = ""
    occupation: str = ""
    class_number: str = ""
    filled_on: date | None = None
    printed_at: str = ""
    check_code: str = ""


def print_list(form: ListForm) -> bytes:
    empty = ("",) * len(form.columns)
    rows = form.rows or (empty,) * BLANK_ROWS
    widths = form.widths or empty
    return render_pdf("forms/list.html", {"form": form, "rows": rows, "widths": widths})
