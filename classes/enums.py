"""States and verbs of a class (C4) and of an enrolment (C2, second half); what is taught, proved, filed."""

from __future__ import annotations

from django.db import models

from foundation.core.display import StateTag


class ClassState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    FIRST_REVIEWED = "first_reviewed", "初审"
    SECOND_REVIEWED = "second_reviewed", "复核"
    RETURNED = "returned", "退回"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "不同意"
    APPROVED = "approved", "已批准"
    FILED = "filed", "已备案"
    SYSTEM_CONFIRMED = "system_confirmed", "系统已确认"
    VOUCHERS_MADE = "vouchers_made", "评价券已制"
    IN_TRAINING = "in_training", "开班中"
    SUSPENDED = "suspended", "中止"
    TERMINATED = "terminated", "终止"
    TAUGHT = "taught", "教学完成"
    EXAMINED = "examined", "已考试"
    AWAITING_ACCEPTANCE = "awaiting_acceptance", "待验收"
    ACCEPTANCE_FAILED = "acceptance_failed", "验收不合格"
    ACCEPTED = "accepted", "已验收"
    CLAIMING = "claiming", "申领中"
    PAID = "paid", "已拨付"
    ARCHIVED = "archived", "归档"


class ClassVerb(models.TextChoices):
    SUBMIT = "submit", "提交开班报告"
    WITHDRAW = "withdraw", "撤回"
    PASS_FIRST_REVIEW = "pass_first_review", "初审通过"
    PASS_SECOND_REVIEW = "pass_second_review", "复核通过"
    APPROVE = "approve", "批准开班"
    RETURN_FOR_CORRECTION = "return_for_correction", "退回补正"
    REFUSE = "refuse", "不同意开班"
    FILE = "file", "备案"
    CONFIRM_IN_SYSTEM = "confirm_in_system", "实名制系统确认"
    RECORD_EVALUATION_VOUCHERS = "record_evaluation_vouchers", "制评价电子券"
    START = "start", "开班"
    SUSPEND = "suspend", "中止班次"
    RESUME = "resume", "恢复培训"
    TERMINATE = "terminate", "终止班次"
    FINISH_TEACHING = "finish_teaching", "教学完成"
    CONFIRM_EXAM = "confirm_exam", "确认考试成绩"
    APPLY_FOR_ACCEPTANCE = "apply_for_acceptance", "申请结业验收"
    FAIL_ACCEPTANCE = "fail_acceptance", "验收不合格"
    ACCEPT = "accept", "验收合格"
    BEGIN_CLAIM = "begin_claim", "申领补贴"
    RECORD_PAYMENT = "record_payment", "补贴已拨付"
    ARCHIVE = "archive", "归档"


CLASS_TAGS = {
    ClassState.DRAFT: StateTag("草稿", "mute", "pencil"),
    ClassState.SUBMITTED: StateTag("待初审", "info"),
    ClassState.FIRST_REVIEWED: StateTag("待复核", "info"),
    ClassState.SECOND_REVIEWED: StateTag("待批准", "info"),
    ClassState.RETURNED: StateTag("退回补正", "warn", "arrow-return-left"),
    ClassState.WITHDRAWN: StateTag("已撤回", "mute", "slash-circle"),
    ClassState.REFUSED: StateTag("不同意", "danger"),
    ClassState.APPROVED: StateTag("已批准", "ok"),
    ClassState.FILED: StateTag("待系统确认", "info"),
    ClassState.SYSTEM_CONFIRMED: StateTag("系统已确认", "ok"),
    ClassState.VOUCHERS_MADE: StateTag("评价券已制", "ok"),
    ClassState.IN_TRAINING: StateTag("培训中", "run"),
    ClassState.SUSPENDED: StateTag("中止", "danger"),
    ClassState.TERMINATED: StateTag("已终止", "danger", "slash-circle"),
    ClassState.TAUGHT: StateTag("教学完成", "ok"),
    ClassState.EXAMINED: StateTag("已考试", "ok"),
    ClassState.AWAITING_ACCEPTANCE: StateTag("待验收", "info"),
    ClassState.ACCEPTANCE_FAILED: StateTag("验收不合格", "danger"),
    ClassState.ACCEPTED: StateTag("已结业", "ok"),
    ClassState.CLAIMING: StateTag("申领中", "info"),
    ClassState.PAID: StateTag("已拨付", "ok"),
    ClassState.ARCHIVED: StateTag("已归档", "mute", "archive"),
}

EDITABLE_STATES = frozenset({ClassState.DRAFT, ClassState.RETURNED})
BEFORE_APPROVAL = frozenset(
    {
        ClassState.DRAFT,
        ClassState.SUBMITTED,
        ClassState.FIRST_REVIEWED,
        ClassState.SECOND_REVIEWED,
        ClassState.RETURNED,
        ClassState.WITHDRAWN,
        ClassState.REFUSED,
    }
)
UNDER_APPROVAL = frozenset({ClassState.SUBMITTED, ClassState.FIRST_REVIEWED, ClassState.SECOND_REVIEWED})
DEAD_STATES = frozenset({ClassState.WITHDRAWN, ClassState.REFUSED, ClassState.TERMINATED})
FINISHED_STATES = frozenset(
    {
        ClassState.EXAMINED,
        ClassState.AWAITING_ACCEPTANCE,
        ClassState.ACCEPTANCE_FAILED,
        ClassState.ACCEPTED,
        ClassState.CLAIMING,
        ClassState.PAID,
        ClassState.ARCHIVED,
    }
)


class EnrolmentState(models.TextChoices):
    IN_CLASS = "in_class", "在班"
    WITHDRAWN = "withdrawn", "退班"
    AWAITING_EXAM = "awaiting_exam", "待考"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    VERIFIED = "verified", "已核实"
    NOT_VERIFIED = "not_verified", "核实不通过"
    EMPLOYMENT_PENDING = "employment_pending", "就业待证"
    EMPLOYMENT_VERIFIED = "employment_verified", "就业已核"
    EMPLOYMENT_RETURNED = "employment_returned", "就业退回"
    SUBSIDISED = "subsidised", "已享受补贴"


class EnrolmentVerb(models.TextChoices):
    WITHDRAW = "withdraw", "退班"
    ADMIT_TO_EXAM = "admit_to_exam", "进入考试"
    RECORD_PASS = "record_pass", "记为合格"
    RECORD_FAIL = "record_fail", "记为不合格"
    RECORD_RETAKE_PASS = "record_retake_pass", "补考合格"
    VERIFY = "verify", "核实"
    REJECT_VERIFICATION = "reject_verification", "核实不通过"
    SUBMIT_EMPLOYMENT = "submit_employment", "提交就业证明"
    VERIFY_EMPLOYMENT = "verify_employment", "就业证明核实"
    RETURN_EMPLOYMENT = "return_employment", "退回就业证明"
    RECORD_SUBSIDY = "record_subsidy", "享受补贴"


ENROLMENT_TAGS = {
    EnrolmentState.IN_CLASS: StateTag("在班", "run"),
    EnrolmentState.WITHDRAWN: StateTag("退班", "mute", "slash-circle"),
    EnrolmentState.AWAITING_EXAM: StateTag("待考", "info"),
    EnrolmentState.PASSED: StateTag("合格", "ok"),
    EnrolmentState.FAILED: StateTag("不合格", "danger"),
    EnrolmentState.VERIFIED: StateTag("已核实", "ok"),
    EnrolmentState.NOT_VERIFIED: StateTag("核实不通过", "danger"),
    EnrolmentState.EMPLOYMENT_PENDING: StateTag("就业待核实", "info"),
    EnrolmentState.EMPLOYMENT_VERIFIED: StateTag("就业已核", "ok"),
    EnrolmentState.EMPLOYMENT_RETURNED: StateTag("就业退回", "warn", "arrow-return-left"),
    EnrolmentState.SUBSIDISED: StateTag("已享受补贴", "ok"),
}

VERIFIED_STATES = frozenset(
    {
        EnrolmentState.VERIFIED,
        EnrolmentState.EMPLOYMENT_PENDING,
        EnrolmentState.EMPLOYMENT_VERIFIED,
        EnrolmentState.EMPLOYMENT_RETURNED,
        EnrolmentState.SUBSIDISED,
    }
)


class Half(models.TextChoices):
    MORNING = "am", "上午"
    AFTERNOON = "pm", "下午"


class TeachingMode(models.TextChoices):
    THEORY = "theory", "理论"
    PRACTICE = "practice", "实操"


class BookingKind(models.TextChoices):
    """What cannot be in two classes at one time."""

    TEACHER = "teacher", "教师"
    VENUE = "venue", "场地"
    PERSON = "person", "学员"


class BasicCourse(models.TextChoices):
    """Courses that every class must contain (20号 八(一))."""

    SAFETY = "safety", "安全"
    FIRE = "fire", "消防"
    LAW = "law", "法制"
    MANDARIN = "mandarin", "普通话"


class MaterialKind(models.TextChoices):
    """The papers of an opening application (20号 五(一), 8号 表2)."""

    TEACHING_RESOURCE = "teaching_resource", "教材、数字课程"
    EXAM_PLAN = "exam_plan", "考核方案"
    VENUE_PHOTO = "venue_photo", "场地、设备照片"
    TEACHER_CERTIFICATE = "teacher_certificate", "师资证明"
    SEALED_REQUEST = "sealed_request", "开班请示盖章件"
    ORDER = "order", "用工订单"
    EXAM_PAPER = "exam_paper", "结业考试试卷"
    OTHER = "other", "其他"


class SigningDirection(models.TextChoices):
    IN = "in", "签到"
    OUT = "out", "签退"


class SigningChannel(models.TextChoices):
    """How a sign-in reached the server."""

    PHONE = "phone", "本人手机"
    WITNESS = "witness", "两人见证"
    ROLL = "roll", "平板点名"


class CorrectionDecision(models.TextChoices):
    """What the bureau says to a correction of a closed sign-in sheet."""

    PENDING = "pending", "待认定"
    CONFIRMED = "confirmed", "认定更正"
    REJECTED = "rejected", "不予更正"


CORRECTION_TAGS = {
    CorrectionDecision.PENDING: StateTag("待认定", "info"),
    CorrectionDecision.CONFIRMED: StateTag("已更正", "ok"),
    CorrectionDecision.REJECTED: StateTag("不予更正", "danger"),
}


class EmploymentKind(models.TextChoices):
    """The three roads to employment (8号 三(三))."""

    ENTERPRISE = "enterprise", "在企业就业"
    OWN_BUSINESS = "own_business", "自主创业"
    FLEXIBLE = "flexible", "灵活就业"


class ProofDocument(models.TextChoices):
    """The papers that prove employment, by road (8号 三(三)1–3)."""

    ON_POST = "on_post", "在岗证明"
    CONTRACT = "contract", "劳动合同（六个月以上）"
    FIRST_WAGE = "first_wage", "第一个月工资表"
    RECENT_WAGES = "recent_wages", "最近两个月工资表"
    FIRST_ATTENDANCE = "first_attendance", "第一个月考勤表"
    RECENT_ATTENDANCE = "recent_attendance", "最近两个月考勤表"
    LICENCE = "licence", "营业执照"
    PREMISES = "premises", "营业场地证明"
    FLEXIBLE_PROOF = "flexible_proof", "灵活就业证明"
    PROMISE = "promise", "真实性承诺书"
    WORK_CERTIFICATE = "work_certificate", "务工证明（表12，仅作佐证）"


REQUIRED_PROOFS: dict[str, tuple[ProofDocument, ...]] = {
    EmploymentKind.ENTERPRISE: (
        ProofDocument.ON_POST,
        ProofDocument.CONTRACT,
        ProofDocument.FIRST_WAGE,
        ProofDocument.RECENT_WAGES,
        ProofDocument.FIRST_ATTENDANCE,
        ProofDocument.RECENT_ATTENDANCE,
        ProofDocument.PROMISE,
    ),
    EmploymentKind.OWN_BUSINESS: (ProofDocument.LICENCE, ProofDocument.PREMISES, ProofDocument.PROMISE),
    EmploymentKind.FLEXIBLE: (ProofDocument.LICENCE, ProofDocument.FLEXIBLE_PROOF, ProofDocument.PROMISE),
}


FIRST_MONTH_PROOFS = frozenset({ProofDocument.FIRST_WAGE, ProofDocument.FIRST_ATTENDANCE})
RECENT_MONTHS_PROOFS = frozenset({ProofDocument.RECENT_WAGES, ProofDocument.RECENT_ATTENDANCE})
"""Each month of these is a paper of its own."""


class RowLevel(models.TextChoices):
    """The verdict on one row of an uploaded roster."""

    OK = "ok", "无误"
    WARNING = "warning", "提示，可提交"
    ERROR = "error", "有错，须改正"


class ChangeState(models.TextChoices):
    """变更单: from handing in to the leader's word."""

    SUBMITTED = "submitted", "已提交"
    FIRST_REVIEWED = "first_reviewed", "初审"
    SECOND_REVIEWED = "second_reviewed", "复核"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class ChangeVerb(models.TextChoices):
    PASS_FIRST_REVIEW = "pass_first_review", "初审通过"
    PASS_SECOND_REVIEW = "pass_second_review", "复核通过"
    APPROVE = "approve", "批准变更"
    REFUSE = "refuse", "不同意变更"
    WITHDRAW = "withdraw", "撤回"


CHANGE_TAGS = {
    ChangeState.SUBMITTED: StateTag("待初审", "info"),
    ChangeState.FIRST_REVIEWED: StateTag("待复核", "info"),
    ChangeState.SECOND_REVIEWED: StateTag("待批准", "info"),
    ChangeState.APPROVED: StateTag("已批准", "ok"),
    ChangeState.REFUSED: StateTag("不同意", "danger"),
    ChangeState.WITHDRAWN: StateTag("已撤回", "mute", "slash-circle"),
}
OPEN_CHANGES = frozenset({ChangeState.SUBMITTED, ChangeState.FIRST_REVIEWED, ChangeState.SECOND_REVIEWED})
BEFORE_TEACHING = frozenset(
    {ClassState.APPROVED, ClassState.FILED, ClassState.SYSTEM_CONFIRMED, ClassState.VOUCHERS_MADE}
)


class RecordingState(models.TextChoices):
    """What is known of one file of a recording."""

    UPLOADING = "uploading", "上传中"
    WAITING = "waiting", "待读取"
    READ = "read", "已读取"
    UNREADABLE = "unreadable", "读不出"
    LISTED = "listed", "在硬盘上"
    DESTROYED = "destroyed", "已销毁"


RECORDING_TAGS = {
    RecordingState.UPLOADING: StateTag("上传中", "run", "upload"),
    RecordingState.WAITING: StateTag("待读取", "info"),
    RecordingState.READ: StateTag("已读取", "ok"),
    RecordingState.UNREADABLE: StateTag("读不出", "danger"),
    RecordingState.LISTED: StateTag("硬盘目录", "info", "archive"),
    RecordingState.DESTROYED: StateTag("已销毁", "mute", "slash-circle"),
}
COUNTING_RECORDINGS = frozenset({RecordingState.READ, RecordingState.LISTED, RecordingState.DESTROYED})


class StartSource(models.TextChoices):
    """The values are those of `rules.footage.StartSource`."""

    FILE = "file", "文件内时间"
    NAME = "name", "文件名"
    STATED = "stated", "机构填写"


class LikenessKind(models.TextChoices):
    SAME_FILE = "file", "同一文件"
    SAME_PICTURES = "pictures", "画面相同"


class LikenessDecision(models.TextChoices):
    PENDING = "pending", "待认定"
    REUSED = "reused", "认定重复使用"
    DIFFERENT = "different", "认定不是重复"


LIKENESS_TAGS = {
    LikenessDecision.PENDING: StateTag("待认定", "warn"),
    LikenessDecision.REUSED: StateTag("重复使用", "danger"),
    LikenessDecision.DIFFERENT: StateTag("不是重复", "ok"),
}


class DestructionState(models.TextChoices):
    PROPOSED = "proposed", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不同意"
    CARRIED_OUT = "carried_out", "已销毁"


class DestructionVerb(models.TextChoices):
    APPROVE = "approve", "批准销毁"
    REFUSE = "refuse", "不同意销毁"
    CARRY_OUT = "carry_out", "销毁"


DESTRUCTION_TAGS = {
    DestructionState.PROPOSED: StateTag("待批准", "info"),
    DestructionState.APPROVED: StateTag("已批准", "run"),
    DestructionState.REFUSED: StateTag("不同意", "mute", "slash-circle"),
    DestructionState.CARRIED_OUT: StateTag("已销毁", "mute", "archive"),
}


class CallResult(models.TextChoices):
    """What was heard on the telephone about somebody's employment."""

    CONFIRMED = "confirmed", "属实"
    DENIED = "denied", "不属实"
    UNREACHED = "unreached", "未接通"


CALL_TAGS = {
    "": StateTag("待回访", "info"),
    CallResult.CONFIRMED: StateTag("回访属实", "ok"),
    CallResult.DENIED: StateTag("回访不属实", "danger"),
    CallResult.UNREACHED: StateTag("未接通", "warn"),
}
