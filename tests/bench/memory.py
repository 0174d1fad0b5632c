"""`python -m tests.bench.memory ROWS`: the MiB that writing so many rows takes above the rows themselves (B4)."""

from __future__ import annotations

import subprocess
import sys

from foundation.core.tabular import write_sheet
from tests.bench.hostile import KIB_PER_MIB, memory_peak
from tests.bench.lists import COLUMNS, roster
from tests.bench.measuring import Comparison

MOST = 20  # MiB


def figure(pairs: int, rows: int) -> Comparison:
    grown = tuple(_run(rows) for _ in range(pairs))
    limit = tuple(float(MOST) for _ in grown)
    return Comparison(
        "B4", f"导出 {rows:,} 行，各行之外的内存（MiB）", f"{MOST} MiB", "不涉及", limit, grown, 1.0
    )


def _run(rows: int) -> float:
    command = [sys.executable, "-m", "tests.bench.memory", str(rows)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def growth(rows: int) -> float:
    write_sheet(COLUMNS, roster(1), title="学员名册")
    people = list(roster(rows))
    began = memory_peak()
    write_sheet(COLUMNS, people, title="学员名册")
    return (memory_peak() - began) / KIB_PER_MIB


if __name__ == "__main__":
    sys.stdout.write(str(growth(int(sys.argv[1]))))
