"""还差多少 against every possible change, tried one by one: the figure is exact and nothing smaller raises it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.policy.catalogue import default_parameters, definitions
from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Rate, Tier
from foundation.policy.types import Clause, Parameters, ParameterValue, Value
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import Category, Gates, HeadCounts, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.passes import with_passes
from subsidies.rules.rates import rate_in_force
from subsidies.rules.what_if import Distance, Kind, distance
from subsidies.rules.what_if.changes import Attended, Change, Counted, Lengthened, Marked, Opened, Together
from subsidies.rules.what_if.scale import Scale
from tests.subsidies.rule_cases import NEW

THOROUGH = settings(
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DAYS = 4
BY_CLASS = [
    Category.ORDER, Category.PROJECT, Category.CARE_ORDER, Category.EMPLOYMENT_SKILL, Category.ENTERPRISE_STAFF,
]  # fmt: skip
LADDERS = [
    LadderRate((Tier(2, 15_000), Tier(None, 10_000)), 40_000),
    LadderRate((Tier(1, 101), Tier(None, 0)), 500),
    LadderRate((Tier(None, 7),), 500),
]
PAPERS = {Kind.CONFIRMATION: "verified", Kind.CERTIFICATE: "certified", Kind.NEW_TALENT: "newly_added"}
Tried = tuple[int, Change]


def in_force(category: Category, overrides: dict[str, Value], rate: Rate) -> Parameters:
    """The readings with a rate of small figures; 企业职工 are paid by the head."""
    used = FlatRate(30_000) if category is Category.ENTERPRISE_STAFF else rate
    row = ParameterValue(f"rate.{category.value}", used, Clause("DR-14"), False, date(2025, 1, 1))
    return default_parameters(NEW).with_overrides(overrides).with_values([row])


@st.composite
def readings(draw: st.DrawFn) -> dict[str, Value]:
    """Any reading of the register that decides a figure, whichever questions it holds."""
    taken: dict[str, Value] = {}
    known = default_parameters(NEW)
    for definition in definitions():
        if definition.group != "calculation" or definition.key not in known or draw(st.integers(0, 3)):
            continue
        if definition.kind == "flag":
            taken[definition.key] = draw(st.booleans())
        elif definition.kind == "choice" and definition.key != "carried_rates":
            taken[definition.key] = draw(st.sampled_from([value for value, _ in definition.choices]))
        elif definition.kind in ("fraction", "optional_fraction"):
            taken[definition.key] = draw(st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(4, 5)]))
    return taken


@st.composite
def trainees(draw: st.DrawFn, place: int) -> Trainee:
    return Trainee(
        key=f"T{place}",
        person=f"T{place}",
        verified=draw(st.integers(0, 3)) > 0,
        passed=draw(st.booleans()),
        employed=draw(st.booleans()),
        attended_days=Fraction(draw(st.integers(0, 2 * DAYS + 1)), 2),
        occupation=draw(st.sampled_from(["员工0", "员工1"])),
        level="4",
        class_end=date(2025, 6, 30),
        certified=draw(st.booleans()),
        newly_added=draw(st.booleans()),
        skill_upgrade_drawn=draw(st.integers(0, 3)) == 0,
        other_kinds=("创业",) if draw(st.integers(0, 5)) == 0 else (),
    )


@st.composite
def roster_cases(draw: st.DrawFn, most: int = 5) -> SubsidyCase:
    category = draw(st.sampled_from(BY_CLASS))
    size = draw(st.integers(1, most))
    people = tuple(draw(trainees(place)) for place in range(size))
    if category is Category.ENTERPRISE_STAFF:
        people = tuple(replace(row, person=draw(st.sampled_from(["甲", "乙", row.person]))) for row in people)
    prior = [
        PriorClaim(
            person=f"T{place}",
            occupation="员工0",
            level="4",
            year=2025,
            paid_days=Fraction(draw(st.integers(0, 4)), 2),
            paid_fen=draw(st.sampled_from([0, 150, 7_500, 30_000])),
        )
        for place in range(size)
        if draw(st.integers(0, 4)) == 0
    ]
    return SubsidyCase(
        policy=NEW,
        category=category,
        approved=size + draw(st.integers(0, 3)),
        trainees=people,
        training_days=Fraction(DAYS),
        prior_claims=tuple(prior),
        final_stage=draw(st.booleans()),
        whole_class=draw(st.booleans()),
    )


@st.composite
def count_cases(draw: st.DrawFn) -> SubsidyCase:
    approved = draw(st.integers(1, 12))
    verified = draw(st.integers(0, approved))
    return SubsidyCase(
        policy=NEW,
        category=draw(st.sampled_from(BY_CLASS)),
        approved=approved,
        counts=HeadCounts(verified, draw(st.integers(0, approved)), draw(st.integers(0, verified))),
        training_days=Fraction(draw(st.integers(0, 2 * DAYS)), 2),
    )


def total(case: SubsidyCase, parameters: Parameters) -> int | None:
    return calculate_subsidy(case, parameters).total_fen


def subsets(places: list[int], mark: str) -> Iterator[Tried]:
    for size in range(1, len(places) + 1):
        for some in combinations(places, size):
            yield size, Marked(mark, some)


def every_change(case: SubsidyCase, parameters: Parameters) -> dict[Kind, list[Tried]]:
    """All changes of each kind, by size."""
    rows = with_passes(case, parameters).trainees or ()
    confirmed = [place for place, row in enumerate(rows) if row.verified]
    passes = list(subsets([place for place in confirmed if not rows[place].passed], "passed"))
    proofs = list(subsets([place for place in confirmed if not rows[place].employed], "employed"))
    days: list[Tried] = [
        (halves, Attended(place, halves))
        for place in confirmed
        for halves in range(1, 2 * DAYS + 2)
        if (rows[place].attended_days or 0) + Fraction(halves, 2) <= DAYS
    ]
    unconfirmed = [place for place, row in enumerate(rows) if not row.verified]
    return {
        Kind.PASS: passes,
        Kind.EMPLOYMENT: proofs,
        Kind.PASS_AND_EMPLOYMENT: [(a + b, Together((p, q))) for a, p in passes for b, q in proofs],
        Kind.ATTENDANCE: days,
        Kind.CONFIRMATION: list(subsets(unconfirmed, "verified")),
    }


def every_count(case: SubsidyCase) -> dict[Kind, list[Tried]]:
    counts, approved = case.counts, case.approved or 0
    verified = counts.verified or 0
    passes = [(n, Counted("passed", n)) for n in range(1, approved - (counts.passed or 0) + 1)]
    proofs = [(n, Counted("employed", n)) for n in range(1, verified - (counts.employed or 0) + 1)]
    return {
        Kind.PASS: list(passes),
        Kind.EMPLOYMENT: list(proofs),
        Kind.PASS_AND_EMPLOYMENT: [(a + b, Together((p, q))) for a, p in passes for b, q in proofs],
        Kind.CONFIRMATION: [(n, Counted("verified", n)) for n in range(1, approved - verified + 1)],
        Kind.CLASS_DAYS: [(n, Lengthened(n)) for n in range(1, 4 * DAYS)],
    }


def check(case: SubsidyCase, parameters: Parameters, found: Distance, tried: dict[Kind, list[Tried]]) -> None:
    """Each offered figure is that of the calculation; each kind is offered at its smallest size, or raises nothing."""
    now = total(case, parameters)
    assert now == found.now_fen
    for each in (*found.steps, *found.further):
        assert total(each.change.apply(case), parameters) == each.total_fen == (now or 0) + each.gain_fen
        assert each.gain_fen > 0
    alone = any(each.kind in (Kind.PASS, Kind.EMPLOYMENT) for each in found.steps)
    for kind, ways in tried.items():
        if kind is Kind.PASS_AND_EMPLOYMENT and alone:
            continue
        sizes: dict[int, int] = {}
        for size, change in ways:
            then = total(change.apply(case), parameters)
            if then is not None and then > (now or 0):
                sizes[size] = max(sizes.get(size, then), then)
        kinds = {Kind.ATTENDANCE, Kind.MINIMUM_ATTENDANCE} if kind is Kind.ATTENDANCE else {kind}
        offered = [each for each in found.steps if each.kind in kinds and each.is_proven]
        assert (min((each.size for each in offered), default=None)) == min(sizes, default=None), kind
        nearest = [each.total_fen for each in offered if each.size == min(sizes)]
        assert not sizes or max(nearest) == sizes[min(sizes)], kind


@THOROUGH
@given(roster_cases(), readings(), st.sampled_from(LADDERS))
def test_roster_is_offered_the_smallest_change_of_every_kind(
    case: SubsidyCase, overrides: dict[str, Value], ladder: LadderRate
) -> None:
    parameters = in_force(case.category, overrides, ladder)
    if calculate_subsidy(case, parameters).status != "ok":
        return

    check(case, parameters, distance(case, parameters), every_change(case, parameters))
    rate = rate_in_force(case.category, parameters)
    assert rate is not None
    assert Scale(case, rate, parameters).now == total(case, parameters)


@THOROUGH
@given(count_cases(), readings(), st.sampled_from(LADDERS))
def test_counts_are_offered_the_smallest_change_of_every_kind(
    case: SubsidyCase, overrides: dict[str, Value], ladder: LadderRate
) -> None:
    parameters = in_force(case.category, overrides, ladder)
    if calculate_subsidy(case, parameters).status != "ok":
        return

    check(case, parameters, distance(case, parameters), every_count(case))


@THOROUGH
@given(st.data())
def test_blocked_claim_is_opened_by_all_its_papers_and_by_no_fewer(data: st.DataObject) -> None:
    gates = Gates(
        acceptance=data.draw(st.sampled_from([None, "passed", "pending", "failed"])),
        institution_status=data.draw(st.sampled_from([None, "active", "suspended"])),
        city_report_filed=data.draw(st.sampled_from([None, False])),
        reviewers=data.draw(st.sampled_from([None, 0, 1, 2])),
        notice_working_days=data.draw(st.sampled_from([None, 0, 4, 5])),
    )
    case = replace(data.draw(count_cases()), gates=gates)
    parameters = in_force(case.category, {}, LADDERS[0])
    if calculate_subsidy(case, parameters).status != "blocked":
        return

    opening = distance(case, parameters).opening

    assert opening is not None
    assert isinstance(opening.change, Opened)
    assert calculate_subsidy(opening.change.apply(case), parameters).total_fen == opening.total_fen
    for fewer in combinations(opening.change.papers, len(opening.change.papers) - 1):
        assert calculate_subsidy(Opened(fewer).apply(case), parameters).status == "blocked"


@THOROUGH
@given(st.lists(trainees(0), min_size=1, max_size=4), st.booleans())
def test_certificates_are_offered_the_fewest_papers(rows: list[Trainee], by_level: bool) -> None:
    people = tuple(replace(row, key=f"T{place}", person=f"T{place}") for place, row in enumerate(rows))
    case = SubsidyCase(policy=NEW, category=Category.CERTIFICATE, trainees=people)
    parameters = in_force(Category.CERTIFICATE, {}, LevelRate((("4", 9_000),)) if by_level else FlatRate(700))

    found = distance(case, parameters)

    one_paper = {
        kind: list(subsets([place for place, row in enumerate(people) if not getattr(row, mark)], mark))
        for kind, mark in PAPERS.items()
    }
    check(case, parameters, found, one_paper)
    raised = total(Together(tuple(all_papers(people))).apply(case), parameters) or 0
    assert max((step.total_fen for step in (*found.steps, *found.further)), default=found.now_fen) == raised


def all_papers(people: tuple[Trainee, ...]) -> Iterator[Change]:
    for mark in PAPERS.values():
        yield Marked(mark, tuple(range(len(people))))
