"""The list of 五源对账 says how it was when last compared; only the background compares, and the acceptance anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.enums import ClassState
from classes.models import TrainingClass
from classes.operations import suspend_class
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.jobs.schedule import run_frequent
from inspections.models import Inspection
from subsidies.enums import AcceptanceState
from subsidies.models import SourceComparison, SourceMonth
from subsidies.operations import accept_explanation, compare_due_classes, confirm_inspection
from subsidies.operations.comparing import compare_classes
from subsidies.queries.comparisons import PAUSE, classes_with_differences, differences_of_month, due_classes
from tests.builders.reconciling import explained, first_half_day, miscounted
from tests.builders.running import make_running_class
from tests.builders.subsidies import make_acceptance, make_examined_class
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("office")


def page(client: Client, **conditions: str) -> str:
    return client.get(reverse("subsidies:source_list"), conditions).content.decode()


def later() -> AbstractContextManager[None]:
    """When a class that has just been compared may be compared again."""
    return clock.moved_to(clock.now() + PAUSE)


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def copies(training_class: TrainingClass, terms: range) -> None:
    """More classes with the outcome of this one."""
    kept, month = SourceComparison.objects.get(pk=training_class.pk), SourceMonth.objects.earliest("pk")
    for term in terms:
        training_class.pk, training_class.number, training_class.term = uuid4(), f"KB-{term}", term
        training_class.save(force_insert=True)
        kept.training_class = training_class
        kept.save(force_insert=True)
        month.comparison, month.pk = kept, None
        month.save(force_insert=True)


def test_the_list_shows_what_was_found_and_when_and_the_month_keeps_settled_ones(
    cast: Cast, sign_in: SignIn
) -> None:
    quiet, made = make_examined_class(cast), make_examined_class(cast)
    miscounted(made)
    inspector = sign_in("zhang_wei")
    assert "2 个班等待重新比对" in page(inspector)

    run_frequent()

    shown = page(inspector)
    assert (str(made) in shown, str(quiet) in shown, "等待重新比对" in shown) == (True, False, False)
    assert "截至 " in shown
    assert "清点少于签到" in page(inspector, month="2026-05")
    assert "本月没有发现差异" in page(inspector, month="2026-04")
    accept_explanation(explained(cast, made), actor=cast.actor("zhang_wei"), comment="属实")
    with later():
        run_frequent()
    assert "没有未了结的差异" in page(inspector)
    assert "全部了结" in page(inspector, month="2026-05")


def test_another_institution_sees_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    miscounted(make_examined_class(cast))
    stranger = cast.actor("huineng_manager")
    assert "等待重新比对" not in page(sign_in("huineng_manager"))
    compare_due_classes()
    assert list(classes_with_differences(stranger)) == []
    assert list(differences_of_month(stranger, date(2026, 5, 1))) == []


def test_a_class_is_compared_again_when_something_happened_or_on_another_day(
    cast: Cast, sign_in: SignIn
) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    assert (compare_due_classes(), compare_due_classes()) == (1, 0)

    explained(cast, made)

    inspector = sign_in("zhang_wei")
    before = page(inspector)
    assert compare_due_classes() == 0
    with later():
        assert (compare_due_classes(), compare_due_classes()) == (1, 0)
    after = page(inspector)
    assert ("此后有新的记录" in before, "份说明待认定" in before) == (True, False)
    assert ("此后有新的记录" in after, "1 份说明待认定" in after) == (False, True)
    with clock.moved_to(clock.today() + timedelta(days=1)):
        assert (compare_due_classes(), compare_due_classes()) == (1, 0)


def test_a_class_that_is_settled_is_compared_a_last_time(cast: Cast) -> None:
    made = make_examined_class(cast)
    compare_due_classes()
    TrainingClass.objects.filter(pk=made.pk).update(state=ClassState.ACCEPTED)

    assert (compare_due_classes(), compare_due_classes()) == (1, 0)
    assert SourceComparison.objects.get().is_final
    with clock.moved_to(clock.today() + timedelta(days=1)):
        assert due_classes(10) == []


def test_a_class_that_begins_is_compared_and_one_that_has_not_is_not(cast: Cast) -> None:
    make_running_class(cast, first_day=date(2026, 7, 6), state=ClassState.VOUCHERS_MADE)
    begun = make_running_class(cast, first_day=date(2026, 5, 6))
    assert due_classes(10) == [begun.pk]
    compare_due_classes()
    assert SourceComparison.objects.get().open == 2
    suspend_class(begun, actor=cast.actor("ren_gang"), comment="人数不符")
    with later():
        compare_due_classes()
    assert SourceComparison.objects.get().open == 0


def test_many_are_compared_in_portions(cast: Cast) -> None:
    for _ in range(3):
        make_examined_class(cast)
    assert [compare_due_classes(2), compare_due_classes(2), compare_due_classes(2)] == [2, 1, 0]


def test_a_comparison_is_as_many_questions_for_three_classes_as_for_one(cast: Cast) -> None:
    made = [make_examined_class(cast) for _ in range(3)]
    for each in made:
        miscounted(each)
    few = queries_of(lambda: compare_classes([made[0].pk]))
    assert queries_of(lambda: compare_classes([each.pk for each in made])) == few
    assert SourceMonth.objects.count() == 3


@pytest.mark.parametrize("conditions", [{}, {"month": "2026-05"}])
def test_the_page_asks_as_much_for_fifty_classes_as_for_five_and_compares_none(
    cast: Cast, sign_in: SignIn, conditions: dict[str, str]
) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    compare_due_classes()
    inspector = sign_in("zhang_wei")
    copies(made, range(100, 104))
    page(inspector)
    few = queries_of(lambda: page(inspector, per_page="50", **conditions))
    copies(made, range(200, 245))
    many = queries_of(lambda: page(inspector, per_page="50", **conditions))
    assert (many, many <= 12) == (few, True)
    assert page(inspector, per_page="50", **conditions).count("清点少于签到") == 50


def test_what_was_kept_opens_no_gate(cast: Cast) -> None:
    """The list says that all is well, the records no longer do: the acceptance looks at the records."""
    acceptance = make_acceptance(cast, AcceptanceState.TRAINING_CONFIRMED)
    compare_due_classes()
    visit = miscounted(acceptance.training_class)
    assert SourceComparison.objects.get().open == 0

    with pytest.raises(NotNow) as refusal:
        confirm_inspection(acceptance, actor=cast.actor("guo_liang"))

    assert refusal.value.code == "acceptance.sources_differ"
    compare_classes([acceptance.training_class_id])
    Inspection.objects.filter(pk=visit.pk).update(present_count=4)
    visit.absentees.all().delete()
    assert SourceComparison.objects.get().open == 1
    assert confirm_inspection(acceptance, actor=cast.actor("guo_liang")).state == "inspection_confirmed"


def test_the_kept_outcome_of_a_half_day_names_the_first_differences(cast: Cast) -> None:
    made = make_examined_class(cast)
    miscounted(made)
    compare_due_classes()
    kept = SourceComparison.objects.get()
    assert (kept.compared, kept.found, kept.open, kept.serious, kept.pending) == (4, 1, 1, 1, 0)
    assert kept.lines == [[str(first_half_day(made)), "清点少于签到", True]]
