"""点名: who should be in class at the inspected half-day, and what the sign-in sheet says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from classes.enums import Half
from classes.models import Enrolment, PlannedSession, TrainingClass
from classes.queries.pinned import parameters_of
from classes.queries.teaching import expected_on, presences, roster_of, session_counts
from foundation.core import clock
from inspections.enums import InspectionKind
from inspections.models import (
    Inspection,
)

NOON = time(12, 30)


@dataclass(frozen=True)
class RollLine:
    """One name of the roll call: whether the sign-in sheet of the same half-day says that he came."""

    enrolment: Enrolment
    has_signed_in: bool
    absence_reason: str


@dataclass(frozen=True)
class PhotoRule:
    """How many photographs a record on the spot cannot do without, and how many the office asks for."""

    needed: int
    wanted: int


@dataclass(frozen=True)
class RollCall:
    """应到 (approved roster less withdrawals) and, where a sheet is begun, how many have signed in."""

    session: PlannedSession | None
    lines: tuple[RollLine, ...]
    signed_in: int | None
    photos: PhotoRule

    @property
    def expected(self) -> int:
        return len(self.lines)


def session_at(training_class: TrainingClass, moment: datetime) -> PlannedSession | None:
    """The half-day in which the moment lies."""
    local = clock.local(moment)
    half = Half.MORNING if local.time() < NOON else Half.AFTERNOON
    rows = PlannedSession.objects.filter(training_class=training_class, date=local.date(), half=half)
    return rows.select_related("teacher").first()


def roll_call(inspection: Inspection, moment: datetime | None = None) -> RollCall:
    """The names to be called, of the inspection's half-day or of the half-day of `moment`."""
    session = inspection.session or session_at(inspection.training_class, moment or clock.now())
    day = session.date if session else clock.local(moment or clock.now()).date()
    roster = expected_on(roster_of(inspection.training_class), day)
    found = presences([session]) if session else {}
    lines = []
    for each in roster:
        presence = found.get((session.pk, each.pk)) if session else None
        lines.append(
            RollLine(each, bool(presence and presence.came), presence.absence_reason if presence else "")
        )
    signed_in = sum(line.has_signed_in for line in lines) if found else None
    return RollCall(session, tuple(lines), signed_in, photo_rule(inspection.training_class))


def photo_rule(training_class: TrainingClass) -> PhotoRule:
    parameters = parameters_of(training_class)
    return PhotoRule(parameters.whole("inspection_photos_min"), parameters.whole("inspection_photos_wanted"))


def expected_at(session: PlannedSession) -> int:
    """应到 of one half-day."""
    return session_counts(session).expected


def signed_in_now(inspection: Inspection) -> int | None:
    """What the sign-in sheet of the inspected half-day says today; None while nothing is written on it.

    The sheet may be filled in after the inspectors have gone: the difference is found all the same (F17).
    """
    if inspection.session is None:
        return None
    counts = session_counts(inspection.session)
    return counts.came if counts.marked else None


def count_difference(inspection: Inspection) -> int:
    """Signed in less counted; above zero: people have signed who were not there."""
    if inspection.kind != InspectionKind.ON_SITE or inspection.present_count is None:
        return 0
    signed_in = signed_in_now(inspection)
    return 0 if signed_in is None else signed_in - inspection.present_count
