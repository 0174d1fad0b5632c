"""经办全流程监控表 (8号 监控表): a reading of the record of what happened, never typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from foundation.core.pdf import render_pdf


class MonitorStep(StrEnum):
    """The twelve signed steps of the 经办全流程监控表, in the order of the form."""

    CERTIFICATE_NUMBER = "certificate_number"
    TRAINING_VOUCHER = "training_voucher"
    OPENING_REVIEW = "opening_review"
    SYSTEM_CONFIRMATION = "system_confirmation"
    EVALUATION_VOUCHER = "evaluation_voucher"
    SITE_INSPECTION = "site_inspection"
    VIDEO_REVIEW = "video_review"
    ACCEPTED_BY_TRAINING_GROUP = "accepted_by_training_group"
    ACCEPTED_BY_INSPECTION_GROUP = "accepted_by_inspection_group"
    ACCEPTED_BY_LEADER = "accepted_by_leader"
    COMPLETION_CONFIRMED = "completion_confirmed"
    APPLICATION_RECEIVED = "application_received"


@dataclass(frozen=True)
class MonitorBlock:
    """One of the four parts of the form, in its own words; `steps` pairs a step with its 经办内容."""

    group: str
    summary: str
    steps: tuple[tuple[MonitorStep, str], ...]


MONITOR_PAGES = (
    (
        MonitorBlock(
            "资格审核小组",
            "提供拟参训人员信息核实花名表，办理《创业就业证》编号，核实就业信息，制作电子培训券。",
            (
                (MonitorStep.CERTIFICATE_NUMBER, "办理《创业就业证》编号"),
                (MonitorStep.TRAINING_VOUCHER, "制培训电子券"),
            ),
        ),
        MonitorBlock(
            "培训业务小组",
            "提供制券名单，提交《开班报告书》申请开班。",
            (
                (MonitorStep.OPENING_REVIEW, "《开班报告书》初审、复核，分管领导批准"),
                (MonitorStep.SYSTEM_CONFIRMATION, "实名制系统确认"),
                (MonitorStep.EVALUATION_VOUCHER, "制评价电子券"),
            ),
        ),
    ),
    (
        MonitorBlock(
            "监督检查小组",
            "根据要求对培训班开展现场实地监督检查，填写现场实地检查表。",
            ((MonitorStep.SITE_INSPECTION, "实地监督检查"), (MonitorStep.VIDEO_REVIEW, "视频调阅")),
        ),
        MonitorBlock(
            "结业验收",
            "提供《档案验收报告》申请结业，系统确认结业信息，提供补贴申请资料。",
            (
                (MonitorStep.ACCEPTED_BY_TRAINING_GROUP, "培训业务小组确认"),
                (MonitorStep.ACCEPTED_BY_INSPECTION_GROUP, "监督检查小组确认"),
                (MonitorStep.ACCEPTED_BY_LEADER, "分管领导批准"),
                (MonitorStep.COMPLETION_CONFIRMED, "系统信息确认"),
                (MonitorStep.APPLICATION_RECEIVED, "申请资料接收"),
            ),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class MonitorOpinion:
    """What one person found and signed; `role` tells 初审, 复核 and 批准 apart within one cell."""

    text: str = ""
    signer: str = ""
    signed_on: date | None = None
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class MonitorForm:
    """经办全流程监控表 of one class; a step without opinions prints as an empty cell."""

    institution_name: str = ""
    occupation_and_class: str = ""
    filled_on: date | None = None
    opinions: Mapping[MonitorStep, Sequence[MonitorOpinion]] = field(default_factory=dict)
    printed_at: str = ""
    check_code: str = ""


def print_monitor_form(form: MonitorForm) -> bytes:
    pages = [[_filled_block(block, form) for block in page] for page in MONITOR_PAGES]
    return render_pdf("forms/monitor.html", {"form": form, "pages": pages})


def _filled_block(block: MonitorBlock, form: MonitorForm) -> dict[str, object]:
    steps = [{"title": title, "opinions": form.opinions.get(step, ())} for step, title in block.steps]
    return {"group": block.group, "summary": block.summary, "steps": steps, "width": len(steps) + 1}
