"""Lists of other departments that came in the day before, and what they say of a few of the county's people.

Somebody whose roster is being examined, somebody whose class has begun, somebody whose case is decided already: the
findings, the changed verdicts and 送审前体检 have something to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice

from django.core.files.base import ContentFile

from foundation.core import clock
from foundation.core.tabular import write_sheet
from foundation.jobs.models import Job
from foundation.jobs.operations import run_job
from trainees.enums import HitDecision
from trainees.models import CheckAlert, CrossCheckHit
from trainees.operations import ListFacts, acknowledge_alert, decide_hit, list_columns, upload_list
from trainees.rules.lists import LIST_TYPES
from wenshui_training.demo.office import Office
from wenshui_training.demo.people import invented_people
from wenshui_training.demo.telling import Telling
from wenshui_training.demo.timeline import Step

STRANGERS = (1_000, 1_006)  # invented people whom no class has: a list is not made for us
DECIDED = 33
REASON = "已与财政局核对：临时聘用的村级保洁员，误列入供养名单，不在编制内，不影响参训。"
NOTE = "已按财政局答复重新认定。"


@dataclass(frozen=True)
class Supplied:
    """One list: kind, 函号, cells beside the number (days as days before today), and whom of the county it names.

    People are named by class (the serial of its plan) and place on its roster.
    """

    kind: str
    letter: str
    cells: Mapping[str, str | int]
    people: tuple[tuple[int, int], ...]


SUPPLIED = (
    Supplied(
        "contributions",
        "文社保函〔{year}〕18号",
        {"since": 420, "until": "", "organisation": "山西晋康养老服务有限公司", "status": "企业职工"},
        ((37, 2), (22, 1)),
    ),
    Supplied("public_payroll", "文财函〔{year}〕27号", {"organisation": "示例镇人民政府"}, ((DECIDED, 1),)),
    Supplied(
        "school_roll",
        "文教科函〔{year}〕9号",
        {"since": 440, "until": -600, "organisation": "文水县示例职业中学"},
        ((39, 3),),
    ),
    Supplied("deaths", "文民函〔{year}〕31号", {"since": 45}, ((38, 3),)),
)


class DepartmentLists:
    """资格审核小组 takes the lists in, compares those under way anew, and decides one of the findings."""

    def __init__(self, stories: Sequence[Telling], office: Office, today: date) -> None:
        self.stories = {story.plan.serial: story for story in stories}
        self.office, self.today = office, today

    def story(self) -> Iterator[Step]:
        """On the last evening, so that no class is kept from going as far as its plan says."""
        evening = self.today - timedelta(days=1)
        yield Step("lists", evening, time(17, 40), self.take_in)
        yield Step("decided", evening, time(17, 50), self.decide)

    def take_in(self) -> None:
        officer = self.office["qualification"]
        for supplied in SUPPLIED:
            as_of = clock.today() - timedelta(days=5)
            letter = supplied.letter.format(year=as_of.year)
            facts = ListFacts(supplied.kind, LIST_TYPES[supplied.kind].supplier, letter, as_of)
            upload_list(facts, self._workbook(supplied), actor=officer)
        for job in Job.objects.due():
            run_job(job.pk)

    def decide(self) -> None:
        if DECIDED not in self.stories:
            return
        officer, group = self.office["qualification"], self.stories[DECIDED].pk
        for hit in CrossCheckHit.objects.filter(application__group_id=group).open():
            decide_hit(hit, actor=officer, decision=HitDecision.ACCEPTED, reason=REASON)
        for alert in CheckAlert.objects.filter(application__group_id=group).unseen():
            acknowledge_alert(alert, actor=officer, note=NOTE)

    def _workbook(self, supplied: Supplied) -> ContentFile[bytes]:
        kind = LIST_TYPES[supplied.kind]
        numbers = [each.identity_number for each in islice(invented_people(), *STRANGERS)]
        numbers += [
            self.stories[serial].people[place].identity_number
            for serial, place in supplied.people
            if serial in self.stories
        ]
        cells = [self._cell(supplied.cells[key]) for key in kind.titles]
        rows = [[number, *cells] for number in sorted(numbers)]
        data = write_sheet(list_columns(kind), rows, title=kind.title)
        return ContentFile(data, name=f"{kind.title}.xlsx")

    def _cell(self, cell: str | int) -> str:
        return cell if isinstance(cell, str) else f"{self.today - timedelta(days=cell):%Y-%m-%d}"
