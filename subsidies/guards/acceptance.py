"""What must be true before a step of 结业验收 (8号 三, 监控表; domain C6)."""

from __future__ import annotations

from django.urls import reverse

from classes.enums import ClassState
from classes.models import TrainingClass
from classes.queries.results import class_facts, employment_overview
from classes.queries.video import video_coverage
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason, say_who
from inspections.queries import has_enough_inspections, open_serious_findings
from subsidies.models import Acceptance
from subsidies.queries.acceptance import infected_scans, missing_items, unsigned_steps
from subsidies.queries.sources import reconciliation_of

MONITOR_FORM = "文人社字〔2026〕8号 监控表"
ARCHIVE = "文人社字〔2026〕8号 三(一)"
VIDEO = "文人社字〔2024〕20号 五(二)"
EMPLOYMENT = "文人社字〔2026〕8号 三(三)"
FINANCE = "文人社字〔2026〕8号 三(四)"
NAMED_AT_ONCE = 3


def exam_is_confirmed(record: Acceptance, actor: Actor) -> Reason | None:
    """Are the results of the final exam confirmed, and is the class not already being accepted? (8号 二(7))"""
    training_class = record.training_class
    if training_class.state in {ClassState.EXAMINED, ClassState.ACCEPTANCE_FAILED}:
        return None
    label = training_class.get_state_display()
    message = f"本班现为“{label}”，结业考试成绩经培训业务小组确认后才能申请验收"
    return Reason("acceptance.exam_not_confirmed", message, MONITOR_FORM, training_class.get_absolute_url())


def report_is_written(record: Acceptance, actor: Actor) -> Reason | None:
    """Is the 《档案验收报告》 written? (8号 监控表 结业验收①)"""
    if record.report.strip():
        return None
    message = "还没有填写《档案验收报告》，请填写后再提交"
    return Reason("acceptance.report_missing", message, MONITOR_FORM, _own_page(record))


def archive_is_complete(record: Acceptance, actor: Actor) -> Reason | None:
    """Is every required line of the archive there, with page numbers and nothing left to mend? (8号 三(一))"""
    missing = missing_items(record)
    if not missing:
        return None
    named = "、".join(f"{item.order} {item.title}" for item in missing[:NAMED_AT_ONCE])
    more = f"等 {len(missing)} 项" if len(missing) > NAMED_AT_ONCE else f" {len(missing)} 项"
    message = f"档案目录还有{named}{more}未备齐、未编页码、未补正或扫描件查出病毒，请逐项补齐"
    return Reason("acceptance.archive_incomplete", message, ARCHIVE, _own_page(record))


def scans_can_be_opened(record: Acceptance, actor: Actor) -> Reason | None:
    """Can every scan of the archive be looked at, none with a virus in it? (8号 三(一))"""
    unread = infected_scans(record)
    if not unread:
        return None
    named = "、".join(f"{item.order} {item.title}" for item in unread)
    message = f"档案目录{named}的扫描件查出病毒，打不开，请退回补正，由机构换上重新扫描的文件"
    return Reason("acceptance.scan_infected", message, ARCHIVE, _own_page(record))


def earlier_steps_are_signed(record: Acceptance, actor: Actor) -> Reason | None:
    """Are the nine steps before acceptance on record: 资格、发券、审批、系统、评价券、检查、调阅? (8号 监控表)"""
    missing = unsigned_steps(record.training_class_id)
    if missing:
        message = f"全流程监控表中 {'、'.join(missing)} 还没有办理记录，请先补办"
        return Reason("acceptance.steps_unsigned", message, MONITOR_FORM, _class_page(record))
    return has_enough_inspections(record.training_class)


def video_is_covered(record: Acceptance, actor: Actor) -> Reason | None:
    """Is every 学时 recorded long enough, showing everybody? 企业职工培训 is exempt. (20号 五(二))"""
    coverage = video_coverage(record.training_class)
    if not coverage.missing:
        return None
    message = (
        f"{coverage.total} 个学时中有 {len(coverage.missing)} 个缺少连续 {coverage.min_minutes} 分钟以上的"
        "全体学员录像，请机构补登记"
    )
    return Reason("acceptance.video_missing", message, VIDEO, _class_page(record))


def class_was_inspected(record: Acceptance, actor: Actor) -> Reason | None:
    """Was the class inspected on site (or excused from it) and its video looked at? (8号 监控表; A39)"""
    return has_enough_inspections(record.training_class)


def no_serious_finding_is_open(record: Acceptance, actor: Actor) -> Reason | None:
    """Is every serious finding of the inspections settled? (8号 二(4))"""
    return open_finding(record.training_class, "确认验收")


def sources_agree(record: Acceptance, actor: Actor) -> Reason | None:
    """Is every difference of 五源对账 mended, settled, or explained and the explanation accepted? (8号 二(4); N5)"""
    found = reconciliation_of(record.training_class)
    if not found.open:
        return None
    named = "；".join(f"{row.title} {each.difference.title}" for row, each in found.open[:NAMED_AT_ONCE])
    more = f"等 {len(found.open)} 处" if len(found.open) > NAMED_AT_ONCE else f" {len(found.open)} 处"
    message = f"五源对账还有{named}{more}差异没有了结，请机构补齐或说明，由监督检查小组认定"
    link = reverse("subsidies:source_class", args=[record.training_class_id])
    return Reason("acceptance.sources_differ", message, "文人社字〔2026〕8号 二(4)", link)


def everybody_is_verified(record: Acceptance, actor: Actor) -> Reason | None:
    """Has 监督检查小组 decided for everybody whether he is 核实? (8号 四(二))"""
    numbers = class_facts(record.training_class)
    waiting = numbers.present - numbers.verified - numbers.not_verified
    if waiting == 0:
        return None
    message = f"还有 {waiting} 名学员没有作出核实结论，请监督检查小组先核实"
    return Reason("acceptance.people_unverified", message, "文人社字〔2026〕8号 四(二)", _class_page(record))


def employment_is_reviewed(record: Acceptance, actor: Actor) -> Reason | None:
    """Is every proof of employment that was handed in decided? (8号 三(三))"""
    pending = employment_overview(record.training_class).pending
    if pending == 0:
        return None
    message = f"还有 {pending} 份就业证明等待核验，请监督检查小组先核验或退回"
    return Reason("acceptance.employment_pending", message, EMPLOYMENT, _class_page(record))


def finance_papers_are_seen(record: Acceptance, actor: Actor) -> Reason | None:
    """Were the financial papers looked at and found in order, and is the box numbered? (8号 三(一)、(四))"""
    if record.finance_is_in_order and record.box_number:
        return None
    message = "请先登记档案盒号，并核对财务资料是否规范齐全"
    return Reason("acceptance.finance_not_seen", message, FINANCE, _own_page(record))


def open_finding(training_class: TrainingClass, doing: str) -> Reason | None:
    """The reason why an unsettled serious finding stops `doing`; None when there is none."""
    findings = list(open_serious_findings(training_class))
    if not findings:
        return None
    message = f"检查发现的严重问题还有 {len(findings)} 项没有销号，整改销号后才能{doing}"
    return Reason(
        "inspection.serious_open", message, "文人社字〔2026〕8号 二(4)", findings[0].get_absolute_url()
    )


def _own_page(record: Acceptance) -> str:
    return reverse("subsidies:acceptance_detail", args=[record.pk])


def _class_page(record: Acceptance) -> str:
    return record.training_class.get_absolute_url()


met_by((Role.TRAINING_OFFICER,), "acceptance.exam_not_confirmed", "acceptance.scan_infected")
met_by(
    (Role.INSTITUTION_MANAGER,),
    "acceptance.report_missing",
    "acceptance.archive_incomplete",
    "acceptance.video_missing",
)
met_by((Role.INSTITUTION_MANAGER, Role.INSPECTOR, Role.INSPECTION_HEAD), "acceptance.sources_differ")
met_by(
    (Role.INSPECTOR, Role.INSPECTION_HEAD), "acceptance.people_unverified", "acceptance.employment_pending"
)
met_by((Role.FINANCE_OFFICER,), "acceptance.finance_not_seen")
say_who("由监控表上该步的经办人办理", "acceptance.steps_unsigned")
