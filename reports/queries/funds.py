"""The quarterly fund report: one set of queries behind the screen and the files (20号 八(二)). Amounts in fen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from foundation.core import clock
from foundation.core.money import format_wan
from institutions.enums import TrainingCategory
from reports.queries.figures import FundRow, FundTable, InstitutionRow
from reports.queries.progress import ISSUER
from reports.rules import Month, quarter_days
from subsidies.models import Payment
from subsidies.queries.fund import PaidRow, fund_position, paid_rows

CHART_HEIGHT = 160
COLUMN, GAP = 34, 12
FILLS = ("f1", "f2", "f3", "f4", "f5", "f6", "f7")


def fund_table(year: int, quarter: int) -> FundTable:
    """What came in, what was paid for whom, what is left at the end of the quarter."""
    first, last = quarter_days(year, quarter)
    rows = paid_rows(date(year, 1, 1), last)
    position = fund_position(year, last)
    return FundTable(
        year=year,
        quarter=quarter,
        issuer=ISSUER,
        cut_off=f"{min(last, clock.today()):%Y-%m-%d}",
        carried_over_fen=position.carried,
        received_fen=position.allotted,
        recovered_fen=position.recovered,
        paid_quarter_fen=_fen(_within(rows, first, last)),
        paid_total_fen=_fen(rows),
        rows=tuple(
            _category_row(label, _of(rows, value), first, last) for value, label in _paid_categories(rows)
        ),
        total=_category_row("合计", rows, first, last),
        institutions=tuple(_institution_rows(rows, first, last)),
        institutions_total=_institution_row("合计", rows, _deducted(first, last), first, last),
        notes=("金额以拨付登记为准；核减金额为本季拨付各班全额与应付之差。",),
    )


def _paid_categories(rows: Iterable[PaidRow]) -> list[tuple[str, str]]:
    """Every category in the order of the catalogue; those never paid are left out once something was paid."""
    paid = {row.category for row in rows}
    return [(c.value, c.label) for c in TrainingCategory if c.value in paid] or [
        (c.value, c.label) for c in TrainingCategory
    ]


def _of(rows: Iterable[PaidRow], category: str) -> list[PaidRow]:
    return [row for row in rows if row.category == category]


def _within(rows: Iterable[PaidRow], first: date, last: date) -> list[PaidRow]:
    return [row for row in rows if first <= row.paid_on <= last]


def _fen(rows: Iterable[PaidRow]) -> int:
    return sum(row.amount_fen for row in rows)


def _heads(rows: Iterable[PaidRow]) -> int:
    return sum(row.heads for row in rows)


def _category_row(label: str, rows: Sequence[PaidRow], first: date, last: date) -> FundRow:
    before = Month(first.year, first.month).previous
    previous = (
        []
        if before.year < first.year
        else _within(rows, Month(before.year, before.number - 2).first, before.last)
    )
    now = _within(rows, first, last)
    return FundRow(
        category=label,
        previous_heads=_heads(previous),
        previous_fen=_fen(previous),
        quarter_heads=_heads(now),
        quarter_fen=_fen(now),
        total_heads=_heads(rows),
        total_fen=_fen(rows),
    )


def _institution_rows(rows: Sequence[PaidRow], first: date, last: date) -> Iterable[InstitutionRow]:
    deducted = _deducted(first, last)
    for name in sorted({row.institution for row in rows}):
        own = [row for row in rows if row.institution == name]
        yield _institution_row(name, own, {name: deducted.get(name, 0)}, first, last)


def _institution_row(
    name: str, rows: Sequence[PaidRow], deducted: dict[str, int], first: date, last: date
) -> InstitutionRow:
    now = _within(rows, first, last)
    days = [(row.paid_on - row.received_on).days for row in now if row.received_on and not row.is_supplement]
    return InstitutionRow(
        name=name,
        classes=len({row.training_class for row in now}),
        heads=_heads(now),
        quarter_fen=_fen(now),
        total_fen=_fen(rows),
        deducted_fen=sum(deducted.values()),
        average_days=sum(days) // len(days) if days else None,
    )


def _deducted(first: date, last: date) -> dict[str, int]:
    """What the rules took off the full amounts of the claims paid in the quarter, by institution.

    A line that is held back is not taken off: it is counted with its claim, paid or not.
    """
    payments = (
        Payment.objects.live().main().filter(paid_on__range=(first, last), claim__full_fen__isnull=False)
    )
    rows = payments.order_by().values_list("claim__institution__name")
    return dict(rows.annotate(fen=Sum(F("claim__full_fen") - F("claim__total_fen"))))


@dataclass(frozen=True)
class Slice:
    """One piece of a column: category, its pattern, position and height in drawing units."""

    category: str
    fill: str
    y: int
    height: int


@dataclass(frozen=True)
class Column:
    """One month of the drawing, with the figures that the table beside it shows."""

    label: str
    x: int
    middle: int
    width: int
    slices: tuple[Slice, ...]
    month_fen: int
    total_fen: int

    @property
    def top(self) -> int:
        return min((piece.y for piece in self.slices), default=CHART_HEIGHT)


@dataclass(frozen=True)
class MonthChart:
    """按月拨付: stacked columns; the picture only shows the trend, the table carries the figures."""

    columns: tuple[Column, ...]
    legend: tuple[tuple[str, str], ...]
    width: int
    height: int
    summary: str

    @property
    def axis_y(self) -> int:
        return self.height

    @property
    def label_y(self) -> int:
        return self.height + 18

    @property
    def drawing_height(self) -> int:
        return self.height + 26


def month_chart(year: int, last_month: int) -> MonthChart:
    """Payments of each month from January to `last_month` or the present, by category."""
    today = clock.today()
    last_month = min(last_month, today.month) if year == today.year else last_month
    rows = paid_rows(date(year, 1, 1), Month(year, last_month).last)
    categories = [value for value, _ in _paid_categories(rows)]
    fills = dict(zip(categories, FILLS, strict=False))
    by_month = {n: [row for row in rows if row.paid_on.month == n] for n in range(1, last_month + 1)}
    highest = max((_fen(found) for found in by_month.values()), default=0)
    scale = _scale(highest)
    columns = tuple(_column(n, by_month[n], rows, fills, scale) for n in by_month)
    labels = dict(TrainingCategory.choices)
    legend = tuple((str(labels[value]), fills[value]) for value in categories) if rows else ()
    summary = f"{year}年1月至{last_month}月共拨付 {format_wan(_fen(rows))} 万元"
    return MonthChart(columns, legend, len(columns) * (COLUMN + GAP) + GAP, CHART_HEIGHT, summary)


def _scale(highest: int) -> Callable[[int], int]:
    """Fen → drawing units; the highest month fills the drawing."""
    return lambda fen: fen * CHART_HEIGHT // highest if highest else 0


def _column(
    month: int, rows: list[PaidRow], whole: list[PaidRow], fills: dict[str, str], scale: Callable[[int], int]
) -> Column:
    pieces, below = [], 0
    for category, fill in fills.items():
        amount = _fen(_of(rows, category))
        if amount:
            top = scale(below + amount)
            pieces.append(Slice(category, fill, CHART_HEIGHT - top, max(1, top - scale(below))))
            below += amount
    x = GAP + (month - 1) * (COLUMN + GAP)
    total = _fen(row for row in whole if row.paid_on.month <= month)
    return Column(f"{month}月", x, x + COLUMN // 2, COLUMN, tuple(pieces), below, total)
