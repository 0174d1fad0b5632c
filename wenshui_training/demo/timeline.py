"""Many stories told in the order of the calendar, each step at its moment under the moved clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from foundation.core import clock
from foundation.core.calendar_years import load_calendar

PAUSE = timedelta(minutes=7)  # at least, between two steps of one story


@dataclass(frozen=True)
class Step:
    """Something that happens on a day. `by_office` is done on working days only."""

    name: str
    day: date
    at: time
    act: Callable[[], object]
    by_office: bool = False


class Timeline:
    """The steps of all stories; those of today and later are left for whoever uses the demo."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._steps: list[tuple[datetime, int, Step]] = []

    def tell(self, story: Iterable[Step]) -> None:
        """Add a story. Its steps keep their order; an office step on a day off is done on the working day before."""
        calendar = load_calendar()
        before = datetime.min.replace(tzinfo=clock.CHINA)
        for step in story:
            day = step.day
            while step.by_office and not calendar.is_workday(day) and day > before.date():
                day -= timedelta(days=1)
            moment = max(
                datetime.combine(max(day, before.date()), step.at, tzinfo=clock.CHINA), before + PAUSE
            )
            if moment.date() >= self.today:
                break
            self._steps.append((moment, len(self._steps), step))
            before = moment

    def run(self) -> int:
        """Do every step, each in one transaction; the clock never goes back. Returns how many."""
        latest = datetime.min.replace(tzinfo=clock.CHINA)
        for moment, _, step in sorted(self._steps, key=lambda entry: entry[:2]):
            with clock.moved_to(max(moment, latest)), transaction.atomic():
                step.act()
                latest = clock.now()
        return len(self._steps)
