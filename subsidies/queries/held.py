"""Reads about lines held back: what is sent now, what is still promised, whether others are touched by a strike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from foundation.accounts.actor import Actor
from foundation.policy.statements import Line
from foundation.policy.types import Parameters
from subsidies.enums import HeldState
from subsidies.models import ClaimPerson, HeldLine, SubsidyClaim
from subsidies.models.claim import ClaimQuerySet
from subsidies.models.held import HeldLineQuerySet
from subsidies.queries.calculation import replay, stored_case
from subsidies.queries.disputed import FrozenLine, frozen_lines, frozen_now
from subsidies.rules.calculate import RULE_SETS
from subsidies.rules.held import HeldAmount, explain_sending, others_change, without


@dataclass(frozen=True)
class HeldPage:
    """One held line with what freezes it now; nothing where it may be paid.

    `changes_others`: struck, or about to be, it would have given others other amounts by the rules.
    """

    line: HeldLine
    frozen: FrozenLine | None
    changes_others: bool


def held_page(line: HeldLine) -> HeldPage:
    frozen = frozen_now(line) if line.is_open else None
    is_upheld = frozen is not None and frozen.is_upheld
    return HeldPage(line, frozen, line.changes_others or (is_upheld and strike_changes_others(line)))


def held_of(claim: SubsidyClaim) -> list[HeldLine]:
    """The lines of a claim that were held back, whatever became of them, in the order of the roster."""
    if claim.sent_at is None:
        return []
    return list(claim.held_lines.with_names().order_by("row__enrolment__position"))


def held_line_of(row: ClaimPerson) -> HeldLine | None:
    """What was held back of this person's line; read with `select_related("held")` where there are many."""
    line: HeldLine | None = getattr(row, "held", None)
    return line


def is_drawn(row: ClaimPerson) -> bool:
    """Whether a line of a paid claim was paid indeed: not while it is held back, and never once it is struck."""
    line = held_line_of(row)
    return line is None or line.state == HeldState.PAID


def held_lines_visible_to(actor: Actor) -> HeldLineQuerySet:
    return HeldLine.objects.visible_to(actor).with_names()


def open_held_lines(actor: Actor) -> list[HeldLine]:
    """What is held back or sent for payment by itself, longest first."""
    return list(held_lines_visible_to(actor).open().order_by("created_at", "dispute__number"))


def sum_of(lines: Iterable[HeldLine]) -> int:
    return sum(line.amount_fen for line in lines)


def due_fen(claim: SubsidyClaim) -> int:
    """What is paid with the claim itself: the signed total less every line that was held back."""
    held = HeldLine.objects.filter(claim=claim).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    return (claim.total_fen or 0) - int(held)


def with_due(claims: ClaimQuerySet) -> ClaimQuerySet:
    """The same with `due_fen` and `held_fen` of each."""
    held = HeldLine.objects.filter(claim=OuterRef("pk")).order_by().values("claim")
    fen = Coalesce(Subquery(held.annotate(fen=Sum("amount_fen")).values("fen")), 0)
    return claims.annotate(held_fen=fen, due_fen=F("total_fen") - F("held_fen"))


def to_hold(claim: SubsidyClaim) -> list[FrozenLine]:
    """Frozen lines with money that are not held back yet: there is nothing to withhold of a line that owes."""
    already = set(HeldLine.objects.filter(claim=claim).values_list("row_id", flat=True))
    return [line for line in frozen_lines(claim) if line.row.amount_fen > 0 and line.row.pk not in already]


def only_held_lines_have_money(claim: SubsidyClaim, frozen: Iterable[FrozenLine]) -> bool:
    """Whether lines are held back, already or now, and no other row has any money to send."""
    now = [line.row.pk for line in frozen]
    rows = ClaimPerson.objects.filter(claim=claim).exclude(amount_fen=0)
    others = rows.filter(held__isnull=True).exclude(pk__in=now)
    return rows.exists() and not others.exists()


def sending_lines(claim: SubsidyClaim, held: Sequence[HeldLine]) -> tuple[Line, ...]:
    """应付 = 本次拨付 + 暂缓, as it follows from the held lines; stored with the claim when it is sent."""
    amounts = [
        HeldAmount(line.row.enrolment.person.masked_name, line.dispute.number, line.amount_fen)
        for line in held
    ]
    return explain_sending(claim.total_fen or 0, amounts)


def stored_sending(claim: SubsidyClaim) -> list[Line]:
    return [Line.from_dict(raw) for raw in claim.sending or ()]


def strike_changes_others(line: HeldLine) -> bool:
    """Whether the claim, calculated from its own facts without this person, would give somebody else another amount."""
    claim, case = line.claim, stored_case(line.claim)
    roster = ClaimPerson.objects.filter(claim=claim).order_by("enrolment__position")
    place = list(roster.values_list("pk", flat=True)).index(line.row_id)
    parameters = Parameters.from_snapshot(claim.parameters or {})
    anew = RULE_SETS[claim.rule_version](without(case, place), parameters)
    return others_change(replay(claim), anew, (case.trainees or ())[place].key)
