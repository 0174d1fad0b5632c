"""Gathering what the named checks look at, for a whole roster: a fixed number of queries, however many people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from foundation.core import clock
from foundation.core.national_codes import AgeLimits
from foundation.policy.queries import office_parameters
from foundation.policy.types import Parameters
from trainees.enums import ApplicationState, Sex
from trainees.models import Application, ListRow, ListSnapshot, Person
from trainees.rules import Booking
from trainees.rules.catalogue import Moment, checks_at
from trainees.rules.findings import employer_in, usual_employer
from trainees.rules.lists import LIST_TYPES, ListFact
from trainees.rules.subject import Subject

COUNTED_STATES = frozenset({ApplicationState.VOUCHER_ISSUED, ApplicationState.IN_CLASS})
COMPARED_FIELDS = (
    "pk", "person_id", "institution_id", "group_id", "occupation_code", "level",
    "planned_from", "planned_to", "created_at", "state",
)  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """Read once per run: today, the office's figures, the lists in use."""

    today: date
    age_limits: AgeLimits
    address_limit: int
    yearly_limit: str
    snapshots: tuple[ListSnapshot, ...]

    @classmethod
    def of_today(cls) -> Frame:
        today = clock.today()
        office = office_parameters(today)
        limits = office.whole("shared_address_people"), office.choice("yearly_limit")
        return cls(today, age_limits(office), *limits, tuple(snapshots_in_use()))

    @property
    def supplied(self) -> frozenset[str]:
        return frozenset(each.kind for each in self.snapshots)


def age_limits(office: Parameters | None = None) -> AgeLimits:
    """The ages of today's parameters: a person is compared before the class is approved (A70)."""
    parameters = office or office_parameters(clock.today())
    return AgeLimits(
        least=parameters.whole("age_min"),
        pension={
            "male": parameters.whole("pension_age_male"),
            "female": parameters.whole("pension_age_female"),
        },
    )


def snapshots_in_use() -> list[ListSnapshot]:
    """What the checks look at: every snapshot of a list that adds up, else the one with the latest facts."""
    found: list[ListSnapshot] = []
    latest: set[str] = set()
    for each in (
        ListSnapshot.objects.in_use().defer("waiting_file", "problems").order_by("-as_of", "-imported_at")
    ):
        if LIST_TYPES[each.kind].adds_up or each.kind not in latest:
            found.append(each)
        latest.add(each.kind)
    return found


def subjects_of(applications: Sequence[Application], moment: Moment, frame: Frame) -> dict[UUID, Subject]:
    """Each application (with its person) as the checks of this step see it."""
    roots, indexes = _records(applications)
    others = _others(roots, moment)
    phones = _shared_phones(applications)
    addresses = _addresses(applications) if _asks("shared_address", moment) else Counter()
    facts = _list_facts(indexes, frame)
    found = {
        application.pk: _subject(application, frame, tuple(others[root]), facts[root])
        for application in applications
        for root in [roots[application.person_id]]
    }
    employers = _employers(found)
    return {
        application.pk: replace(
            found[application.pk],
            has_shared_phone=application.pk in phones,
            same_address=addresses[_address(application)] if addresses else 0,
            usual_employer=employers[application.group_id],
        )
        for application in applications
    }


def _asks(kind: str, moment: Moment) -> bool:
    return any(check.kind == kind for check in checks_at(moment))


def _subject(
    application: Application,
    frame: Frame,
    others: tuple[Booking, ...],
    facts: Mapping[str, tuple[ListFact, ...]],
) -> Subject:
    person = application.person
    sex: Literal["male", "female"] = "male" if person.sex == Sex.MALE else "female"
    first = application.planned_from or frame.today
    return Subject(
        mine=booking_of(application),
        first=first,
        last=application.planned_to or first,
        category=application.category,
        is_lifted=application.is_lifted_from_poverty,
        region=person.region_code,
        birth_date=person.birth_date,
        sex=sex,
        age_limits=frame.age_limits,
        others=others,
        address_limit=frame.address_limit,
        yearly_limit=frame.yearly_limit,
        lists=facts,
        supplied=frame.supplied,
    )


def _records(applications: Sequence[Application]) -> tuple[dict[UUID, UUID], dict[str, UUID]]:
    """Every record of these people, and the index of every number of theirs → the record under which they are one."""
    rows = Person.objects.of_one_person({a.person_id for a in applications}).order_by()
    found = list(rows.values_list("pk", "merged_into", "identity_index"))
    roots = {record: root or record for record, root, _ in found}
    return roots, {index: roots[record] for record, _, index in found}


def _others(roots: Mapping[UUID, UUID], moment: Moment) -> dict[UUID, list[Booking]]:
    """The people's other applications. Once the voucher is asked for, only those count that hold one: nobody
    can hold up another institution's class by writing its people down.
    """
    found: dict[UUID, list[Booking]] = defaultdict(list)
    rows = Application.objects.live().filter(person_id__in=list(roots))
    if moment is not Moment.REGISTRATION:
        rows = rows.filter(state__in=COUNTED_STATES)
    for row in rows.only(*COMPARED_FIELDS):
        found[roots[row.person_id]].append(booking_of(row))
    return found


def _shared_phones(applications: Sequence[Application]) -> set[UUID]:
    """Applications whose telephone somebody else gave in the same year."""
    owners: dict[tuple[str, int], set[UUID]] = defaultdict(set)
    rows = Application.objects.live().filter(phone_index__in={a.phone_index for a in applications})
    columns = ("phone_index", "planned_from", "created_at", "person__merged_into_id")
    for row in rows.select_related("person").only(*columns):
        owners[row.phone_index, training_year(row)].add(row.person.root_id)
    return {a.pk for a in applications if owners[a.phone_index, training_year(a)] - {a.person.root_id}}


def _addresses(applications: Iterable[Application]) -> Counter[tuple[UUID | None, str]]:
    """How many of one roster live at one address; who gave none counts nowhere."""
    found = Counter(_address(application) for application in applications)
    return Counter({place: heads for place, heads in found.items() if place[1]})


def _address(application: Application) -> tuple[UUID | None, str]:
    text = application.address.reveal(application) if application.address else ""
    return application.group_id, "".join(text.split())


def _list_facts(indexes: Mapping[str, UUID], frame: Frame) -> dict[UUID, dict[str, tuple[ListFact, ...]]]:
    """By person and by list: an index join, no number is looked at."""
    found: dict[UUID, dict[str, tuple[ListFact, ...]]] = defaultdict(dict)
    snapshots = {each.pk: each for each in frame.snapshots}
    rows = ListRow.objects.filter(
        identity_index__in=list(indexes),
        snapshot_id__in=snapshots,
        struck_at__isnull=True,
    )
    for row in rows.order_by("snapshot_id", "row_number") if snapshots else ():
        snapshot = snapshots[row.snapshot_id]
        fact = ListFact(
            str(snapshot.pk),
            snapshot.source,
            row.row_number,
            row.since,
            row.until,
            row.organisation,
            row.status,
        )
        of_person = found[indexes[row.identity_index]]
        of_person[snapshot.kind] = (*of_person.get(snapshot.kind, ()), fact)
    return found


def _employers(subjects: Mapping[UUID, Subject]) -> dict[UUID | None, str]:
    """Where most of each roster are insured."""
    places: dict[UUID | None, list[str]] = defaultdict(list)
    for each in subjects.values():
        rows = each.rows("contributions", each.first_month[0], each.last)
        places[each.mine.group_id].append(employer_in(rows))
    return {group: usual_employer(names) for group, names in places.items()}


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
