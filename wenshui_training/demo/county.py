"""What a county has before anybody opens a class: documents, calendars, rates, targets, money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from foundation.administration.operations.parameters import (
    activate_parameter,
    propose_confirmation,
    propose_parameter,
)
from foundation.core import clock
from foundation.core.calendar_years import estimate_year, import_from_package, years_known_to_package
from foundation.core.money import format_yuan
from foundation.jobs.operations import run_job
from foundation.policy import catalogue
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from foundation.policy.operations import load_documents
from foundation.policy.types import Clause
from subsidies.enums import FundEntryKind
from subsidies.operations import open_fund_account, order_assessment, record_income
from wenshui_training.demo.office import Office
from wenshui_training.demo.timeline import Step

TRIAL_RATES = {"就业技能": 150_000, "创业": 120_000, "农民工": 100_000, "取证": 80_000}  # fen a head
CURRENT = "2026-8"
UNPRINTED = Clause("DR-14")  # a rate that no document prints rests on the reading that asks for it
CARRIED = ("staff_rate", "ladder")  # as the 2024 plan prints them
CARRIED_REASON = "演示县：局里确认继续适用 2024 年实施方案的标准"
TRIAL_REASON = "演示县试用标准，不是政策文件公布的标准"
INCOME = (
    (FundEntryKind.CARRY_OVER, 8_652_000, "文财社〔{year}〕1号"),
    (FundEntryKind.ALLOTMENT, 118_000_000, "吕财社〔{year}〕17号"),
    (FundEntryKind.COUNTY_MATCH, 30_000_000, "文财社〔{year}〕9号"),
)  # fmt: skip


def load_years(first: date, last: date) -> None:
    """Working days: published years as the package has them, later ones estimated and marked as trial."""
    for year in range(first.year, last.year + 2):
        if year in years_known_to_package():
            import_from_package(year)
        else:
            estimate_year(year)


class County:
    """The county's own papers, put into force by two people each."""

    def __init__(self, office: Office, since: date, today: date) -> None:
        self.office, self.since, self.today = office, since, today

    def story(self) -> Iterator[Step]:
        day = self.since
        yield Step("documents", day, time(8, 30), load_documents)
        yield Step("people", day, time(8, 45), lambda: self.office.open(day))
        yield Step("rates", day + timedelta(days=1), time(9, 0), self.set_rates)
        yield Step("targets", day + timedelta(days=1), time(10, 0), self.set_targets)
        for year in range(day.year, self.today.year + 1):
            opened = max(day + timedelta(days=2), date(year, 1, 8))
            yield Step("money", opened, time(10, 0), lambda year=year: self.receive_money(year))  # type: ignore[misc]  # the year of this turn

    def set_rates(self) -> None:
        for document in PolicyDocument.objects.all():
            for category, fen in TRIAL_RATES.items():
                row = propose_parameter(
                    actor=self.office["training"],
                    document=document,
                    key=f"rate.{category}",
                    written=format_yuan(fen).replace(",", ""),
                    effective_from=document.effective_from,
                    clause=UNPRINTED,
                    reason=TRIAL_REASON,
                    is_trial=True,
                )
                self._activate(row)
        self.confirm_carried(PolicyDocument.objects.get(pk=CURRENT))

    def confirm_carried(self, document: PolicyDocument) -> None:
        """What the later document does not print goes on as before: said by one person, put into force by another."""
        carried = ParameterRow.objects.filter(document=document, key__in=CARRIED, pending_confirmation=True)
        for row in carried.order_by("key"):
            proposed = propose_confirmation(row, actor=self.office["training"], reason=CARRIED_REASON)
            activate_parameter(proposed, actor=self.office["training_head"])

    def _activate(self, row: ParameterRow) -> None:
        """The second person has the impact before him: the work that the proposal has ordered is done first (N23)."""
        run_job(order_assessment(row, actor=self.office["training"]).pk)
        activate_parameter(row, actor=self.office["training_head"])

    def set_targets(self) -> None:
        """The heads that the 2024 plan prints, as trial targets of the years in which the demo plays."""
        proposer, second = self.office["training"], self.office["training_head"]
        documents = list(PolicyDocument.objects.all())
        ParameterRow.objects.bulk_create(
            ParameterRow(
                document=document,
                key=f"target.{year}.{target.key}",
                kind="whole",
                written=target.heads,
                clause_document="DR-14",
                effective_from=document.effective_from,
                is_trial=True,
                state=ParameterState.ACTIVE,
                reason="演示县试用计划数，取自 2024 年实施方案",
                proposed_by_id=proposer.user_id,
                proposed_by_name=proposer.name,
                proposed_at=clock.now(),
                activated_by_id=second.user_id,
                activated_by_name=second.name,
                activated_at=clock.now(),
            )
            for document in documents
            for year in range(self.since.year, self.today.year + 2)
            for target in catalogue.targets()
            if (document.pk, year) != ("2024-20", target.year)
        )

    def receive_money(self, year: int) -> None:
        finance = self.office["finance"]
        account = open_fund_account(actor=finance, year=year, name=f"{year}年职业技能培训专账资金")
        for kind, fen, document in INCOME:
            record_income(
                account,
                actor=finance,
                kind=kind,
                amount_fen=fen,
                occurred_on=clock.today(),
                document=document.format(year=year),
            )
