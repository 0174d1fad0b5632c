"""Which papers a road to employment asks for, wages and attendance month by month (8号 三(三)1, A57)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from classes.enums import FIRST_MONTH_PROOFS, RECENT_MONTHS_PROOFS, ProofDocument
from classes.rules.proof_months import in_words, proof_months


@dataclass(frozen=True)
class WantedPaper:
    """One paper to be handed in; `month` (its first day) where each month is a paper of its own."""

    document: ProofDocument
    month: date | None = None

    @property
    def label(self) -> str:
        return f"{self.document.label}（{self.month_text}）" if self.month else str(self.document.label)

    @property
    def month_text(self) -> str:
        return in_words((self.month,)) if self.month else ""


def by_month(documents: Iterable[ProofDocument], started_on: date, asked_on: date) -> tuple[WantedPaper, ...]:
    """The documents in their order, each as often as there are months to prove on that day."""
    wanted = tuple(documents)
    months = proof_months(started_on, asked_on, asks_recent=not RECENT_MONTHS_PROOFS.isdisjoint(wanted))
    of_first = dict.fromkeys(FIRST_MONTH_PROOFS, (months.first,))
    of_each: dict[ProofDocument, tuple[date, ...]] = of_first | dict.fromkeys(
        RECENT_MONTHS_PROOFS, months.recent
    )
    return tuple(
        WantedPaper(document, month) for document in wanted for month in of_each.get(document, (None,))
    )
