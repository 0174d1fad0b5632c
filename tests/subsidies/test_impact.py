"""影响测算 (N23): what a proposed value would change, before anybody puts it into force."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from foundation.administration.operations.parameters import activate_parameter, propose_parameter
from foundation.core.errors import DomainError
from foundation.jobs.models import Job
from foundation.jobs.operations import run_job
from foundation.policy.impact import assessments_of
from foundation.policy.models import ParameterRow, PolicyDocument
from foundation.policy.types import Clause
from subsidies.enums import ImpactKind
from subsidies.models import ImpactLine, ParameterImpact
from subsidies.operations import assess_parameter, order_assessment
from subsidies.operations.forecast import KIND as FORECAST
from subsidies.operations.impact import KIND
from subsidies.queries.impact import lines_digest
from tests.builders.forecasts import make_pending_class
from tests.builders.policy import set_parameter
from tests.builders.subsidies import Outcome, make_claim, make_examined_class
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("office")

FROM = date(2026, 6, 20)


def propose(cast: Cast, key: str, written: str, **facts: Any) -> ParameterRow:
    given = {"effective_from": FROM, "clause": Clause("2024-20", "七(二)"), "reason": "局长办公会拟调整"}
    document = PolicyDocument.objects.get(pk=facts.pop("document", "2026-8"))
    return propose_parameter(
        actor=cast.actor("li_jing"), document=document, key=key, written=written, **{**given, **facts}
    )


def assess(cast: Cast, row: ParameterRow) -> ParameterImpact:
    return assess_parameter(row, actor=cast.actor("li_jing"))


def lines(impact: ParameterImpact) -> list[tuple[str, str, int | None, int | None]]:
    rows = ImpactLine.objects.filter(impact=impact).select_related("training_class")
    return [(row.kind, str(row.training_class.training_days), row.old_fen, row.new_fen) for row in rows]


LADDER = "10天内 150\n以后 100\n封顶 5000"


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        (LADDER.replace("150", "160"), [("10", 1_500_000, 1_600_000)]),
        (LADDER.replace("5000", "5500"), [("60", 5_000_000, 5_500_000)]),
        (LADDER.replace("5000", "4000"), [("45", 5_000_000, 4_000_000), ("60", 5_000_000, 4_000_000)]),
        (LADDER.replace("10天", "12天"), []),
        (LADDER.replace("100", "90"), [("45", 5_000_000, 4_650_000)]),
    ],
)
def test_exactly_the_classes_that_come_to_something_else_are_listed(
    cast: Cast, written: str, changed: list[tuple[str, int, int]]
) -> None:
    """Ten heads each: 10 days are 1,500 yuan, 45 days just reach the cap of 5,000, 60 days stay at it."""
    for days in (10, 45, 60):
        make_pending_class(cast, days=days)

    impact = assess(cast, propose(cast, "ladder", written))

    assert sorted(lines(impact)) == [(ImpactKind.PENDING, *each) for each in changed]
    assert (impact.pending_classes, impact.pinned_classes, impact.past_claims) == (3, 0, 0)


def test_a_lower_threshold_lists_the_class_that_fell_short_and_no_other(cast: Cast) -> None:
    """31 of 40 passed is 77.5 %: 4 heads... under 75 % nobody is cut."""
    short = make_examined_class(cast, Outcome(approved=9, verified=9, passed=7, employed=9))
    make_examined_class(cast, Outcome(approved=9, verified=9, passed=9, employed=9))
    impact = assess(cast, propose(cast, "pass_threshold", "75%", clause=Clause("2026-8", "四(二)")))

    assert lines(impact) == [(ImpactKind.PINNED, "2", 8 * 30_000, 9 * 30_000)]
    assert ImpactLine.objects.get().training_class == short
    assert (ImpactLine.objects.get().old_heads, ImpactLine.objects.get().new_heads) == (8, 9)


def test_a_submitted_claim_is_weighed_from_its_own_snapshot_and_stays_as_it_is(cast: Cast) -> None:
    claim = make_claim(cast)
    claim.training_class.enrolments.update(has_passed=False)

    impact = assess(cast, propose(cast, "ladder", LADDER.replace("150", "160")))

    assert lines(impact) == [(ImpactKind.CLAIMED, "2", 4 * 30_000, 4 * 32_000)]
    claim.refresh_from_db()
    assert claim.total_fen == 4 * 30_000


def test_a_value_of_another_document_concerns_no_class_of_this_one(cast: Cast) -> None:
    make_pending_class(cast, days=10)
    make_claim(cast)
    early = propose(
        cast, "ladder", LADDER.replace("150", "160"), document="2024-20", effective_from=date(2024, 3, 1)
    )

    impact = assess(cast, early)

    assert (impact.pending_classes, impact.past_claims, lines(impact)) == (0, 0, [])


def test_a_value_that_a_later_one_has_replaced_changes_nothing(cast: Cast) -> None:
    make_pending_class(cast, days=10)
    set_parameter("pass_threshold", 1, on=date(2026, 6, 10))
    backdated = propose(cast, "ladder", LADDER.replace("150", "160"), effective_from=date(2026, 6, 1))
    ladder = ParameterRow.objects.get(document="2026-8", key="ladder", state="active")
    ParameterRow.objects.create(
        document_id="2026-8", key="ladder", kind="rate", written=ladder.written, clause_document="2024-20",
        clause_label="七(二)", effective_from=date(2026, 6, 10), state="active", activated_at=ladder.activated_at,
    )  # fmt: skip

    assert lines(assess(cast, backdated)) == []


def test_the_proposal_puts_its_assessment_on_the_work_list_and_waits_for_it(cast: Cast) -> None:
    make_pending_class(cast, days=10)
    row = propose(cast, "ladder", LADDER.replace("150", "160"))
    with pytest.raises(DomainError) as early:
        activate_parameter(row, actor=cast.actor("wang_jianming"))

    assert run_job(Job.objects.get(kind=KIND).pk)

    assert early.value.code == "parameter.impact_missing"
    assert [each.is_ready for each in assessments_of(row)] == [True]
    assert activate_parameter(row, actor=cast.actor("wang_jianming")).state == "active"


def test_an_assessment_made_before_another_value_came_into_force_is_stale(cast: Cast) -> None:
    row = propose(cast, "ladder", LADDER.replace("150", "160"))
    assess(cast, row)
    set_parameter("payable_requires_pass", True)

    assert [each.is_ready for each in assessments_of(row)] == [False]
    with pytest.raises(DomainError) as refusal:
        activate_parameter(row, actor=cast.actor("wang_jianming"))
    assert refusal.value.code == "parameter.impact_missing"


def test_an_assessment_is_stale_once_there_are_more_classes_and_says_so(cast: Cast) -> None:
    row = propose(cast, "ladder", LADDER.replace("150", "160"))
    assess(cast, row)
    make_pending_class(cast, days=10)

    [found] = assessments_of(row)

    assert (found.is_ready, "班次有增减" in found.summary) == (False, True)
    assess(cast, row)
    assert [each.is_ready for each in assessments_of(row)] == [True]


def test_it_is_kept_with_the_value_and_the_forecast_is_computed_anew(cast: Cast) -> None:
    make_pending_class(cast, days=10)
    row = propose(cast, "ladder", LADDER.replace("150", "160"))
    assess(cast, row)
    activate_parameter(row, actor=cast.actor("wang_jianming"))
    impact = ParameterImpact.objects.get()

    assert impact.is_frozen
    assert impact.digest == lines_digest(impact)
    assert Job.objects.filter(kind=FORECAST).exists()
    for change in (
        lambda: ImpactLine.objects.update(new_fen=1),
        lambda: ImpactLine.objects.all().delete(),
        lambda: ParameterImpact.objects.update(pending_classes=0),
        lambda: ImpactLine.objects.create(
            impact=impact, kind="pending", training_class=make_pending_class(cast, days=3), ends_on=FROM
        ),
    ):
        with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
            change()


def test_a_decided_proposal_is_not_assessed_again(cast: Cast) -> None:
    row = propose(cast, "ladder", LADDER.replace("150", "160"))
    job = Job.objects.get(kind=KIND)
    assess(cast, row)
    decided = activate_parameter(row, actor=cast.actor("wang_jianming"))

    with pytest.raises(DomainError) as refusal:
        order_assessment(decided, actor=cast.actor("li_jing"))
    assert refusal.value.code == "impact.parameter_decided"
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"


def test_an_institution_does_not_order_an_assessment(cast: Cast) -> None:
    row = propose(cast, "ladder", LADDER.replace("150", "160"))

    with pytest.raises(DomainError):
        order_assessment(row, actor=cast.actor("qihang_manager"))
