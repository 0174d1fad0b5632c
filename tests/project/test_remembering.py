"""A builder that is repeated leaves what it left when it was carried out, and is carried out where anything differs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from classes.models import TrainingClass
from tests.builders.subsidies import make_claim
from tests.cast import Cast
from tests.remembering import memory

pytestmark = pytest.mark.usefixtures("policy_in_force", "calendar_2026", "on_18_june_2026")


def everything() -> Counter[tuple[Any, ...]]:
    """Every row of every table, without the numbers that a sequence gives."""
    rows: Counter[tuple[Any, ...]] = Counter()
    for model in apps.get_models(include_auto_created=True):
        names = [
            each.attname for each in model._meta.concrete_fields if not isinstance(each, models.AutoField)
        ]
        rows.update((model._meta.label, repr(row)) for row in model._base_manager.values_list(*names))
    return rows


def test_repeated_statements_leave_the_same_rows_and_answer(cast: Cast) -> None:
    beginning, found = memory.path, []
    for _ in range(2):
        memory.path = beginning
        with transaction.atomic():
            claim = make_claim(cast)
            found.append((claim.pk, claim.digest, everything()))
            transaction.set_rollback(True)

    assert found[0] == found[1]


def test_after_any_other_statement_and_after_a_step_back_the_builder_does_its_work_anew(cast: Cast) -> None:
    with transaction.atomic():
        first = make_claim(cast)
        transaction.set_rollback(True)
    second = make_claim(cast)
    TrainingClass.objects.update(term=77)
    third = make_claim(cast, institution="huineng")

    assert len({first.pk, second.pk, third.pk}) == 3
    assert TrainingClass.objects.filter(term=77).count() == 1
    assert memory.path is None
