"""One class of the demo: what is planned for it, who is on its list, and the record it has become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from classes.enums import EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.accounts.actor import Actor
from institutions.enums import TrainingCategory
from reports.rules.evidence import Likeness
from subsidies.models import Acceptance, SubsidyClaim
from subsidies.rules.half_day import Code
from wenshui_training.demo.office import Office
from wenshui_training.demo.people import Invented

LESSONS_A_DAY = 8


@dataclass(frozen=True)
class Plan:
    """What is to become of a class: it goes as far as the step `until`, done `lag` days before today.

    `serial` tells one class from another; positions in `failing` do not pass, those in `leaving` drop out.
    `begun` days of teaching are over, for classes that are under way: then `until` is only the farthest step.
    """

    serial: int
    school: str
    occupation: str
    heads: int
    until: str
    days: int = 5
    category: str = TrainingCategory.EMPLOYMENT_SKILL
    lag: int = 1
    begun: int | None = None
    failing: tuple[int, ...] = ()
    leaving: tuple[int, ...] = ()
    employed: int = 0
    evaluated: int = 0  # so many fill in 表7
    on_paper: int = 0  # of them so many, the last of the list, on paper
    truant: tuple[int, ...] = ()  # positions that miss the first half-days
    finding: str = ""  # what the inspectors find: "", "mended", "open", "serious"
    next_inspection: int | None = None  # days from today
    doubles: tuple[
        int, ...
    ] = ()  # classes whose first person is on this list too; the findings stay undecided
    reviewer: str = "training"
    stages: int = 1  # 2: settled in two stages
    likenesses: tuple[Likeness, ...] = ()  # what 雷同线索 must list of this class, and nothing else
    phones: bool = False  # signs in by phone, from the second day on
    mismatches: tuple[Code, ...] = ()  # in which 五源对账 must find this class, and nothing else


class Telling:
    """A plan being told. `starts_on` is set once it is known where the story must end."""

    def __init__(self, plan: Plan, office: Office, people: list[Invented]) -> None:
        self.plan, self.office, self.people = plan, office, people
        self.starts_on = date.min
        self.pk = UUID(int=0)

    @property
    def last_day(self) -> date:
        return self.starts_on + timedelta(days=self.plan.days - 1)

    @property
    def manager(self) -> Actor:
        return self.office[self.plan.school]

    @property
    def reviewer(self) -> Actor:
        return self.office[self.plan.reviewer]

    @property
    def other_reviewer(self) -> Actor:
        return self.office["training2" if self.plan.reviewer == "training" else "training"]

    @property
    def record(self) -> TrainingClass:
        return TrainingClass.objects.select_related("occupation", "institution").get(pk=self.pk)

    @property
    def place(self) -> str:
        """Where the class is taught."""
        return str(self.record.venue or "")

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance.objects.get(training_class=self.pk)

    @property
    def claim(self) -> SubsidyClaim:
        """The class's claim; of one that is settled by stages the latest."""
        return SubsidyClaim.objects.filter(training_class=self.pk).latest("stage")

    def present(self) -> list[Enrolment]:
        rows = Enrolment.objects.filter(training_class=self.pk).exclude(state=EnrolmentState.WITHDRAWN)
        return list(rows.select_related("person").order_by("position"))

    def number(self, kind: int, place: int = 0) -> int:
        """A number that no other picture of the demo has."""
        return self.plan.serial * 10_000 + kind * 1_000 + place
