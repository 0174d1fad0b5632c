"""Reads about money: what the account holds, what is promised, what was paid to whom. All amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core import clock
from subsidies.enums import (
    AWAITING_PAYMENT,
    IN_NOTICE,
    IN_REVIEW,
    INCOME_KINDS,
    PAID_STATES,
    ClaimState,
    FundEntryKind,
)
from subsidies.models import ClaimPerson, FundAccount, FundEntry, Payment, SubsidyClaim
from subsidies.models.fund import PaymentQuerySet

COMMITTED = frozenset({ClaimState.DIRECTOR_APPROVED, *IN_NOTICE, *AWAITING_PAYMENT})


@dataclass(frozen=True)
class FundPosition:
    """The account of a year on a day; fen. `available` is what the ledger holds, promised or not."""

    carried: int
    allotted: int
    paid: int
    recovered: int
    awaiting: int
    in_notice: int
    in_review: int
    available: int

    @property
    def income(self) -> int:
        return self.carried + self.allotted


@dataclass(frozen=True)
class PaidRow:
    """One payment as the fund report counts it; amount in fen, heads are the people paid."""

    category: str
    institution: str
    heads: int
    amount_fen: int
    paid_on: date
    received_on: date | None


def fund_position(year: int, on: date) -> FundPosition:
    """Ledger entries up to that day; claims by the state in which they were at its end."""
    sums = _ledger(FundEntry.objects.filter(account__year=year, occurred_on__lte=on))
    states = claim_states(on)
    allotted = sums.get(FundEntryKind.ALLOTMENT, 0) + sums.get(FundEntryKind.COUNTY_MATCH, 0)
    paid = -sums.get(FundEntryKind.PAYMENT, 0) - sums.get(FundEntryKind.PAYMENT_RETURNED, 0)
    return FundPosition(
        carried=sums.get(FundEntryKind.CARRY_OVER, 0),
        allotted=allotted,
        paid=paid,
        recovered=sums.get(FundEntryKind.RECOVERY, 0),
        awaiting=_total(states, AWAITING_PAYMENT),
        in_notice=_total(states, IN_NOTICE),
        in_review=_total(states, IN_REVIEW),
        available=sum(sums.values()),
    )


def _ledger(entries: QuerySet[FundEntry]) -> dict[str, int]:
    return dict(entries.order_by().values_list("kind").annotate(fen=Sum("amount_fen")))


def claim_states(on: date) -> dict[UUID, str]:
    """Every claim's state at the end of that day: the present one, or what the record says of the past."""
    if on >= clock.today():
        return dict(SubsidyClaim.objects.order_by().values_list("pk", "state"))
    until = datetime.combine(on + timedelta(days=1), time(), tzinfo=clock.CHINA)
    moves = Entry.objects.done().filter(object_type="subsidies.subsidyclaim", at__lt=until)
    rows = moves.exclude(to_state="").order_by("seq").values_list("object_id", "to_state")
    return {UUID(claim): state for claim, state in rows}


def _total(states: dict[UUID, str], wanted: Iterable[str]) -> int:
    chosen = {claim for claim, state in states.items() if state in set(wanted)}
    found = SubsidyClaim.objects.filter(pk__in=chosen).aggregate(fen=Sum("total_fen"))["fen"]
    return found or 0


def paid_rows(first: date, last: date) -> list[PaidRow]:
    """Every live payment between two days (both counted), in the order of payment.

    In a class that is paid by stages a person counts with the first payment he has a part in.
    """
    payments = Payment.objects.live().filter(paid_on__range=(first, last))
    earlier = ClaimPerson.objects.filter(
        claim__training_class=OuterRef("claim__training_class"),
        claim__stage__lt=OuterRef("claim__stage"),
        claim__state__in=PAID_STATES,
        enrolment=OuterRef("enrolment"),
        is_paid=True,
    )
    counted = ClaimPerson.objects.filter(~Exists(earlier), claim=OuterRef("claim"), is_paid=True)
    heads = counted.order_by().values("claim").annotate(heads=Count("pk")).values("heads")
    rows = payments.annotate(heads=Coalesce(Subquery(heads), 0)).order_by("paid_on", "bank_reference")
    columns = (
        "claim__training_class__category",
        "claim__institution__name",
        "heads",
        "amount_fen",
        "paid_on",
    )
    return [PaidRow(*row) for row in rows.values_list(*columns, "claim__received_on")]


def free_balance(year: int, besides: SubsidyClaim) -> int:
    """What the year's accounts hold beyond what the director has already promised to other claims."""
    held = FundAccount.objects.filter(year=year).aggregate(fen=Sum("balance_fen"))["fen"] or 0
    promised = SubsidyClaim.objects.filter(state__in=COMMITTED).exclude(pk=besides.pk)
    return int(held - (promised.aggregate(fen=Sum("total_fen"))["fen"] or 0))


def accounts_of(year: int) -> list[FundAccount]:
    return list(FundAccount.objects.filter(year=year).order_by("name"))


def account_list(actor: Actor) -> list[FundAccount]:
    return list(FundAccount.objects.visible_to(actor).order_by("-year", "name"))


def entries_of(account: FundAccount) -> QuerySet[FundEntry]:
    """The ledger of an account, newest first."""
    return FundEntry.objects.filter(account=account).select_related(
        "claim__training_class__occupation", "payment", "recorded_by"
    )


def income_of(account: FundAccount) -> int:
    found = account.entries.filter(kind__in=INCOME_KINDS).aggregate(fen=Sum("amount_fen"))["fen"]
    return found or 0


def payments_visible_to(actor: Actor) -> PaymentQuerySet:
    return Payment.objects.visible_to(actor).select_related(
        "claim__training_class__occupation", "claim__institution__organisation", "account"
    )


def payment_of(claim: SubsidyClaim) -> Payment | None:
    return (
        Payment.objects.live().filter(claim=claim).select_related("account", "made_by", "recorded_by").first()
    )


def claims_awaiting_money(actor: Actor) -> QuerySet[SubsidyClaim]:
    """公示期满, 送财政, 拨付失败: those whose payment date is nearest first."""
    rows = SubsidyClaim.objects.visible_to(actor).filter(state__in=AWAITING_PAYMENT)
    return rows.with_names().order_by("pay_by", "number")


def total_of(claims: QuerySet[SubsidyClaim]) -> int:
    found = claims.order_by().aggregate(fen=Sum("total_fen"))["fen"]
    return found or 0


def masked_payee(claim: SubsidyClaim) -> str:
    """户名、开户行、账号末四位: enough to compare with the bank's slip."""
    account = claim.payee_account.reveal(claim) if claim.payee_account else ""
    return f"{claim.payee_name}　{claim.payee_bank}　尾号 {account[-4:]}"
