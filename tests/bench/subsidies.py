"""B6 and B7: the subsidies of a whole county, and their recomputation after a change."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import count

from django.db import connection
from django.db.models import F

from classes.models import Enrolment, TrainingClass
from subsidies.operations.forecast import compute, recompute_forecasts
from subsidies.queries.forecast_facts import open_classes, roster_counts
from subsidies.queries.forecast_rules import expected_of, rulebook
from tests.bench.measuring import Comparison, compare

# What a database can do at best: the same counts in one statement, handed over as they come.
LIMIT = """
SELECT training_class_id, COUNT(id), COUNT(id) FILTER (WHERE state IN ('withdrawn', 'not_verified')),
       COUNT(id) FILTER (WHERE state IN {verified}),
       COUNT(id) FILTER (WHERE state IN {verified} AND has_passed),
       COUNT(id) FILTER (WHERE state IN {employed} AND employment_verified_by_id IS NOT NULL),
       COUNT(id) FILTER (WHERE state IN {employed} AND employment_verified_by_id IS NOT NULL AND has_passed)
FROM classes_enrolment GROUP BY training_class_id
"""
VERIFIED = "('verified', 'employment_pending', 'employment_verified', 'employment_returned', 'subsidised')"
EMPLOYED = "('employment_verified', 'subsidised')"
TOUCHED = 100  # one class in so many


def raw_aggregate() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LIMIT.format(verified=VERIFIED, employed=EMPLOYED))
        return len(cursor.fetchall())


def all_figures() -> None:
    classes = open_classes()
    deque(expected_of(classes, rulebook(classes)), maxlen=0)


def touch_one_percent(turns: Iterator[int]) -> None:
    """In one class of a hundred somebody's days are corrected by a half-day."""
    turn = next(turns)
    some = TrainingClass.objects.filter(number__endswith=f"{turn % TOUCHED:02d}").values("pk")
    change = 1 if turn // TOUCHED % 2 else -1
    Enrolment.objects.filter(training_class__in=some).update(
        attended_half_days=F("attended_half_days") + change
    )


def figures(engine: str, pairs: int) -> list[Comparison]:
    """Everything is computed once before, so that no pinned parameter is read for the first time."""
    recompute_forecasts()
    turns = count(1)
    limit = "一条原始 SQL GROUP BY"
    return [
        compare(
            "B6", "全部班次的人数汇总", roster_counts,
            against=limit, base=raw_aggregate, limit=1.3, engine=engine, pairs=pairs,
        ),
        compare(
            "B6", "全部班次的应付人数和金额", all_figures,
            against=limit, base=raw_aggregate, limit=6.0, engine=engine, pairs=pairs,
        ),
        compare(
            "B7", "1% 班次有变动后重算并写入", recompute_forecasts,
            against="同样的测算，不写入", base=compute, limit=2.0, engine=engine, pairs=pairs,
            before=lambda: touch_one_percent(turns),
        ),
    ]  # fmt: skip
