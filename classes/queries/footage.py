"""The recordings of a class and of the county: what is here, what it weighs, who watched it, what was noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from classes.enums import RecordingState
from classes.models import FootageNote, Likeness, Recording, TrainingClass
from classes.queries.video import LessonCoverage, VideoCoverage
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.models import Entry

WATCHED = "footage.watch"
MOST_WATCHED = (
    50  # lines on the page of a recording; every part that was played is one, all stand in the record
)
WATCHERS = (
    Role.INSPECTOR,
    Role.INSPECTION_HEAD,
    Role.THIRD_PARTY_SUPERVISOR,
    Role.TRAINING_OFFICER,
    Role.TRAINING_HEAD,
    Role.DEPUTY_DIRECTOR,
    Role.DIRECTOR,
    Role.AUDITOR,
    Role.INSTITUTION_MANAGER,
    Role.CLASS_TEACHER,
)
NOTERS = (
    Role.INSPECTOR,
    Role.INSPECTION_HEAD,
    Role.THIRD_PARTY_SUPERVISOR,
    Role.TRAINING_OFFICER,
    Role.TRAINING_HEAD,
)


@dataclass(frozen=True)
class AlikeLine:
    """An earlier recording with the same footage; of one of another institution only that there is one."""

    likeness: Likeness
    is_told: bool


@dataclass(frozen=True)
class RecordingPage:
    """One recording: its notes, what else it is like, the 学时 it covers, who watched it last (None: not shown)."""

    recording: Recording
    notes: tuple[FootageNote, ...]
    likenesses: tuple[AlikeLine, ...]
    lines: tuple[LessonCoverage, ...]
    watched: tuple[Entry, ...] | None


def bytes_under_way(institution_id: UUID) -> int:
    """What an institution's uploads will weigh once they are kept as files, each at its full size."""
    rows = Recording.objects.filter(
        training_class__institution=institution_id,
        state__in=[RecordingState.UPLOADING, RecordingState.WAITING],
        file__isnull=True,
    )
    total: int | None = rows.aggregate(total=Sum("size"))["total"]
    return total or 0


def recordings_of(training_class: TrainingClass) -> list[Recording]:
    """Every file of a class with what it is like, uploads under way first, then by their beginning."""
    rows = Recording.objects.filter(training_class=training_class).prefetch_related("likenesses")
    return list(rows.order_by(F("starts_at").asc(nulls_first=True), "added_at"))


def recording_page(recording: Recording, coverage: VideoCoverage, actor: Actor) -> RecordingPage:
    """`watched` is told to the bureau and the auditors only."""
    return RecordingPage(
        recording=recording,
        notes=tuple(notes_of(recording)),
        likenesses=tuple(_alike(recording, actor)),
        lines=tuple(line for line in coverage.lines if recording in line.recordings),
        watched=tuple(watched_of(recording)[:MOST_WATCHED]) if actor.reads_everything else None,
    )


def _alike(recording: Recording, actor: Actor) -> Iterator[AlikeLine]:
    found = recording.likenesses.select_related("earlier__training_class__occupation")
    told = set(
        Recording.objects.visible_to(actor)
        .filter(pk__in=found.order_by().values("earlier"))
        .values_list("pk", flat=True)
    )
    yield from (AlikeLine(each, each.earlier_id in told) for each in found)


def notes_of(recording: Recording) -> QuerySet[FootageNote]:
    return recording.notes.select_related("written_by").order_by("second", "written_at")


def notes_of_class(training_class: TrainingClass) -> list[FootageNote]:
    """What was noted on its recordings, in the order of the days; feeds the 视频调阅 record (表11)."""
    rows = FootageNote.objects.filter(recording__training_class=training_class)
    return list(rows.select_related("recording", "written_by").order_by("recording__starts_at", "second"))


def watched_of(recording: Recording) -> QuerySet[Entry]:
    """Who watched it when, the latest first; from the record that nobody can change."""
    return (
        Entry.objects.of_record(Recording._meta.label_lower, recording.pk)
        .filter(action=WATCHED)
        .order_by("-seq")
    )


def recording_list(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Recording]:
    """The searchable index of all recordings, on the server and on disks: by name, disk, digest or class."""
    rows = Recording.objects.visible_to(actor).select_related(
        "training_class__institution__organisation", "training_class__occupation"
    )
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(disk_label__icontains=text)
            | Q(sha256__startswith=text.lower())
            | Q(training_class__number__icontains=text)
            | Q(training_class__institution__organisation__name__icontains=text)
        )
    if state:
        rows = rows.filter(state=state)
    return rows.order_by(F("starts_at").desc(nulls_last=True), "-added_at", "pk")
