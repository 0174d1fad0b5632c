"""Until when each recording is kept, what holds it longer, what may be proposed for destruction (A42, A43)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from classes.enums import ClassState, DestructionState, LikenessDecision, RecordingState
from classes.models import (
    DestructionList,
    Enrolment,
    FootageHold,
    FootageNote,
    Likeness,
    Recording,
    TrainingClass,
)
from classes.queries.pinned import parameters_of
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.workdays import add_months, retained_until
from foundation.policy.queries import office_parameters
from trainees.models import Dispute

UNSETTLED = frozenset(
    {ClassState.AWAITING_ACCEPTANCE, ClassState.ACCEPTANCE_FAILED, ClassState.ACCEPTED, ClassState.CLAIMING}
)
SETTLED = frozenset({ClassState.PAID, ClassState.ARCHIVED, ClassState.TERMINATED})

Holding = Callable[[Sequence[UUID]], Iterable[UUID]]
_holdings: dict[str, Holding] = {}


@dataclass(frozen=True)
class Kept:
    """One recording: the last day on which it must be here, whether as evidence, and what holds it beyond that."""

    recording: Recording
    until: date
    is_evidence: bool
    holds: tuple[str, ...]

    @property
    def is_due(self) -> bool:
        return self.until < clock.today() and not self.holds


def holds_footage(label: str) -> Callable[[Holding], Holding]:
    """An upper app says which of these classes it holds, and why in a word: an open finding."""

    def register(holding: Holding) -> Holding:
        _holdings[label] = holding
        return holding

    return register


def kept(recordings: Sequence[Recording]) -> list[Kept]:
    """Term and holds of each, in the same order; the queries do not grow with the list."""
    held = holds_of({each.training_class for each in recordings})
    evidence = _evidence([each.pk for each in recordings])
    return [
        Kept(
            each,
            kept_until(each.training_class, is_evidence=each.pk in evidence),
            each.pk in evidence,
            held[each.training_class_id],
        )
        for each in recordings
    ]


def kept_until(training_class: TrainingClass, *, is_evidence: bool) -> date:
    """Counted from the end of the class or from the day on which its case was settled, the later (A42)."""
    since = training_class.ends_on
    if training_class.state in SETTLED:
        since = max(since, clock.local(training_class.state_since).date())
    key = "evidence_retention_years" if is_evidence else "video_retention_years"
    return retained_until(since, parameters_of(training_class).whole(key))


def holds_of(classes: Iterable[TrainingClass]) -> Mapping[UUID, tuple[str, ...]]:
    """What keeps the recordings of each class whatever the term says: a word for each reason."""
    by_id = {each.pk: each for each in classes}
    found: dict[UUID, list[str]] = defaultdict(list)
    for hold in FootageHold.objects.filter(training_class__in=by_id, lifted_at__isnull=True):
        found[hold.training_class_id].append(f"暂停销毁（{hold.reason}）")
    for pk, each in by_id.items():
        if each.state in UNSETTLED:
            found[pk].append("验收、补贴未办结")
    for pk in _disputed(by_id):
        found[pk].append("本人异议未办结")
    for label, holding in sorted(_holdings.items()):
        for pk in holding(list(by_id)):
            found[pk].append(label)
    return defaultdict(tuple, {pk: tuple(reasons) for pk, reasons in found.items()})


def _disputed(classes: Mapping[UUID, TrainingClass]) -> set[UUID]:
    """Classes in which somebody speaks against his record."""
    open_ones = Dispute.objects.freezing().values("person")
    rows = Enrolment.objects.filter(training_class__in=classes, person__in=open_ones)
    return set(rows.values_list("training_class_id", flat=True))


def _evidence(recordings: Sequence[UUID]) -> set[UUID]:
    """On which a problem was noted, or that were found used twice, either of the two."""
    noted = FootageNote.objects.filter(recording__in=recordings, is_problem=True)
    found = set(noted.values_list("recording_id", flat=True))
    twice = Likeness.objects.filter(Q(recording__in=recordings) | Q(earlier__in=recordings))
    for pair in twice.exclude(decision=LikenessDecision.DIFFERENT).values_list("recording_id", "earlier_id"):
        found.update(pair)
    return found


def over_term(actor: Actor) -> QuerySet[Recording]:
    """Recordings on the server whose term is over, held or not, the oldest class first; none that is on a live list.

    By the years in force today; `kept` is the judge of each, by those of its class.
    """
    years = office_parameters(clock.today())
    noted = FootageNote.objects.filter(recording=OuterRef("pk"), is_problem=True)
    twice = Likeness.objects.filter(Q(recording=OuterRef("pk")) | Q(earlier=OuterRef("pk")))
    is_evidence = Exists(noted) | Exists(twice.exclude(decision=LikenessDecision.DIFFERENT))
    listed = DestructionList.objects.exclude(state=DestructionState.REFUSED)
    return (
        Recording.objects.visible_to(actor)
        .filter(
            ~is_evidence | _settled_before(years.whole("evidence_retention_years")),
            _settled_before(years.whole("video_retention_years")),
            state=RecordingState.READ,
        )
        .exclude(destructions__destruction__in=listed)
        .select_related("training_class__institution__organisation", "training_class__occupation")
        .order_by("training_class__ends_on", "training_class__number", "starts_at", "pk")
    )


def _settled_before(years: int) -> Q:
    """Classes that ended, and if they are settled were settled, more than so many years ago."""
    last = add_months(clock.today(), -12 * years)
    is_settled = Q(training_class__state__in=SETTLED)
    return Q(training_class__ends_on__lt=last) & (~is_settled | Q(training_class__state_since__date__lt=last))


def past_term(actor: Actor, recordings: Collection[UUID]) -> list[Kept]:
    """Of these recordings those whose term is over, held or not."""
    rows = over_term(actor).filter(pk__in=recordings)
    return [each for each in kept(list(rows)) if each.until < clock.today()]


def destruction_lists(actor: Actor) -> QuerySet[DestructionList]:
    return DestructionList.objects.visible_to(actor).select_related("created_by", "approved_by")


def items_of(destruction: DestructionList) -> list[Kept]:
    """What stands on a list, with term and holds as they are today."""
    rows = Recording.objects.filter(destructions__destruction=destruction).select_related(
        "training_class__institution__organisation", "training_class__occupation"
    )
    return kept(list(rows.order_by("training_class__number", "starts_at")))


def holds_in_force(actor: Actor) -> QuerySet[FootageHold]:
    rows = FootageHold.objects.filter(
        lifted_at__isnull=True, training_class__in=TrainingClass.objects.visible_to(actor).values("pk")
    )
    return rows.select_related("training_class__occupation", "training_class__institution", "placed_by")
