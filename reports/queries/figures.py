"""The figures of the two reports, as the screen shows them and the files print them. Amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ProgressRow:
    """One category: 人次 against the year's target, distinct persons beside it (A49).

    `target` is None where the city has handed down no number; there is then no rate, and never 100%.
    `outside_plan` are those of the total's heads for whom no number was handed down: no rate counts them.
    """

    category: str
    target: int | None
    month_heads: int
    total_heads: int
    distinct_persons: int
    in_training: int
    remark: str = ""
    outside_plan: int = 0


@dataclass(frozen=True, kw_only=True)
class ProgressTable:
    """`cut_off` is the last day of the month reported on (A48); `total` counts a person once."""

    year: int
    month: int
    issuer: str
    cut_off: date
    rows: tuple[ProgressRow, ...]
    total: ProgressRow
    certificates: tuple[ProgressRow, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    printed_at: str = ""
    check_code: str = ""


@dataclass(frozen=True, kw_only=True)
class FundRow:
    """Payments of one kind: of the quarter before, of this quarter, since January."""

    category: str
    previous_heads: int
    previous_fen: int
    quarter_heads: int
    quarter_fen: int
    total_heads: int
    total_fen: int


@dataclass(frozen=True, kw_only=True)
class InstitutionRow:
    """Payments to one institution; `average_days` is None where nothing was paid in the quarter."""

    name: str
    classes: int
    heads: int
    quarter_fen: int
    total_fen: int
    deducted_fen: int
    average_days: int | None


@dataclass(frozen=True, kw_only=True)
class FundTable:
    """The fund account at the end of a quarter: 结转 + 到位 + 追回 − 累计拨付 = 期末结余, all in fen."""

    year: int
    quarter: int
    issuer: str
    cut_off: str
    carried_over_fen: int
    received_fen: int
    recovered_fen: int
    paid_quarter_fen: int
    paid_total_fen: int
    rows: tuple[FundRow, ...]
    total: FundRow
    institutions: tuple[InstitutionRow, ...] = ()
    institutions_total: InstitutionRow | None = None
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ("单位负责人：", "财务负责人：", "填表人：", "填表日期：")
    printed_at: str = ""
    check_code: str = ""

    @property
    def balance_fen(self) -> int:
        return self.carried_over_fen + self.received_fen + self.recovered_fen - self.paid_total_fen
