"""What hostile workbooks cost until they are refused, beside an honest roster of 5,000 rows, in a limited process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import perf_counter

from foundation.core.errors import Invalid
from foundation.core.tabular import read_sheet, write_sheet
from tests.bench.lists import COLUMNS, TODAY, roster
from tests.bench.measuring import Comparison

HONEST_ROWS = 5_000
MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space for everything the process is
MOST_GROWTH = 150  # MiB
KIB_PER_MIB = 1024


def figures(pairs: int) -> list[Comparison]:
    """The slowest of the hostile files against the honest one, and how far the memory grew over all of them."""
    from tests.foundation.core.hostile import hostile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for number, (made, _) in enumerate(hostile().values()):
            (place / f"{number:03d}.hostile").write_bytes(made())
        (place / "honest.xlsx").write_bytes(write_sheet(COLUMNS, roster(HONEST_ROWS), title="学员名册"))
        runs = [_run(place) for _ in range(pairs)]
    honest, slowest, growth = zip(*runs, strict=True)
    return [
        Comparison(
            "U1", "60 余个恶意工作簿，最慢的一个被拒绝", f"读入 {HONEST_ROWS:,} 行正常名册", "不涉及",
            honest, slowest, 2.0,
        ),
        Comparison(
            "U1", "读遍恶意工作簿，内存增长（MiB）", f"{MOST_GROWTH} MiB", "不涉及",
            tuple(float(MOST_GROWTH) for _ in growth), growth, 1.0,
        ),
    ]  # fmt: skip


def _run(folder: Path) -> tuple[float, float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.hostile", str(folder)], check=True, capture_output=True, text=True
    )
    honest, slowest, growth = json.loads(done.stdout.splitlines()[-1])
    return honest, slowest, growth


def read_all(folder: Path) -> tuple[float, float, float]:
    """Seconds for the honest file (median of five) and for the slowest hostile one, and MiB grown over the latter."""
    began = memory_peak()
    slowest = max(_seconds(path.read_bytes()) for path in sorted(folder.glob("*.hostile")))
    grown = (memory_peak() - began) / KIB_PER_MIB
    honest = (folder / "honest.xlsx").read_bytes()
    return median(_seconds(honest) for _ in range(5)), slowest, grown


def _seconds(data: bytes) -> float:
    began = perf_counter()
    with suppress(Invalid):
        read_sheet(data, columns=COLUMNS, today=TODAY)
    return perf_counter() - began


def memory_peak() -> int:
    """The most that was ever resident, in KiB; getrusage would tell the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    sys.stdout.write(json.dumps(read_all(Path(sys.argv[1]))) + "\n")
