"""States, verbs and categories of training institutions (C1) and of the two catalogues."""

from __future__ import annotations

from django.db import models

from foundation.accounts.enums import Role
from foundation.core.display import StateTag
from foundation.core.skill_levels import SHORT_LEVEL as SHORT_LEVEL
from foundation.core.skill_levels import SkillLevel as SkillLevel


class TrainingCategory(models.TextChoices):
    """The kinds of subsidised training; the values are the categories of the calculation rules."""

    EMPLOYMENT_SKILL = "就业技能", "就业技能培训"
    ORDER = "订单式", "订单式培训"
    PROJECT = "项目制", "项目制培训"
    CARE_ORDER = "护工订单", "吕梁山护工培训"
    ENTERPRISE_STAFF = "企业职工", "企业职工培训"
    ENTREPRENEURSHIP = "创业", "创业培训"
    MIGRANT_WORKER = "农民工", "农民工培训"


NEEDS_CITY_FILING = frozenset({TrainingCategory.ORDER, TrainingCategory.PROJECT, TrainingCategory.CARE_ORDER})


class InstitutionState(models.TextChoices):
    REGISTERED = "registered", "登记"
    UNDER_REVIEW = "under_review", "资料审核"
    SHORTLISTED = "shortlisted", "入围"
    CONTRACTED = "contracted", "在约"
    RECTIFYING = "rectifying", "整改中"
    SUSPENDED = "suspended", "暂停"
    CANCELLED = "cancelled", "取消"
    EXPIRED = "expired", "到期"


class InstitutionVerb(models.TextChoices):
    SUBMIT_PROFILE = "submit_profile", "提交资料"
    RETURN_PROFILE = "return_profile", "退回补正"
    SHORTLIST = "shortlist", "确认入围"
    SIGN_CONTRACT = "sign_contract", "签约生效"
    ORDER_RECTIFICATION = "order_rectification", "责令整改"
    CLOSE_RECTIFICATION = "close_rectification", "整改销号"
    SUSPEND = "suspend", "暂停本年度培训资格"
    RELEASE = "release", "恢复资格"
    CANCEL = "cancel", "取消培训资格"
    EXPIRE = "expire", "合同到期"
    RENEW = "renew", "续签生效"


INSTITUTION_TAGS = {
    InstitutionState.REGISTERED: StateTag("登记", "mute", "pencil"),
    InstitutionState.UNDER_REVIEW: StateTag("资料审核", "info"),
    InstitutionState.SHORTLISTED: StateTag("入围", "info"),
    InstitutionState.CONTRACTED: StateTag("在约", "ok"),
    InstitutionState.RECTIFYING: StateTag("整改中", "run", "arrow-repeat"),
    InstitutionState.SUSPENDED: StateTag("暂停", "danger"),
    InstitutionState.CANCELLED: StateTag("已取消资格", "danger"),
    InstitutionState.EXPIRED: StateTag("到期", "mute", "archive"),
}


class AccountChangeState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "未采用"


ACCOUNT_CHANGE_TAGS = {
    AccountChangeState.PROPOSED: StateTag("待确认", "info"),
    AccountChangeState.CONFIRMED: StateTag("已确认", "ok"),
    AccountChangeState.REFUSED: StateTag("未采用", "mute"),
}

ACCOUNT_COOLING_DAYS = 3
"""Days between the confirmation of a changed account and the first payment to it (F21)."""

# Whose duty it is: said once, for the operations, the buttons and the access table.
OWN_ROLES = (Role.INSTITUTION_MANAGER,)
FILING_ROLES = (Role.TRAINING_OFFICER, Role.TRAINING_HEAD)
ON_SITE_ROLES = (*FILING_ROLES, Role.INSPECTOR, Role.INSPECTION_HEAD)
ACCOUNT_ROLES = (Role.TRAINING_HEAD,)
