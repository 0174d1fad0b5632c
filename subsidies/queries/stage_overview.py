"""What the page of a staged claim says about the other stages: paid so far, this one, and what remains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.core.display import StateTag
from subsidies.enums import PAID_STATES
from subsidies.models import HeldLine, SubsidyClaim
from subsidies.queries.calculation import calculate_claim
from subsidies.queries.held import sum_of
from subsidies.queries.stages import Stage, stages_of


@dataclass(frozen=True)
class StageLine:
    """One stage with its standing claim; fen is None while it is not calculated."""

    stage: Stage
    claim: SubsidyClaim | None
    tag: StateTag
    total_fen: int | None
    is_shown: bool


@dataclass(frozen=True)
class StageOverview:
    """All stages of the class. `remaining_fen`: what the settlement would still come to on today's facts.

    `held_fen` is of the paid stages, but not paid yet: lines that are held back.
    """

    lines: Sequence[StageLine]
    paid_fen: int
    held_fen: int
    remaining_fen: int | None

    @property
    def whole_fen(self) -> int | None:
        return None if self.remaining_fen is None else self.paid_fen + self.held_fen + self.remaining_fen


def stage_overview(claim: SubsidyClaim) -> StageOverview | None:
    """None for a class that is settled at once."""
    stages = stages_of(claim.training_class)
    if len(stages) == 1:
        return None
    rows = SubsidyClaim.objects.live().filter(training_class=claim.training_class_id)
    claims = {each.stage: each for each in rows}
    lines = [_line(stage, claims.get(stage.number), claim) for stage in stages]
    paid = [each for each in claims.values() if each.state in PAID_STATES]
    held = list(HeldLine.objects.filter(claim__in=paid).unpaid())
    unpaid, waiting = sum_of(held), sum_of(line for line in held if line.is_open)
    paid_fen = sum(each.total_fen or 0 for each in paid) - unpaid
    last = claims.get(len(stages))
    is_over = last is not None and last.state in PAID_STATES
    return StageOverview(lines, paid_fen, waiting, None if is_over else _remaining(claim, len(stages)))


def _line(stage: Stage, found: SubsidyClaim | None, shown: SubsidyClaim) -> StageLine:
    tag = found.state_tag if found else StateTag("未申领", "mute")
    total = found.total_fen if found and found.digest else None
    return StageLine(stage, found, tag, total, found is not None and found.pk == shown.pk)


def _remaining(claim: SubsidyClaim, last: int) -> int | None:
    """The settlement as it would be calculated today, if everything claimed so far is paid."""
    settlement = SubsidyClaim(
        training_class=claim.training_class, institution=claim.institution, stage=last, is_final_stage=True
    )
    return calculate_claim(settlement).statement.total_fen
