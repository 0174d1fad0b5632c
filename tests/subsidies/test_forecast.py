"""补贴预计: every open class under the parameters that govern it; only what changed is written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.core import clock
from foundation.core.errors import DomainError
from foundation.jobs.models import Job, JobState
from foundation.jobs.operations import run_job
from foundation.policy.catalogue import default_parameters
from institutions.enums import TrainingCategory
from subsidies.enums import ClaimState, ForecastBasis
from subsidies.models import ClassForecast
from subsidies.operations import order_nightly, order_recompute, recompute_forecasts
from subsidies.queries.calculation import calculate_claim
from tests.builders.forecasts import make_pending_class
from tests.builders.policy import set_parameter
from tests.builders.running import Size, make_person, make_running_class, second_number
from tests.builders.subsidies import Outcome, make_claim, make_examined_class
from tests.cast import Cast
from trainees.enums import HitDecision, HitKind
from trainees.models import CrossCheckHit

pytestmark = pytest.mark.usefixtures("office")

CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=2)


def forecast(training_class: TrainingClass) -> ClassForecast:
    recompute_forecasts()
    return ClassForecast.objects.get(pk=training_class.pk)


def figures(row: ClassForecast) -> tuple[str, int | None, int | None]:
    return row.basis, row.payable_heads, row.total_fen


def running_order(cast: Cast) -> TrainingClass:
    """Five people, two days, filed with the city."""
    filed: dict[str, Any] = {"category": TrainingCategory.ORDER, "city_filed_on": date(2026, 4, 2)}
    return make_running_class(cast, Size(people=5, days=2), **filed)


def test_a_class_that_was_never_filed_with_the_city_is_not_expected(cast: Cast) -> None:
    unfiled = make_running_class(cast, Size(people=5, days=2), category=TrainingCategory.ORDER)

    assert (forecast(unfiled).error, forecast(unfiled).total_fen) == ("blocked", 0)


def test_a_class_that_is_not_approved_is_expected_in_full(cast: Cast) -> None:
    row = forecast(make_pending_class(cast, days=10, heads=20))

    assert figures(row) == (ForecastBasis.FULL, 20, 20 * 150_000)
    assert (row.approved, row.is_pinned, row.policy_document_id) == (20, False, "2026-8")


def test_a_class_in_training_counts_those_who_are_still_there(cast: Cast) -> None:
    running = running_order(cast)
    Enrolment.objects.filter(training_class=running, position=5).update(
        state=EnrolmentState.WITHDRAWN, withdrawn_on=running.starts_on
    )

    assert figures(forecast(running)) == (ForecastBasis.FULL, 4, 4 * 30_000)


def test_a_decided_class_comes_to_what_its_claim_would(cast: Cast) -> None:
    examined = make_examined_class(cast, CUT)
    Enrolment.objects.filter(training_class=examined, position__in=[2, 6]).update(attended_half_days=3)
    row = forecast(examined)
    rows = Enrolment.objects.filter(training_class=examined).order_by("position")

    assert (row.basis, row.verified, row.passed, row.employed) == (ForecastBasis.FACTS, 9, 7, 6)
    assert (row.payable_heads, row.deduction_heads) == (6, 1)
    assert row.total_fen == 2 * 22_500 + 4 * 30_000
    assert rows.count() == 10


def test_counting_agrees_with_the_claim_that_is_handed_in(cast: Cast) -> None:
    examined = make_claim(cast, ClaimState.DRAFT, CUT)
    unfit = examined.training_class.enrolments.get(position=1).application
    CrossCheckHit.objects.create(
        application=unfit, kind=HitKind.AGE, decision=HitDecision.BLOCKING, decided_by=cast["zhou_min"],
        decided_at=clock.now(), decision_reason="已领取养老金",
    )  # fmt: skip
    before = forecast(examined.training_class)
    statement = calculate_claim(examined).statement

    assert (before.basis, before.total_fen, before.full_fen) == (
        ForecastBasis.FACTS,
        statement.total_fen,
        statement.full_fen,
    )
    assert (before.verified, before.payable_heads) == (8, statement.payable_heads)


def test_a_submitted_claim_is_taken_as_it_is(cast: Cast) -> None:
    claim = make_claim(cast, outcome=CUT)
    Enrolment.objects.filter(training_class=claim.training_class).update(has_passed=False)

    assert figures(forecast(claim.training_class)) == (
        ForecastBasis.CLAIM,
        claim.payable_heads,
        claim.total_fen,
    )


def test_an_approved_class_keeps_its_parameters(cast: Cast) -> None:
    approved = running_order(cast)
    waiting = make_pending_class(cast, days=2, heads=5)
    ladder = default_parameters("2026-8").ladder()
    set_parameter("ladder", type(ladder)(ladder.tiers, cap_fen=10_000))

    recompute_forecasts()

    assert ClassForecast.objects.get(pk=approved.pk).total_fen == 5 * 30_000
    assert ClassForecast.objects.get(pk=waiting.pk).total_fen == 5 * 10_000


def test_a_second_computation_writes_nothing_and_a_change_only_its_class(cast: Cast) -> None:
    first, second = make_pending_class(cast, days=2), make_pending_class(cast, days=3)
    assert recompute_forecasts() == 2
    assert recompute_forecasts() == 0
    since = ClassForecast.objects.get(pk=second.pk).computed_at
    TrainingClass.objects.filter(pk=first.pk).update(planned_count=12)

    assert recompute_forecasts() == 1
    assert ClassForecast.objects.get(pk=second.pk).computed_at == since


def test_what_is_settled_or_struck_out_has_no_forecast(cast: Cast) -> None:
    waiting = make_pending_class(cast, days=2)
    recompute_forecasts()
    TrainingClass.objects.filter(pk=waiting.pk).update(state=ClassState.REFUSED)

    assert recompute_forecasts() == 1
    assert not ClassForecast.objects.exists()


def test_a_missing_rate_is_named_and_no_amount_is_guessed(cast: Cast) -> None:
    row = forecast(make_pending_class(cast, days=2, category=TrainingCategory.EMPLOYMENT_SKILL))

    assert (row.error, row.total_fen) == ("E_RATE_NOT_CONFIGURED", None)


def test_a_day_without_policy_is_named(cast: Cast) -> None:
    make_pending_class(cast, days=2)
    with clock.moved_to(clock.now() + timedelta(days=4_000)):
        recompute_forecasts()

    assert ClassForecast.objects.get().error == "policy.none_in_force"


def test_staff_who_have_drawn_this_year_are_not_counted_again(cast: Cast) -> None:
    staff = Outcome(approved=3, verified=3, passed=3, employed=0, category=TrainingCategory.ENTERPRISE_STAFF)
    paid = make_claim(cast, outcome=staff)
    again = make_examined_class(cast, staff)
    kept = make_person()
    for training_class in (paid.training_class, again):
        rows = Enrolment.objects.filter(training_class=training_class, position=1)
        rows.update(person=second_number(kept))

    assert figures(forecast(again)) == (ForecastBasis.FACTS, 2, 2 * 30_000)


def test_the_number_of_queries_does_not_grow_with_the_classes(cast: Cast) -> None:
    counts = []
    for _ in range(2):
        for days in (2, 3, 4):
            make_pending_class(cast, days=days)
        with CaptureQueriesContext(connection) as queries:
            recompute_forecasts()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_head_of_the_training_office_orders_it_and_sees_it_done(cast: Cast) -> None:
    make_pending_class(cast, days=2)
    job = order_recompute(actor=cast.actor("wang_jianming"))
    assert order_recompute(actor=cast.actor("wang_jianming")) == job

    assert run_job(job.pk)

    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.done_units, done.total_units) == (JobState.DONE, 1, 1)
    assert ClassForecast.objects.count() == 1


def test_nobody_else_orders_it(cast: Cast) -> None:
    for name in ("li_jing", "qihang_manager"):
        with pytest.raises(DomainError):
            order_recompute(actor=cast.actor(name))


def test_it_is_put_on_the_list_once_a_day(cast: Cast) -> None:
    assert [order_nightly(), order_nightly()] == [1, 0]
