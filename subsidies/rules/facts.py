"""What a subsidy is calculated from: the class, its heads, its days, what was paid before (R150–R161).

Nothing here is judged. A count that nobody has entered is None, not 0; days are exact, in halves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Category(StrEnum):
    """The kinds of subsidy, as they stand in every record and file: seven kinds of training, and 取证."""

    EMPLOYMENT_SKILL = "就业技能"
    ORDER = "订单式"
    PROJECT = "项目制"
    CARE_ORDER = "护工订单"
    ENTERPRISE_STAFF = "企业职工"
    ENTREPRENEURSHIP = "创业"
    MIGRANT_WORKER = "农民工"
    CERTIFICATE = "取证"


# 订单式 and 项目制 have a printed ladder, an employment rule and a filing with the city (20号 七(二));
# 护工订单 is an order too (DR-06).
ORDER_LIKE = frozenset({Category.ORDER, Category.PROJECT, Category.CARE_ORDER})


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """The class in three numbers, where no roster is at hand."""

    verified: int | None = None
    passed: int | None = None
    employed: int | None = None


@dataclass(frozen=True, slots=True)
class Trainee:
    """One row of the roster; `key` names the row in amounts and exclusions.

    `person` tells one natural person from another over all claims; `name` is what the sheet may show.
    `other_kinds` are the other kinds of training for which the person has drawn in the year of this class.
    """

    key: str
    person: str
    verified: bool = True
    passed: bool | None = None
    employed: bool | None = None
    attended_days: Fraction | None = None
    occupation: str = ""
    level: str = ""
    class_end: date | None = None
    certified: bool = True
    newly_added: bool = False
    skill_upgrade_eligible: bool = False
    skill_upgrade_drawn: bool = False
    name: str = ""
    class_start: date | None = None
    employer: str = ""
    occupation_name: str = ""
    theory_score: Fraction | None = None
    practice_score: Fraction | None = None
    other_kinds: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.name or self.person


@dataclass(frozen=True, slots=True)
class PriorClaim:
    """What a person has drawn before: a year for 企业职工 (DR-11), days and fen for a stage (DR-08).

    `other_class`: drawn in another class, which counts only where the cap is that of a year (A18).
    """

    person: str
    occupation: str = ""
    level: str = ""
    year: int | None = None
    paid_days: Fraction = Fraction(0)
    paid_fen: int = 0
    employer: str = ""
    occupation_name: str = ""
    class_start: date | None = None
    class_end: date | None = None
    claimed_on: date | None = None
    other_class: bool = False


@dataclass(frozen=True, slots=True)
class Gates:
    """What must be true before money is paid (DR-16); None means: not asked in this calculation."""

    acceptance: str | None = None  # passed, pending, failed
    institution_status: str | None = None  # active, suspended, cancelled
    class_finished_before_suspension: bool = False
    city_report_filed: bool | None = None
    reviewers: int | None = None
    notice_working_days: int | None = None


@dataclass(frozen=True, slots=True)
class SubsidyCase:
    """One claim: either `counts` or `trainees` speaks for the heads; a roster wins over counts.

    `approved` is the number on the 开班审批表, frozen at approval (DR-01). `training_days` are the
    approved days of the class, or of this stage. `final_stage` settles all stages (DR-17); with
    `whole_class` its rows carry the days of the whole class, so that the earlier stages' days are in them
    and only their money is taken off. `stage` is the number of the stage, None where a class is settled at
    once. The three days are those that may decide which document governs (A13); None: not asked.
    """

    policy: str
    category: Category
    approved: int | None = None
    counts: HeadCounts = HeadCounts()
    trainees: tuple[Trainee, ...] | None = None
    training_days: Fraction | None = None
    prior_claims: tuple[PriorClaim, ...] = ()
    gates: Gates = Gates()
    final_stage: bool = False
    whole_class: bool = False
    stage: int | None = None
    approved_on: date | None = None
    ends_on: date | None = None
    claimed_on: date | None = None

    @property
    def is_interim(self) -> bool:
        """A stage after which others follow."""
        return self.stage is not None and not self.final_stage

    @property
    def is_order_like(self) -> bool:
        return self.category in ORDER_LIKE
