"""Subsidy rates as values: so much per head, so much per day in steps, so much per certificate level.

All amounts are integer fen. A rate never knows who it is paid to or under which clause; that is
said by the parameter that carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a ladder: up to and including day `upto_day` (None: without end), so much a day."""

    upto_day: int | None
    fen_per_day: int


@dataclass(frozen=True, slots=True)
class LadderRate:
    """阶梯式补贴: days are paid step by step, one person never more than `cap_fen`."""

    tiers: tuple[Tier, ...]
    cap_fen: int

    def slices(self, days: Fraction) -> tuple[tuple[Fraction, int], ...]:
        """Cut `days` into (days, fen a day), step by step, before the cap; empty steps are left out."""
        pieces: list[tuple[Fraction, int]] = []
        begun = Fraction(0)
        for tier in self.tiers:
            end = days if tier.upto_day is None else min(days, Fraction(tier.upto_day))
            if end > begun:
                pieces.append((end - begun, tier.fen_per_day))
                begun = end
        return tuple(pieces)

    def amount(self, days: Fraction) -> Fraction:
        """Fen for one person with `days` valid days, capped; exact, so half days may leave half a fen."""
        return _climbed(self, days)

    def as_dict(self) -> dict[str, Any]:
        tiers = [{"upto_day": tier.upto_day, "fen_per_day": tier.fen_per_day} for tier in self.tiers]
        return {"type": "ladder", "tiers": tiers, "cap_fen": self.cap_fen}


@lru_cache(maxsize=10_000)
def _climbed(ladder: LadderRate, days: Fraction) -> Fraction:
    """Kept, because a county knows few ladders and few numbers of days, and asks for them a million times."""
    return min(Fraction(ladder.cap_fen), sum((d * fen for d, fen in ladder.slices(days)), Fraction(0)))


@dataclass(frozen=True, slots=True)
class FlatRate:
    """每人定额: the same amount for every head."""

    per_head_fen: int

    def as_dict(self) -> dict[str, Any]:
        return {"type": "flat", "per_head_fen": self.per_head_fen}


@dataclass(frozen=True, slots=True)
class LevelRate:
    """按等级定额: an amount for each certificate level, as (level, fen) pairs."""

    levels: tuple[tuple[str, int], ...]

    def fen_for(self, level: str) -> int | None:
        """Fen for this level, or None where the rate names no such level."""
        return dict(self.levels).get(level)

    def as_dict(self) -> dict[str, Any]:
        return {"type": "by_level", "per_head_fen": dict(self.levels)}


Rate = LadderRate | FlatRate | LevelRate


class RateMalformed(ValueError):
    """The written rate is not a rate; the text names what is wrong in it."""


def rate_from_dict(raw: object) -> Rate:
    """Read a rate back from its written form; raises RateMalformed, never guesses."""
    if not isinstance(raw, Mapping):
        raise RateMalformed("补贴标准应为对象")
    readers: dict[str, Callable[[Mapping[str, Any]], Rate]] = {
        "flat": _flat,
        "ladder": _ladder,
        "by_level": _levels,
    }
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in readers:
        raise RateMalformed("补贴标准的 type 应为 flat、ladder 或 by_level")
    return readers[kind](raw)


def _fen(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RateMalformed(f"{name} 应为非负整数(分)")
    return value


def _flat(raw: Mapping[str, Any]) -> FlatRate:
    return FlatRate(_fen(raw.get("per_head_fen"), "per_head_fen"))


def _levels(raw: Mapping[str, Any]) -> LevelRate:
    table = raw.get("per_head_fen")
    if not isinstance(table, Mapping) or not table or not all(isinstance(level, str) for level in table):
        raise RateMalformed("per_head_fen 应按等级列出金额(分)")
    return LevelRate(tuple((level, _fen(fen, f"per_head_fen.{level}")) for level, fen in table.items()))


def _ladder(raw: Mapping[str, Any]) -> LadderRate:
    written = raw.get("tiers")
    if not isinstance(written, list | tuple) or not written:
        raise RateMalformed("tiers 应列出至少一个阶梯")
    tiers = tuple(_tier(item) for item in written)
    ends = [tier.upto_day for tier in tiers]
    bounded = [end for end in ends[:-1] if end is not None]
    rising = all(low < high for low, high in pairwise(bounded))
    if len(bounded) != len(ends) - 1 or not rising or ends[-1] is not None:
        raise RateMalformed("tiers 的截止天数应逐级增大，最后一级不设截止")
    return LadderRate(tiers, _fen(raw.get("cap_fen"), "cap_fen"))


def _tier(raw: object) -> Tier:
    if not isinstance(raw, Mapping):
        raise RateMalformed("tiers 的每一级应为对象")
    upto = raw.get("upto_day")
    return Tier(None if upto is None else _fen(upto, "upto_day"), _fen(raw.get("fen_per_day"), "fen_per_day"))
