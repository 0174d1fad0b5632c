"""What is kept while a class is taught: 表4 签到表, 表5 课程计划表, 表6 教学日志."""

from dataclasses import dataclass
from datetime import date, time

from foundation.core.pdf import render_pdf

PLACES_PER_COLUMN = 10
COLUMNS_PER_SHEET = 5
PLACES_PER_SHEET = PLACES_PER_COLUMN * COLUMNS_PER_SHEET
DAYS_PER_SHEET = 10
LOG_SESSIONS = 2
LOG_ABSENCE_ROWS = 4

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, kw_only=True)
class SignInPlace:
    """A numbered place of 表4; the two times are text ("08:02", "补签 08:40"), empty where nobody signed."""

    number: int
    name: str = ""
    signed_in: str = ""
    signed_out: str = ""


@dataclass(frozen=True, kw_only=True)
class SignInSheet:
    """表4 签到表 of one half-day; `half_day` is "上" or "下". A class above 50 gets further sheets (A35)."""

    institution_name: str = ""
    occupation: str = ""
    class_number: str = ""
    held_on: date | None = None
    half_day: str = ""
    places: tuple[SignInPlace, ...] = ()
    content: str = ""
    class_manager: str = ""
    teacher: str = ""
    printed_at: str = ""
    check_code: str = ""


def print_sign_in_sheet(form: SignInSheet) -> bytes:
    last = max((place.number for place in form.places), default=1)
    taken = {place.number: place for place in form.places}
    sheets = [_sign_in_page(taken, first) for first in range(1, last + 1, PLACES_PER_SHEET)]
    return render_pdf("forms/sign_in_sheet.html", {"form": form, "sheets": sheets})


def _sign_in_page(taken: dict[int, SignInPlace], first: int) -> dict[str, object]:
    """Fifty places from `first` on: numbers run down a column of ten, then on to the next column."""
    columns = range(first, first + PLACES_PER_SHEET, PLACES_PER_COLUMN)
    rows = [
        [taken.get(top + offset, SignInPlace(number=top + offset)) for top in columns]
        for offset in range(PLACES_PER_COLUMN)
    ]
    return {"columns": columns, "rows": rows}


@dataclass(frozen=True, kw_only=True)
class PlanSession:
    """One half-day of 表5; `mode` is 理论 or 实操."""

    starts_at: time | None = None
    ends_at: time | None = None
    content: str = ""
    mode: str = ""
    teacher: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanDay:
    held_on: date | None = None
    morning: PlanSession = PlanSession()
    afternoon: PlanSession = PlanSession()


@dataclass(frozen=True, kw_only=True)
class CoursePlanForm:
    """表5 课程计划表: ten days on a sheet as printed, longer courses on continuation sheets."""

    institution_name: str = ""
    occupation: str = ""
    class_number: str = ""
    days: tuple[PlanDay, ...] = ()
    printed_at: str = ""
    check_code: str = ""


def print_course_plan(form: CoursePlanForm) -> bytes:
    missing = -len(form.days) % DAYS_PER_SHEET if form.days else DAYS_PER_SHEET
    days = [
        {"title": day_title(number), "plan": day}
        for number, day in enumerate(form.days + (PlanDay(),) * missing, start=1)
    ]
    sheets = [days[start : start + DAYS_PER_SHEET] for start in range(0, len(days), DAYS_PER_SHEET)]
    return render_pdf("forms/course_plan.html", {"form": form, "sheets": sheets})


def day_title(number: int) -> str:
    """The day as the form counts it, 第一天 to 第九十九天."""
    tens, ones = divmod(number, 10)
    words = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return f"第{words}{_DIGITS[ones] if ones else ''}天"


@dataclass(frozen=True, kw_only=True)
class LogSession:
    """One row of 教学情况纪实."""

    starts_at: time | None = None
    ends_at: time | None = None
    content: str = ""
    after_class: str = ""
    conduct: str = ""
    suggestion: str = ""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A trainee who did not come; `missed_lessons` is text, since halves occur ("4", "2.5")."""

    name: str = ""
    reason: str = ""
    missed_lessons: str = ""


@dataclass(frozen=True, kw_only=True)
class TeachingLogForm:
    """表6 教学日志 of one day. 班级人数 = 实到 + 未到, and 未到 = the number of `absences` (A22)."""

    institution_name: str = ""
    occupation: str = ""
    class_number: str = ""
    held_on: date | None = None
    class_name: str = ""
    venue: str = ""
    enrolled: int | None = None
    present: int | None = None
    absent: int | None = None
    teaching_mode: str = ""
    teachers: str = ""
    class_manager: str = ""
    lessons_per_day: str = ""
    sessions: tuple[LogSession, ...] = ()
    class_events: str = ""
    absences: tuple[Absence, ...] = ()
    printed_at: str = ""
    check_code: str = ""


def print_teaching_log(form: TeachingLogForm) -> bytes:
    sessions = form.sessions + (LogSession(),) * (LOG_SESSIONS - len(form.sessions))
    pairs = _absence_pairs(form.absences)
    context = {"form": form, "sessions": sessions, "absence_pairs": pairs, "remark_span": len(pairs) + 1}
    return render_pdf("forms/teaching_log.html", context)


def _absence_pairs(absences: tuple[Absence, ...]) -> list[tuple[Absence, Absence]]:
    """The list set in two column groups, the left one filled first."""
    rows = max(LOG_ABSENCE_ROWS, (len(absences) + 1) // 2)
    padded = absences + (Absence(),) * (2 * rows - len(absences))
    return list(zip(padded[:rows], padded[rows:], strict=True))
