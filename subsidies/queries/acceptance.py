"""Reads for 结业验收: the list, the archive checklist, what the acceptance looks at."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core.models import infected
from subsidies.enums import ACCEPTANCE_TAGS, AcceptanceState
from subsidies.models import Acceptance, ArchiveItem, ArchiveTemplateItem
from subsidies.models.acceptance import AcceptanceQuerySet

# The signed steps before acceptance (8号 监控表), each with the audit actions that prove it.
# 现场检查 and 视频调阅, the eighth and ninth, are judged by the inspections themselves.
EARLIER_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("办理就业创业证编号、资格审核", ("application.pass",)),
    ("制培训电子券", ("voucher.issue",)),
    ("开班报告书初审", ("class.pass_first_review",)),
    ("开班报告书复核", ("class.pass_second_review",)),
    ("分管领导批准", ("class.approve",)),
    ("实名制系统确认", ("class.confirm_in_system",)),
    ("制评价电子券", ("class.record_evaluation_vouchers",)),
)


def acceptance_list(actor: Actor, *, state: str = "", text: str = "") -> AcceptanceQuerySet:
    """Acceptances the actor may see, newest first, by state and by class number, occupation or institution."""
    rows = Acceptance.objects.visible_to(actor).select_related(
        "training_class__occupation", "training_class__institution__organisation"
    )
    if state in AcceptanceState.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(training_class__number__icontains=text)
            | Q(training_class__occupation__name__icontains=text)
            | Q(training_class__institution__name__icontains=text)
        )
    return rows.order_by("-state_since")


def acceptance_state_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(state, label, number) for the chips above the list, in the order of the lifecycle."""
    rows = Acceptance.objects.visible_to(actor).order_by().values_list("state").annotate(number=Count("pk"))
    found = dict(rows)
    return [(s.value, ACCEPTANCE_TAGS[s].label, found[s.value]) for s in AcceptanceState if s.value in found]


def acceptance_of(training_class: TrainingClass) -> Acceptance | None:
    return Acceptance.objects.filter(training_class=training_class).first()


def classes_to_accept(actor: Actor) -> list[TrainingClass]:
    """Examined classes of this institution for which no acceptance has been opened."""
    opened = Acceptance.objects.values("training_class_id")
    rows = TrainingClass.objects.visible_to(actor).filter(state=ClassState.EXAMINED).exclude(pk__in=opened)
    return list(rows.with_names().order_by("ends_on"))


def template_in_force() -> list[ArchiveTemplateItem]:
    """The lines of the latest version of the archive order."""
    latest = ArchiveTemplateItem.objects.order_by("-version").first()
    if latest is None:
        return []
    return list(ArchiveTemplateItem.objects.filter(version=latest.version).order_by("order"))


def missing_items(acceptance: Acceptance) -> list[ArchiveItem]:
    """Required lines that are not there, have no page numbers or a scan with a virus, or still carry a deficiency."""
    wrong = Q(is_required=True, is_present=False) | Q(is_present=True, pages="") | ~Q(deficiency="")
    return list(acceptance.items.filter(wrong | infected("file")).order_by("order"))


def infected_scans(acceptance: Acceptance) -> list[ArchiveItem]:
    """Lines whose scan nobody can open, among those that the acceptance asks for."""
    return list(acceptance.items.filter(infected("file"), comes_after_claim=False).order_by("order"))


def unsigned_steps(case_id: UUID) -> list[str]:
    """Which of the earlier steps of the 监控表 are not on record for this class."""
    wanted = {action for _, actions in EARLIER_STEPS for action in actions}
    entries = Entry.objects.done().filter(case_id=case_id, action__in=wanted).order_by()
    done = set(entries.values_list("action", flat=True).distinct())
    return [title for title, actions in EARLIER_STEPS if done.isdisjoint(actions)]
