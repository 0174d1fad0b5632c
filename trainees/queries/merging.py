"""What has to be settled before two records become one: asked here, answered by the apps that know.

Vouchers lie above the people, who cannot see them; so the app above puts its question in (docs/adr/0008).
"""

from __future__ import annotations

from collections.abc import Callable

from foundation.core.reasons import Reason
from trainees.models import DuplicateCase

MergeQuestion = Callable[[DuplicateCase], Reason | None]

_QUESTIONS: list[MergeQuestion] = []


def merge_question(ask: MergeQuestion) -> MergeQuestion:
    """Have `ask` answered before every merge: what stands against it and how to settle it, or None."""
    _QUESTIONS.append(ask)
    return ask


def against_merging(case: DuplicateCase) -> Reason | None:
    """The first answer that stands against it."""
    return next((reason for ask in _QUESTIONS if (reason := ask(case))), None)
