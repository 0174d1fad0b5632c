"""What the calendar does to claims: notices that end, payments not settled yet, and a look back at the figures."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.accounts.queries import actor_of
from foundation.jobs.handlers import JobContext, Outcome, handles
from foundation.jobs.schedule import daily, frequently
from foundation.policy.models import ParameterRow, ParameterState
from subsidies.operations import (
    assess_parameter,
    close_due_notices,
    compare_due_classes,
    order_nightly,
    recompute_forecasts,
    replay_sample,
    settle_paid_claims,
)
from subsidies.operations.forecast import KIND as FORECAST
from subsidies.operations.impact import KIND as IMPACT


@daily("close_notices")
def close_notices() -> int:
    """From the first day after the fifth working day."""
    return close_due_notices(actor=Actor.system())


@daily("settle_claims")
def settle_claims() -> int:
    """Write-off and conclusion that could not follow the payment at once."""
    return settle_paid_claims(actor=Actor.system())


@daily("replay_claims")
def replay_claims() -> int:
    """A sample of the stored claims is computed anew; what differs is put on record and told."""
    return replay_sample(actor=Actor.system())


@daily("recompute_forecast")
def recompute_forecast() -> int:
    """Puts today's recomputation of 补贴预计 on the work list, once a day."""
    return order_nightly()


@frequently("subsidies.compare_sources")
def compare_sources() -> int:
    """五源对账 of classes to which something has happened; all of them in the first minutes of a day."""
    return compare_due_classes()


@handles(FORECAST)
def run_recompute(context: JobContext) -> Outcome:
    """All open classes; a second run finds nothing to change."""
    changed = recompute_forecasts(progress=context.progress)
    return Outcome(f"补贴预计已测算，{changed} 个班次有变动", url="/forecasts/")


@handles(IMPACT)
def run_assessment(context: JobContext) -> Outcome:
    """The impact of one proposal, while it waits for its second person."""
    row = ParameterRow.objects.select_related("document").get(pk=context.payload["parameter"])
    if row.state != ParameterState.PROPOSED:
        return Outcome("这条提议已经办理")
    user = User.objects.filter(pk=context.created_by_id).first() if context.created_by_id else None
    impact = assess_parameter(
        row, actor=actor_of(user) if user else Actor.system(), progress=context.progress
    )
    return Outcome("影响测算已生成", url=impact.get_absolute_url())
