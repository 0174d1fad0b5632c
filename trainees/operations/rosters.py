"""A whole roster entered at once: as many statements for five people as for five hundred, but for corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from foundation.accounts.actor import Actor
from foundation.audit.operations import Event, append_all
from foundation.core import crypto
from foundation.core.bulk import insert_many
from foundation.core.errors import DomainError, Invalid
from foundation.core.fields import SealedValue
from foundation.core.models import StoredFile
from foundation.core.national_codes import check_phone
from foundation.core.reasons import Reason
from trainees.enums import CORRECTABLE_STATES, ApplicationState
from trainees.models import Application, Person
from trainees.operations.duplicates import record_duplicates
from trainees.operations.entry import (
    ApplicationFacts,
    accepted_wishes,
    check_application,
    corrected,
    entered,
    find_or_create_people,
    register_application,
    require_entering,
    take_over,
)
from trainees.queries import group_applications, signed_applications

PHONE_COLUMNS = ("phone", "phone_index", "phone_masked")


@dataclass(frozen=True)
class Applicant:
    """One row of a roster: who applies, and the facts of 表1."""

    identity_number: str
    name: str
    phone: str
    facts: ApplicationFacts


class RowsRefused(Invalid):
    """Some rows of a roster cannot be entered; `refusals` says by number of the row why not."""

    def __init__(self, refusals: Mapping[int, DomainError]) -> None:
        self.refusals = dict(sorted(refusals.items()))
        reasons = [Reason(r.code, f"第 {n} 行：{r.message.rstrip('。')}") for n, r in self.refusals.items()]
        super().__init__("roster.refused", f"有 {len(reasons)} 行不能报名，请改正后再提交。", reasons)


@transaction.atomic
def enter_roster(
    applicants: Mapping[int, Applicant], *, actor: Actor, institution_id: UUID, group_id: UUID
) -> int:
    """Everybody on a list applies and has been checked by the institution: all of them, or nobody.

    Who is on the roster already is brought up to date, not entered again; whom the bureau has in hand stays as he
    is. Raises `RowsRefused` with every row that cannot be entered. Returns how many were entered anew.
    """
    require_entering(actor, institution_id)
    names = {number: (each.identity_number, each.name) for number, each in applicants.items()}
    people, wrong = find_or_create_people(names)
    refusals: dict[int, DomainError] = {**wrong}
    listed = group_applications(group_id).select_for_update(of=("self",))
    wished = _accepted(applicants, institution_id)
    known = {each.person.root_id: each for each in (*wished, *listed)}
    signed = signed_applications(known.values())
    new: dict[int, Application] = {}
    touched: dict[UUID, Application] = {}
    events: list[Event] = []
    for number, person in people.items():
        try:
            if person.pk in touched:
                raise _second_entry(person)
            if person.pk not in known:
                new[number] = _draft(person, applicants[number], institution_id, actor)
            else:
                standing = known[person.pk]
                events += _bring_up_to_date(standing, applicants[number], has_signed=standing.pk in signed)
            touched[person.pk] = known.get(person.pk) or new[number]
        except DomainError as refusal:
            refusals[number] = refusal
    if refusals:
        raise RowsRefused(refusals)
    _insert(new, group_id)
    append_all([*map(entered, new.values()), *events], actor=actor)
    record_duplicates(each.person for each in touched.values())
    _register_and_check(list(touched.values()), actor)
    return len(new)


def _accepted(applicants: Mapping[int, Applicant], institution_id: UUID) -> list[Application]:
    """Of one class, so of one occupation: that of any row."""
    facts = next((each.facts for each in applicants.values()), ApplicationFacts())
    rows = accepted_wishes(institution_id, facts).select_related("person")
    return list(rows.select_for_update(of=("self",)))


def _draft(person: Person, applicant: Applicant, institution_id: UUID, actor: Actor) -> Application:
    application = Application(person=person, institution_id=institution_id, created_by_id=actor.user_id)
    take_over(application, applicant.phone, applicant.facts)
    return application


def _second_entry(person: Person) -> Invalid:
    return Invalid("application.already_in_group", f"{person.masked_name}已在本期名册中，请删除重复的一行。")


def _bring_up_to_date(application: Application, applicant: Applicant, *, has_signed: bool) -> list[Event]:
    """Writes what differs while the entry may be corrected, and nothing where nothing does.

    The day of a pledge that is on record stays: it was signed then.
    """
    if application.state not in CORRECTABLE_STATES:
        return []
    facts = applicant.facts.copy()
    if has_signed:
        facts.pop("promise_signed_on", None)
    changed = {name for name, value in facts.items() if not _is_same(application, name, value)}
    index = crypto.blind_index(check_phone(applicant.phone).replace("-", ""), purpose="phone")
    has_new_phone = index != application.phone_index
    take_over(application, applicant.phone if has_new_phone else "", facts)
    columns = [*changed, *(PHONE_COLUMNS if has_new_phone else ())]
    if not columns:
        return []
    application.save(update_fields=columns)
    return [corrected(application, {*changed, *(["phone"] if has_new_phone else [])})]


def _is_same(application: Application, name: str, value: object) -> bool:
    if isinstance(value, StoredFile):
        return bool(getattr(application, f"{name}_id") == value.pk)
    present = getattr(application, name)
    return (present.reveal(application) if isinstance(present, SealedValue) else present) == value


def _insert(new: Mapping[int, Application], group_id: UUID) -> None:
    try:
        with transaction.atomic():
            insert_many(list(new.values()))
    except IntegrityError as error:
        there = set(group_applications(group_id).values_list("person_id", flat=True))
        twice = {number: each.person for number, each in new.items() if each.person_id in there}
        if not twice:
            raise
        raise RowsRefused({number: _second_entry(person) for number, person in twice.items()}) from error


def _register_and_check(applications: list[Application], actor: Actor) -> None:
    open_states = (ApplicationState.DRAFT, ApplicationState.RETURNED)
    registered = register_application.each([a for a in applications if a.state in open_states], actor=actor)
    waiting = [a for a in applications if a.state == ApplicationState.REGISTERED]
    check_application.each([*registered, *waiting], actor=actor)
