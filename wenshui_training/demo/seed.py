"""Telling the whole county: everything happened in the months before today, by the people who may do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from itertools import islice

from foundation.accounts.models import User
from foundation.core import clock
from foundation.jobs.models import Job
from foundation.jobs.operations import run_job
from foundation.workflow.models import Message
from subsidies.operations import compare_due_classes
from wenshui_training.demo import script
from wenshui_training.demo.closing import close_notices
from wenshui_training.demo.county import County, load_years
from wenshui_training.demo.department_lists import DepartmentLists
from wenshui_training.demo.office import Office
from wenshui_training.demo.people import Invented, entered_again, invented_people
from wenshui_training.demo.phones import SigningDays
from wenshui_training.demo.plans import PLANS
from wenshui_training.demo.schools import SCHOOLS, Schooling, publish_catalogue
from wenshui_training.demo.telling import Plan, Telling
from wenshui_training.demo.timeline import Step, Timeline

LENGTH = timedelta(days=180)
UNREAD_DAYS = 3  # messages older than that count as read


def seed(today: date, plans: Sequence[Plan] = PLANS) -> int:
    """Fill an empty database; returns how many steps were told. The same day gives the same county."""
    since = today - LENGTH
    load_years(since, today)
    office, timeline = Office(), Timeline(today)
    timeline.tell(County(office, since, today).story())
    timeline.tell(_catalogue(office, since))
    for school in SCHOOLS:
        timeline.tell(Schooling(school, office, since, today).story())
    classes = list(stories(plans, office))
    for story in classes:
        script.place(story, today)
        timeline.tell(script.steps(story, today))
        if story.plan.phones:
            for signing in SigningDays(story).stories():
                timeline.tell(signing)
    timeline.tell(DepartmentLists(classes, office, today).story())
    timeline.tell(_mornings(since))
    told = timeline.run()
    _do_what_waits()
    _leave_as_of_today()
    return told


def stories(plans: Sequence[Plan], office: Office) -> Iterator[Telling]:
    """Every plan with its people; a list with doubles names the first of other lists as well.

    Its last line is the second of such a list, under another number of the same day: 疑似重复人员.
    """
    source = invented_people()
    rosters: dict[int, list[Invented]] = {}
    for plan in plans:
        people = list(islice(source, plan.heads))
        others = [rosters[serial] for serial in plan.doubles if serial in rosters]
        if others:
            people[-1] = entered_again(others[0][1], people[-1])
        rosters[plan.serial] = [*(other[0] for other in others), *people[len(others) :]]
        yield Telling(plan, office, rosters[plan.serial])


def _catalogue(office: Office, since: date) -> Iterator[Step]:
    yield Step("catalogue", since + timedelta(days=2), time(9, 30), lambda: publish_catalogue(office))


def _mornings(since: date) -> Iterator[Step]:
    """What the calendar does by itself."""
    for days in range(60, LENGTH.days):
        yield Step("morning", since + timedelta(days=days), time(7, 40), close_notices)


def _do_what_waits() -> None:
    """What the story has put on the work list: nothing is left lying for months before there was a worker."""
    for job in Job.objects.due():
        run_job(job.pk)
    while compare_due_classes():
        pass  # the next portion


def _leave_as_of_today() -> None:
    """Passwords are as good as new, and only the latest messages are unread."""
    now = clock.now()
    User.objects.update(must_change_password=False, password_changed_at=now)
    old = Message.objects.filter(created_at__lt=now - timedelta(days=UNREAD_DAYS))
    old.update(read_at=now)
