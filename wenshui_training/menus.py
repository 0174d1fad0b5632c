"""The menu of every role (design §21). An entry is shown when its address exists and is open to the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.accounts.enums import Role


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `waits` names the lifecycle steps (`class.approve`) whose records it counts.

    `of_own`: the address is that of the person's own institution.
    """

    label: str
    view: str
    icon: str
    waits: tuple[str, ...] = ()
    query: str = ""
    of_own: bool = False


@dataclass(frozen=True)
class Section:
    title: str
    entries: tuple[Entry, ...]


WORKBENCH = Entry("工作台", "reports:workbench", "house-door")
OPENING = Entry(
    "开班审批",
    "classes:class_list",
    "clipboard-check",
    (
        "class.pass_first_review", "class.pass_second_review", "class.approve", "class.file",
        "class.confirm_in_system", "class.record_evaluation_vouchers", "class.start",
    ),
)  # fmt: skip
APPLYING = Entry("开班申请", "classes:class_list", "clipboard-plus", ("class.submit",))
RUNNING = Entry(
    "在培班次",
    "classes:teaching_list",
    "easel",
    ("class.resume", "class.finish_teaching", "class.confirm_exam", "correction.decide"),
)
TEACHING = Entry(
    "教学日志与考勤",
    "classes:teaching_list",
    "journal-text",
    ("sheet.close", "log.write", "absence.remind", "class.finish_teaching"),
)
ACCEPTANCE = Entry(
    "结业验收",
    "subsidies:acceptance_list",
    "mortarboard",
    (
        "acceptance.submit", "acceptance.confirm_training", "acceptance.confirm_inspection", "acceptance.approve",
        "acceptance.confirm_in_system", "acceptance.receive", "class.archive",
    ),
)  # fmt: skip
RECONCILIATION = Entry("五源对账", "subsidies:source_list", "layout-three-columns", ("difference.accept",))
VOUCHERS = Entry("电子券", "vouchers:voucher_list", "ticket-perforated", ("voucher.issue",))
VOUCHER_LOOP = Entry("电子券闭环表", "vouchers:loop_report", "arrow-repeat")
TRAINEES = Entry("学员与电子券", "vouchers:voucher_list", "people")
COMPARISON = Entry("人员比对", "trainees:group_list", "person-check", ("application.pass",))
MATTERS = Entry("比对认定", "trainees:hit_list", "check2-square")
ALERTS = Entry("变化提醒", "trainees:alert_list", "bell", ("alert.acknowledge",))
SUPPLIED_LISTS = Entry("部门名单", "trainees:snapshot_list", "file-earmark-spreadsheet")
NUMBERS = Entry("证编号办理", "trainees:group_list", "person-vcard", query="chip=number")
ROSTERS = Entry(
    "学员名册", "trainees:application_list", "people", ("application.register", "application.check")
)
PEOPLE = Entry("学员档案", "trainees:person_list", "person-badge")
DUPLICATES = Entry(
    "疑似重复人员",
    "trainees:duplicate_list",
    "arrow-left-right",
    ("duplicate.propose_merge", "duplicate.confirm_merge"),
)
EMPLOYMENT = Entry("就业跟踪", "classes:employment_list", "briefcase", ("enrolment.submit_employment",))
EMPLOYMENT_CHECK = Entry("就业核验", "classes:employment_list", "briefcase", ("enrolment.verify_employment",))
ON_SITE = Entry("现场检查", "inspections:inspection_list", "geo-alt", query="kind=on_site")
VIDEO = Entry("视频调阅", "inspections:inspection_list", "camera-video", query="kind=video")
FOOTAGE = Entry("录像目录", "classes:footage_list", "archive")
REUSED_FOOTAGE = Entry("疑似重复录像", "classes:likeness_list", "arrow-left-right")
KEEPING = Entry("录像留存与销毁", "classes:keeping", "trash", ("destruction.approve",))
MY_TASKS = Entry("我的检查任务", "inspections:my_tasks", "tablet", ("inspection.record",))
PLAN = Entry("检查计划", "inspections:plan", "calendar-check")
RECORDS = Entry("检查记录", "inspections:inspection_list", "journal-check", ("inspection.conclude_clear",))
FINDINGS = Entry("问题整改", "inspections:finding_list", "flag", ("inspection.close",))
ORDERS = Entry("整改通知", "inspections:finding_list", "flag", ("inspection.reply",))
CLAIMS = Entry(
    "补贴审核",
    "subsidies:claim_list",
    "calculator",
    (
        "claim.pass_first_review", "claim.pass_second_review", "claim.approve_as_deputy",
        "claim.approve_as_director",
    ),
)  # fmt: skip
APPLY_CLAIM = Entry("补贴申领", "subsidies:claim_list", "calculator", ("claim.submit",))
QUOTES = Entry("补贴试算", "subsidies:quote_page", "cash-coin")
NOTICES = Entry("公示管理", "subsidies:notice_list", "megaphone", ("claim.publish",))
OBJECTIONS = Entry("异议办理", "subsidies:objection_list", "chat-left-text", ("claim.dismiss_objection",))
DISPUTES = Entry(
    "本人异议", "trainees:dispute_list", "person-x", ("dispute.examine", "dispute.reject", "held_line.strike")
)
NEEDS = Entry("培训需求", "trainees:need_list", "inbox", ("need.route", "need.accept"))
PLEDGES = Entry("学员承诺书", "trainees:pledge_list", "file-earmark-check")
PAYMENTS = Entry(
    "资金拨付",
    "subsidies:payment_list",
    "bank",
    (
        "claim.send_to_finance",
        "claim.record_payment",
        "claim.resend",
        "held_line.send",
        "held_line.record_payment",
    ),
)
FUNDS = Entry("资金到位", "subsidies:fund_list", "wallet2")
RED_FLAGS = Entry("数据疑点", "reports:red_flags", "shield-exclamation")
PROGRESS = Entry("进度调度", "reports:progress", "graph-up")
FUND_REPORT = Entry("资金报表", "reports:funds", "file-earmark-spreadsheet")
INSTITUTIONS = Entry(
    "培训机构",
    "institutions:institution_list",
    "building",
    ("institution.shortlist", "institution.sign_contract", "institution.release", "institution.renew"),
)
OWN_INSTITUTION = Entry(
    "机构资料", "institutions:institution_detail", "building", ("institution.submit_profile",), of_own=True
)
OCCUPATIONS = Entry("工种目录", "institutions:occupation_list", "list-ul")
EVALUATION_BODIES = Entry("评价机构", "institutions:body_list", "award")
PARAMETERS = Entry("政策参数", "policy:parameter_list", "sliders", ("parameter.activate",))
READINGS = Entry("口径登记簿", "subsidies:reading_list", "book")
POLICY = Entry("政策文件", "policy:document_list", "file-earmark-text")
CLASSES = Entry("班次查询", "classes:class_list", "search", query="state=all")
TO_APPROVE = Entry(
    "待我批准",
    "reports:todo",
    "pencil-square",
    ("class.approve", "acceptance.approve", "claim.approve_as_deputy", "claim.approve_as_director"),
)
USERS = Entry("用户与权限", "accounts:user_list", "person-plus")
ROLE_CHANGES = Entry("角色变更", "accounts:role_change_list", "person-check", ("role_change.confirm",))
TO_CONFIRM = Entry(
    "待确认角色变更",
    "accounts:role_change_list",
    "person-check",
    ("role_change.confirm",),
    query="state=proposed",
)
ORGANISATIONS = Entry("单位", "accounts:organisation_list", "building")
SUPERVISION = Entry("第三方监管", "accounts:supervision_list", "eye")
AUDIT = Entry("审计工作台", "audit:entry_list", "journal-text")
JOBS = Entry("后台任务", "jobs:job_list", "gear")
FILES = Entry("文件安全", "files:file_list", "shield-check")

_OFFICE: tuple[Section, ...] = (
    Section("培训经办", (OPENING, COMPARISON, DUPLICATES, RUNNING, ACCEPTANCE, TRAINEES, PEOPLE)),
    Section("监督检查", (ON_SITE, VIDEO, FINDINGS, RECONCILIATION)),
    Section("补贴资金", (CLAIMS, QUOTES, NOTICES, PAYMENTS)),
    Section("统计报送", (PROGRESS, FUND_REPORT)),
    Section("基础信息", (INSTITUTIONS, OCCUPATIONS, EVALUATION_BODIES, PLEDGES, PARAMETERS, READINGS)),
)
_INSPECTION: tuple[Section, ...] = (
    Section(
        "监督检查",
        (MY_TASKS, PLAN, RECORDS, VIDEO, FINDINGS, RECONCILIATION, RED_FLAGS, OBJECTIONS, DISPUTES),
    ),
    Section("课堂录像", (FOOTAGE, REUSED_FOOTAGE, KEEPING)),
    Section("核验验收", (RUNNING, EMPLOYMENT_CHECK, ACCEPTANCE)),
    Section("基础信息", (INSTITUTIONS, SUPERVISION)),
)
_LEADERS: tuple[Section, ...] = (
    Section("审批", (TO_APPROVE, CLAIMS)),
    Section("督导", (PROGRESS, FUND_REPORT, FINDINGS, RED_FLAGS, KEEPING)),
    Section("查询", (CLASSES, INSTITUTIONS, PARAMETERS, READINGS)),
)
_READING: tuple[Section, ...] = (
    Section("查询", (CLASSES, CLAIMS, PAYMENTS, VOUCHER_LOOP)),
    Section("报表", (PROGRESS, FUND_REPORT)),
    Section("政策", (POLICY, READINGS)),
)

MENUS: Mapping[str, tuple[Section, ...]] = {
    Role.TRAINING_OFFICER: _OFFICE,
    Role.TRAINING_HEAD: _OFFICE,
    Role.QUALIFICATION_OFFICER: (
        Section(
            "资格审核",
            (
                COMPARISON,
                MATTERS,
                ALERTS,
                NUMBERS,
                DUPLICATES,
                VOUCHERS,
                VOUCHER_LOOP,
                PEOPLE,
                NEEDS,
                PLEDGES,
            ),
        ),
        Section("部门数据", (SUPPLIED_LISTS,)),
        Section("查询", (CLASSES,)),
    ),
    Role.INSPECTOR: _INSPECTION,
    Role.INSPECTION_HEAD: _INSPECTION,
    Role.THIRD_PARTY_SUPERVISOR: (Section("监督检查", (MY_TASKS, RECORDS, FINDINGS, CLASSES)),),
    Role.REGISTRY_OFFICER: (
        Section("备案", (OPENING, ACCEPTANCE)),
        Section("课堂录像", (FOOTAGE, KEEPING)),
        Section("统计报送", (PROGRESS, FUND_REPORT)),
        Section("基础信息", (INSTITUTIONS, OCCUPATIONS)),
    ),
    Role.DEPUTY_DIRECTOR: _LEADERS,
    Role.DIRECTOR: (*_LEADERS, Section("权限", (TO_CONFIRM,))),
    Role.FINANCE_OFFICER: (
        Section("资金", (CLAIMS, PAYMENTS, FUNDS)),
        Section("报表", (FUND_REPORT, PROGRESS, VOUCHER_LOOP)),
    ),
    Role.COUNTY_FINANCE: (
        Section("资金", (PAYMENTS, FUNDS, CLAIMS)),
        Section("报表", (FUND_REPORT, PROGRESS)),
    ),
    Role.AUDITOR: (Section("审计", (AUDIT, RED_FLAGS, DUPLICATES, PEOPLE, SUPERVISION)), *_READING),
    Role.INSTITUTION_MANAGER: (
        Section("办班", (APPLYING, RUNNING, ACCEPTANCE)),
        Section("学员", (ROSTERS, NEEDS, VOUCHERS, EMPLOYMENT)),
        Section("补贴", (APPLY_CLAIM, QUOTES)),
        Section("本机构", (OWN_INSTITUTION, ORDERS, RECONCILIATION)),
    ),
    Role.CLASS_TEACHER: (Section("教学", (TEACHING, ROSTERS, EMPLOYMENT)),),
    Role.SERVICE_POINT_CLERK: (Section("服务", (NEEDS,)), Section("政策", (OCCUPATIONS, POLICY))),
    Role.SYSTEM_ADMINISTRATOR: (
        Section("系统", (PARAMETERS, READINGS, OCCUPATIONS, ORGANISATIONS, JOBS, FILES)),
    ),
    Role.SECURITY_ADMINISTRATOR: (Section("系统", (USERS, ROLE_CHANGES, FILES)),),
    Role.AUDIT_ADMINISTRATOR: (Section("审计", (AUDIT,)), Section("系统", (POLICY, READINGS))),
}

LIES_UNDER: Mapping[str, str] = {
    "inspections:suspicion_list": "reports:red_flags",
    "inspections:suspicion_decide": "reports:red_flags",
    **dict.fromkeys(
        (
            "classes:employment", "classes:employment_edit", "classes:employment_files", "classes:employment_phone",
            "classes:callbacks", "classes:callback_record",
        ),
        "classes:employment_list",
    ),
    **dict.fromkeys(
        (
            "classes:teaching", "classes:log_edit", "classes:video_list", "classes:video_day",
            "classes:footage_disk", "classes:session_sheet", "classes:attendance_import",
            "classes:correction_list", "classes:exam",
            "classes:exam_results", "classes:certificates", "classes:verification", "classes:enrolment_detail",
            "classes:evaluation", "classes:evaluation_paper", "classes:enrolment_remind",
        ),
        "classes:teaching_list",
    ),
}  # fmt: skip
"""Pages whose address does not begin with that of the entry they are reached from."""

PUBLIC_MENU: tuple[tuple[str, str], ...] = (
    ("首页", "public:home"),
    ("补贴公示", "public:notice_list"),
    ("机构目录", "public:institution_list"),
    ("工种目录", "public:occupation_list"),
    ("政策文件", "public:policy_list"),
    ("本人查询和申请", "trainees:visit_start"),
)
