"""Questions about an institution: may it move on, and may it open a class (C1)."""

from __future__ import annotations

from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core import clock
from foundation.core.reasons import BY_TIME, Reason, say_who
from institutions.models import Institution


def profile_is_complete(institution: Institution, actor: Actor) -> Reason | None:
    """The bureau needs licence, legal representative, a venue and an account before it can examine."""
    missing = [
        label
        for label, present in (
            ("办学许可证（营业执照）号", bool(institution.licence_number)),
            ("法人", bool(institution.legal_representative)),
            ("至少一处场地", institution.venues.exists()),
            ("开户行和账号", bool(institution.bank_name and institution.bank_account)),
        )
        if not present
    ]
    if not missing:
        return None
    return Reason(
        "institution.profile_incomplete",
        f"机构资料还缺：{'、'.join(missing)}，请补齐后提交",
        "文人社字〔2026〕8号 二(1)",
        institution.get_absolute_url(),
    )


def selection_is_recorded(institution: Institution, actor: Actor) -> Reason | None:
    """入围 rests on the result of the 竞争性磋商, with its two-year term (8号 一(一))."""
    if institution.selection_document and institution.service_from and institution.service_to:
        return None
    return Reason(
        "institution.selection_missing",
        "请先登记竞争性磋商结果文件和服务期限",
        "文人社字〔2026〕8号 一(一)",
        institution.get_absolute_url(),
    )


def ready_for_contract(institution: Institution, actor: Actor) -> Reason | None:
    """A contract in force, the promise, the provincial platform, a verified venue, cameras, occupations."""
    today = clock.today()
    missing = [
        label
        for label, present in (
            ("有效合同", institution.contracts.valid_on(today).exists()),
            ("机构承诺书", institution.promise_signed_on is not None),
            ("省公共就业服务平台录入", institution.platform_entered_on is not None),
            ("场地实地核实", institution.venues.filter(verified_on__isnull=False).exists()),
            ("监控设备验收", institution.cameras_accepted_on is not None),
            ("许可工种", institution.permissions.valid_on(today).exists()),
        )
        if not present
    ]
    if not missing:
        return None
    return Reason(
        "institution.not_ready_for_contract",
        f"签约生效前还缺：{'、'.join(missing)}",
        "文人社字〔2026〕8号 一(一)",
        institution.get_absolute_url(),
    )


def contract_has_ended(institution: Institution, actor: Actor) -> Reason | None:
    """到期 only when no contract covers today."""
    if not institution.contracts.valid_on(clock.today()).exists():
        return None
    return Reason("institution.contract_in_force", "合同仍在有效期内")


def contract_is_in_force(institution: Institution, actor: Actor) -> Reason | None:
    """A renewal needs the new contract on file."""
    if institution.contracts.valid_on(clock.today()).exists():
        return None
    return Reason(
        "institution.contract_missing",
        "请先登记新一年度的合同",
        "文人社字〔2026〕8号 一(一)",
        institution.get_absolute_url(),
    )


def suspension_has_ended(institution: Institution, actor: Actor) -> Reason | None:
    """暂停本年度 lasts to 31 December; only then can the director release it (A52)."""
    until = institution.suspended_until
    if until is None or clock.today() > until:
        return None
    return Reason(
        "institution.suspension_running",
        f"暂停期至 {until:%Y-%m-%d}，期满后方可恢复",
        "文人社字〔2026〕8号 三(三)",
    )


say_who(BY_TIME, "institution.contract_in_force", "institution.suspension_running", "account.cooling")
met_by((Role.INSTITUTION_MANAGER,), "institution.profile_incomplete", "account.missing")
met_by(
    (Role.TRAINING_OFFICER,),
    "institution.selection_missing",
    "institution.not_ready_for_contract",
    "institution.contract_missing",
    "institution.not_contracted",
    "institution.occupation_not_permitted",
)
met_by((Role.TRAINING_HEAD,), "occupation.not_published", "account.change_open")
