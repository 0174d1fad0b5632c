"""When somebody may ask that a half-day be put right for him. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Missed:
    """One half-day of one person: what stands now, and what is under way about it."""

    is_expected: bool
    is_over: bool  # nobody can sign any more
    counts: bool  # signed in and out, corrections included
    is_asked: bool = False
    is_in_correction: bool = False


def refusal_to_ask(missed: Missed) -> str:
    """Why he cannot ask, as a code; "" when he can. The first obstacle is the answer."""
    if not missed.is_expected:
        return "signing.not_expected"
    if not missed.is_over:
        return "make_up.not_over"
    if missed.counts:
        return "make_up.counts_already"
    if missed.is_asked:
        return "make_up.already_asked"
    if missed.is_in_correction:
        return "correction.already_pending"
    return ""
