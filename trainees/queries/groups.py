"""Groups: the applications of one planned class, which the bureau examines as one 信息核实花名表."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.queries import holders_of
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.display import StateTag, deadline_tag
from foundation.core.errors import Invalid
from foundation.policy.queries import current_parameters
from trainees.enums import ApplicationState, HitDecision, PersonCategory, Sex
from trainees.models import Application, ApplicationQuerySet, CrossCheckHit

PASSED_STATES = (ApplicationState.PASSED, ApplicationState.VOUCHER_ISSUED, ApplicationState.IN_CLASS)
REVIEW_CHIPS = {"waiting": "待审核", "number": "待办编号", "passed": "已通过", "": "全部"}


@dataclass(frozen=True)
class GroupSummary:
    """The figures of one roster; all counts are heads of live applications, hits are findings."""

    group_id: UUID
    title: str
    institution_id: UUID | None
    institution_name: str
    occupation_name: str
    level: str
    planned_from: date | None
    planned_to: date | None
    total: int
    by_state: dict[str, int]
    by_category: dict[str, int]
    male: int
    female: int
    open_hits: int
    blocking_hits: int
    without_number: int
    compared_at: datetime | None
    waiting_since: datetime | None

    @property
    def waiting(self) -> int:
        return self.by_state.get(ApplicationState.UNDER_REVIEW, 0)

    @property
    def passed(self) -> int:
        """Passed, whether or not the voucher is out already."""
        return sum(self.by_state.get(state, 0) for state in PASSED_STATES)

    @property
    def to_issue(self) -> int:
        """Passed, and still without a voucher."""
        return self.by_state.get(ApplicationState.PASSED, 0)


def group_applications(group_id: UUID) -> ApplicationQuerySet:
    """The live applications of a group, in the order of the roster, each with its person."""
    rows = Application.objects.live().filter(group_id=group_id)
    return rows.select_related("person", "institution").order_by(
        F("position").asc(nulls_last=True), "created_at"
    )


def group_roster(
    group_id: UUID, actor: Actor, *, only: str = "", keep: UUID | None = None
) -> QuerySet[Application]:
    """The same with `attention` 0 不符合, 1 需认定, 2 nothing; worst first. `only`: attention or clear.

    `keep` stays on the list whatever became of it: the line on which somebody is just working.
    """
    hits = CrossCheckHit.objects.filter(application_id=OuterRef("pk"))
    rows: QuerySet[Any] = (
        group_applications(group_id)
        .visible_to(actor)
        .annotate(
            attention=Case(
                When(Exists(hits.blocking()), then=Value(0)),
                When(Exists(hits.open()), then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
    )
    if only == "attention":
        rows = rows.filter(Q(attention__lt=2) | Q(pk=keep))
    elif only == "clear":
        rows = rows.filter(Q(attention=2) | Q(pk=keep))
    return rows.prefetch_related("hits__decided_by").order_by("attention", "position", "created_at")


def group_summary(group_id: UUID) -> GroupSummary:
    """The figures of a group; two queries. A group without live applications has a total of 0."""
    rows = list(group_applications(group_id))
    hits = Counter(
        CrossCheckHit.objects.filter(application__in=[row.pk for row in rows]).values_list(
            "decision", flat=True
        )
    )
    first = rows[0] if rows else None
    waiting = [row.state_since for row in rows if row.state == ApplicationState.UNDER_REVIEW]
    return GroupSummary(
        group_id=group_id,
        title=first.group_title if first else "",
        institution_id=first.institution_id if first else None,
        institution_name=first.institution.name if first else "",
        occupation_name=first.occupation_name if first else "",
        level=first.level if first else "",
        planned_from=first.planned_from if first else None,
        planned_to=first.planned_to if first else None,
        total=len(rows),
        by_state=dict(Counter(row.state for row in rows)),
        by_category=dict(Counter(row.category for row in rows)),
        male=sum(row.person.sex == Sex.MALE for row in rows),
        female=sum(row.person.sex == Sex.FEMALE for row in rows),
        open_hits=hits[HitDecision.OPEN],
        blocking_hits=hits[HitDecision.BLOCKING],
        without_number=sum(not row.employment_certificate_number for row in rows),
        compared_at=min((row.compared_at for row in rows if row.compared_at), default=None),
        waiting_since=min(waiting, default=None),
    )


def category_facts(summary: GroupSummary) -> list[tuple[str, int]]:
    """人员构成 as printed: label and heads, only the categories that occur."""
    return [(c.label, summary.by_category[c.value]) for c in PersonCategory if c.value in summary.by_category]


def _groups(actor: Actor, text: str = "") -> QuerySet[Any, Any]:
    rows = Application.objects.visible_to(actor).live().filter(group_id__isnull=False)
    if text:
        rows = rows.filter(Q(group_title__icontains=text) | Q(institution__name__icontains=text))
    under_review = Q(state=ApplicationState.UNDER_REVIEW)
    return (
        rows.order_by()
        .values("group_id", "group_title", "institution__name")
        .annotate(
            total=Count("pk", distinct=True),
            waiting=Count("pk", filter=under_review, distinct=True),
            passed=Count("pk", filter=Q(state__in=PASSED_STATES), distinct=True),
            returned=Count("pk", filter=Q(state=ApplicationState.RETURNED), distinct=True),
            open_hits=Count("hits", filter=Q(hits__decision=HitDecision.OPEN), distinct=True),
            without_number=Count(
                "pk", filter=under_review & Q(employment_certificate_number=""), distinct=True
            ),
            waiting_since=Min("state_since", filter=under_review),
            last=Max("created_at"),
        )
    )


def _chosen(rows: QuerySet[Any, Any], chip: str) -> QuerySet[Any, Any]:
    match chip:
        case "waiting":
            return rows.filter(waiting__gt=0)
        case "number":
            return rows.filter(without_number__gt=0)
        case "passed":
            return rows.filter(passed__gt=0, waiting=0)
    return rows


def review_groups(actor: Actor, *, chip: str = "", text: str = "") -> QuerySet[Any, Any]:
    """Rosters the actor may see, one dict of figures each, the longest waiting first."""
    rows = _chosen(_groups(actor, text), chip)
    return rows.order_by(Case(When(waiting__gt=0, then=0), default=1), "waiting_since", "-last")


def review_tags(groups: Iterable[dict[str, Any]]) -> dict[UUID, StateTag]:
    """How long each waiting roster may still wait: its limit is a parameter, counted in working days."""
    try:
        days = current_parameters().whole("qualification_review_days")
        calendar, today = load_calendar(), clock.today()
        due = {
            group["group_id"]: calendar.add_workdays(clock.local(group["waiting_since"]).date(), days)
            for group in groups
            if group["waiting_since"]
        }
        return {key: deadline_tag(calendar.workdays_between(today, day)) for key, day in due.items()}
    except Invalid:  # no document in force, or a year without calendar: nothing prescribes a day
        return {}


def group_counts(actor: Actor) -> dict[str, int]:
    """How many rosters stand behind each chip of the list."""
    return {chip: _chosen(_groups(actor), chip).count() for chip in REVIEW_CHIPS}


def group_managers(group_id: UUID) -> set[UUID]:
    """The people of the institution who are told what became of its roster."""
    owner = Application.objects.filter(group_id=group_id).values_list("institution_id", flat=True).first()
    if owner is None:
        return set()
    holders = holders_of(Role.INSTITUTION_MANAGER, organisation_id=owner)
    return set(holders.values_list("pk", flat=True))
