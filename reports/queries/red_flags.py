"""数据疑点: the finished classes of a year as the rules of the red flags read them, and what stands out.

Nothing is stored: a red flag is a way of looking at what was recorded, and says the same to whoever looks at the same
records. Four reads whatever the number of classes, all scoped to the person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q

from classes.enums import FINISHED_STATES, VERIFIED_STATES, ClassState, EnrolmentState
from classes.models import AttendanceMark, Enrolment, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.results import EMPLOYED
from foundation.accounts.actor import Actor
from foundation.policy.types import Parameters
from institutions.enums import NEEDS_CITY_FILING
from reports.rules.records import ClassRecord, Limits, Outcome, Paper, Sheets
from reports.rules.red_flags import Screening, screen

EMPLOYMENT_KNOWN = FINISHED_STATES - {ClassState.EXAMINED}
"""From 结业验收 on, the proofs of employment have been handed in and looked at."""

Counts = Mapping[str, Any]
NOBODY: Counts = {"heads": 0, "passed": 0, "verified": 0, "employed": 0}


@dataclass(frozen=True)
class Year:
    """A year's finished classes by key, in the order in which they ended, and what was asked of them."""

    number: int
    classes: Mapping[str, TrainingClass]
    screening: Screening


def year_of(number: int, actor: Actor, office: Parameters) -> Year:
    """Every question asked of what this person may see; classes count in the year in which they ended."""
    finished = TrainingClass.objects.visible_to(actor).filter(state__in=FINISHED_STATES)
    rows = finished.filter(ends_on__year=number).with_names().order_by("ends_on", "number")
    classes = {str(each.pk): each for each in rows}
    return Year(number, classes, screen(list(_records(list(classes.values()))), Limits.of(office)))


def _records(classes: Sequence[TrainingClass]) -> Iterable[ClassRecord]:
    ids = [each.pk for each in classes]
    counts, marks, sheets = _counts(ids), _marks(ids), _sheets(ids)
    for each in classes:
        parameters = parameters_of(each)
        yield ClassRecord(
            key=str(each.pk),
            institution=str(each.institution_id),
            passes=_passes(each, counts[each.pk], parameters),
            employment=_employment(each, counts[each.pk], parameters),
            papers=_papers(marks.get(each.pk, {}), parameters),
            sheets=sheets.get(each.pk),
        )


def _counts(ids: Sequence[UUID]) -> dict[UUID, Counts]:
    rows = Enrolment.objects.filter(training_class__in=ids).order_by().values("training_class_id")
    left = Q(state=EnrolmentState.WITHDRAWN)
    found = rows.annotate(
        heads=Count("pk"),
        passed=Count("pk", filter=Q(has_passed=True) & ~left),
        verified=Count("pk", filter=Q(state__in=sorted(VERIFIED_STATES))),
        employed=Count("pk", filter=EMPLOYED),
    )
    counted: dict[UUID, Counts] = {row["training_class_id"]: {**row} for row in found}
    return {pk: counted.get(pk, NOBODY) for pk in ids}


def _passes(training_class: TrainingClass, counts: Counts, parameters: Parameters) -> Outcome:
    """Passed of the approved (DR-01); the line where the pass rule is in force."""
    base = training_class.approved_count or counts["heads"]
    line = _line(base, parameters, "pass_rule", "pass_threshold")
    return Outcome(base, counts["passed"], line)


def _employment(training_class: TrainingClass, counts: Counts, parameters: Parameters) -> Outcome | None:
    """Employed of the verified (A08), where the employment rule concerns the category and all is proved."""
    is_asked = training_class.category in NEEDS_CITY_FILING and training_class.state in EMPLOYMENT_KNOWN
    if not is_asked or not counts["verified"]:
        return None
    line = _line(counts["verified"], parameters, "emp_rule", "emp_threshold")
    return Outcome(counts["verified"], counts["employed"], line)


def _line(base: int, parameters: Parameters, rule: str, threshold: str) -> int | None:
    """Heads that make the threshold exactly or just (A06); None where the document has no such rule."""
    if not parameters.flag(rule):
        return None
    wanted: Fraction = base * parameters.fraction(threshold)
    return -(-wanted.numerator // wanted.denominator)


def _marks(ids: Sequence[UUID]) -> dict[UUID, dict[str, Counter[int]]]:
    """Theory and practice marks of the first sittings: mark → heads."""
    sat = Enrolment.objects.filter(training_class__in=ids, retakes=0, was_absent_from_exam=False)
    names = ("theory_points", "practice_points")
    rows = sat.filter(theory_points__isnull=False, practice_points__isnull=False).order_by()
    found: dict[UUID, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for row in rows.values("training_class_id", *names).annotate(heads=Count("pk")):
        for name in names:
            found[row["training_class_id"]][name][row[name]] += row["heads"]
    return found


def _papers(marks: Mapping[str, Counter[int]], parameters: Parameters) -> tuple[Paper, ...]:
    subjects = (
        ("theory_points", "理论成绩", "pass_mark_theory"),
        ("practice_points", "实操成绩", "pass_mark_practice"),
    )
    return tuple(
        Paper(said, parameters.whole(line) * 100, marks[name])
        for name, said, line in subjects
        if name in marks
    )


def _sheets(ids: Sequence[UUID]) -> dict[UUID, Sheets]:
    """The closed sheets of each class, as they were closed: a later correction does not make them less even."""
    closed = AttendanceMark.objects.filter(
        session__training_class__in=ids, session__closed_at__isnull=False
    ).order_by()
    rows = closed.values(owner=F("session__training_class_id"), sheet=F("session_id")).annotate(
        proposed=F("session__starts_at"),
        expected=Count("pk"),
        came=Count("signed_in_at"),
        first=Min("signed_in_at"),
        last=Max("signed_in_at"),
    )
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["owner"]].append(row)
    return {pk: _sheets_of(lines) for pk, lines in found.items()}


def _sheets_of(lines: Sequence[dict[str, Any]]) -> Sheets:
    away = [row["expected"] - row["came"] for row in lines]
    return Sheets(
        half_days=len(lines),
        sign_ins=sum(row["expected"] for row in lines),
        away=sum(away),
        is_even=len(set(away)) == 1,
        same_minute=sum(_is_same_minute(row) for row in lines),
    )


def _is_same_minute(row: Mapping[str, Any]) -> bool:
    if row["came"] < 2:
        return False
    first = _minute(row["first"])
    return first == _minute(row["last"]) and first != _minute(row["proposed"])


def _minute(moment: time) -> tuple[int, int]:
    return moment.hour, moment.minute
