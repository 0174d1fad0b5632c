"""What may be done about a class, by role and state: the one table behind 现在要做 on its page.

The pages themselves judge again; here stands only what is worth offering at this point of the case.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from classes.enums import BEFORE_APPROVAL, FINISHED_STATES, UNDER_APPROVAL, ClassVerb
from classes.enums import ClassState as S
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.enums import BUREAU_ROLES, INSTITUTION_ROLES, READS_EVERYTHING, Role
from institutions.enums import NEEDS_CITY_FILING
from subsidies.models import Acceptance, SubsidyClaim
from vouchers.queries import awaits_evaluation_vouchers

MANAGER = frozenset({Role.INSTITUTION_MANAGER})
OFFICER = frozenset({Role.TRAINING_OFFICER})
TRAINING_GROUP = OFFICER | {Role.TRAINING_HEAD}
INSPECTING = frozenset({Role.INSPECTOR, Role.INSPECTION_HEAD})
EVERYBODY = READS_EVERYTHING | INSTITUTION_ROLES | {Role.THIRD_PARTY_SUPERVISOR}

WAITING = frozenset({S.APPROVED, S.FILED, S.SYSTEM_CONFIRMED, S.VOUCHERS_MADE})
RUNNING = frozenset({S.IN_TRAINING, S.SUSPENDED})

VERB_PAGES: dict[str, str] = {
    ClassVerb.SUBMIT: "classes:class_check",
    ClassVerb.CONFIRM_IN_SYSTEM: "classes:class_confirm_in_system",
    ClassVerb.FINISH_TEACHING: "classes:teaching",
    ClassVerb.CONFIRM_EXAM: "classes:exam",
    ClassVerb.ARCHIVE: "classes:class_archive",
}
"""Verbs that need more than an opinion, and where they are done."""


@dataclass(frozen=True)
class Deed:
    """One page worth opening now: for whom, in which states of the class."""

    label: str
    view: str
    roles: Collection[str]
    states: Collection[str]
    icon: str
    is_post: bool = False
    query: str = ""


@dataclass(frozen=True)
class DeedLink:
    label: str
    url: str
    icon: str
    is_post: bool = False


DEEDS: tuple[Deed, ...] = (
    Deed("填写开班材料", "classes:class_tasks", MANAGER, {S.DRAFT, S.RETURNED}, "pencil-square"),
    Deed("核对并提交", "classes:class_check", MANAGER, {S.DRAFT, S.RETURNED}, "check2-square"),
    Deed(
        "查看开班材料",
        "classes:class_tasks",
        INSTITUTION_ROLES,
        set(S) - {S.DRAFT, S.RETURNED},
        "folder2-open",
    ),
    Deed(
        "资格审核、办证编号",
        "trainees:group_detail",
        {Role.QUALIFICATION_OFFICER},
        BEFORE_APPROVAL,
        "person-check",
    ),
    Deed(
        "制培训电子券",
        "vouchers:group_issue",
        {Role.QUALIFICATION_OFFICER},
        BEFORE_APPROVAL,
        "ticket-perforated",
    ),
    Deed("人员比对结果", "trainees:group_detail", TRAINING_GROUP, UNDER_APPROVAL, "person-check"),
    Deed("登记市级报备", "classes:class_city_filing", TRAINING_GROUP, UNDER_APPROVAL, "file-earmark-check"),
    Deed("制评价电子券", "vouchers:class_evaluation", OFFICER, {S.SYSTEM_CONFIRMED}, "ticket-perforated"),
    Deed("填写名册变更单", "classes:change_new", MANAGER, WAITING, "people"),
    Deed("补制评价电子券", "vouchers:class_evaluation", OFFICER, {S.VOUCHERS_MADE}, "ticket-perforated"),
    Deed("登记监控接入", "classes:class_cameras", OFFICER, WAITING, "camera-video"),
    Deed("签到、日志、录像", "classes:teaching", EVERYBODY, RUNNING, "journal-text"),
    Deed(
        "安排检查",
        "inspections:plan",
        {Role.INSPECTION_HEAD},
        WAITING | RUNNING,
        "calendar-check",
        query="class",
    ),
    Deed("免现场检查", "inspections:waive", {Role.INSPECTION_HEAD}, RUNNING, "shield-check"),
    Deed("试卷报备、录入成绩", "classes:exam", MANAGER, {S.IN_TRAINING, S.TAUGHT}, "pencil"),
    Deed("核对并确认成绩", "classes:exam", OFFICER, {S.TAUGHT}, "check2-square"),
    Deed("核实学员", "classes:verification", INSPECTING, {S.EXAMINED}, "person-check"),
    Deed("登记证书", "classes:certificates", MANAGER | OFFICER, FINISHED_STATES, "award"),
    Deed("填报就业", "classes:employment", MANAGER, FINISHED_STATES, "briefcase"),
    Deed("核验就业证明", "classes:employment", INSPECTING, FINISHED_STATES, "briefcase"),
)


def deeds_of(
    training_class: TrainingClass,
    actor: Actor,
    acceptance: Acceptance | None,
    claims: Collection[SubsidyClaim],
) -> list[DeedLink]:
    """The pages that this person should know of now, in the order of the work."""
    found = [
        _link(deed, training_class)
        for deed in DEEDS
        if actor.has_role(*deed.roles)
        and training_class.state in deed.states
        and _applies(deed, training_class)
    ]
    return found + list(_later(training_class, actor, acceptance, claims))


def verb_urls(training_class: TrainingClass) -> dict[str, str]:
    return {str(verb): reverse(view, args=[training_class.pk]) for verb, view in VERB_PAGES.items()}


def _applies(deed: Deed, training_class: TrainingClass) -> bool:
    if deed.view == "classes:class_city_filing":
        return training_class.category in NEEDS_CITY_FILING
    if deed.view == "vouchers:class_evaluation":
        return awaits_evaluation_vouchers(training_class)
    return True


def _link(deed: Deed, training_class: TrainingClass) -> DeedLink:
    if deed.query:
        return DeedLink(deed.label, f"{reverse(deed.view)}?{deed.query}={training_class.pk}", deed.icon)
    return DeedLink(deed.label, reverse(deed.view, args=[training_class.pk]), deed.icon, deed.is_post)


def _later(
    training_class: TrainingClass,
    actor: Actor,
    acceptance: Acceptance | None,
    claims: Collection[SubsidyClaim],
) -> list[DeedLink]:
    """Acceptance and claim: their pages where they exist, else the button that opens them."""
    found: list[DeedLink] = []
    concerned = actor.has_role(*BUREAU_ROLES, *MANAGER, Role.AUDITOR, Role.COUNTY_FINANCE)
    if acceptance and concerned:
        found.append(DeedLink("结业验收", acceptance.get_absolute_url(), "mortarboard"))
    elif training_class.state == S.EXAMINED and actor.has_role(*MANAGER):
        opening = reverse("subsidies:acceptance_open", args=[training_class.pk])
        found.append(DeedLink("整理档案、申请结业验收", opening, "mortarboard", is_post=True))
    if concerned:
        found += [
            DeedLink(f"补贴申领 {claim.number}", claim.get_absolute_url(), "calculator") for claim in claims
        ]
    if training_class.state == S.ACCEPTED and not claims and actor.has_role(*MANAGER):
        opening = reverse("subsidies:claim_open", args=[training_class.pk])
        found.append(DeedLink("申领补贴", opening, "calculator", is_post=True))
    return found
