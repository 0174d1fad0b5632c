"""Reads about money: what the account holds, what is promised, what was paid to whom. All amounts in fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core import clock
from subsidies.enums import (
    AWAITING_PAYMENT,
    IN_NOTICE,
    IN_REVIEW,
    PAID_STATES,
    ClaimState,
    FundEntryKind,
    HeldState,
)
from subsidies.models import ClaimPerson, FundAccount, FundEntry, HeldLine, Payment, SubsidyClaim
from subsidies.models.fund import PaymentQuerySet
from subsidies.queries.held import with_due

OWED = IN_REVIEW | IN_NOTICE | AWAITING_PAYMENT
COMMITTED = frozenset({ClaimState.DIRECTOR_APPROVED, *IN_NOTICE, *AWAITING_PAYMENT})


@dataclass(frozen=True)
class FundPosition:
    """The account of a year on a day; fen. `available` is what the ledger holds, promised or not.

    `awaiting` is all that is owed after its notice; `held` is the part of it that waits for a dispute (暂缓).
    """

    carried: int
    allotted: int
    paid: int
    recovered: int
    awaiting: int
    held: int
    in_notice: int
    in_review: int
    available: int

    @property
    def income(self) -> int:
        return self.carried + self.allotted


@dataclass(frozen=True)
class PaidRow:
    """One payment as the fund report counts it; amount in fen, heads are the people paid.

    `is_supplement`: for a line that was held back, paid after its claim.
    """

    training_class: UUID
    category: str
    institution: str
    heads: int
    amount_fen: int
    paid_on: date
    received_on: date | None
    is_supplement: bool


def fund_position(year: int, on: date) -> FundPosition:
    """Ledger entries up to that day; claims by the state in which they were at its end."""
    sums = _ledger(FundEntry.objects.filter(account__year=year, occurred_on__lte=on))
    states = claim_states(on)
    totals = _totals(states)
    allotted = sums.get(FundEntryKind.ALLOTMENT, 0) + sums.get(FundEntryKind.COUNTY_MATCH, 0)
    paid = -sums.get(FundEntryKind.PAYMENT, 0) - sums.get(FundEntryKind.PAYMENT_RETURNED, 0)
    lines = [(states.get(claim), found) for claim, found in (_held(on) if states else {}).items()]
    after = sum(found.open for state, found in lines if state in PAID_STATES)
    before = [found for state, found in lines if state in AWAITING_PAYMENT]
    return FundPosition(
        carried=sums.get(FundEntryKind.CARRY_OVER, 0),
        allotted=allotted,
        paid=paid,
        recovered=sums.get(FundEntryKind.RECOVERY, 0),
        awaiting=_sum(totals, AWAITING_PAYMENT) - sum(found.struck for found in before) + after,
        held=sum(found.open for found in before) + after,
        in_notice=_sum(totals, IN_NOTICE),
        in_review=_sum(totals, IN_REVIEW),
        available=sum(sums.values()),
    )


def _ledger(entries: QuerySet[FundEntry]) -> dict[str, int]:
    return dict(entries.order_by().values_list("kind").annotate(fen=Sum("amount_fen")))


def claim_states(on: date) -> dict[UUID, str]:
    """Every claim's state at the end of that day: the present one, or what the record says of the past."""
    if on >= clock.today():
        return dict(SubsidyClaim.objects.order_by().values_list("pk", "state"))
    moves = Entry.objects.done().filter(object_type="subsidies.subsidyclaim", at__lt=_end_of(on))
    rows = moves.exclude(to_state="").order_by("seq").values_list("object_id", "to_state")
    return {UUID(claim): state for claim, state in rows}


@dataclass(frozen=True)
class _Held:
    """Lines held back of one claim on a day; fen."""

    open: int
    struck: int


def _held(on: date) -> dict[UUID, _Held]:
    """By the stamps: a line is open from the day it was held until it is paid or struck. One query."""
    until = _end_of(on)
    is_open = _not_yet("paid_at", until) & _not_yet("struck_at", until)
    rows = HeldLine.objects.filter(created_at__lt=until).order_by().values_list("claim")
    sums = rows.annotate(
        open=Coalesce(Sum("amount_fen", filter=is_open), 0),
        struck=Coalesce(Sum("amount_fen", filter=Q(struck_at__lt=until)), 0),
    )
    return {claim: _Held(open_fen, struck) for claim, open_fen, struck in sums}


def _not_yet(stamp: str, until: datetime) -> Q:
    return Q(**{f"{stamp}__isnull": True}) | Q(**{f"{stamp}__gte": until})


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.CHINA)


def _totals(states: dict[UUID, str]) -> dict[str, int]:
    """What the claims in these states come to, by state; those not promised to anybody are left out. One query."""
    unpaid = {claim for claim, state in states.items() if state in OWED}
    fen: dict[str, int] = defaultdict(int)
    for claim, total in SubsidyClaim.objects.filter(pk__in=unpaid).order_by().values_list("pk", "total_fen"):
        fen[states[claim]] += total or 0
    return fen


def _sum(totals: dict[str, int], states: Iterable[str]) -> int:
    return sum(totals.get(state, 0) for state in states)


def paid_rows(first: date, last: date) -> list[PaidRow]:
    """Every live payment between two days (both counted), in the order of payment.

    In a class that is paid by stages a person counts with the first payment he has a part in; one whose line was
    held back counts with his own payment.
    """
    payments = Payment.objects.live().filter(paid_on__range=(first, last))
    earlier = ClaimPerson.objects.filter(
        claim__training_class=OuterRef("claim__training_class"),
        claim__stage__lt=OuterRef("claim__stage"),
        claim__state__in=PAID_STATES,
        enrolment=OuterRef("enrolment"),
        is_paid=True,
    ).exclude(held__state=HeldState.STRUCK)
    counted = ClaimPerson.objects.filter(~Exists(earlier), claim=OuterRef("claim"), is_paid=True)
    with_claim = Coalesce(Subquery(_heads(counted.filter(held__isnull=True))), 0)
    by_itself = Coalesce(Subquery(_heads(counted.filter(held=OuterRef("held_line")))), 0)
    heads = Case(When(held_line__isnull=True, then=with_claim), default=by_itself)
    rows = payments.annotate(heads=heads, is_supplement=Q(held_line__isnull=False))
    columns = (
        "claim__training_class",
        "claim__training_class__category",
        "claim__institution__name",
        "heads",
        "amount_fen",
        "paid_on",
        "claim__received_on",
        "is_supplement",
    )
    return [PaidRow(*row) for row in rows.order_by("paid_on", "bank_reference").values_list(*columns)]


def _heads(people: QuerySet[ClaimPerson]) -> QuerySet[ClaimPerson, Any]:
    """How many people there are of each claim."""
    return people.order_by().values("claim").annotate(heads=Count("pk")).values("heads")


def free_balance(year: int, besides: SubsidyClaim | HeldLine) -> int:
    """What the year's accounts hold beyond what the director has already promised to others.

    A line that is held back stays promised until it is paid or struck.
    """
    account = FundAccount.objects.filter(year=year).aggregate(fen=Sum("balance_fen"))["fen"] or 0
    claims = SubsidyClaim.objects.filter(state__in=COMMITTED).exclude(pk=besides.pk)
    struck = HeldLine.objects.filter(claim__in=claims, state=HeldState.STRUCK)
    held = HeldLine.objects.open().of_claims(PAID_STATES).exclude(pk=besides.pk)
    promised = (claims.aggregate(fen=Sum("total_fen"))["fen"] or 0) - _fen(struck) + _fen(held)
    return int(account - promised)


def _fen(lines: QuerySet[HeldLine]) -> int:
    found = lines.order_by().aggregate(fen=Sum("amount_fen"))["fen"]
    return found or 0


def accounts_of(year: int) -> list[FundAccount]:
    return list(FundAccount.objects.filter(year=year).order_by("name"))


def account_list(actor: Actor) -> list[FundAccount]:
    return list(FundAccount.objects.visible_to(actor).order_by("-year", "name"))


def entries_of(account: FundAccount) -> QuerySet[FundEntry]:
    """The ledger of an account, newest first."""
    return FundEntry.objects.filter(account=account).select_related(
        "claim__training_class__occupation", "payment", "recorded_by"
    )


def payments_visible_to(actor: Actor) -> PaymentQuerySet:
    return Payment.objects.visible_to(actor).select_related(
        "claim__training_class__occupation",
        "claim__institution__organisation",
        "account",
        "held_line__dispute",
    )


def payments_of(claim: SubsidyClaim) -> list[Payment]:
    """What stands as paid for a claim: first with the claim itself, then each line that was held back."""
    rows = (
        Payment.objects.live().filter(claim=claim).order_by(F("held_line").asc(nulls_first=True), "paid_on")
    )
    return list(rows.select_related("account", "made_by", "recorded_by", "held_line__dispute"))


def claims_awaiting_money(actor: Actor) -> QuerySet[SubsidyClaim]:
    """公示期满, 送财政, 拨付失败: those whose payment date is nearest first, each with `due_fen`."""
    rows = with_due(SubsidyClaim.objects.visible_to(actor).filter(state__in=AWAITING_PAYMENT))
    return rows.with_names().order_by("pay_by", "number")


def total_of(claims: Iterable[Any]) -> int:
    """What is due with these claims themselves, as `claims_awaiting_money` has read them."""
    return sum(claim.due_fen for claim in claims)


def masked_payee(paid: SubsidyClaim | HeldLine) -> str:
    """户名、开户行、账号末四位: enough to compare with the bank's slip."""
    account = paid.payee_account.reveal(paid) if paid.payee_account else ""
    return f"{paid.payee_name}　{paid.payee_bank}　尾号 {account[-4:]}"
