"""What the open classes come to: each under the parameters that govern it, by cohorts wherever that is enough."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from classes.models import TrainingClass
from foundation.core import clock
from foundation.core.errors import DomainError
from foundation.policy.queries import document_in_force, parameters_for, pinned_parameters
from foundation.policy.types import Parameters, snapshot_digest
from subsidies.enums import ForecastBasis
from subsidies.models import ClassForecast, SubsidyClaim
from subsidies.queries.calculation import calculate_claim
from subsidies.queries.forecast_facts import CLASS_TEXT, OWN_TEXT, ClassFacts, ClassKey, cohorts_of, key_of
from subsidies.queries.stages import stages_of
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.cohort_rule import CohortRule
from subsidies.rules.cohorts import Cohort, Figures, figures_of
from subsidies.rules.facts import Category

Change = Callable[[Parameters, str], Parameters]
"""What becomes of the parameters of a document if a proposal is put into force."""


@dataclass(frozen=True, slots=True)
class Governing:
    """A set of parameters in use: the document it belongs to and what tells it from others."""

    document: str
    digest: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Expected:
    """What one open class comes to; `governing` is None where no document is in force."""

    facts: ClassFacts
    figures: Figures
    governing: Governing | None


@dataclass
class Rulebook:
    """The parameters of every open class, each set read once; `today` for those that are not approved yet."""

    today: Governing | None
    refusal: str
    pinned: dict[ClassKey, Governing]
    change: Change | None = None
    _rules: dict[tuple[str, str, Category], CohortRule] = field(default_factory=dict)

    def governing(self, facts: ClassFacts) -> Governing | None:
        return self.pinned[facts.key] if facts.pinned else self.today

    def rule(self, governing: Governing, category: Category) -> CohortRule:
        place = (governing.document, governing.digest, category)
        if place not in self._rules:
            self._rules[place] = CohortRule(category, self.parameters(governing))
        return self._rules[place]

    def parameters(self, governing: Governing) -> Parameters:
        if self.change is None:
            return governing.parameters
        return self.change(governing.parameters, governing.document)

    def changed_by(self, change: Change) -> Rulebook:
        """The same classes under changed parameters."""
        return replace(self, change=change, _rules={})


def rulebook(classes: Iterable[ClassFacts], today: Governing | None = None) -> Rulebook:
    """The parameters under which these classes stand; those of the day unless others are given."""
    refusal = ""
    if today is None:
        try:
            today = governing_today()
        except DomainError as none_in_force:
            refusal = none_in_force.code
    return Rulebook(today, refusal, _pinned({each.key: each.pinned for each in classes if each.pinned}))


def governing_today() -> Governing:
    """What holds today; Invalid where no document is in force."""
    on = clock.today()
    document = document_in_force(on).pk
    parameters = parameters_for(document, on)
    return Governing(document, parameters.digest(), parameters)


def _pinned(classes: dict[ClassKey, str]) -> dict[ClassKey, Governing]:
    """What was pinned never changes, so a class is read once in its life: then its forecast knows the digest."""
    rows = ClassForecast.objects.filter(is_pinned=True).values_list(CLASS_TEXT, "parameters_digest")
    known = {
        key: digest for key, digest in ((key_of(each), digest) for each, digest in rows) if key in classes
    }
    samples = {(classes[key], digest): key for key, digest in known.items()}
    sets: dict[tuple[str, str], Governing] = {}
    found: dict[ClassKey, Governing] = {}
    for key, snapshot in _snapshots([*samples.values(), *(key for key in classes if key not in known)]):
        place = classes[key], snapshot_digest(snapshot)
        if place not in sets:
            sets[place] = Governing(*place, pinned_parameters(snapshot, place[0]))
        found[key] = sets[place]
    return found | {key: sets[classes[key], digest] for key, digest in known.items()}


_AT_ONCE = 500


def _snapshots(keys: list[ClassKey]) -> Iterator[tuple[ClassKey, dict[str, Any]]]:
    for first in range(0, len(keys), _AT_ONCE):
        some = [UUID(key) for key in keys[first : first + _AT_ONCE]]
        rows = TrainingClass.objects.filter(pk__in=some).order_by()
        for written, snapshot in rows.values_list(OWN_TEXT, "parameter_snapshot"):
            yield key_of(written), snapshot or {}


def expected_of(
    classes: Collection[ClassFacts], book: Rulebook, only: Collection[UUID] | None = None
) -> Iterator[Expected]:
    """Each class with its figures, in the order given."""
    ruled = [(each, book.governing(each)) for each in classes]
    cohorts = _cohorts(ruled, book, only)
    for each, governing in ruled:
        if governing is None:
            yield Expected(each, Figures("error", book.refusal), None)
            continue
        rule = book.rule(governing, each.category)
        yield Expected(each, _figures(each, rule, governing.document, cohorts, book.change), governing)


def _cohorts(
    ruled: Iterable[tuple[ClassFacts, Governing | None]], book: Rulebook, only: Collection[UUID] | None
) -> Mapping[ClassKey, Sequence[Cohort]]:
    """Read only for the categories in which an amount hangs on the days."""
    by_days = {
        each.category.value
        for each, governing in ruled
        if each.basis is ForecastBasis.FACTS
        and governing
        and book.rule(governing, each.category).looks_at_days
    }
    return cohorts_of(by_days, only) if by_days else {}


def _figures(
    facts: ClassFacts,
    rule: CohortRule,
    policy: str,
    cohorts: Mapping[ClassKey, Sequence[Cohort]],
    change: Change | None,
) -> Figures:
    if facts.needs_names or (rule.needs_names and facts.basis is ForecastBasis.FACTS):
        return _by_name(facts, change)
    if facts.claimed is not None:
        return facts.claimed.figures
    found = cohorts.get(facts.key, ()) if rule.looks_at_days else None
    return rule.figures(facts.counted(policy, found))


def _by_name(facts: ClassFacts, change: Change | None) -> Figures:
    """What the stages have claimed so far, and what the settlement would add on today's facts (DR-17)."""
    training_class = TrainingClass.objects.select_related("institution", "occupation").get(pk=facts.class_id)
    stages, claimed = len(stages_of(training_class)), facts.claimed
    if claimed is not None and claimed.last_stage >= stages:
        return claimed.figures
    settlement = SubsidyClaim(
        training_class=training_class,
        institution=training_class.institution,
        stage=stages,
        is_final_stage=True,
    )
    found = calculate_claim(settlement)
    parameters = change(found.parameters, found.case.policy) if change else found.parameters
    figures = figures_of(calculate_subsidy(replace(found.case, gates=facts.gates), parameters))
    if claimed is None or figures.total_fen is None:
        return figures
    already = claimed.total_fen
    return replace(figures, total_fen=figures.total_fen + already, full_fen=(figures.full_fen or 0) + already)
