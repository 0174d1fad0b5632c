"""A job that takes its time and writes down what it does, for workers that are killed in the middle."""

from __future__ import annotations

import os
import time
from pathlib import Path

from foundation.jobs.handlers import JobContext, Outcome, handles

UNITS = 8


@handles("test.slow")
def count_slowly(context: JobContext) -> Outcome:
    note(f"begun {os.getpid()}")
    for unit in range(1, UNITS + 1):
        context.progress(unit, UNITS)
        note(f"unit {unit}")
        time.sleep(0.25)
    note("finished")
    return Outcome(message="数完了")


def note(line: str) -> None:
    with Path(os.environ["SLOW_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"{line}\n")
