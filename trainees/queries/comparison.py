"""The comparison: what the named checks find about applicants, and what is still to be decided about them.

`assess` is the one computation: the bureau's formal steps store it, 送审前体检 shows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trainees.enums import HitDecision
from trainees.models import Application, CrossCheckHit, ListSnapshot
from trainees.queries.subjects import Frame, subjects_of
from trainees.rules.catalogue import CHECKS, Moment, NamedCheck, Severity, checks_at
from trainees.rules.findings import judge
from trainees.rules.lists import LIST_TYPES

UNSETTLED = (HitDecision.OPEN, HitDecision.BLOCKING)


@dataclass(frozen=True)
class Finding:
    """One thing to look at, before it is a row; `key` is what makes it the same finding again."""

    application_id: UUID
    kind: str
    message: str
    source: str
    snapshot_id: UUID | None = None
    row_number: int | None = None

    @property
    def key(self) -> tuple[UUID, str, str]:
        return (self.application_id, self.kind, self.message)

    @property
    def check(self) -> NamedCheck:
        return CHECKS[self.kind]

    @property
    def decision(self) -> HitDecision:
        """As what it is written down: what only informs asks for no decision."""
        informs = self.check.severity is Severity.INFORMS
        return HitDecision.NOTED if informs else HitDecision.OPEN


@dataclass(frozen=True)
class Assessment:
    """All checks of one step over a roster, nothing written: findings, and the verdict on each person by check.

    A verdict is what was found, "" where nothing was, None where the list is not there.
    """

    moment: Moment
    findings: tuple[Finding, ...]
    verdicts: Mapping[UUID, Mapping[str, str | None]]
    snapshots: tuple[ListSnapshot, ...]
    missing: tuple[str, ...]

    @property
    def judged_kinds(self) -> frozenset[str]:
        """The checks that could be answered: those at this step whose list is there."""
        gone = {check.kind for check in checks_at(self.moment) if check.list_code in self.missing}
        return frozenset(check.kind for check in checks_at(self.moment)) - gone


@dataclass(frozen=True)
class Matter:
    """One person and one check that stand in the way, in words that the institution may read.

    `decision` is open or blocking.
    """

    application_id: UUID
    position: int | None
    name: str
    title: str
    decision: str

    @property
    def is_open(self) -> bool:
        return self.decision == HitDecision.OPEN

    @property
    def who(self) -> str:
        return f"第 {self.position} 号{self.name}" if self.position else self.name

    def __str__(self) -> str:
        return f"{self.who}（{self.title}）"


def assess(applications: Sequence[Application], moment: Moment) -> Assessment:
    """Run the checks of a step over applications that come with their person; a fixed number of queries."""
    frame = Frame.of_today()
    found: dict[tuple[UUID, str, str], Finding] = {}
    for pk, subject in subjects_of(applications, moment, frame).items():
        for check, said in judge(subject, moment):
            row = said.row
            finding = Finding(
                pk,
                check.kind,
                said.message,
                row.source if row else check.evidence,
                UUID(row.snapshot_id) if row else None,
                row.row if row else None,
            )
            found.setdefault(finding.key, finding)
    asked = checks_at(moment)
    wanted = {check.list_code for check in asked} - {""}
    used = tuple(each for each in frame.snapshots if each.kind in wanted)
    missing = tuple(code for code in LIST_TYPES if code in wanted - frame.supplied)
    return Assessment(
        moment, tuple(found.values()), _verdicts(applications, asked, missing, found), used, missing
    )


def _verdicts(
    applications: Iterable[Application],
    asked: Iterable[NamedCheck],
    missing: Sequence[str],
    found: Mapping[tuple[UUID, str, str], Finding],
) -> dict[UUID, dict[str, str | None]]:
    plain: dict[str, str | None] = {check.kind: None if check.list_code in missing else "" for check in asked}
    said: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for pk, kind, message in found:
        said[pk, kind].append(message)
    return {
        a.pk: {kind: "；".join(said[a.pk, kind]) or nothing for kind, nothing in plain.items()}
        for a in applications
    }


def find_hits(applications: Sequence[Application], moment: Moment = Moment.REGISTRATION) -> list[Finding]:
    """Every finding of a step about these applications, each once."""
    return list(assess(applications, moment).findings)


def unsettled(applications: Iterable[Application]) -> list[Matter]:
    """What stands in the way of these people as the register has it: open findings, and those decided against them."""
    hits = CrossCheckHit.objects.filter(
        application__in=[a.pk for a in applications], decision__in=UNSETTLED
    ).select_related("application__person")
    return [_matter(hit.application, hit) for hit in hits.order_by("application__position", "kind")]


def barred() -> QuerySet[CrossCheckHit, Any]:
    """The applications against which a finding was decided (认定不符合), to be asked for within another query."""
    return CrossCheckHit.objects.filter(decision=HitDecision.BLOCKING).order_by().values("application")


def barred_applications(group_id: UUID) -> frozenset[UUID]:
    """Those of one roster."""
    hits = barred().filter(application__group_id=group_id)
    return frozenset(hits.values_list("application_id", flat=True))


def matters_in(application: Application, hits: Iterable[CrossCheckHit]) -> list[Matter]:
    """The same of one person whose findings are at hand."""
    return [_matter(application, hit) for hit in hits if hit.decision in UNSETTLED]


def _matter(application: Application, hit: CrossCheckHit) -> Matter:
    title = CHECKS[hit.kind].shown_to_all
    return Matter(application.pk, application.position, application.person.masked_name, title, hit.decision)
