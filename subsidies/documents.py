"""What is printed about a subsidy: 补贴测算单 and 公示. Data in, PDF out; nothing is queried here.

Amounts arrive in fen and are put into words and figures here; heads, standards and clauses arrive as the
statement explains them.
"""

from dataclasses import dataclass
from datetime import date

from foundation.core.money import format_yuan, yuan_in_words
from foundation.core.pdf import render_pdf

PERSONS_PER_ROW = 3


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One step of the calculation: what was reckoned, how, under which clause, with which outcome.

    `notes` are the numbers of the footnotes that quote the clauses; `mark` is set beside the title.
    """

    title: str
    formula: str
    detail: str = ""
    inputs: str = ""
    intermediate: str = ""
    rounding: str = ""
    clause: str = ""
    result: str = ""
    is_pending: bool = False
    notes: tuple[int, ...] = ()
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Footnote:
    """A clause word for word, under the number by which the steps cite it."""

    number: int
    clause: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SheetReading:
    """A point the documents leave open, the reading taken; `confirmation` says who settled it and when."""

    subject: str
    reading: str
    confirmation: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetPerson:
    """One trainee; `formula` says how the amount came about, `remark` why there is none (then it is None)."""

    number: int
    name: str
    identity_number: str
    valid_days: str = ""
    amount_fen: int | None = None
    formula: str = ""
    remark: str = ""

    @property
    def amount(self) -> str:
        return "" if self.amount_fen is None else format_yuan(self.amount_fen)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """An opinion with the post of the person who signs it (一审, 二审, 分管领导)."""

    role: str
    text: str = ""
    signer: str = ""
    signed_on: date | None = None


BLANK_LINES = (SheetLine(title="", formula=""),) * 6
REVIEWERS = (Signature(role="一审"), Signature(role="二审"), Signature(role="分管领导"))


@dataclass(frozen=True, kw_only=True)
class CalculationSheet:
    """补贴测算单 of one claim, ready to be signed by two persons or more (20号 五(三)); or of a trial.

    `marks` are what a reader must know before any figure: a trial, a trial rate, a standard nobody has confirmed.
    `sending` follows the total where lines were held back: what of it is paid now.
    """

    is_trial: bool = False
    marks: tuple[str, ...] = ()
    footnotes: tuple[Footnote, ...] = ()

    claim_number: str = ""
    institution_name: str = ""
    class_name: str = ""
    stage: str = ""
    category: str = ""
    training_period: str = ""
    received_on: date | None = None
    pay_by: date | None = None
    policy: str = ""
    calculated_at: str = ""
    approved_heads: int | None = None
    verified_heads: int | None = None
    passed_heads: int | None = None
    employed_heads: int | None = None
    payable_heads: str = ""
    lines: tuple[SheetLine, ...] = ()
    total_fen: int | None = None
    sending: tuple[SheetLine, ...] = ()
    readings: tuple[SheetReading, ...] = ()
    warnings: tuple[str, ...] = ()
    persons: tuple[SheetPerson, ...] = ()
    signatures: tuple[Signature, ...] = REVIEWERS
    printed_at: str = ""
    check_code: str = ""


def print_calculation_sheet(form: CalculationSheet) -> bytes:
    context = {"form": form, "lines": form.lines or BLANK_LINES, "total": "", "total_in_words": ""}
    if form.total_fen is not None:
        context |= {"total": format_yuan(form.total_fen), "total_in_words": yuan_in_words(form.total_fen)}
    return render_pdf("forms/calculation_sheet.html", context)


@dataclass(frozen=True, kw_only=True)
class NoticePerson:
    """One payee as the public sees him: name and number arrive masked."""

    masked_name: str
    masked_identity_number: str


@dataclass(frozen=True, kw_only=True)
class NoticeEntry:
    """One class of the notice with its payees; `standard` is text: a ladder pays persons differently."""

    institution_name: str
    content: str
    training_period: str
    heads: int
    standard: str
    amount_fen: int
    persons: tuple[NoticePerson, ...] = ()

    @property
    def amount(self) -> str:
        return format_yuan(self.amount_fen)

    @property
    def person_rows(self) -> list[list[tuple[int, NoticePerson] | None]]:
        """The payees numbered, three to a row; the last row is filled up with None."""
        numbered = list(enumerate(self.persons, start=1))
        padded = [*numbered, *[None] * (-len(numbered) % PERSONS_PER_ROW)]
        return [padded[start : start + PERSONS_PER_ROW] for start in range(0, len(padded), PERSONS_PER_ROW)]


@dataclass(frozen=True, kw_only=True)
class NoticeSheet:
    """公示 of subsidies (20号 五(三)): units, persons, standards, amounts, content, for five working days."""

    title: str = ""
    number: str = ""
    basis: str = ""
    notice_period: str = ""
    entries: tuple[NoticeEntry, ...] = ()
    contact_phone: str = ""
    supervision_phone: str = ""
    address: str = ""
    postcode: str = ""
    issuer: str = ""
    published_on: date | None = None
    printed_at: str = ""
    check_code: str = ""


def print_notice(form: NoticeSheet) -> bytes:
    context = {
        "form": form,
        "total_heads": sum(entry.heads for entry in form.entries),
        "total": format_yuan(sum(entry.amount_fen for entry in form.entries)),
        "names_persons": any(entry.persons for entry in form.entries),
    }
    return render_pdf("forms/notice.html", context)
