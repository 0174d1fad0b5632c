"""The accounts of the demo county: one for each role, and second people where two must act. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.accounts.enums import OrganisationKind, Role

PASSWORD = "Demo-County-2026"  # noqa: S105 - printed on the start screen; the demo is refused in production


@dataclass(frozen=True)
class DemoOrganisation:
    kind: OrganisationKind
    name: str
    short_name: str


@dataclass(frozen=True)
class DemoPerson:
    """`organisation` is a key of ORGANISATIONS."""

    username: str
    name: str
    role: Role
    organisation: str = "bureau"


ORGANISATIONS = {
    "bureau": DemoOrganisation(OrganisationKind.BUREAU, "文水县人力资源和社会保障局", "人社局"),
    "finance": DemoOrganisation(OrganisationKind.COUNTY_FINANCE, "文水县财政局", "财政局"),
    "third": DemoOrganisation(OrganisationKind.THIRD_PARTY, "吕梁正信第三方监督中心", "正信中心"),
    "point": DemoOrganisation(OrganisationKind.SERVICE_POINT, "南庄镇就业社保服务站", "南庄服务站"),
    "qihang": DemoOrganisation(OrganisationKind.INSTITUTION, "文水县启航职业培训学校", "启航学校"),
    "huineng": DemoOrganisation(OrganisationKind.INSTITUTION, "文水县汇能职业技能培训学校", "汇能学校"),
    "jinying": DemoOrganisation(OrganisationKind.INSTITUTION, "文水县晋英职业培训学校", "晋英学校"),
}

PEOPLE = (
    DemoPerson("qihang", "田志强", Role.INSTITUTION_MANAGER, "qihang"),
    DemoPerson("qihang_teacher", "成晓燕", Role.CLASS_TEACHER, "qihang"),
    DemoPerson("huineng", "任国栋", Role.INSTITUTION_MANAGER, "huineng"),
    DemoPerson("jinying", "郭晋英", Role.INSTITUTION_MANAGER, "jinying"),
    DemoPerson("qualification", "周敏", Role.QUALIFICATION_OFFICER),
    DemoPerson("training", "李静", Role.TRAINING_OFFICER),
    DemoPerson("training2", "郝平", Role.TRAINING_OFFICER),
    DemoPerson("training_head", "王建明", Role.TRAINING_HEAD),
    DemoPerson("inspector", "张伟", Role.INSPECTOR),
    DemoPerson("inspector2", "郭亮", Role.INSPECTOR),
    DemoPerson("inspection_head", "任刚", Role.INSPECTION_HEAD),
    DemoPerson("registry", "武芳", Role.REGISTRY_OFFICER),
    DemoPerson("deputy", "赵文清", Role.DEPUTY_DIRECTOR),
    DemoPerson("director", "孙国栋", Role.DIRECTOR),
    DemoPerson("finance", "孙丽", Role.FINANCE_OFFICER),
    DemoPerson("county_finance", "乔永红", Role.COUNTY_FINANCE, "finance"),
    DemoPerson("supervisor", "白雪", Role.THIRD_PARTY_SUPERVISOR, "third"),
    DemoPerson("point", "高明", Role.SERVICE_POINT_CLERK, "point"),
    DemoPerson("auditor", "成华", Role.AUDITOR),
    DemoPerson("system_admin", "何磊", Role.SYSTEM_ADMINISTRATOR),
    DemoPerson("security_admin", "田安", Role.SECURITY_ADMINISTRATOR),
    DemoPerson("audit_admin", "闫慎", Role.AUDIT_ADMINISTRATOR),
)
