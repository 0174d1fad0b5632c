"""结业验收: the institution binds the archive, five people sign one after another (8号 三, 监控表)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction

from classes.enums import ClassState
from classes.models import TrainingClass
from classes.operations import accept_class, apply_for_acceptance, fail_acceptance
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.files import take_in
from foundation.core.models import FileKind
from foundation.policy.queries import current_parameters
from foundation.workflow.engine import performs
from subsidies.enums import AcceptanceState, AcceptanceVerb
from subsidies.models import Acceptance, ArchiveItem
from subsidies.operations.locked import locked
from subsidies.queries.acceptance import template_in_force
from subsidies.workflow import ACCEPTANCE

ARCHIVE_FILES = (FileKind.PDF, FileKind.JPG, FileKind.PNG, FileKind.XLSX, FileKind.ZIP)
LARGEST_FILE = 50 * 1024 * 1024
BEING_BOUND = frozenset({AcceptanceState.DRAFT, AcceptanceState.RETURNED})
CLAIMED = frozenset({ClassState.CLAIMING, ClassState.PAID})
UNDER_EXAMINATION = frozenset(
    {
        AcceptanceState.SUBMITTED,
        AcceptanceState.TRAINING_CONFIRMED,
        AcceptanceState.INSPECTION_CONFIRMED,
        AcceptanceState.APPROVED,
        AcceptanceState.SYSTEM_CONFIRMED,
    }
)


@transaction.atomic
def open_acceptance(training_class: TrainingClass, *, actor: Actor) -> Acceptance:
    """The institution begins to bind the archive of an examined class, in the order of the template in force."""
    require_role(actor, Role.INSTITUTION_MANAGER, doing="申请结业验收")
    if not TrainingClass.objects.visible_to(actor).filter(pk=training_class.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这个班次，或者它不属于本单位。")
    training_class = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    if training_class.state != ClassState.EXAMINED:
        raise NotNow("acceptance.exam_not_confirmed", "结业考试成绩经培训业务小组确认后才能申请验收。")
    if Acceptance.objects.filter(training_class=training_class).exists():
        raise NotNow("acceptance.already_open", "本班已经开始申请验收，请直接打开验收页继续办理。")
    acceptance = Acceptance.objects.create(training_class=training_class, created_by_id=actor.user_id)
    ArchiveItem.objects.bulk_create(
        ArchiveItem(
            acceptance=acceptance,
            order=item.order,
            title=item.title,
            is_required=item.is_required,
            comes_after_claim=item.comes_after_claim,
        )
        for item in template_in_force()
    )
    append(Event("acceptance.open", "开始整理结业档案", acceptance), actor=actor)
    return acceptance


@transaction.atomic
def fill_archive_item(
    item: ArchiveItem,
    *,
    actor: Actor,
    is_present: bool,
    pages: str = "",
    upload: File[bytes] | None = None,
) -> ArchiveItem:
    """The institution ticks a line of the archive, gives its pages, attaches the scan; a deficiency is mended."""
    require_role(actor, Role.INSTITUTION_MANAGER, doing="整理结业档案")
    acceptance = _open_for(item, actor)
    item = ArchiveItem.objects.get(pk=item.pk, acceptance=acceptance)
    if is_present and not pages.strip():
        raise Invalid("acceptance.pages_missing", f"请填写“{item.title}”在档案中的页码，例如 12-18。")
    item.is_present, item.pages, item.deficiency = is_present, pages.strip(), ""
    if upload is not None:
        item.file = take_in(upload, allowed=ARCHIVE_FILES, max_size=LARGEST_FILE, by_id=actor.user_id)
    item.save(update_fields=["is_present", "pages", "deficiency", "file"])
    detail = {"order": item.order, "title": item.title, "present": is_present, "pages": item.pages}
    append(
        Event("acceptance.fill_item", "登记档案材料", acceptance, detail=_with_hash(detail, item)),
        actor=actor,
    )
    return item


@dataclass(frozen=True)
class ArchiveLine:
    """What the institution says of one line of the archive."""

    item: ArchiveItem
    is_present: bool
    pages: str
    upload: File[bytes] | None = None
    is_mended: bool = False

    @property
    def is_changed(self) -> bool:
        known = (self.item.is_present, self.item.pages)
        return (self.is_present, self.pages.strip()) != known or self.upload is not None or self.is_mended


@transaction.atomic
def fill_archive(acceptance: Acceptance, *, actor: Actor, lines: Iterable[ArchiveLine]) -> int:
    """The whole list at once: the lines that changed are written, all of them or none. How many."""
    changed = [line for line in lines if line.is_changed and line.item.acceptance_id == acceptance.pk]
    for line in changed:
        fill_archive_item(
            line.item, actor=actor, is_present=line.is_present, pages=line.pages, upload=line.upload
        )
    return len(changed)


def _open_for(item: ArchiveItem, actor: Actor) -> Acceptance:
    """Lines are filled while the archive is bound; those of the claim's own papers once it is handed in."""
    if not item.comes_after_claim:
        return _being_bound(item.acceptance, actor)
    acceptance = locked(item.acceptance, actor)
    if acceptance.training_class.state not in CLAIMED:
        raise NotNow("acceptance.item_comes_later", f"“{item.title}”在申领补贴以后才有，申领后再补。")
    return acceptance


def _with_hash(detail: dict[str, Any], item: ArchiveItem) -> dict[str, Any]:
    return {**detail, "sha256": item.file.sha256} if item.file else detail


@transaction.atomic
def write_report(acceptance: Acceptance, *, actor: Actor, report: str, disk_label: str = "") -> Acceptance:
    """The institution writes the 《档案验收报告》 and names the disk with the recordings."""
    require_role(actor, Role.INSTITUTION_MANAGER, doing="填写档案验收报告")
    acceptance = _being_bound(acceptance, actor)
    acceptance.report, acceptance.disk_label = report.strip(), disk_label.strip()
    acceptance.save(update_fields=["report", "disk_label"])
    append(Event("acceptance.write_report", "填写档案验收报告", acceptance), actor=actor)
    return acceptance


def _being_bound(acceptance: Acceptance, actor: Actor) -> Acceptance:
    acceptance = locked(acceptance, actor)
    if acceptance.state not in BEING_BOUND:
        raise NotNow("acceptance.not_editable", "验收材料已经提交，退回补正后才能修改。")
    return acceptance


@transaction.atomic
def mark_deficiency(item: ArchiveItem, *, actor: Actor, deficiency: str) -> ArchiveItem:
    """Whoever examines the archive notes what is wrong with a line; an empty note withdraws it."""
    require_role(
        actor,
        Role.TRAINING_OFFICER,
        Role.INSPECTOR,
        Role.INSPECTION_HEAD,
        Role.DEPUTY_DIRECTOR,
        doing="核对结业档案",
    )
    acceptance = _under_examination(item.acceptance, actor)
    item = ArchiveItem.objects.get(pk=item.pk, acceptance=acceptance)
    item.deficiency = deficiency.strip()
    item.save(update_fields=["deficiency"])
    detail = {"order": item.order, "title": item.title}
    append(
        Event("acceptance.mark_deficiency", "登记档案不符之处", acceptance, item.deficiency, detail),
        actor=actor,
    )
    return item


@transaction.atomic
def record_archive_facts(
    acceptance: Acceptance, *, actor: Actor, box_number: str, finance_is_in_order: bool
) -> Acceptance:
    """The bureau numbers the box and says whether the financial papers are in order (8号 三(一)、(四))."""
    require_role(actor, Role.TRAINING_OFFICER, Role.REGISTRY_OFFICER, doing="登记档案盒号和财务资料")
    acceptance = _under_examination(acceptance, actor)
    acceptance.box_number, acceptance.finance_is_in_order = box_number.strip(), finance_is_in_order
    acceptance.save(update_fields=["box_number", "finance_is_in_order"])
    detail = {"box": acceptance.box_number, "finance_is_in_order": finance_is_in_order}
    append(
        Event("acceptance.record_facts", "登记档案盒号、核对财务资料", acceptance, detail=detail), actor=actor
    )
    return acceptance


def _under_examination(acceptance: Acceptance, actor: Actor) -> Acceptance:
    acceptance = locked(acceptance, actor)
    if acceptance.state not in UNDER_EXAMINATION:
        raise NotNow("acceptance.not_under_examination", "验收材料提交后、资料接收前才能登记。")
    return acceptance


@performs(ACCEPTANCE, AcceptanceVerb.SUBMIT)
def submit_acceptance(record: Acceptance, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The institution hands in report and archive; signatures of an earlier round no longer count."""
    for stamp in ("training_confirmed", "inspection_confirmed", "approved", "received"):
        setattr(record, f"{stamp}_at", None)
        setattr(record, f"{stamp}_by", None)
    record.correction_due_on = None
    record.save()
    apply_for_acceptance(record.training_class, actor=actor.as_system())
    return {"items": record.items.filter(is_present=True).count()}


@performs(ACCEPTANCE, AcceptanceVerb.CONFIRM_TRAINING)
def confirm_training(record: Acceptance, *, actor: Actor, comment: str = "") -> None:
    """培训业务小组 has compared the archive with the class, line by line."""


@performs(ACCEPTANCE, AcceptanceVerb.CONFIRM_INSPECTION)
def confirm_inspection(record: Acceptance, *, actor: Actor, comment: str = "") -> None:
    """监督检查小组 confirms 核实人数, inspections and proofs of employment."""


@performs(ACCEPTANCE, AcceptanceVerb.APPROVE)
def approve_acceptance(record: Acceptance, *, actor: Actor, comment: str = "") -> None:
    """The deputy director approves the acceptance."""


@performs(ACCEPTANCE, AcceptanceVerb.CONFIRM_IN_SYSTEM)
def confirm_acceptance_in_system(record: Acceptance, *, actor: Actor, comment: str = "") -> None:
    """The data of the class are confirmed in the province's system."""


@performs(ACCEPTANCE, AcceptanceVerb.RECEIVE)
def receive_acceptance(record: Acceptance, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The complete material is in the office; the class is accepted and may claim."""
    accept_class(record.training_class, actor=actor.as_system())
    return {"box": record.box_number}


@performs(ACCEPTANCE, AcceptanceVerb.RETURN_FOR_CORRECTION)
def return_acceptance(
    record: Acceptance, *, actor: Actor, comment: str = "", due_on: date | None = None
) -> dict[str, Any]:
    """The archive goes back with every deficiency at once and a date; it is paid after it is mended (8号 四(三))."""
    record.correction_due_on = due_on or correction_due()
    record.save(update_fields=["correction_due_on"])
    if comment.strip():
        fail_acceptance(record.training_class, actor=actor.as_system(), comment=comment)
    marked = record.items.exclude(deficiency="").values_list("order", "title", "deficiency")
    return {
        "due_on": record.correction_due_on.isoformat(),
        "deficiencies": [f"{order} {title}：{what}" for order, title, what in marked],
    }


def correction_due() -> date:
    """Until when a returned case is to be mended: the office's own limit in working days."""
    return load_calendar().add_workdays(clock.today(), current_parameters().whole("correction_days"))
