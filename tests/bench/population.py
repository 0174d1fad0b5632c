"""A county grown large: every row is made by the database out of one real row, so that a million take a minute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, models

from classes.enums import ClassState
from classes.models import Enrolment, TrainingClass
from foundation.core import clock
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.operations import load_documents
from foundation.policy.queries import parameters_for
from institutions.enums import TrainingCategory
from tests.builders.running import Size, make_running_class
from tests.cast import assemble
from tests.clean_slate import without_triggers
from trainees.models import Application, Person

HEADS = 50
PEOPLE = 5  # enrolments of one natural person over the years
# Of a hundred classes, after the heads of the plan for 2024.
MIX = {"企业职工": 50, "护工订单": 28, "创业": 8, "农民工": 6, "订单式": 4, "项目制": 2, "就业技能": 2}
TRIAL_RATES = {"就业技能": 150_000, "创业": 120_000, "农民工": 100_000}
IN_TRAINING = 25  # of a hundred classes; the others are taught, examined and verified
APPROVED = date(2026, 4, 1)
_PACE = {
    "sqlite": (
        ["PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -2000000"],
        ["PRAGMA foreign_keys = ON", "PRAGMA cache_size = -2000"],
    ),
    "postgresql": (
        ["SET session_replication_role = replica", "SET statement_timeout = 0", "SET work_mem = '256MB'"],
        ["SET session_replication_role = origin", "RESET statement_timeout", "RESET work_mem"],
    ),
}


def populate(classes: int, heads: int = HEADS, *, applications: bool = False) -> None:
    """Documents, trial rates and so many classes with so many people each.

    The applications from which the enrolments came are left out unless asked for: nothing that is measured reads them.
    """
    load_documents()
    _trial_rates()
    one = _pattern()
    with without_triggers(), _unchecked():
        people = max(heads, classes * heads // PEOPLE)
        _multiply(
            Person, one["person"], people, {"identity_index": "'county-' || i", "id": _uuid("'p' || i")}
        )
        _multiply(TrainingClass, one["class"], classes, _class_columns(heads))
        if applications:
            of_whom = {"person_id": _person(people), "group_id": _class(heads), **_place(heads)}
            _multiply(Application, one["application"], classes * heads, {"id": _uuid("'a' || i"), **of_whom})
        _multiply(Enrolment, one["enrolment"], classes * heads, _enrolment_columns(heads, people))
    _analyse()


def _trial_rates() -> None:
    for document in PolicyDocument.objects.all():
        for category, fen in TRIAL_RATES.items():
            ParameterRow.objects.create(
                document=document,
                key=f"rate.{category}",
                kind="rate",
                written={"type": "flat", "per_head_fen": fen},
                clause_document="DR-14",
                effective_from=document.effective_from,
                is_trial=True,
                state=ParameterState.ACTIVE,
                activated_at=clock.now(),
            )


def _pattern() -> dict[str, models.Model]:
    """One verified person of one accepted class; it is left out of the county by its state."""
    cast = assemble()
    snapshot = parameters_for("2026-8", APPROVED).snapshot()
    facts: dict[str, Any] = {
        "category": TrainingCategory.ORDER,
        "city_filed_on": APPROVED,
        "parameter_snapshot": snapshot,
    }
    training_class = make_running_class(cast, Size(people=1, days=20), **facts)
    enrolment = Enrolment.objects.select_related("person", "application").get(training_class=training_class)
    TrainingClass.objects.filter(pk=training_class.pk).update(state=ClassState.ARCHIVED)
    Enrolment.objects.filter(pk=enrolment.pk).update(
        verified_by=cast["zhang_wei"], theory_points=8000, practice_points=8000
    )
    return {
        "class": training_class,
        "enrolment": enrolment,
        "person": enrolment.person,
        "application": enrolment.application,
    }


def _class_columns(heads: int) -> dict[str, str]:
    return {
        "id": _uuid("'c' || i"),
        "number": "'KB-' || i",
        "term": "10 + i % 30000",
        "year": "1990 + i / 30000",
        "category": _by_share(MIX, "i * 37 % 100"),
        "approved_count": str(heads),
        "planned_count": str(heads),
        "training_days": "10 + i % 11",
        "state": f"CASE WHEN i % 100 < {IN_TRAINING} THEN 'in_training' ELSE 'accepted' END",
        "ends_on": _day("i % 360"),
        "starts_on": "'2025-12-01'",
    }


def _enrolment_columns(heads: int, people: int) -> dict[str, str]:
    """Of a hundred verified people 88 have passed, 85 work, 70 missed nothing, the rest up to six half-days."""
    in_training = f"((i - 1) / {heads} + 1) % 100 < {IN_TRAINING}"
    works = "i * 13 % 100 < 85"
    missed = "CASE WHEN i * 7 % 100 < 70 THEN 0 ELSE i % 6 + 1 END"
    days = f"(10 + ((i - 1) / {heads} + 1) % 11)"
    user = "one.verified_by_id"
    return {
        "id": _uuid("'e' || i"),
        "training_class_id": _class(heads),
        "application_id": _uuid("'a' || i"),
        "person_id": _person(people),
        **_place(heads),
        "state": f"CASE WHEN {in_training} THEN 'in_class' WHEN {works} THEN 'employment_verified' ELSE 'verified' END",
        "has_passed": f"(NOT ({in_training}) AND i * 29 % 100 < 88)",
        "attended_half_days": f"2 * {days} - ({missed})",
        "employment_verified_by_id": f"CASE WHEN {in_training} OR NOT ({works}) THEN NULL ELSE {user} END",
    }


def _place(heads: int) -> dict[str, str]:
    return {"position": f"(i - 1) % {heads} + 1"}


def _class(heads: int) -> str:
    return _uuid(f"'c' || ((i - 1) / {heads} + 1)")


def _person(people: int) -> str:
    return _uuid(f"'p' || ((i - 1) % {people} + 1)")


def _by_share(shares: Mapping[str, int], percentile: str) -> str:
    reached, cases = 0, []
    for name, share in shares.items():
        reached += share
        cases.append(f"WHEN {percentile} < {reached} THEN '{name}'")
    return f"CASE {' '.join(cases)} END"


def _multiply(model: type[models.Model], one: models.Model, count: int, replaced: Mapping[str, str]) -> None:
    """So many copies of one row; `replaced` are columns in SQL, in which `i` counts from 1."""
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = [replaced.get(column, f"one.{column}") for column in columns]
    key = one.pk.hex if connection.vendor == "sqlite" else str(one.pk)
    series = (
        f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT i FROM n)"
        if connection.vendor == "sqlite"
        else f"(SELECT generate_series(1, {count}::bigint) AS i)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM {table} one CROSS JOIN {series} counted WHERE one.id = '{key}'"
        )


def _uuid(text: str) -> str:
    return f"md5({text})" if connection.vendor == "sqlite" else f"md5({text})::uuid"


def _day(offset: str) -> str:
    if connection.vendor == "sqlite":
        return f"date('2026-01-01', '+' || ({offset}) || ' days')"
    return f"date '2026-01-01' + ({offset})::int"


@contextmanager
def _unchecked() -> Iterator[None]:
    """No foreign key of a million rows is looked up; SQLite holds its indexes in memory meanwhile."""
    hurried, usual = _PACE[connection.vendor]
    with connection.cursor() as cursor:
        for setting in hurried:
            cursor.execute(setting)
        try:
            yield
        finally:
            for setting in usual:
                cursor.execute(setting)


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
