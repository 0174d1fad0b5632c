"""What a comparison does to the findings on record. The formal steps apply it, 送审前体检 only reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.core.display import Check
from trainees.enums import HitDecision
from trainees.models import Application, CrossCheckHit
from trainees.queries.comparison import UNSETTLED, Assessment, Finding, Matter, assess
from trainees.rules.catalogue import (
    CHECKS,
    DECIDES,
    DEPARTMENTS,
    Moment,
    NamedCheck,
    Severity,
    checks_at,
)

UNDECIDED = frozenset({HitDecision.OPEN, HitDecision.NOTED})


@dataclass(frozen=True)
class Outcome:
    """Findings to be written down, and what becomes of those on record.

    `dropped` were open and are no longer found, `gone` were decided and are no longer found, `back` are found
    again; `reopened` block, were called an error by their department, and are repeated by a later list. What a
    check could not look at (its list is not there, it is not asked at this step) stays as it is: `kept`.
    """

    new: tuple[Finding, ...]
    dropped: tuple[CrossCheckHit, ...]
    gone: tuple[CrossCheckHit, ...]
    back: tuple[CrossCheckHit, ...]
    reopened: tuple[tuple[CrossCheckHit, Finding], ...]
    kept: tuple[CrossCheckHit, ...]

    def matters(self, applications: Iterable[Application]) -> list[Matter]:
        """What will stand in the way of these people: open, or decided against them."""
        people = {each.pk: each for each in applications}
        asked_anew = {hit.pk for hit, _ in self.reopened}
        found = [
            *((f.application_id, f.kind, f.decision) for f in self.new if f.decision == HitDecision.OPEN),
            *((hit.application_id, hit.kind, HitDecision.OPEN) for hit, _ in self.reopened),
            *(
                (hit.application_id, hit.kind, HitDecision(hit.decision))
                for hit in (*self.kept, *self.gone)
                if hit.pk not in asked_anew and hit.decision in UNSETTLED
            ),
        ]
        return [
            Matter(
                pk, people[pk].position, people[pk].person.masked_name, CHECKS[kind].shown_to_all, decision
            )
            for pk, kind, decision in found
        ]


def outcome_of(assessment: Assessment, hits: Iterable[CrossCheckHit]) -> Outcome:
    """`hits` are all findings on record about the people assessed."""
    found = {finding.key: finding for finding in assessment.findings}
    known = {(hit.application_id, hit.kind, hit.message): hit for hit in hits}
    judged = assessment.judged_kinds
    lost = [hit for key, hit in known.items() if key not in found and hit.kind in judged]
    still = [(hit, found[key]) for key, hit in known.items() if key in found]
    return Outcome(
        new=tuple(finding for key, finding in found.items() if key not in known),
        dropped=tuple(hit for hit in lost if hit.decision in UNDECIDED),
        gone=tuple(hit for hit in lost if hit.decision not in UNDECIDED),
        back=tuple(hit for hit, _ in still if hit.gone_at is not None),
        reopened=tuple((hit, finding) for hit, finding in still if _is_repeated_error(hit, finding)),
        kept=tuple(hit for key, hit in known.items() if key in found or hit.kind not in judged),
    )


def _is_repeated_error(hit: CrossCheckHit, finding: Finding) -> bool:
    blocks = hit.named_check.severity is Severity.BLOCKS
    was_error = hit.decision == HitDecision.FALSE_ALARM
    return blocks and was_error and finding.snapshot_id != hit.snapshot_id


@dataclass(frozen=True)
class Precheck:
    """送审前体检 of the people of a roster: what the formal comparison would leave, and how to mend it."""

    checks: tuple[Check, ...]
    matters: tuple[Matter, ...]

    @property
    def is_green(self) -> bool:
        return not self.matters


def precheck(applications: Sequence[Application], moment: Moment) -> Precheck:
    """The comparison of a step as it would come out now; nothing is written. A fixed number of queries.

    In words that the institution may read: what rests on other departments' lists is one line, whom and not what.
    """
    if not applications:
        return Precheck((), ())
    assessment = assess(applications, moment)
    hits = CrossCheckHit.objects.filter(application__in=[each.pk for each in applications])
    outcome = outcome_of(assessment, hits)
    matters = outcome.matters(applications)
    noted = {finding.check.shown_to_all for finding in assessment.findings if finding.decision == "noted"}
    lists = len({snapshot.kind for snapshot in assessment.snapshots})
    return Precheck(tuple(_lines(moment, matters, noted, len(applications), lists)), tuple(matters))


def _lines(moment: Moment, matters: Iterable[Matter], noted: set[str], heads: int, lists: int) -> list[Check]:
    """One line a check, worst first; a finding of an earlier step that waits still has its line too."""
    by_title: dict[str, list[Matter]] = defaultdict(list)
    for matter in matters:
        by_title[matter.title].append(matter)
    known = {check.shown_to_all: check for check in CHECKS.values()}
    asked = (check.shown_to_all for check in checks_at(moment))
    titles = dict.fromkeys([*by_title, *noted, *asked])
    lines = [
        _obstacle(known[title], by_title[title]) if by_title[title]
        else _remark(title, title in noted, known[title], heads, lists)
        for title in titles
    ]  # fmt: skip
    return sorted(lines, key=lambda line: ("danger", "warn", "ok").index(line.level))


def _obstacle(check: NamedCheck, matters: Sequence[Matter]) -> Check:
    who = "、".join(dict.fromkeys(matter.who for matter in matters))
    remedy = DECIDES if check.is_confidential else check.mend
    if not any(matter.is_open for matter in matters):
        remedy = "已认定不符合，请更换人员"
    return Check("danger", f"{check.shown_to_all}：{who}；{remedy}", clause=_clause(check))


def _remark(title: str, is_noted: bool, check: NamedCheck, heads: int, lists: int) -> Check:
    """What stops nobody; a list that nobody has supplied is not called green."""
    if is_noted:
        return Check("warn", f"{title}：有提示，不影响提交", clause=_clause(check))
    if not check.is_confidential:
        return Check("ok", f"{title}：{heads} 人未发现", clause=_clause(check))
    if not lists:
        return Check("warn", f"{title}：还没有部门名单，未比对", clause=_clause(check))
    return Check("ok", f"{title}：现有 {lists} 种名单，{heads} 人未发现", clause=_clause(check))


def _clause(check: NamedCheck) -> str:
    """Of what rests on a list the common clause, which does not tell one list from another."""
    return DEPARTMENTS if check.is_confidential else check.clause
