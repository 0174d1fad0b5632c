"""申请 - 发券 - 使用 - 兑现 - 核销: how many got how far, and at each step who waits and who was lost, and why.

Counted from the ledger: a voucher that was bound and then voided did reach 使用.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from foundation.audit.models import Entry
from vouchers.enums import CLOSED_STATES, DEAD_STATES, VoucherKind, VoucherState
from vouchers.models import Voucher, VoucherPosting
from vouchers.queries.loop import decide_wait

S = VoucherState
STEPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("申请", frozenset({S.REQUESTED})),
    ("发券", frozenset({S.ISSUED})),
    ("使用", frozenset({S.BOUND, S.IN_TRAINING, S.COMPLETED, S.EVALUATED})),
    ("兑现", frozenset({S.REDEEMED})),
    ("核销", frozenset({S.WRITTEN_OFF})),
)
_ENDS = ("void", "return", "expire")


@dataclass(frozen=True)
class Cause:
    """So many vouchers stopped at a step for one reason."""

    words: str
    whose: str
    number: int


@dataclass(frozen=True)
class FunnelStep:
    """One step: `reached` contains all later steps; reached = next step's reached + waiting + lost."""

    label: str
    reached: int
    waiting: tuple[Cause, ...]
    lost: tuple[Cause, ...]

    @property
    def number_waiting(self) -> int:
        return sum(cause.number for cause in self.waiting)

    @property
    def number_lost(self) -> int:
        return sum(cause.number for cause in self.lost)


@dataclass(frozen=True)
class FunnelFigures:
    """The five figures of one kind, and how many were given back."""

    label: str
    reached: tuple[int, ...]
    dead: int


def funnel(vouchers: QuerySet[Voucher]) -> list[FunnelStep]:
    """The five steps of these vouchers with every reason. Three queries."""
    waiting, lost = _waiting(vouchers), _lost(vouchers)
    closed = vouchers.filter(state=S.WRITTEN_OFF).order_by().count()
    stopped = [sum(cause.number for cause in [*waiting[place], *lost[place]]) for place in range(len(STEPS))]
    return [
        FunnelStep(label, sum(stopped[place:]) + closed, tuple(waiting[place]), tuple(lost[place]))
        for place, (label, _) in enumerate(STEPS)
    ]


def funnel_figures(vouchers: QuerySet[Voucher]) -> list[FunnelFigures]:
    """The figures of both kinds, without reasons. Two queries."""
    rows = list(vouchers.order_by().values_list("kind", "state").annotate(number=Count("pk")))
    stopped: dict[str, Counter[int]] = defaultdict(Counter)
    dead: Counter[str] = Counter()
    for kind, state, number in rows:
        if state in DEAD_STATES:
            dead[kind] += number
        else:
            stopped[kind][_place(state)] += number
    for kind, source, number in (
        _last_of_the_dead(vouchers).values_list("voucher__kind", "source").annotate(number=Count("pk"))
    ):
        stopped[kind][_place(source)] += number
    return [
        FunnelFigures(
            str(kind.label),
            tuple(
                sum(stopped[kind][later] for later in range(place, len(STEPS))) for place in range(len(STEPS))
            ),
            dead[kind],
        )
        for kind in VoucherKind
    ]


def _place(account: str) -> int:
    """The step to which an account belongs; a voucher that was taken over dead got nowhere that we know."""
    return next((place for place, (_, accounts) in enumerate(STEPS) if account in accounts), 0)


def _last_of_the_dead(vouchers: QuerySet[Voucher]) -> QuerySet[VoucherPosting]:
    """The posting that gave a voucher back; there is one, for from there nothing leads on."""
    dead = vouchers.filter(state__in=DEAD_STATES).order_by().values("pk")
    return VoucherPosting.objects.filter(voucher__in=dead, target__in=DEAD_STATES).order_by()


def _waiting(vouchers: QuerySet[Voucher]) -> list[list[Cause]]:
    open_ones = vouchers.exclude(state__in=CLOSED_STATES).order_by()
    counts: list[Counter[tuple[str, str]]] = [Counter() for _ in STEPS]
    rows = open_ones.values_list("state", "training_class__state", "valid_to").annotate(number=Count("pk"))
    for state, class_state, valid_to, number in rows:
        wait = decide_wait(state, class_state or "", valid_to)
        counts[_place(state)][wait.reason, wait.whose] += number
    return _most_first(counts)


def _lost(vouchers: QuerySet[Voucher]) -> list[list[Cause]]:
    places = {
        str(voucher): (_place(source), target)
        for voucher, source, target in _last_of_the_dead(vouchers).values_list("voucher", "source", "target")
    }
    said = _reasons(places)
    counts: list[Counter[tuple[str, str]]] = [Counter() for _ in STEPS]
    for voucher, (place, target) in places.items():
        label = str(VoucherState(target).label)
        reason = said.get(voucher, "")
        counts[place][f"{label}：{reason}" if reason else label, ""] += 1
    return _most_first(counts)


def _reasons(vouchers: Iterable[str]) -> dict[str, str]:
    """What was written when a voucher was given back, from the record."""
    actions = [f"voucher.{verb}" for verb in _ENDS]
    entries = Entry.objects.done().filter(
        object_type="vouchers.voucher", object_id__in=list(vouchers), action__in=actions
    )
    return dict(entries.values_list("object_id", "comment"))


def _most_first(counts: Sequence[Counter[tuple[str, str]]]) -> list[list[Cause]]:
    return [[Cause(words, whose, n) for (words, whose), n in step.most_common()] for step in counts]
