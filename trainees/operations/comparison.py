"""信息比对: the named checks are run, what they find is written down, and what changed since is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.workflow.messages import tell
from trainees.enums import COMPARING_ROLES, ApplicationState, HitDecision
from trainees.models import Application, CheckAlert, CheckResult, CheckRun, CrossCheckHit
from trainees.queries import Assessment, Finding, assess, group_applications
from trainees.queries.outcome import UNDECIDED, Outcome, outcome_of
from trainees.rules.catalogue import CHECKS, HINTS, Moment
from trainees.rules.lists import LIST_TYPES

NOT_COMPARED = "未比对"
AFTER_REVIEW = frozenset({ApplicationState.VOUCHER_ISSUED, ApplicationState.IN_CLASS})


@transaction.atomic
def compare_group(group_id: UUID, *, actor: Actor | None = None) -> int:
    """Compare everybody on a roster anew; returns how many findings are open. May run any number of times."""
    actor = actor or Actor.system()
    require_role(actor, *COMPARING_ROLES, Role.SYSTEM, doing="信息比对")
    applications = list(group_applications(group_id).visible_to(actor))
    if not applications:
        raise NotNow("application_group.empty", "这份名册里没有人员，请先录入报名。")
    is_past_review = any(each.state in AFTER_REVIEW for each in applications)
    open_hits = run_checks(
        applications, Moment.OPENING if is_past_review else Moment.REGISTRATION, actor=actor
    )
    detail = {"people": len(applications), "open_hits": open_hits}
    title = f"信息比对 {len(applications)} 人"
    append(Event("application_group.compare", title, applications[0], detail=detail), actor=actor)
    return open_hits


def check_group(group_id: UUID, moment: Moment, *, actor: Actor) -> int:
    """The same as a part of a formal step, at the end of which the roster stands as it was compared."""
    return run_checks(list(group_applications(group_id)), moment, actor=actor)


@transaction.atomic
def run_checks(applications: Sequence[Application], moment: Moment, *, actor: Actor) -> int:
    """Run the checks of a step over applications that come with their person; returns how many are open.

    New findings are written down, open ones no longer true are dropped, every decision is kept. The run stays with
    its verdict on each person and the lists it looked at; a verdict unlike that of the last run raises an alert.
    Its owner is told of it and answers it, unless the check only gives a hint: such a change stands there to be read.
    What a list had found stays while the list is not there. As many statements for five people as for five hundred.
    """
    if not applications:
        return 0
    found = assess(applications, moment)
    ids = [each.pk for each in applications]
    _write_findings(outcome_of(found, CrossCheckHit.objects.filter(application__in=ids)), moment)
    before = _last_verdicts(ids)
    run = _keep_run(found, applications, actor)
    _raise_alerts(run, found, before, applications)
    Application.objects.filter(pk__in=ids).update(compared_at=run.ran_at)
    return CrossCheckHit.objects.open().filter(application__in=ids).count()


def _write_findings(outcome: Outcome, moment: Moment) -> None:
    """Nobody's decision is lost: only what is open, or only informs, is dropped."""
    hits = CrossCheckHit.objects
    hits.filter(pk__in=[hit.pk for hit in outcome.dropped], decision__in=UNDECIDED).delete()
    gone = hits.filter(pk__in=[hit.pk for hit in outcome.gone], gone_at__isnull=True)
    gone.update(gone_at=clock.now())
    hits.filter(pk__in=[hit.pk for hit in outcome.back]).update(gone_at=None)
    for hit, finding in outcome.reopened:
        hits.filter(pk=hit.pk).update(
            decision=HitDecision.OPEN,
            decided_by=None,
            decided_at=None,
            decision_reason="",
            snapshot=finding.snapshot_id,
            row_number=finding.row_number,
            source=finding.source[:80],
        )
    hits.bulk_create([_hit(finding, moment) for finding in outcome.new], ignore_conflicts=True)


def _hit(finding: Finding, moment: Moment) -> CrossCheckHit:
    return CrossCheckHit(
        application_id=finding.application_id,
        kind=finding.kind,
        message=finding.message[:200],
        source=finding.source[:80],
        found_at=clock.now(),
        decision=finding.decision,
        moment=moment,
        snapshot_id=finding.snapshot_id,
        row_number=finding.row_number,
    )


def _last_verdicts(ids: Sequence[UUID]) -> dict[UUID, dict[str, str | None]]:
    """The verdict of the run before, by application; nothing where there was none."""
    latest = (
        CheckResult.objects.filter(application__in=ids)
        .order_by()
        .values("application_id")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return dict(CheckResult.objects.filter(pk__in=latest).values_list("application_id", "verdicts"))


def _keep_run(assessment: Assessment, applications: Sequence[Application], actor: Actor) -> CheckRun:
    first = applications[0]
    run = CheckRun.objects.create(
        moment=assessment.moment,
        group_id=first.group_id,
        title=first.group_title,
        ran_by_id=actor.user_id,
        people=len(applications),
        lists=[
            {"id": str(each.pk), "name": str(each), "as_of": each.as_of.isoformat()}
            for each in assessment.snapshots
        ],
        missing=[LIST_TYPES[code].title for code in assessment.missing],
    )
    CheckResult.objects.bulk_create(
        CheckResult(run=run, application_id=pk, verdicts=dict(verdicts))
        for pk, verdicts in assessment.verdicts.items()
    )
    return run


def _raise_alerts(
    run: CheckRun,
    assessment: Assessment,
    before: Mapping[UUID, Mapping[str, str | None]],
    applications: Iterable[Application],
) -> None:
    alerts = [
        CheckAlert(
            run=run,
            application=each,
            kind=kind,
            before=NOT_COMPARED if was is None else was,
            after=now or "",
            raised_at=run.ran_at,
        )
        for each in applications
        if each.pk in before
        for kind, now in assessment.verdicts[each.pk].items()
        for was in [before[each.pk].get(kind)]
        if _is_change(was, now)
    ]
    CheckAlert.objects.bulk_create(alerts)
    _tell_owners(run, alerts)


def _is_change(was: str | None, now: str | None) -> bool:
    """A list that came or went changes nothing by itself; what it now says does."""
    return now is not None and (was or "") != now


def _tell_owners(run: CheckRun, alerts: Sequence[CheckAlert]) -> None:
    owners = Counter(CHECKS[alert.kind].owner for alert in alerts if alert.kind not in HINTS)
    for role, changes in owners.items():
        people: set[Any] = set(holders_of(role).values_list("pk", flat=True))
        title = f"{run.title} {run.get_moment_display()}比对结果有 {changes} 处变化".strip()
        tell(people, title=title, url=reverse("trainees:alert_list"))
