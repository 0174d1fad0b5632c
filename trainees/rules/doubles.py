"""When a person seems to be trained twice (F06, F07). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Booking:
    """One application of a person as the comparison sees it; dates may be unknown."""

    application_id: UUID
    institution_id: UUID
    group_id: UUID | None
    occupation_code: str
    level: str
    year: int
    first: date | None
    last: date | None
    has_voucher: bool  # 已发券 or 在班: the training counts

    def overlaps(self, other: Booking) -> bool:
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return False
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Doubt:
    """`kind` is a value of `HitKind`; the message names no other institution."""

    kind: str
    message: str


def decide_double_training(mine: Booking, other: Booking, *, yearly_limit: str = "warn") -> list[Doubt]:
    """What speaks against `mine` when the same person also has `other`. Only the same year counts.

    Where the reading in force sets no limit to the kinds of training in a year (A25, `none`), another training
    elsewhere is nothing to look at unless the days overlap; the same training twice always is.
    """
    if mine.application_id == other.application_id or mine.year != other.year:
        return []
    doubts = []
    if mine.institution_id != other.institution_id:
        overlap = "，培训时间重叠" if mine.overlaps(other) else ""
        if overlap or yearly_limit != "none":
            doubts.append(Doubt("other_institution", f"本年度在其他机构已报名{overlap}"))
    elif mine.overlaps(other) or mine.group_id == other.group_id:
        doubts.append(Doubt("overlapping_class", "与本机构另一班次培训时间重叠"))
    if other.has_voucher and (mine.occupation_code, mine.level) == (other.occupation_code, other.level):
        doubts.append(Doubt("same_occupation_this_year", "本年度已参加同工种同等级培训"))
    return doubts
