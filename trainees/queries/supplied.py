"""Pages of the comparison: lists of other departments, findings to be decided, verdicts that changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, Value

from foundation.accounts.actor import Actor
from trainees.enums import ApplicationState, HitDecision
from trainees.models import CheckAlert, CrossCheckHit, ListSnapshot
from trainees.models.applications import HitQuerySet
from trainees.models.lists import SnapshotQuerySet
from trainees.models.runs import AlertQuerySet
from trainees.rules.catalogue import CHECKS, HINTS
from trainees.rules.lists import LIST_TYPES, ListType

HIT_CHIPS = {
    HitDecision.OPEN.value: "待认定",
    HitDecision.BLOCKING.value: "不符合",
    HitDecision.ACCEPTED.value: "不影响",
    HitDecision.FALSE_ALARM.value: "误报",
    HitDecision.NOTED.value: "提示",
    "all": "全部",
}
UNSEEN = "unseen"
ALERT_CHIPS = {"": "待处理", "seen": "已处理", "hints": "仅提示"}


@dataclass(frozen=True)
class ListLine:
    """One kind of list, the snapshot that is looked at, and which checks rest on it."""

    type: ListType
    latest: ListSnapshot | None
    checks: str


@dataclass(frozen=True)
class HitFilter:
    """What restricts the list of findings; empty does not."""

    kind: str = ""
    severity: str = ""
    moment: str = ""


def list_lines(actor: Actor) -> list[ListLine]:
    """Every kind of list with its latest snapshot in use; one query."""
    latest: dict[str, ListSnapshot] = {}
    for each in ListSnapshot.objects.visible_to(actor).in_use().defer("waiting_file", "problems"):
        known = latest.get(each.kind)
        if known is None or each.as_of > known.as_of:
            latest[each.kind] = each
    return [ListLine(kind, latest.get(kind.code), _numbers_on(kind.code)) for kind in LIST_TYPES.values()]


def _numbers_on(list_code: str) -> str:
    return "、".join(check.number for check in CHECKS.values() if check.list_code == list_code)


def snapshot_list(actor: Actor) -> SnapshotQuerySet:
    """Every list that was ever supplied, newest first; what was destroyed keeps its origin."""
    rows = ListSnapshot.objects.visible_to(actor).defer("waiting_file", "problems")
    return rows.select_related("uploaded_by").order_by("-uploaded_at")


def hit_list(actor: Actor, *, decision: str, wanted: HitFilter) -> HitQuerySet:
    """Findings by decision and conditions, those that wait longest first."""
    rows = _restricted(CrossCheckHit.objects.visible_to(actor), wanted)
    if decision in HitDecision.values:
        rows = rows.filter(decision=decision)
    rows = rows.select_related("application__person", "application__institution", "decided_by")
    return rows.order_by("found_at", "application__position", "pk")


def hit_counts(actor: Actor, wanted: HitFilter) -> list[tuple[str, str, int | None]]:
    """(chip, label, number) in the order of the chips; one query."""
    rows = _restricted(CrossCheckHit.objects.visible_to(actor), wanted).order_by()
    found = dict(rows.values_list("decision").annotate(number=Count("pk")))
    return [
        (chip, label, sum(found.values()) if chip == "all" else found.get(chip, 0))
        for chip, label in HIT_CHIPS.items()
    ]


def _restricted(rows: HitQuerySet, wanted: HitFilter) -> HitQuerySet:
    kinds = {
        kind
        for kind, check in CHECKS.items()
        if wanted.kind in ("", kind) and wanted.severity in ("", check.severity)
    }
    rows = rows.exclude(application__state=ApplicationState.WITHDRAWN).filter(kind__in=kinds)
    return rows.filter(moment=wanted.moment) if wanted.moment else rows


def alert_list(actor: Actor, *, state: str = "") -> AlertQuerySet:
    """Verdicts that changed between two runs, by chip, newest first."""
    visible = CheckAlert.objects.visible_to(actor)
    found = {"seen": visible.seen, "hints": visible.hints}
    rows = found.get(state, visible.unseen)()
    return rows.select_related("application__person", "application__institution", "run", "seen_by")


def alert_counts(actor: Actor) -> list[tuple[str, str, int | None]]:
    """(chip, label, number) in the order of the chips; one query."""
    found = CheckAlert.objects.visible_to(actor).aggregate(
        all=Count("pk"),
        seen=Count("pk", filter=Q(seen_at__isnull=False)),
        hints=Count("pk", filter=Q(seen_at__isnull=True, kind__in=HINTS)),
    )
    found[""] = found["all"] - found["seen"] - found["hints"]
    return [(chip, label, found[chip]) for chip, label in ALERT_CHIPS.items()]


def alerts_waiting(actor: Actor) -> AlertQuerySet:
    """Changes of the checks that this person's roles own, longest waiting first."""
    owned = [kind for kind, check in CHECKS.items() if actor.has_role(check.owner)]
    rows = CheckAlert.objects.visible_to(actor).unseen().filter(kind__in=owned)
    waiting = rows.annotate(state=Value(UNSEEN), state_since=F("raised_at"))
    return waiting.select_related("application__person").order_by("raised_at")


def hits_of_snapshot(snapshot: ListSnapshot, actor: Actor) -> HitQuerySet:
    """What this list has found, by roster; it stays when the list is destroyed."""
    rows = CrossCheckHit.objects.visible_to(actor).filter(snapshot=snapshot)
    return rows.select_related("application__person").order_by("application__group_title", "row_number")
