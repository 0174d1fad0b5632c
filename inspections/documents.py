"""The printed form of a spot check: 8号 表11. Data in, PDF out; nothing is queried here."""

from dataclasses import dataclass
from datetime import datetime

from foundation.core.pdf import render_pdf


@dataclass(frozen=True, kw_only=True)
class SpotCheckForm:
    """表11 核查情况登记表; every field left out prints as an empty cell.

    `checked_at` is an instant, printed to the minute in the office's time. The answers to the yes/no
    questions are text ("是", "否，缺 3 套"). Signatures are `data:` URIs; where one is
    missing the typed name is printed.
    """

    institution_name: str = ""
    class_number: str = ""
    category: str = ""
    occupation: str = ""
    checked_at: datetime | None = None
    venue: str = ""
    inspectors: str = ""
    expected: int | None = None
    present: int | None = None
    absentees: str = ""
    material_issued: str = ""
    follows_course_plan: str = ""
    teaching_log: str = ""
    problems: str = ""
    video_complete_and_clear: str = ""
    teacher: str = ""
    teacher_signature_uri: str = ""
    class_manager: str = ""
    class_manager_signature_uri: str = ""
    inspector_signature_uris: tuple[str, ...] = ()
    printed_at: str = ""
    check_code: str = ""


def print_spot_check_form(form: SpotCheckForm) -> bytes:
    return render_pdf("forms/spot_check.html", {"form": form})
