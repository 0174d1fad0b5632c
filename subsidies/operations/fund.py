"""专账: what comes in is recorded with its document by the bureau's finance section (20号 七(一))."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role, signed_in
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from subsidies.enums import INCOME_KINDS, FundEntryKind
from subsidies.models import FundAccount, FundEntry


@transaction.atomic
def open_fund_account(*, actor: Actor, year: int, name: str) -> FundAccount:
    """The account of a year, empty: every fen in it comes from an entry."""
    require_role(actor, Role.FINANCE_OFFICER, doing="设立资金账户")
    if FundAccount.objects.filter(name=name.strip()).exists():
        raise NotNow("fund.account_exists", f"已有名为“{name.strip()}”的资金账户。")
    account = FundAccount.objects.create(year=year, name=name.strip())
    append(Event("fund.open_account", "设立资金账户", account, detail={"year": year}), actor=actor)
    return account


@transaction.atomic
def record_income(
    account: FundAccount,
    *,
    actor: Actor,
    kind: str,
    amount_fen: int,
    occurred_on: date,
    document: str,
    note: str = "",
) -> FundEntry:
    """Money that came into the account, under its document: 上年结转, 上级下达 or 县级配套."""
    require_role(actor, Role.FINANCE_OFFICER, doing="登记到位资金")
    if kind not in INCOME_KINDS or amount_fen <= 0:
        raise Invalid("fund.income_wrong", "到位资金须选择来源，金额应大于 0。")
    if not document.strip():
        raise Invalid("fund.document_missing", "请填写资金下达文号或到账凭证号。")
    if occurred_on > clock.today():
        raise Invalid("fund.day_in_future", "到账日期不能晚于今天。")
    account = FundAccount.objects.select_for_update().get(pk=account.pk)  # a double click waits for the first
    if FundEntry.objects.filter(account=account, kind=kind, document=document.strip()).exists():
        raise Invalid(
            "fund.document_used", f"{document.strip()} 已登记过一笔{FundEntryKind(kind).label}，请核对。"
        )
    FundAccount.objects.filter(pk=account.pk).update(balance_fen=F("balance_fen") + amount_fen)
    entry = FundEntry.objects.create(
        account=account,
        kind=kind,
        amount_fen=amount_fen,
        occurred_on=occurred_on,
        document=document.strip(),
        note=note.strip(),
        recorded_by_id=signed_in(actor),
    )
    detail = {"kind": kind, "amount_fen": amount_fen, "document": entry.document}
    append(Event("fund.record_income", "登记到位资金", account, detail=detail), actor=actor)
    return entry
