"""Everything that the page of one acceptance shows: archive, automatic checks, five signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from classes.enums import ClassState
from classes.queries.results import class_facts, employment_overview
from classes.queries.video import video_coverage
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.models import Entry
from foundation.core.display import Check, Step
from foundation.core.money import percent_text
from inspections.queries import has_enough_inspections, open_serious_findings
from subsidies.enums import AcceptanceState, AcceptanceVerb
from subsidies.models import Acceptance, ArchiveItem
from subsidies.queries.acceptance import unsigned_steps
from subsidies.queries.sources import reconciliation_of
from subsidies.queries.stages import may_be_divided

STEPS = (
    (AcceptanceVerb.CONFIRM_TRAINING, AcceptanceState.SUBMITTED),
    (AcceptanceVerb.CONFIRM_INSPECTION, AcceptanceState.TRAINING_CONFIRMED),
    (AcceptanceVerb.APPROVE, AcceptanceState.INSPECTION_CONFIRMED),
    (AcceptanceVerb.CONFIRM_IN_SYSTEM, AcceptanceState.APPROVED),
    (AcceptanceVerb.RECEIVE, AcceptanceState.SYSTEM_CONFIRMED),
)
LINE_BY_LINE = ("acceptance.fill_item", "acceptance.mark_deficiency")
CLAIMED = (ClassState.CLAIMING, ClassState.PAID)
BEING_BOUND = (AcceptanceState.DRAFT, AcceptanceState.RETURNED)


@dataclass(frozen=True)
class AcceptancePage:
    """`may_bind`: the institution may still change the archive; `may_mark`, `may_register`: the bureau examines it.

    `may_complete`: the papers of the claim itself may be added.
    """

    acceptance: Acceptance
    items: Sequence[ArchiveItem]
    checks: Sequence[Check]
    steps: Sequence[Step]
    entries: Sequence[Entry]
    may_bind: bool
    may_complete: bool
    may_mark: bool
    may_register: bool
    may_divide: bool

    @property
    def advice(self) -> str:
        return "退回时请先在档案目录逐项登记不符之处，一次列全" if self.may_mark else ""

    @property
    def now(self) -> list[ArchiveItem]:
        """The lines that the acceptance asks for; the others come with the claim."""
        return [item for item in self.items if not item.comes_after_claim]

    @property
    def present(self) -> int:
        return sum(item.is_present and not item.has_infected_scan for item in self.now)

    @property
    def deficient(self) -> int:
        return sum(bool(item.deficiency) for item in self.items)

    @property
    def report_initial(self) -> dict[str, Any]:
        return {"report": self.acceptance.report, "disk_label": self.acceptance.disk_label}

    @property
    def facts_initial(self) -> dict[str, Any]:
        return {
            "box_number": self.acceptance.box_number,
            "finance_is_in_order": self.acceptance.finance_is_in_order,
        }


def acceptance_page(acceptance: Acceptance, actor: Actor) -> AcceptancePage:
    entries = Entry.objects.visible_to(actor).done().of_record("subsidies.acceptance", acceptance.pk)
    newest = list(entries.exclude(action__in=LINE_BY_LINE).order_by("-seq"))
    is_examined = acceptance.state not in {*BEING_BOUND, AcceptanceState.RECEIVED}
    marking = (Role.TRAINING_OFFICER, Role.INSPECTOR, Role.INSPECTION_HEAD, Role.DEPUTY_DIRECTOR)
    return AcceptancePage(
        acceptance=acceptance,
        items=list(acceptance.items.select_related("file").order_by("order")),
        checks=list(_checks(acceptance)),
        steps=list(_steps(acceptance, newest)),
        entries=newest,
        may_bind=acceptance.state in BEING_BOUND and actor.has_role(Role.INSTITUTION_MANAGER),
        may_complete=acceptance.training_class.state in CLAIMED and actor.has_role(Role.INSTITUTION_MANAGER),
        may_mark=is_examined and actor.has_role(*marking),
        may_register=is_examined and actor.has_role(Role.TRAINING_OFFICER, Role.REGISTRY_OFFICER),
        may_divide=actor.has_role(Role.TRAINING_OFFICER) and may_be_divided(acceptance.training_class),
    )


def _steps(acceptance: Acceptance, newest: Sequence[Entry]) -> Iterable[Step]:
    """The five signatures of this round: what was signed before the last submission no longer counts."""
    signed: dict[str, Entry] = {}
    for done in newest:
        if done.action == "acceptance.submit":
            break
        signed.setdefault(done.action, done)
    for verb, waiting_in in STEPS:
        entry = signed.get(f"acceptance.{verb}")
        if entry and acceptance.state not in BEING_BOUND:
            who = f"{entry.actor_name} {entry.at:%m-%d}"
            yield Step(str(verb.label), who, "done", entry.comment)
        else:
            yield Step(str(verb.label), "", "now" if acceptance.state == waiting_in else "todo")


def _checks(acceptance: Acceptance) -> Iterable[Check]:
    """What can be seen without opening the box."""
    training_class = acceptance.training_class
    link = training_class.get_absolute_url()
    missing = unsigned_steps(acceptance.training_class_id)
    yield _check(not missing, "全流程监控表前序步骤齐全", f"监控表缺少：{'、'.join(missing)}", link)
    coverage = video_coverage(training_class)
    said = f"{coverage.total} 个学时，录像齐全 {coverage.covered} 个"
    yield _check(not coverage.missing, "不要求录像" if coverage.is_exempt else said, said, link)
    enough = has_enough_inspections(training_class)
    yield _check(enough is None, "现场检查、视频调阅次数符合", enough.message if enough else "", link)
    serious = open_serious_findings(training_class).count()
    yield _check(serious == 0, "没有未销号的严重问题", f"{serious} 项严重问题没有销号", link)
    differing = len(reconciliation_of(training_class).open)
    sources = reverse("subsidies:source_class", args=[training_class.pk])
    yield _check(differing == 0, "五源对账没有未了结的差异", f"五源对账 {differing} 处差异没有了结", sources)
    numbers = class_facts(training_class)
    waiting = numbers.present - numbers.verified - numbers.not_verified
    heads = f"审批 {numbers.approved} 人，核实 {numbers.verified} 人，合格 {numbers.passed} 人"
    yield _check(waiting == 0, heads, f"{heads}，{waiting} 人未作核实结论", link)
    yield _employment(acceptance, link)


def _employment(acceptance: Acceptance, link: str) -> Check:
    overview = employment_overview(acceptance.training_class)
    rate = f"（{percent_text(overview.rate)}）" if overview.rate is not None else ""
    said = f"就业证明核实 {overview.employed} 人{rate}"
    if overview.pending:
        return Check("danger", f"{said}，{overview.pending} 份待核验", link)
    return Check("warn" if overview.returned else "ok", said, link)


def _check(is_met: bool, met: str, unmet: str, link: str) -> Check:
    return Check("ok", met) if is_met else Check("danger", unmet, link)
