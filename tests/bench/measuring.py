"""How two ways are compared: in turn, in one run, at least five pairs; what is told are medians and their ratio.

Equal runs on a busy machine differ by up to a factor of two; their ratio, taken pair by pair, hardly does.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

Way = Callable[[], object]
PAIRS = 5


def nothing() -> None:
    """No preparation."""


@dataclass(frozen=True)
class Comparison:
    """One figure to reach: `seconds` of the way in use against `base_seconds` of what it is held against."""

    figure: str
    what: str
    against: str
    engine: str
    base_seconds: tuple[float, ...]
    seconds: tuple[float, ...]
    limit: float

    @property
    def ratio(self) -> float:
        """The median of the ratios of the pairs."""
        return median(way / base for way, base in zip(self.seconds, self.base_seconds, strict=True))

    @property
    def holds(self) -> bool:
        return self.ratio <= self.limit

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def compare(
    figure: str,
    what: str,
    way: Way,
    *,
    against: str,
    base: Way,
    limit: float,
    engine: str,
    pairs: int = PAIRS,
    before: Way = nothing,
) -> Comparison:
    """Both ways in turn, changing which goes first; `before` prepares each pair and is not counted."""
    base_seconds: list[float] = []
    seconds: list[float] = []
    for number in range(pairs):
        before()
        order = ((base, base_seconds), (way, seconds))
        for run, found in order if number % 2 == 0 else reversed(order):
            found.append(_timed(run))
    return Comparison(figure, what, against, engine, tuple(base_seconds), tuple(seconds), limit)


def _timed(run: Way) -> float:
    gc.collect()
    began = perf_counter()
    run()
    return perf_counter() - began


def keep(comparisons: list[Comparison], path: Path) -> None:
    path.write_text(
        json.dumps([each.as_dict() for each in comparisons], ensure_ascii=False), encoding="utf-8"
    )


def read(path: Path) -> list[Comparison]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        Comparison(**{**row, "seconds": tuple(row["seconds"]), "base_seconds": tuple(row["base_seconds"])})
        for row in rows
    ]
