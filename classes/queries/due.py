"""Which class must be moved on first: by the working days that its present step has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, IntegerField, Value, When

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.core.workdays import WorkCalendar
from foundation.policy.queries import office_parameters
from foundation.policy.types import Parameters
from foundation.workflow.registry import lifecycle_of

LOOKED_BACK = 28
"""Calendar days: of steps that arrived before, only that they are the latest of all is known."""
LONG_LATE, NOT_DUE = -1000, 1000


@dataclass(frozen=True)
class DueFrame:
    """What due dates are counted with, read once for a page."""

    today: date
    calendar: WorkCalendar
    parameters: Parameters

    @classmethod
    def of_today(cls) -> DueFrame:
        today = clock.today()
        return cls(today, load_calendar(), office_parameters(today))

    def days_left(self, due: date) -> int:
        """Working days; plain days in a year whose calendar is not entered."""
        try:
            return self.calendar.workdays_between(self.today, due)
        except Invalid:
            return (due - self.today).days

    def rank(self) -> Case:
        """Working days left as an expression over `state` and `state_since`; what has no limit comes last."""
        whens = [when for state, limit in self._limits() for when in self._whens(state, limit)]
        return Case(*whens, default=Value(NOT_DUE), output_field=IntegerField())

    def _limits(self) -> list[tuple[str, int]]:
        timed = [
            (str(state), step.within)
            for state in ClassState
            for step in lifecycle_of(TrainingClass).leaving(state)
            if step.within and step.within in self.parameters
        ]
        return [(state, self.parameters.whole(key)) for state, key in timed]

    def _whens(self, state: str, limit: int) -> list[When]:
        """Later arrivals first: the first that fits decides."""
        earliest: dict[int, date] = {}
        try:
            for back in range(LOOKED_BACK):
                arrived = self.today - timedelta(days=back)
                earliest[self.days_left(self.calendar.add_workdays(arrived, limit))] = arrived
        except Invalid:
            return []
        whens = [
            When(state=state, state_since__gte=_midnight(day), then=Value(left))
            for left, day in earliest.items()
        ]
        return [*whens, When(state=state, then=Value(LONG_LATE))]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.CHINA)
