"""Who may be trained, and the states and verbs of an application (C2, first half)."""

from __future__ import annotations

from django.db import models

from foundation.accounts.enums import Role
from foundation.core.display import StateTag


class Sex(models.TextChoices):
    MALE = "m", "男"
    FEMALE = "f", "女"


class PersonCategory(models.TextChoices):
    """人员分类 of 表1; one primary category per application (A31, A32)."""

    RURAL_MIGRANT = "rural_migrant", "农村进城务工人员"
    REGISTERED_UNEMPLOYED = "registered_unemployed", "城镇登记失业人员"
    GRADUATE = "graduate", "毕业年度高校毕业生"
    LAID_OFF_OR_VETERAN = "laid_off_or_veteran", "企业下岗失业退役军人"
    SCHOOL_LEAVER = "school_leaver", "未继续升学的初高中毕业生"
    POOR_FAMILY_CHILD = "poor_family_child", "贫困家庭子女"
    NEW_SMALL_ENTERPRISE_STAFF = "new_small_enterprise_staff", "小微企业新录用人员"
    LIFTED_FROM_POVERTY = "lifted_from_poverty", "脱贫劳动力"
    HARD_TO_EMPLOY = "hard_to_employ", "就业困难人员"
    ENTERPRISE_STAFF = "enterprise_staff", "企业在岗职工"


class Education(models.TextChoices):
    PRIMARY = "primary", "小学及以下"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中（中专、技校）"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科及以上"


class ApplicationState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REGISTERED = "registered", "已报名"
    INSTITUTION_CHECKED = "institution_checked", "机构初核"
    UNDER_REVIEW = "under_review", "资格审核"
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"
    REJECTED = "rejected", "不通过"
    VOUCHER_ISSUED = "voucher_issued", "已发券"
    IN_CLASS = "in_class", "在班"
    WITHDRAWN = "withdrawn", "已撤回"


class ApplicationVerb(models.TextChoices):
    REGISTER = "register", "报名"
    CHECK = "check", "机构初核"
    SEND_FOR_REVIEW = "send_for_review", "提交资格审核"
    PASS = "pass", "资格审核通过"
    RETURN = "return", "退回补正"
    REJECT = "reject", "资格审核不通过"
    RECORD_VOUCHER = "record_voucher", "发培训券"
    JOIN_CLASS = "join_class", "编入班级"
    WITHDRAW = "withdraw", "撤回报名"


APPLICATION_TAGS = {
    ApplicationState.DRAFT: StateTag("草稿", "mute", "pencil"),
    ApplicationState.REGISTERED: StateTag("已报名", "mute"),
    ApplicationState.INSTITUTION_CHECKED: StateTag("机构初核", "mute"),
    ApplicationState.UNDER_REVIEW: StateTag("待资格审核", "info"),
    ApplicationState.PASSED: StateTag("通过", "ok"),
    ApplicationState.RETURNED: StateTag("退回补正", "warn", "arrow-return-left"),
    ApplicationState.REJECTED: StateTag("不通过", "danger"),
    ApplicationState.VOUCHER_ISSUED: StateTag("已发券", "ok"),
    ApplicationState.IN_CLASS: StateTag("在班", "run"),
    ApplicationState.WITHDRAWN: StateTag("已撤回", "mute", "slash-circle"),
}


class HitKind(models.TextChoices):
    """The named checks (D.4); what each asks, when and of whom stands in `trainees.rules.catalogue`."""

    OTHER_INSTITUTION = "other_institution", "在其他机构已报名"
    OVERLAPPING_CLASS = "overlapping_class", "与另一班次时间重叠"
    SAME_OCCUPATION_THIS_YEAR = "same_occupation_this_year", "本年度已参加同工种同等级培训"
    AGE = "age", "年龄需核实"
    REGION = "region", "户籍地区需核实"
    SHARED_PHONE = "shared_phone", "联系电话与他人相同"
    CONTRIBUTES_AS_EMPLOYEE = "contributes_as_employee", "开班当月有职工养老缴费"
    DRAWS_PENSION = "draws_pension", "已领取养老待遇"
    ON_PUBLIC_PAYROLL = "on_public_payroll", "财政供养人员"
    ENROLLED_AT_SCHOOL = "enrolled_at_school", "在校学生"
    DECEASED = "deceased", "死亡人员"
    IN_CUSTODY = "in_custody", "服刑、羁押人员"
    SKILL_SUBSIDY = "skill_subsidy", "本年度已领技能提升补贴"
    RAIN_DEW = "rain_dew", "本年度已享受雨露计划"
    WORK_TRAINING = "work_training", "本年度已享受以工代训"
    NOT_UNEMPLOYED = "not_unemployed", "未见失业登记"
    OWN_BUSINESS = "own_business", "名下有市场主体"
    NOT_ON_POVERTY_LIST = "not_on_poverty_list", "不在脱贫人口名单"
    POVERTY_NOT_MARKED = "poverty_not_marked", "脱贫人口未标注"
    STAFF_NOT_INSURED = "staff_not_insured", "培训期间未见参保"
    STAFF_ELSEWHERE = "staff_elsewhere", "参保单位与同班多数人不同"
    SHARED_ADDRESS = "shared_address", "同一住址报名人数较多"
    TRAINED_BEFORE = "trained_before", "往年已参加同工种同等级培训"


class HitDecision(models.TextChoices):
    OPEN = "open", "待认定"
    NOTED = "noted", "提示"
    ACCEPTED = "accepted", "认定不影响"
    FALSE_ALARM = "mistaken", "认定误报"
    BLOCKING = "blocking", "认定不符合"


HIT_TAGS = {
    HitDecision.OPEN: StateTag("需认定", "warn"),
    HitDecision.NOTED: StateTag("提示", "info", "info-circle-fill"),
    HitDecision.ACCEPTED: StateTag("已认定", "ok"),
    HitDecision.FALSE_ALARM: StateTag("误报", "ok"),
    HitDecision.BLOCKING: StateTag("不符合", "danger"),
}


class DuplicateState(models.TextChoices):
    """Two records that may be of one person."""

    OPEN = "open", "待认定"
    PROPOSED = "proposed", "待确认合并"
    MERGED = "merged", "已合并"
    APART = "apart", "不是同一人"


class DuplicateVerb(models.TextChoices):
    PROPOSE_MERGE = "propose_merge", "提请合并"
    CONFIRM_MERGE = "confirm_merge", "确认合并"
    RETURN = "return", "退回重新认定"
    SET_APART = "set_apart", "认定不是同一人"
    UNMERGE = "unmerge", "撤销合并"
    REOPEN = "reopen", "重新认定"


DUPLICATE_TAGS = {
    DuplicateState.OPEN: StateTag("待认定", "warn"),
    DuplicateState.PROPOSED: StateTag("待确认合并", "info"),
    DuplicateState.MERGED: StateTag("已合并", "ok"),
    DuplicateState.APART: StateTag("不是同一人", "mute"),
}

VERDICT_TAGS = {
    "same": StateTag("同一人", "danger"),
    "likely": StateTag("很可能是同一人", "danger"),
    "possible": StateTag("可能是同一人", "warn"),
}

MATCH_WORDS = {
    "number_same": "证件号相同",
    "number_old_form": "证件号为新旧两种位数，是同一号码",
    "number_one_digit": "证件号只差一位",
    "number_swapped": "证件号相邻两位互换",
    "name_same": "姓名相同",
    "name_written_otherwise": "姓名相同，写法不同（繁简、全半角、间隔号或生僻字编码）",
    "name_romanised": "姓名相同，一方用拼音代替汉字",
    "name_mixed_up": "姓名只差易混用字",
    "name_same_sound": "姓名同音",
    "name_shortened": "姓名为全称和简称",
    "name_one_character": "姓名只差一字",
    "name_different": "姓名不同",
    "birth_same": "出生日期相同",
    "region_same": "身份证登记地相同",
    "phone_same": "联系电话相同",
    "reported": "经办人登记",
}
"""What the rules call `MatchReason`, and what a person reported, in the words of the page."""

# Whose duty it is: said once, for the operations, the buttons and the access table.
ENTERING_ROLES = (Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER)
REVIEWING_ROLES = (Role.QUALIFICATION_OFFICER,)
DECIDING_ROLES = (Role.QUALIFICATION_OFFICER, Role.TRAINING_OFFICER)
COMPARING_ROLES = (*DECIDING_ROLES, Role.TRAINING_HEAD, Role.INSTITUTION_MANAGER)
CALLING_ROLES = (Role.INSPECTOR, Role.INSPECTION_HEAD)
REVEALING_ROLES = (*DECIDING_ROLES, Role.TRAINING_HEAD, Role.INSPECTION_HEAD, Role.INSTITUTION_MANAGER)

CORRECTABLE_STATES = frozenset(
    {
        ApplicationState.DRAFT,
        ApplicationState.REGISTERED,
        ApplicationState.INSTITUTION_CHECKED,
        ApplicationState.RETURNED,
    }
)


class DisputeTarget(models.TextChoices):
    """What a disputed line stands for; the record itself belongs to this app or to one above it."""

    APPLICATION = "application", "报名"
    CLASS = "class", "参加班次"
    ATTENDANCE = "attendance", "签到考勤"
    VOUCHER = "voucher", "电子券"
    EXAM = "exam", "考试成绩"
    CERTIFICATE = "certificate", "证书"
    EMPLOYMENT = "employment", "就业记录"
    PAYMENT = "payment", "补贴"


class DisputeState(models.TextChoices):
    OPENED = "opened", "已提出"
    UNDER_EXAMINATION = "under_examination", "核查中"
    UPHELD = "upheld", "成立"
    CORRECTED = "corrected", "成立并已更正"
    REJECTED = "rejected", "不成立"


class DisputeVerb(models.TextChoices):
    EXAMINE = "examine", "登记核查情况"
    UPHOLD = "uphold", "异议成立"
    REJECT = "reject", "异议不成立"
    CONFIRM_CORRECTION = "confirm_correction", "确认已更正"


OPEN_DISPUTES = frozenset({DisputeState.OPENED, DisputeState.UNDER_EXAMINATION})
FOUND_RIGHT = frozenset({DisputeState.UPHELD, DisputeState.CORRECTED})
FREEZING_DISPUTES = OPEN_DISPUTES | {DisputeState.UPHELD}
DISPUTE_TAGS = {
    DisputeState.OPENED: StateTag("待核查", "warn"),
    DisputeState.UNDER_EXAMINATION: StateTag("待作结论", "info"),
    DisputeState.UPHELD: StateTag("异议成立", "danger"),
    DisputeState.CORRECTED: StateTag("成立并已更正", "ok"),
    DisputeState.REJECTED: StateTag("异议不成立", "mute"),
}


class NeedSource(models.TextChoices):
    SERVICE_POINT = "service_point", "网点登记"
    PERSON = "person", "本人手机申请"


class NeedState(models.TextChoices):
    REGISTERED = "registered", "已登记"
    ROUTED = "routed", "已转交"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"


class NeedVerb(models.TextChoices):
    ROUTE = "route", "转交培训机构"
    ACCEPT = "accept", "接收报名"
    ANSWER = "answer", "答复"
    CLOSE = "close", "办结"


NEED_TAGS = {
    NeedState.REGISTERED: StateTag("待转交", "info"),
    NeedState.ROUTED: StateTag("待机构答复", "info"),
    NeedState.ANSWERED: StateTag("已答复", "ok"),
    NeedState.CLOSED: StateTag("已办结", "mute", "archive"),
}
EXAMINING_ROLES = (Role.INSPECTOR, Role.INSPECTION_HEAD)
INTAKE_ROLES = (Role.SERVICE_POINT_CLERK,)
ANSWERING_ROLES = (Role.QUALIFICATION_OFFICER, Role.INSTITUTION_MANAGER, Role.SERVICE_POINT_CLERK)


class PledgeState(models.TextChoices):
    PROPOSED = "proposed", "待启用"
    ACTIVE = "active", "已启用"


class SigningMethod(models.TextChoices):
    PHONE = "phone", "本人手机手写"
    SCREEN = "screen", "现场屏幕手写"
    PAPER = "paper", "纸质签字"


PLEDGE_ROLES = (Role.QUALIFICATION_OFFICER, Role.TRAINING_HEAD)
