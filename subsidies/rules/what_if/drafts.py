"""The smallest change of each kind for one claim, before its figures are written: who, how many, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from foundation.policy.types import Clause
from subsidies.rules import clauses
from subsidies.rules.figures import decimal
from subsidies.rules.what_if.attendance import (
    MoreDays,
    smallest_attendance,
    smallest_lengthening,
    smallest_return,
)
from subsidies.rules.what_if.certificates import PAPERS, Lacking
from subsidies.rules.what_if.changes import (
    CERTIFIED,
    EMPLOYED,
    HALF_DAY,
    NEWLY_ADDED,
    PASSED,
    VERIFIED,
    Attended,
    Change,
    Kind,
    Lengthened,
    Marked,
    Together,
    kinds_in,
)
from subsidies.rules.what_if.confirmation import open_candidates, smallest_confirmation
from subsidies.rules.what_if.marks import Mark, open_marks, smallest_marks, smallest_pair
from subsidies.rules.what_if.scale import Scale
from subsidies.rules.what_if.search import Found

CLAUSES = {
    Kind.PASS: clauses.PASS_RATE_SHORTFALL,
    Kind.EMPLOYMENT: clauses.ORDER_AND_PROJECT,
    Kind.PASS_AND_EMPLOYMENT: clauses.LOWER_OF_TWO,
    Kind.ATTENDANCE: clauses.VALID_DAYS,
    Kind.MINIMUM_ATTENDANCE: clauses.MINIMUM_ATTENDANCE,
    Kind.CLASS_DAYS: clauses.ORDER_AND_PROJECT,
    Kind.CONFIRMATION: clauses.VERIFIED_HEADS,
    Kind.CERTIFICATE: clauses.CERTIFICATE,
    Kind.NEW_TALENT: clauses.CERTIFICATE,
    Kind.PAPERS: clauses.CERTIFICATE,
    Kind.GATES: clauses.SIGNATURES_AND_NOTICE,
    Kind.FURTHER: clauses.CLAIM_AFTER_ACCEPTANCE,
}
_PAPER_WORDS = {VERIFIED: "核实", CERTIFIED: "证书", NEWLY_ADDED: "新增技能人才认定"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A change with its size and words; `people` are those it concerns, `waiting` all of whom it could be."""

    kind: Kind
    change: Change
    size: int
    words: str
    people: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    is_proven: bool = True

    @property
    def clause(self) -> Clause:
        return CLAUSES[self.kind]


def roster_drafts(scale: Scale, barred: frozenset[str]) -> Iterator[Draft]:
    """Of each kind the smallest for a claim with a roster."""
    marks = open_marks(scale)
    passes, proofs = marks[PASSED], marks[EMPLOYED]
    alone = [
        *_marked(Kind.PASS, smallest_marks(scale, passes), passes),
        *_marked(Kind.EMPLOYMENT, smallest_marks(scale, proofs), proofs),
    ]
    yield from alone
    if not alone and passes and proofs:
        yield from _marked(Kind.PASS_AND_EMPLOYMENT, smallest_pair(scale, passes, proofs), [*passes, *proofs])
    yield from _attended(Kind.ATTENDANCE, smallest_attendance(scale), scale)
    yield from _attended(Kind.MINIMUM_ATTENDANCE, smallest_return(scale), scale)
    yield from lengthened(scale)
    yield from _confirmed(scale, barred)


def certificate_drafts(lacking: tuple[Lacking, ...]) -> Iterator[Draft]:
    """取证: of each paper the one person with whom it brings most; then whoever needs several."""
    for kind in (Kind.CONFIRMATION, Kind.CERTIFICATE, Kind.NEW_TALENT, Kind.PAPERS):
        alike = [one for one in lacking if _kind_of(one) is kind]
        fewest = min((len(one.papers) for one in alike), default=0)
        nearest = [one for one in alike if len(one.papers) == fewest]
        if nearest:
            chosen = max(nearest, key=lambda one: (one.fen, -one.place))
            waiting = tuple(one.place for one in alike)
            yield Draft(
                kind, papers_of(chosen), fewest, _papers_in_words(chosen.papers), (chosen.place,), waiting
            )


def papers_of(one: Lacking) -> Change:
    """The papers of one person as a change."""
    return Together(tuple(Marked(paper, (one.place,)) for paper in one.papers))


def lengthened(scale: Scale) -> Iterator[Draft]:
    """The whole class longer, where its own days are what is paid."""
    half_days = smallest_lengthening(scale)
    if half_days:
        words = f"培训天数再多 {decimal(half_days * HALF_DAY)} 天"
        yield Draft(Kind.CLASS_DAYS, Lengthened(half_days), half_days, words)


def marks_change(marks: Iterable[Mark]) -> Change:
    """The marks as a change, one for each kind of mark."""
    places: dict[str, list[int]] = {}
    for mark in marks:
        places.setdefault(mark.name, []).append(mark.place)
    return Together(tuple(Marked(name, tuple(sorted(found))) for name, found in places.items()))


def marks_in_words(passes: int, proofs: int) -> str:
    """再有 2 人合格，同时再核实就业 3 人."""
    parts = (f"再有 {passes} 人合格" if passes else "", f"再核实就业 {proofs} 人" if proofs else "")
    return "，同时".join(part for part in parts if part)


def _marked(kind: Kind, found: Found[Mark] | None, among: list[Mark]) -> Iterator[Draft]:
    if found is None:
        return
    passes = sum(mark.name == PASSED for mark in found.chosen)
    yield Draft(
        kind,
        marks_change(found.chosen),
        len(found.chosen),
        marks_in_words(passes, len(found.chosen) - passes),
        tuple(sorted({mark.place for mark in found.chosen})),
        tuple(sorted({mark.place for mark in among})),
        found.is_proven,
    )


def _attended(kind: Kind, found: MoreDays | None, scale: Scale) -> Iterator[Draft]:
    if found is None:
        return
    name = (scale.case.trainees or ())[found.place].label
    back = "，达到最低出勤率" if kind is Kind.MINIMUM_ATTENDANCE else ""
    words = f"{name}再补 {found.half_days} 个半天{back}"
    yield Draft(kind, Attended(found.place, found.half_days), found.half_days, words, (found.place,))


def _confirmed(scale: Scale, barred: frozenset[str]) -> Iterator[Draft]:
    found = smallest_confirmation(scale, barred)
    if found is None:
        return
    waiting = tuple(one.place for one in open_candidates(scale, barred))
    places = tuple(sorted(one.place for one in found.chosen))
    words = f"再核实 {len(places)} 人"
    yield Draft(
        Kind.CONFIRMATION, Marked(VERIFIED, places), len(places), words, places, waiting, found.is_proven
    )


def _kind_of(one: Lacking) -> Kind:
    kinds = kinds_in(papers_of(one))
    return next(iter(kinds)) if len(kinds) == 1 else Kind.PAPERS


def _papers_in_words(papers: tuple[str, ...]) -> str:
    return "补" + "、".join(_PAPER_WORDS[paper] for paper in PAPERS if paper in papers)
