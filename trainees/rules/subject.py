"""What the named checks look at: one applicant with everything that our register and the lists know. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from foundation.core.national_codes import AgeLimits
from trainees.rules.doubles import Booking
from trainees.rules.lists import ListFact

STAFF_CATEGORIES = frozenset({"enterprise_staff", "new_small_enterprise_staff"})
REGISTERED_CATEGORIES = frozenset({"registered_unemployed", "hard_to_employ"})
LIFTED_CATEGORIES = frozenset({"lifted_from_poverty", "poor_family_child"})
ON_ROLL_CATEGORIES = frozenset({"graduate"})  # 毕业年度: on the roll until they leave


@dataclass(frozen=True)
class Said:
    """What a check found: a sentence that stays the same while the facts do, and the row that says so."""

    message: str
    row: ListFact | None = None


@dataclass(frozen=True)
class Subject:
    """One application as the checks see it.

    `first` and `last` are the days of the training; `lists` holds the rows about this person by list, of the lists
    `supplied`. `others` are the person's other applications, those that count at the step at hand.
    `same_address` counts the people of this roster at the address, himself included; `usual_employer` is where
    most of the roster are insured, empty where there is no such place.
    """

    mine: Booking
    first: date
    last: date
    category: str
    is_lifted: bool
    region: str
    birth_date: date
    sex: Literal["male", "female"]
    age_limits: AgeLimits
    others: tuple[Booking, ...] = ()
    has_shared_phone: bool = False
    same_address: int = 0
    address_limit: int = 0
    usual_employer: str = ""
    yearly_limit: str = "warn"  # the reading of A25 in force
    lists: Mapping[str, tuple[ListFact, ...]] = field(default_factory=dict)
    supplied: frozenset[str] = frozenset()

    @property
    def is_staff(self) -> bool:
        return self.category in STAFF_CATEGORIES

    @property
    def claims_lifted(self) -> bool:
        return self.is_lifted or self.category in LIFTED_CATEGORIES

    @property
    def first_month(self) -> tuple[date, date]:
        """The calendar month in which the training begins."""
        length = calendar.monthrange(self.first.year, self.first.month)[1]
        return self.first.replace(day=1), self.first.replace(day=length)

    def rows(self, list_code: str, first: date, last: date) -> list[ListFact]:
        """The rows of a list that hold between two days."""
        return [row for row in self.lists.get(list_code, ()) if row.covers(first, last)]
