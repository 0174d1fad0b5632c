"""Another bank account: the institution proposes, somebody else confirms, only then money follows (F21)."""

from __future__ import annotations

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.models import User
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.workflow.messages import tell
from institutions.enums import ACCOUNT_ROLES, OWN_ROLES, AccountChangeState, InstitutionState
from institutions.models import AccountChange, Institution
from institutions.operations.locked import locked_institution, locked_row
from institutions.rules import mask_account


@transaction.atomic
def propose_account_change(
    institution: Institution,
    *,
    actor: Actor,
    bank_name: str,
    bank_account_name: str,
    bank_account: str,
    reason: str,
) -> AccountChange:
    """The institution asks that its money go to another account."""
    require_role(actor, *OWN_ROLES, doing="提出账户变更")
    institution = locked_institution(institution, actor)
    if institution.state == InstitutionState.REGISTERED:
        raise NotNow("account.still_in_profile", "资料还没有提交，请直接在机构资料中填写账户。")
    if institution.account_changes.filter(state=AccountChangeState.PROPOSED).exists():
        raise NotNow("account.change_open", "已有一项账户变更等待确认，请等它办结后再提。")
    change = AccountChange.objects.create(
        institution=institution,
        bank_name=bank_name,
        bank_account_name=bank_account_name,
        bank_account=_plain_account(bank_account),
        account_masked=mask_account(_plain_account(bank_account)),
        reason=reason,
        proposed_by=User.objects.get(pk=str(actor.user_id)),
    )
    detail = {"bank": bank_name, "account": change.account_masked}
    append(Event("institution.propose_account", "提出账户变更", institution, reason, detail), actor=actor)
    heads = set(holders_of(*ACCOUNT_ROLES).values_list("pk", flat=True))
    tell({*heads}, title=f"{institution.short_name} 账户变更待确认", url=institution.get_absolute_url())
    return change


@transaction.atomic
def confirm_account_change(change: AccountChange, *, actor: Actor, comment: str) -> AccountChange:
    """The bureau has asked back and takes the new account; payments wait the cooling time."""
    change = _decide(change, actor, AccountChangeState.CONFIRMED, comment)
    institution = Institution.objects.select_for_update().get(pk=change.institution_id)
    institution.bank_name = change.bank_name
    institution.bank_account_name = change.bank_account_name
    institution.bank_account = change.bank_account.reveal(change)
    institution.save(update_fields=["bank_name", "bank_account_name", "bank_account"])
    return change


@transaction.atomic
def refuse_account_change(change: AccountChange, *, actor: Actor, comment: str) -> AccountChange:
    """The bureau does not take the new account; the old one stays."""
    return _decide(change, actor, AccountChangeState.REFUSED, comment)


def _decide(change: AccountChange, actor: Actor, state: AccountChangeState, comment: str) -> AccountChange:
    require_role(actor, *ACCOUNT_ROLES, doing="确认账户变更")
    change = locked_row(change, actor)
    if change.state != AccountChangeState.PROPOSED:
        raise NotNow("account.change_decided", "这项账户变更已经办结，请刷新页面。")
    if change.proposed_by_id == actor.user_id:
        raise NotAllowed("account.same_person", "账户变更由您提出，须由另一人确认。")
    if not comment.strip():
        raise Invalid("account.comment_missing", "请写明向谁核实、怎样核实。")
    change.state, change.decision_reason = state, comment.strip()
    change.decided_by_id, change.decided_at = actor.user_id, clock.now()
    change.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    confirmed = state == AccountChangeState.CONFIRMED
    action = "institution.confirm_account" if confirmed else "institution.refuse_account"
    title = "确认账户变更" if confirmed else "不同意账户变更"
    detail = {"bank": change.bank_name, "account": change.account_masked}
    append(Event(action, title, change.institution, comment, detail), actor=actor)
    managers = holders_of(*OWN_ROLES, organisation_id=change.institution_id)
    told = set(managers.values_list("pk", flat=True))
    tell({*told}, title=f"账户变更：{title}", body=comment, url=change.institution.get_absolute_url())
    return change


def _plain_account(text: str) -> str:
    """Without the blanks that people put in to read it."""
    account = "".join(text.split())
    if not account.isascii() or not account.replace("-", "").isdigit() or len(account) < 8:
        raise Invalid("account.unreadable", "账号应为 8 位以上数字，请对照开户证明改正。")
    return account
