"""Is the class head there while his class is taught (8号 二(4), R019)? He is not booked: one may head two classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from classes.enums import DEAD_STATES, EDITABLE_STATES, BookingKind
from classes.models import PlannedSession, TrainingClass
from classes.queries.bookings import Need, clash_with, clashes, plan_needs, teacher_keys
from classes.rules.booking import Clash, Span, joined, judge_class_head, span_of
from classes.rules.ruling import Ruling


@dataclass(frozen=True)
class _Headed:
    """Another class that is handed in: under which keys its head is known, and when it is taught."""

    training_class: TrainingClass
    keys: frozenset[str]
    spans: list[Span]


def class_head(training_class: TrainingClass) -> Ruling:
    """Its head against what he teaches elsewhere, its teachers against the classes that they head, and heads twice."""
    head = training_class.class_head
    if head is None:
        return judge_class_head("", teaching=(), heading=())
    planned = plan_needs(training_class)
    taught = [need for need in planned if need.kind == BookingKind.TEACHER]
    hours = joined(span for need in taught for span in need.spans)
    present = [Need(BookingKind.TEACHER, key, head.name, hours) for key in teacher_keys(head)]
    others = _headed(training_class, {head.name, *(need.label for need in taught)})
    return judge_class_head(
        head.name,
        teaching=[*clashes(training_class, present), *_met(training_class, taught, others)],
        heading=_met(training_class, present, others),
    )


def _headed(training_class: TrainingClass, names: Iterable[str]) -> list[_Headed]:
    """Classes on some of the same days whose head has one of these names. Two queries."""
    classes = (
        TrainingClass.objects.exclude(state__in=DEAD_STATES | EDITABLE_STATES)
        .exclude(pk=training_class.pk)
        .filter(
            class_head__name__in=set(names),
            starts_on__lte=training_class.ends_on,
            ends_on__gte=training_class.starts_on,
        )
        .select_related("class_head", "occupation")
        .order_by("number")
    )
    found = list(classes)
    spans: dict[UUID, list[Span]] = defaultdict(list)
    rows = PlannedSession.objects.filter(training_class__in=[each.pk for each in found]).order_by()
    for pk, day, starts_at, ends_at in rows.values_list("training_class_id", "date", "starts_at", "ends_at"):
        spans[pk].append(span_of(day, starts_at, ends_at))
    return [
        _Headed(each, frozenset(teacher_keys(each.class_head)), joined(spans[each.pk]))
        for each in found
        if each.class_head
    ]


def _met(training_class: TrainingClass, needs: Sequence[Need], others: Iterable[_Headed]) -> list[Clash]:
    """Where somebody is wanted while a class is taught of which he is the head, each once."""
    found = (
        clash_with(need, other.spans, other.training_class, training_class)
        for other in others
        for need in needs
        if need.key in other.keys
    )
    return list(dict.fromkeys(clash for clash in found if clash))
