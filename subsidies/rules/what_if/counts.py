"""The smallest changes of a claim that has numbers only: nobody has a name, so only how many matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from subsidies.rules.validation import needs_employment, needs_passes
from subsidies.rules.what_if.changes import Change, Counted, Kind, Together
from subsidies.rules.what_if.drafts import Draft, lengthened, marks_in_words
from subsidies.rules.what_if.scale import Scale, amount_of


def count_drafts(scale: Scale) -> Iterator[Draft]:
    """Of each kind the smallest for a claim with numbers only."""
    passes, proofs = open_counts(scale)
    if _amount(scale, passes, proofs) > scale.now:
        yield from _marks(scale, passes, proofs)
    yield from lengthened(scale)
    counts, approved = scale.case.counts, scale.case.approved
    for more in range(1, (approved or 0) - (counts.verified or 0) + 1):
        change = Counted("verified", more)
        if amount_of(change.apply(scale.case), scale.parameters) > scale.now:
            yield Draft(Kind.CONFIRMATION, change, more, f"再核实 {more} 人")
            return


def open_counts(scale: Scale) -> tuple[int, int]:
    """How many of the confirmed have not passed, and how many are not proven employed."""
    counts, case = scale.case.counts, scale.case
    verified = counts.verified or 0
    passes = verified - (counts.passed or 0) if needs_passes(case, scale.parameters) else 0
    proofs = verified - (counts.employed or 0) if needs_employment(case, scale.parameters) else 0
    return max(passes, 0), max(proofs, 0)


def counts_change(passes: int, proofs: int) -> Change:
    """So many more passes and proofs as a change."""
    parts = (("passed", passes), ("employed", proofs))
    return Together(tuple(Counted(name, more) for name, more in parts if more))


def _marks(scale: Scale, passes: int, proofs: int) -> Iterator[Draft]:
    found = [
        *_first(scale, Kind.PASS, ((number, 0) for number in range(1, passes + 1))),
        *_first(scale, Kind.EMPLOYMENT, ((0, number) for number in range(1, proofs + 1))),
    ]
    pairs = sorted(product(range(1, passes + 1), range(1, proofs + 1)), key=sum)
    yield from found or _first(scale, Kind.PASS_AND_EMPLOYMENT, pairs)


def _first(scale: Scale, kind: Kind, steps: Iterable[tuple[int, int]]) -> Iterator[Draft]:
    """The first of the steps that raises the amount."""
    for passes, proofs in steps:
        if _amount(scale, passes, proofs) > scale.now:
            words = marks_in_words(passes, proofs)
            yield Draft(kind, counts_change(passes, proofs), passes + proofs, words)
            return


def _amount(scale: Scale, passes: int, proofs: int) -> int:
    return amount_of(counts_change(passes, proofs).apply(scale.case), scale.parameters)
