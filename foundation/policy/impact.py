"""What a proposed value would change must be known before it is put into force (N23). Pure: an upper app assesses.

This package knows the parameters and nothing of classes or claims. Whoever can work out the impact registers itself
at start-up; as long as nobody has, no assessment is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from foundation.policy.models import ParameterRow

ASSESSED_GROUPS = frozenset({"rate", "calculation", "gate"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """How the assessment of one proposal stands: one line for the page, and the page on which it is made and read.

    `is_ready`: complete, and made from the proposal and the facts as they are now.
    """

    is_ready: bool
    summary: str
    url: str


class Assessor(Protocol):
    """Three moments of a proposal. Called inside the caller's transaction, so slow work is put on the work list."""

    def proposed(self, row: ParameterRow) -> None:
        """A value was proposed: begin to assess it."""

    def assessment_of(self, row: ParameterRow) -> Assessment:
        """How its assessment stands; asked on every view of the page, so it only reads."""

    def activated(self, row: ParameterRow) -> None:
        """The value holds from now on: keep the assessment with it, and recompute what depends on it."""


_registered: list[Assessor] = []


def register(assessor: Assessor) -> Callable[[], None]:
    """Make the assessor known, once at start-up; returns what takes it back."""
    _registered.append(assessor)
    return lambda: _registered.remove(assessor)


def is_assessed(group: str) -> bool:
    """Whether a value of this group of parameters may be put into force only with its assessment."""
    return bool(_registered) and group in ASSESSED_GROUPS


def announce_proposal(row: ParameterRow) -> None:
    for assessor in _registered:
        assessor.proposed(row)


def assessments_of(row: ParameterRow) -> tuple[Assessment, ...]:
    return tuple(assessor.assessment_of(row) for assessor in _registered)


def announce_activation(row: ParameterRow) -> None:
    for assessor in _registered:
        assessor.activated(row)
