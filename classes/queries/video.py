"""Which 学时 is recorded long enough, by what, and how long it is kept (20号 五(二)).

Two sources say it: the recordings themselves, measured against the timetable, and the register of a delivered disk,
in which the institution writes the length of each 学时. What is covered by either is covered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from classes.models import Likeness, PlannedSession, Recording, TrainingClass, VideoRecord
from classes.models.footage import clock_face
from classes.queries.keeping import kept_until
from classes.queries.pinned import parameters_of
from classes.queries.teaching import sessions_of
from classes.rules.footage import HourCovered, LessonHour, Stretch, Verdict, cover, lesson_hours
from foundation.core import clock
from institutions.enums import TrainingCategory

_BEST_FIRST = (Verdict.COVERED, Verdict.HIDES, Verdict.SHORT, Verdict.MISSING)
Lesson = tuple[UUID, int]  # half-day, which 学时 of it


@dataclass(frozen=True)
class LessonCoverage:
    """One 学时: when it is by the timetable, what was recorded of it, the verdict.

    `records` stand in the register, `recordings` are files; seconds are of the files where there are any.
    """

    session: PlannedSession
    lesson: int
    hour: LessonHour
    verdict: Verdict
    records: tuple[VideoRecord, ...] = ()
    recordings: tuple[Recording, ...] = ()
    covered_seconds: int = 0
    longest_seconds: int = 0

    @property
    def is_covered(self) -> bool:
        return self.verdict == Verdict.COVERED

    @property
    def minutes(self) -> int:
        return self.longest_seconds // 60

    @property
    def is_exempt(self) -> bool:
        return self.verdict == Verdict.EXEMPT

    @property
    def hides_somebody(self) -> bool:
        return self.verdict == Verdict.HIDES

    @property
    def is_short(self) -> bool:
        return self.verdict == Verdict.SHORT

    @property
    def longest(self) -> str:
        """9:59, as minutes and seconds."""
        return clock_face(self.longest_seconds)

    @property
    def seconds(self) -> int:
        """How long the 学时 is."""
        return int((self.hour.ends - self.hour.starts).total_seconds())


@dataclass(frozen=True)
class VideoCoverage:
    """Every 学时 of a class against the minimum of the parameters; 企业职工培训 is exempt (R107).

    `astray` are recordings that lie in no 学时 of the class: another day, an empty room, an unknown beginning.
    """

    lines: tuple[LessonCoverage, ...]
    min_minutes: int
    is_exempt: bool
    kept_until: date
    evidence_until: date
    astray: tuple[Recording, ...] = field(default=())

    @property
    def min_seconds(self) -> int:
        return self.min_minutes * 60

    @property
    def days_left(self) -> int:
        """Until the term of what is no evidence is over; 0 from then on."""
        return max(0, (self.kept_until - clock.today()).days)

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
    """Coverage of all half-days, or of the given ones, in three queries at most; kept as `keeping` says."""
    wanted = sessions_of(training_class) if sessions is None else sessions
    parameters = parameters_of(training_class)
    files = counting_recordings([training_class.pk])[training_class.pk]
    lines = lessons_covered([(training_class, wanted)], {training_class.pk: files})
    used = {each.pk for line in lines.values() for each in line.recordings}
    return VideoCoverage(
        lines=tuple(lines.values()),
        min_minutes=parameters.whole("video_min_minutes"),
        is_exempt=is_exempt(training_class),
        kept_until=kept_until(training_class, is_evidence=False),
        evidence_until=kept_until(training_class, is_evidence=True),
        astray=tuple(each for each in files if each.pk not in used),
    )


def is_exempt(training_class: TrainingClass) -> bool:
    """企业职工培训 needs no recordings (20号 五(二), R107)."""
    return training_class.category == TrainingCategory.ENTERPRISE_STAFF


def counting_recordings(class_ids: Iterable[UUID]) -> dict[UUID, list[Recording]]:
    """Files whose footage is known and was not used before, per class, in one query."""
    reused = Likeness.objects.reused().filter(recording=OuterRef("pk"))
    rows = Recording.objects.counting().filter(~Exists(reused), training_class__in=list(class_ids))
    found: dict[UUID, list[Recording]] = defaultdict(list)
    for each in rows.order_by("starts_at", "added_at"):
        found[each.training_class_id].append(each)
    return found


def lessons_covered(
    classes: Iterable[tuple[TrainingClass, Sequence[PlannedSession]]],
    files: Mapping[UUID, Sequence[Recording]],
) -> dict[Lesson, LessonCoverage]:
    """Every 学时 of the given half-days, in one query for the register."""
    pairs = list(classes)
    registered: dict[Lesson, list[VideoRecord]] = defaultdict(list)
    ids = [session.pk for _, sessions in pairs for session in sessions]
    for record in VideoRecord.objects.filter(session__in=ids):
        registered[record.session_id, record.lesson].append(record)
    return {
        (line.session.pk, line.lesson): line
        for training_class, sessions in pairs
        for line in _lines(training_class, sessions, files.get(training_class.pk, ()), registered)
    }


def _lines(
    training_class: TrainingClass,
    sessions: Sequence[PlannedSession],
    files: Sequence[Recording],
    registered: Mapping[Lesson, Sequence[VideoRecord]],
) -> Iterable[LessonCoverage]:
    parameters = parameters_of(training_class)
    minutes, wanted = parameters.whole("minutes_per_lesson"), parameters.whole("video_min_minutes")
    stretches = [stretch for each in files for stretch in stretches_of(each)]
    by_id = {each.pk: each for each in files}
    for session in sessions:
        hours = lesson_hours(*_from_to(session), session.lessons, minutes)
        near = [each for each in stretches if each.ends > hours[0].starts and each.starts < hours[-1].ends]
        found = cover(hours, near, min_minutes=wanted, is_exempt=is_exempt(training_class))
        for lesson, (hour, measured) in enumerate(zip(hours, found, strict=True), 1):
            records = tuple(registered.get((session.pk, lesson), ()))
            recordings = tuple(by_id[pk] for pk in measured.recordings)
            yield _line(session, lesson, hour, measured, records, recordings, wanted)


def _line(
    session: PlannedSession,
    lesson: int,
    hour: LessonHour,
    measured: HourCovered,
    records: tuple[VideoRecord, ...],
    recordings: tuple[Recording, ...],
    wanted: int,
) -> LessonCoverage:
    written = max((record.minutes for record in records), default=0) * 60
    return LessonCoverage(
        session=session,
        lesson=lesson,
        hour=hour,
        verdict=_better(measured.verdict, _verdict_of_register(records, wanted)),
        records=records,
        recordings=recordings,
        covered_seconds=measured.covered_seconds or written,
        longest_seconds=max(measured.longest_seconds, written),
    )


def _verdict_of_register(records: Sequence[VideoRecord], wanted: int) -> Verdict:
    long_enough = [record for record in records if record.minutes >= wanted]
    if any(record.shows_everybody for record in long_enough):
        return Verdict.COVERED
    if long_enough:
        return Verdict.HIDES
    return Verdict.SHORT if records else Verdict.MISSING


def _better(measured: Verdict, registered: Verdict) -> Verdict:
    return measured if measured == Verdict.EXEMPT else min(measured, registered, key=_BEST_FIRST.index)


def stretches_of(recording: Recording) -> list[Stretch]:
    """The unbroken parts of a recording on the clock; none while nobody knows when it begins."""
    if recording.starts_at is None:
        return []
    return [
        Stretch(
            recording.starts_at + timedelta(milliseconds=begins),
            recording.starts_at + timedelta(milliseconds=ends),
            recording.pk,
            recording.shows_everybody,
        )
        for begins, ends in recording.stretches
    ]


def _from_to(session: PlannedSession) -> tuple[datetime, datetime]:
    return (
        datetime.combine(session.date, session.starts_at, tzinfo=clock.CHINA),
        datetime.combine(session.date, session.ends_at, tzinfo=clock.CHINA),
    )
