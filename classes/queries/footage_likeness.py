"""Which recordings show the same footage: looked up by digest and by equal bands, never pair by pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count, QuerySet

from classes.enums import LikenessDecision
from classes.models import FrameMark, Likeness, Recording
from classes.rules.likeness import Mark, Match, same_footage
from foundation.accounts.actor import Actor

_BANDS = ("band_0", "band_1", "band_2", "band_3")
_BAND_BITS = 16
_MOST_CANDIDATES = 50  # recordings that share most bands; all are compared in memory


def with_digests(digests: Iterable[str]) -> dict[str, list[Recording]]:
    """Digest → recordings of these very bytes, in any class, the first begun first. One query, however many."""
    found: dict[str, list[Recording]] = defaultdict(list)
    rows = Recording.objects.counting().filter(sha256__in={each for each in digests if each})
    for each in rows.order_by("added_at", "pk"):
        found[each.sha256].append(each)
    return found


def alike_by_pictures(recording: Recording, marks: Sequence[Mark]) -> dict[UUID, Match]:
    """Recordings whose changing moments agree, with how; five queries, one per band and one for the candidates."""
    shared: Counter[UUID] = Counter()
    for place, band in enumerate(_BANDS):
        values = {mark.bands[place] for mark in marks}
        rows = FrameMark.objects.filter(**{f"{band}__in": values}).exclude(recording=recording)
        shared.update(dict(rows.order_by().values_list("recording").annotate(marks=Count("pk"))))
    candidates = [pk for pk, _ in shared.most_common(_MOST_CANDIDATES)]
    matches = {pk: same_footage(marks, theirs) for pk, theirs in marks_of(candidates).items()}
    return {pk: match for pk, match in matches.items() if match}


def marks_of(recordings: Sequence[UUID]) -> dict[UUID, list[Mark]]:
    found: dict[UUID, list[Mark]] = defaultdict(list)
    for row in FrameMark.objects.filter(recording__in=recordings).order_by("recording", "second"):
        bits = 0
        for place, band in enumerate(_BANDS):
            bits |= getattr(row, band) << (place * _BAND_BITS)
        found[row.recording_id].append(Mark(row.second, bits))
    return found


def likenesses(actor: Actor, *, decision: str = LikenessDecision.PENDING) -> QuerySet[Likeness]:
    """Recordings that were used before, the latest first, with both classes."""
    rows = Likeness.objects.visible_to(actor).select_related(
        "recording__training_class__institution__organisation",
        "recording__training_class__occupation",
        "earlier__training_class__institution__organisation",
        "earlier__training_class__occupation",
        "decided_by",
    )
    return rows.filter(decision=decision) if decision else rows
