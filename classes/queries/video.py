"""Which 学时 is recorded long enough, where it lies, and how long it is kept (20号 五(二))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from classes.models import PlannedSession, TrainingClass, VideoRecord
from classes.queries.pinned import parameters_of
from classes.queries.teaching import sessions_of
from foundation.core.workdays import retained_until
from institutions.enums import TrainingCategory


@dataclass(frozen=True)
class LessonCoverage:
    """One 学时 and its recordings; covered when one of them is long enough and shows everybody."""

    session: PlannedSession
    lesson: int
    records: tuple[VideoRecord, ...]
    is_covered: bool

    @property
    def minutes(self) -> int:
        return max((record.minutes for record in self.records), default=0)

    @property
    def hides_somebody(self) -> bool:
        return bool(self.records) and not any(record.shows_everybody for record in self.records)


@dataclass(frozen=True)
class VideoCoverage:
    """Every 学时 of a class against the minimum of the parameters; 企业职工培训 is exempt (R107)."""

    lines: tuple[LessonCoverage, ...]
    min_minutes: int
    is_exempt: bool
    kept_until: date
    evidence_until: date

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def covered(self) -> int:
        return sum(line.is_covered for line in self.lines)

    @property
    def missing(self) -> tuple[LessonCoverage, ...]:
        return () if self.is_exempt else tuple(line for line in self.lines if not line.is_covered)

    def of_session(self, session_id: UUID) -> tuple[LessonCoverage, ...]:
        return tuple(line for line in self.lines if line.session.pk == session_id)


def video_coverage(
    training_class: TrainingClass, sessions: Sequence[PlannedSession] | None = None
) -> VideoCoverage:
    """Coverage of all half-days, or of the given ones; `kept_until` counts from the end of the class (A42, A43)."""
    wanted = sessions_of(training_class) if sessions is None else sessions
    parameters = parameters_of(training_class)
    minimum = parameters.whole("video_min_minutes")
    return VideoCoverage(
        lines=tuple(_lines(wanted, minimum)),
        min_minutes=minimum,
        is_exempt=training_class.category == TrainingCategory.ENTERPRISE_STAFF,
        kept_until=retained_until(training_class.ends_on, parameters.whole("video_retention_years")),
        evidence_until=retained_until(training_class.ends_on, parameters.whole("evidence_retention_years")),
    )


def _lines(sessions: Sequence[PlannedSession], minimum: int) -> Iterable[LessonCoverage]:
    records: dict[tuple[UUID, int], list[VideoRecord]] = defaultdict(list)
    for record in VideoRecord.objects.filter(session__in=[session.pk for session in sessions]):
        records[record.session_id, record.lesson].append(record)
    for session in sessions:
        for lesson in range(1, session.lessons + 1):
            found = tuple(records[session.pk, lesson])
            covered = any(record.minutes >= minimum and record.shows_everybody for record in found)
            yield LessonCoverage(session, lesson, found, covered)
