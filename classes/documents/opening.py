"""What is handed in to open a class: 表2 开班请示 and 表3 花名册."""

from dataclasses import dataclass
from datetime import date

from foundation.core.pdf import render_pdf

BLANK_ROSTER_ROWS = 15


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """One 意见 cell: what was said, who signed it, on which day."""

    text: str = ""
    signer: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpeningRequest:
    """表2 开班报告的开班请示.

    `bases` are the documents in force, title and number as cited (the form's own print names an outdated
    plan: A33). The counts are computed from the roster, never typed.
    """

    year: int | None = None
    class_number: str = ""
    bases: tuple[str, ...] = ()
    institution_name: str = ""
    registered_on: date | None = None
    occupation: str = ""
    total: int | None = None
    men: int | None = None
    women: int | None = None
    migrant_workers: int | None = None
    lifted_from_poverty: int | None = None
    registered_unemployed: int | None = None
    laid_off_veterans: int | None = None
    certificate_holders: int | None = None
    venue: str = ""
    training_period: str = ""
    lessons: str = ""
    teachers: str = ""
    class_manager: str = ""
    legal_representative: str = ""
    filed_on: date | None = None
    officer_opinion: Opinion = Opinion()
    head_opinion: Opinion = Opinion()
    leader_opinion: Opinion = Opinion()
    printed_at: str = ""
    check_code: str = ""


def print_opening_request(form: OpeningRequest) -> bytes:
    return render_pdf("forms/opening_request.html", {"form": form})


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One trainee of 表3."""

    number: int | None = None
    name: str = ""
    sex: str = ""
    identity_number: str = ""
    category: str = ""
    education: str = ""
    registered_address: str = ""
    employment_certificate_number: str = ""
    voucher_number: str = ""
    phone: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class RosterForm:
    """表3 培训学员花名册. The annex does not print it: its columns are inferred (A22), and it says so."""

    institution_name: str = ""
    occupation: str = ""
    class_number: str = ""
    filled_on: date | None = None
    rows: tuple[RosterRow, ...] = ()
    class_manager: str = ""
    verified_by: str = ""
    verified_on: date | None = None
    printed_at: str = ""
    check_code: str = ""


def print_roster_form(form: RosterForm) -> bytes:
    rows = form.rows or (RosterRow(),) * BLANK_ROSTER_ROWS
    total = len(form.rows) or ""
    return render_pdf("forms/roster.html", {"form": form, "rows": rows, "total": total})
