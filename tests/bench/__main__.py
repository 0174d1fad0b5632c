"""`python -m tests.bench measure FOLDER` on one database; `python -m tests.bench report FOLDER` over all of them."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import django

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> int:
    options = _options()
    django.setup()
    return _measure(options) if options.step == "measure" else _report(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("step", choices=["measure", "report"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--classes", type=int, default=20_000)
    parser.add_argument("--heads", type=int, default=50)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=7)
    return parser.parse_args()


def _measure(options: argparse.Namespace) -> int:
    """Migrate, fill, compare; what was found lies in the folder under the name of the engine."""
    from django.core.management import call_command
    from django.db import connection

    from tests.bench import hostile, measuring, memory, population, report, rosters, subsidies

    call_command("migrate", verbosity=0, skip_checks=True)
    engine = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    found = rosters.figures(engine, options.pairs, options.rows)
    if engine == "SQLite":
        found += [*hostile.figures(options.pairs), memory.figure(options.pairs, options.rows)]
    population.populate(options.classes, options.heads)
    found += subsidies.figures(engine, options.pairs)
    measuring.keep(found, options.folder / f"{connection.vendor}.json")
    sys.stdout.write(report.table(found) + "\n")
    return 0


def _report(options: argparse.Namespace) -> int:
    """Write the page; 1 where a figure is not reached."""
    from foundation.core import clock
    from tests.bench import measuring, report

    found = [each for path in sorted(options.folder.glob("*.json")) for each in measuring.read(path)]
    found.sort(key=lambda each: (each.figure, each.what, each.engine))
    text = report.page(
        found, classes=options.classes, heads=options.heads, processors=os.cpu_count() or 1, day=clock.today()
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if all(each.holds for each in found) else 1


sys.exit(main())
