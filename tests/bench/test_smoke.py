"""The measurement itself works, on a county of a few classes; what it finds there means nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from classes.models import Enrolment
from foundation.core.bulk import insert_many
from foundation.core.tabular import write_sheet
from subsidies.enums import ForecastBasis
from subsidies.models import ClassForecast, SubsidyClaim
from subsidies.operations import recompute_forecasts
from subsidies.queries.calculation import calculate_claim
from subsidies.queries.forecast_facts import roster_counts
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import ORDER_LIKE, Gates
from tests.bench import hostile, lists, measuring, memory, population, report, rosters, subsidies
from trainees.models import Person

CLASSES, HEADS = 100, 5


@pytest.fixture
def county(db: None) -> None:
    population.populate(CLASSES, HEADS, applications=True)


def test_every_figure_is_measured_kept_and_told(county: None, tmp_path: Path) -> None:
    found = subsidies.figures("SQLite", pairs=2)
    measuring.keep(found, tmp_path / "found.json")
    kept = measuring.read(tmp_path / "found.json")
    page = report.page(kept, classes=CLASSES, heads=HEADS, processors=2, day=date(2026, 6, 18))

    assert [each.figure for each in found] == ["B6", "B6", "B7"]
    assert all(each.ratio > 0 and len(each.seconds) == 2 for each in found)
    for words in ("100 个班次", "500 条在班记录", "一条原始 SQL GROUP BY", "×"):
        assert words in page


def test_both_ways_count_the_same_people(county: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(subsidies.LIMIT.format(verified=subsidies.VERIFIED, employed=subsidies.EMPLOYED))
        raw = sorted(row[1:] for row in cursor.fetchall())
    counted = roster_counts().values()

    assert sorted(tuple(each) for each in counted) == raw
    assert Enrolment.objects.count() == CLASSES * HEADS + 1


def test_the_county_comes_to_what_its_claims_would(county: None) -> None:
    """Counted in cohorts or person by person, where the days decide nothing (no sheets are built)."""
    recompute_forecasts()
    known = ClassForecast.objects.filter(basis=ForecastBasis.FACTS, error="")
    rows = known.exclude(training_class__category__in=sorted(ORDER_LIKE))

    assert rows.count() > CLASSES // 3
    for row in rows.select_related("training_class__institution")[::9]:
        claim = SubsidyClaim(training_class=row.training_class, institution=row.training_class.institution)
        found = calculate_claim(claim)
        statement = calculate_subsidy(replace(found.case, gates=Gates()), found.parameters)
        assert (statement.total_fen, statement.full_fen) == (row.total_fen, row.full_fen)


def test_lists_are_read_and_written_both_ways() -> None:
    found = rosters.reading(pairs=1, rows=50)

    assert [each.figure for each in found] == ["B1", "B2", "B4"]
    assert memory.growth(50) < memory.MOST


def test_hostile_workbooks_are_measured_beside_an_honest_one(tmp_path: Path) -> None:
    (tmp_path / "honest.xlsx").write_bytes(write_sheet(lists.COLUMNS, lists.roster(20), title="学员名册"))
    (tmp_path / "001.hostile").write_bytes(b"PK\x03\x04")
    honest, slowest, grown = hostile.read_all(tmp_path)

    assert min(honest, slowest) > 0
    assert grown < hostile.MOST_GROWTH


def test_people_are_imported_our_way(db: None) -> None:
    """The peer is there only where `make bench` has put it."""
    rosters.import_people(list(lists.roster(30, turn=1)))
    insert_many(rosters.checked_people(120, 2))

    assert Person.objects.count() == 150
