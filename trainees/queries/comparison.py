"""The comparison: what the register itself says against an applicant. A fixed number of queries per run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from foundation.core import clock
from foundation.core.national_codes import AgeLimits, identity_warnings
from foundation.policy.queries import office_parameters
from foundation.policy.types import Parameters
from trainees.enums import ApplicationState, HitKind, Sex
from trainees.models import Application
from trainees.queries.one_person import records_of
from trainees.rules import Booking, decide_double_training

OWN_REGISTER = "本系统报名和发券记录"
IDENTITY = "身份证号"
COUNTED_STATES = frozenset({ApplicationState.VOUCHER_ISSUED, ApplicationState.IN_CLASS})
COMPARED_FIELDS = (
    "pk", "person_id", "institution_id", "group_id", "occupation_code", "level",
    "planned_from", "planned_to", "created_at", "state",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing to look at, before it is a row; `key` is what makes it the same finding again."""

    application_id: UUID
    kind: str
    message: str
    source: str

    @property
    def key(self) -> tuple[UUID, str, str]:
        return (self.application_id, self.kind, self.message)


def find_hits(applications: Sequence[Application]) -> list[Finding]:
    """Every finding about these applications, each once. The applications come with their person."""
    parameters = office_parameters(clock.today())
    found = [
        *_double_training(applications, parameters.choice("yearly_limit")),
        *_shared_phones(applications),
        *_identity_doubts(applications, _age_limits(parameters)),
    ]
    return list({finding.key: finding for finding in found}.values())


def _double_training(applications: Sequence[Application], yearly_limit: str) -> Iterator[Finding]:
    others: dict[UUID, list[Booking]] = defaultdict(list)
    roots = records_of(a.person_id for a in applications)
    for row in Application.objects.live().filter(person_id__in=list(roots)).only(*COMPARED_FIELDS):
        others[roots[row.person_id]].append(booking_of(row))
    for application in applications:
        mine = booking_of(application)
        for other in others[roots[application.person_id]]:
            for doubt in decide_double_training(mine, other, yearly_limit=yearly_limit):
                yield Finding(application.pk, doubt.kind, doubt.message, OWN_REGISTER)


def _shared_phones(applications: Sequence[Application]) -> Iterator[Finding]:
    owners: dict[str, set[tuple[UUID, int]]] = defaultdict(set)
    wanted = {a.phone_index for a in applications}
    rows = Application.objects.live().filter(phone_index__in=wanted)
    columns = ("phone_index", "planned_from", "created_at", "person__merged_into_id")
    for row in rows.select_related("person").only(*columns):
        owners[row.phone_index].add((row.person.root_id, training_year(row)))
    for application in applications:
        year = training_year(application)
        people = {person for person, its_year in owners[application.phone_index] if its_year == year}
        if people - {application.person.root_id}:
            message = "联系电话与本年度其他报名人员相同，请核实是否本人电话"
            yield Finding(application.pk, HitKind.SHARED_PHONE, message, OWN_REGISTER)


def _identity_doubts(applications: Sequence[Application], limits: AgeLimits) -> Iterator[Finding]:
    today = clock.today()
    for application in applications:
        person = application.person
        sex: Literal["male", "female"] = "male" if person.sex == Sex.MALE else "female"
        day = application.planned_from or today
        for warning in identity_warnings(person.region_code, person.birth_date, sex, day, limits):
            is_region = warning.code in {"identity.other_city", "identity.other_county"}
            kind = HitKind.REGION if is_region else HitKind.AGE
            yield Finding(application.pk, kind, warning.message, IDENTITY)


def age_limits() -> AgeLimits:
    """The ages of today's parameters: a person is compared before the class is approved (A70)."""
    return _age_limits(office_parameters(clock.today()))


def _age_limits(parameters: Parameters) -> AgeLimits:
    return AgeLimits(
        least=parameters.whole("age_min"),
        pension={
            "male": parameters.whole("pension_age_male"),
            "female": parameters.whole("pension_age_female"),
        },
    )


def booking_of(application: Application) -> Booking:
    return Booking(
        application_id=application.pk,
        institution_id=application.institution_id,
        group_id=application.group_id,
        occupation_code=application.occupation_code,
        level=application.level,
        year=training_year(application),
        first=application.planned_from,
        last=application.planned_to,
        has_voucher=application.state in COUNTED_STATES,
    )


def training_year(application: Application) -> int:
    """The year of the planned first day; without one, the year of the application."""
    day = application.planned_from or clock.local(application.created_at).date()
    return day.year
