"""The few openpyxl touches that templates and annotated workbooks share."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

AUTHOR = "核对"
HEADER_FILL = PatternFill("solid", fgColor="E3ECF5")
ERROR_FILL = PatternFill("solid", fgColor="F8D7DA")
WARNING_FILL = PatternFill("solid", fgColor="FFF1CC")
NO_FILL = PatternFill()
BOLD = Font(bold=True)
WRAPPED = Alignment(vertical="center", wrap_text=True)
_THIN = Side(style="thin", color="9AA5B1")
BOXED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def put_text(cell: Cell, text: str) -> None:
    """Text stays text, also when it begins with = or another sign that would make it a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"


def put_comment(cell: Cell, text: str) -> None:
    cell.comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", text), AUTHOR, width=260, height=90)
