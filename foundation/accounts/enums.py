"""Organisations and roles of the office (domain C, mission: who uses it)."""

from __future__ import annotations

from django.db import models


class OrganisationKind(models.TextChoices):
    BUREAU = "bureau", "人社局"
    INSTITUTION = "institution", "培训机构"
    COUNTY_FINANCE = "county_finance", "财政局"
    SERVICE_POINT = "service_point", "基层网点"
    THIRD_PARTY = "third_party", "第三方监督机构"


class Role(models.TextChoices):
    """The vocabulary of roles. Who holds which role, and from when to when, is data (`RoleAssignment`)."""

    INSTITUTION_MANAGER = "institution_manager", "培训机构管理员"
    CLASS_TEACHER = "class_teacher", "班主任"
    QUALIFICATION_OFFICER = "qualification_officer", "资格审核小组"
    TRAINING_OFFICER = "training_officer", "培训业务小组承办人"
    TRAINING_HEAD = "training_head", "培训业务小组部门负责人"
    INSPECTOR = "inspector", "监督检查小组检查员"
    INSPECTION_HEAD = "inspection_head", "监督检查小组组长"
    REGISTRY_OFFICER = "registry_officer", "职建股备案岗"
    DEPUTY_DIRECTOR = "deputy_director", "分管领导"
    DIRECTOR = "director", "局领导"
    FINANCE_OFFICER = "finance_officer", "规划财务股"
    COUNTY_FINANCE = "county_finance", "财政局经办"
    THIRD_PARTY_SUPERVISOR = "third_party_supervisor", "第三方监督员"
    SERVICE_POINT_CLERK = "service_point_clerk", "基层网点经办"
    AUDITOR = "auditor", "审计、纪检"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDIT_ADMINISTRATOR = "audit_administrator", "审计管理员"
    SYSTEM = "system", "系统"


ADMINISTRATOR_ROLES = frozenset(
    {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)
INSTITUTION_ROLES = frozenset({Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER})
BUREAU_ROLES = frozenset(
    {
        Role.QUALIFICATION_OFFICER,
        Role.TRAINING_OFFICER,
        Role.TRAINING_HEAD,
        Role.INSPECTOR,
        Role.INSPECTION_HEAD,
        Role.REGISTRY_OFFICER,
        Role.DEPUTY_DIRECTOR,
        Role.DIRECTOR,
        Role.FINANCE_OFFICER,
    }
)
LEADERS = frozenset({Role.DEPUTY_DIRECTOR, Role.DIRECTOR})
READS_EVERYTHING = BUREAU_ROLES | {Role.COUNTY_FINANCE, Role.AUDITOR}
SHORT_SESSION_ROLES = ADMINISTRATOR_ROLES | {Role.FINANCE_OFFICER, Role.COUNTY_FINANCE}

ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.BUREAU: BUREAU_ROLES | ADMINISTRATOR_ROLES | {Role.AUDITOR},
    OrganisationKind.INSTITUTION: INSTITUTION_ROLES,
    OrganisationKind.COUNTY_FINANCE: frozenset({Role.COUNTY_FINANCE, Role.AUDITOR}),
    OrganisationKind.SERVICE_POINT: frozenset({Role.SERVICE_POINT_CLERK}),
    OrganisationKind.THIRD_PARTY: frozenset({Role.THIRD_PARTY_SUPERVISOR}),
}
