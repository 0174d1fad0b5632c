"""报名: a person applies through an institution; the identity number is checked, sealed and indexed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.core.files import File
from django.db import IntegrityError, transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append, append_all
from foundation.core import clock, crypto
from foundation.core.bulk import insert_many
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.files import take_in
from foundation.core.models import FileKind, StoredFile
from foundation.core.national_codes import (
    check_identity_number,
    check_phone,
    mask_phone,
)
from foundation.core.tabular import plain_lines
from foundation.policy.categories import category_dictionary
from foundation.workflow.engine import performs
from trainees.enums import (
    CORRECTABLE_STATES,
    ENTERING_ROLES,
    REVIEWING_ROLES,
    ApplicationState,
    Education,
    PersonCategory,
    Sex,
)
from trainees.enums import ApplicationVerb as V
from trainees.models import Application, ApplicationQuerySet, Person
from trainees.operations.duplicates import record_duplicates
from trainees.queries import signed_applications, tail_index
from trainees.rules import compare_names, normalise_name, sound_key
from trainees.rules.names import ONE_NAME
from trainees.workflow import APPLICATION

LARGEST_PHOTO = 5 * 1024 * 1024
UNREGISTERED = (ApplicationState.DRAFT, ApplicationState.RETURNED)


class ApplicationFacts(TypedDict, total=False):
    """表1 without name, number and telephone. `category` and `education` are values of their enums."""

    occupation_code: str
    occupation_name: str
    level: str
    category: str
    education: str
    group_id: UUID | None
    group_title: str
    position: int | None
    practice_group: int | None
    planned_from: date | None
    planned_to: date | None
    is_lifted_from_poverty: bool
    household_type: str
    marital_status: str
    address: str
    employment_certificate_number: str
    graduation: str
    current_skill: str
    resume: str
    job_wish: str
    employment_destination: str
    training_address: str
    photo: StoredFile | None
    promise_signed_on: date | None
    unemployment_checked_on: date | None


@transaction.atomic
def enter_application(
    *,
    actor: Actor,
    institution_id: UUID,
    identity_number: str,
    name: str,
    phone: str,
    **facts: Unpack[ApplicationFacts],
) -> Application:
    """The institution enters an applicant as a draft; the person is found by number or written down anew."""
    require_entering(actor, institution_id)
    person = find_or_create_person(identity_number, name)
    refuse_second_entry(person, facts.get("group_id"))
    wished = accepted_wishes(institution_id, facts).filter(state__in=UNREGISTERED)
    own = wished.filter(person__in=Person.objects.of_one_person([person.pk])).first()
    if own is not None:
        return correct_application(own, actor=actor, phone=phone, **facts)
    application = Application(person=person, institution_id=institution_id, created_by_id=actor.user_id)
    take_over(application, phone, facts)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        refuse_second_entry(person, facts.get("group_id"))
        raise
    append(entered(application), actor=actor)
    record_duplicates([person])
    return application


@transaction.atomic
def correct_application(
    application: Application, *, actor: Actor, phone: str = "", **facts: Unpack[ApplicationFacts]
) -> Application:
    """The institution corrects an entry that the bureau does not have in hand; the person stays the same.

    The day of a pledge that is on record stays too: it was signed then.
    """
    require_role(actor, *ENTERING_ROLES, Role.SYSTEM, doing="修改报名信息")
    application = correctable_application(application, actor)
    if signed_applications([application]):
        facts.pop("promise_signed_on", None)
    take_over(application, phone, facts)
    application.save()
    append(corrected(application, {*facts, *(["phone"] if phone else [])}), actor=actor)
    if phone:
        record_duplicates([application.person])
    return application


@transaction.atomic
def reschedule_group(
    group_id: UUID, *, actor: Actor, planned_from: date, planned_to: date, group_title: str
) -> int:
    """The planned class has other dates or another name: its applications follow. Returns how many."""
    require_role(actor, *ENTERING_ROLES, Role.SYSTEM, doing="调整报名批次")
    rows = Application.objects.visible_to(actor).filter(group_id=group_id)
    return rows.update(planned_from=planned_from, planned_to=planned_to, group_title=group_title)


@transaction.atomic
def place_group(group_id: UUID, *, actor: Actor, address: str) -> int:
    """The planned class has a place: it stands in everybody's 表1. Returns how many."""
    require_role(actor, *ENTERING_ROLES, Role.SYSTEM, doing="填写培训地址")
    rows = Application.objects.visible_to(actor).filter(group_id=group_id)
    return rows.update(training_address=address[:160])


@transaction.atomic
def move_to_group(
    applications: Sequence[Application],
    *,
    actor: Actor,
    places: Sequence[tuple[int, int | None]],
    **facts: Unpack[ApplicationFacts],
) -> list[Application]:
    """People with a voucher go over to another planned class, each to its (序号, 实操组); `facts` are that class's."""
    require_role(actor, Role.SYSTEM, doing="调整报名批次")
    locked = Application.objects.select_for_update(of=("self",)).select_related("person")
    rows = locked.in_bulk([each.pk for each in applications])
    moved = [rows[each.pk] for each in applications]
    for row, (position, group) in zip(moved, places, strict=True):
        for name, value in facts.items():
            setattr(row, name, value)
        row.position, row.practice_group = position, group
    Application.objects.bulk_update(moved, [*facts, "position", "practice_group"])
    events = [
        Event("application.move_to_group", "转入另一期名册", row, detail={"position": row.position})
        for row in moved
    ]
    append_all(events, actor=actor)
    return moved


@transaction.atomic
def note_destination(application_id: UUID, *, actor: Actor, destination: str) -> None:
    """Where the trainee works after the training, as declared: the last line of 表1 that only then is known."""
    require_role(actor, *ENTERING_ROLES, Role.SYSTEM, doing="填写就业去向")
    rows = Application.objects.visible_to(actor).filter(pk=application_id)
    rows.update(employment_destination=destination[:160])


@transaction.atomic
def attach_photo(application: Application, *, actor: Actor, uploaded: File[bytes]) -> Application:
    """The photograph of 表1; a later one takes its place, the earlier file is kept."""
    require_role(actor, *ENTERING_ROLES, doing="上传照片")
    application = correctable_application(application, actor)
    kinds = (FileKind.JPG, FileKind.PNG)
    application.photo = take_in(uploaded, allowed=kinds, max_size=LARGEST_PHOTO, by_id=actor.user_id)
    application.save(update_fields=["photo"])
    append(corrected(application, {"photo"}), actor=actor)
    return application


@transaction.atomic
def correct_person_name(person: Person, *, actor: Actor, name: str, reason: str) -> Person:
    """The bureau has seen the identity card: the registered name was wrong or has legally changed."""
    require_role(actor, *REVIEWING_ROLES, doing="更正姓名")
    if not reason.strip():
        raise Invalid("person.reason_missing", "请写明更正姓名的依据，如户口簿或公安机关证明。")
    person = Person.objects.select_for_update().get(pk=person.pk)
    before, person.name = person.masked_name, normalise_name(name)
    person.sound_key = sound_key(person.name)
    person.save(update_fields=["name", "sound_key"])
    record_duplicates([person])
    detail = {"before": before, "after": person.masked_name}
    append(Event("person.correct_name", "更正姓名", person, reason, detail), actor=actor)
    return person


@performs(APPLICATION, V.REGISTER)
def register_application(application: Application, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """表1 is complete and the trainee has signed the promise: the person has applied."""
    return {}


@performs(APPLICATION, V.CHECK)
def check_application(application: Application, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The institution, first answerable for the data (20号 五(一)), has checked the applicant."""
    return {"unemployment_checked_on": application.unemployment_checked_on}


@performs(APPLICATION, V.WITHDRAW, writes=("practice_group",))
def withdraw_application(application: Application, *, actor: Actor, comment: str) -> dict[str, Any]:
    """The person does not take part; the entry stays, the place in the roster is free."""
    application.practice_group = None
    return {"position": application.position}


def find_or_create_person(identity_number: str, name: str) -> Person:
    """The one person with this number. `Invalid` when the number is wrong or already has another name."""
    people, refusals = find_or_create_people({0: (identity_number, name)})
    for refusal in refusals.values():
        raise refusal
    return people[0]


def find_or_create_people(
    given: Mapping[int, tuple[str, str]],
) -> tuple[dict[int, Person], dict[int, Invalid]]:
    """The one person with each (number, name), and what is wrong with the others, under the keys given.

    A name in another spelling is the same name, and a number that was merged leads to the record that was kept.
    Two who write down the same new person at the same moment get one row: the index is unique.
    """
    wanted: dict[int, Person] = {}
    today = clock.today()
    refusals: dict[int, Invalid] = {}
    for key, (identity_number, name) in given.items():
        try:
            wanted[key] = person_as_written(identity_number, name, today)
        except Invalid as refusal:
            refusals[key] = refusal
    known = _by_index(wanted.values())
    unknown = {each.identity_index: each for each in wanted.values() if each.identity_index not in known}
    known |= _written_down(unknown)
    found = {key: known[each.identity_index] for key, each in wanted.items()}
    for key, person in found.items():
        if person is not wanted[key] and not _is_named(person, wanted[key].name):
            refusals[key] = Invalid(
                "person.name_differs",
                "这个身份证号登记过另一个姓名，请对照身份证核对；"
                "确属改名或登记有误的，请资格审核小组更正姓名。",
            )
    kept = {key: person.merged_into or person for key, person in found.items() if key not in refusals}
    return kept, refusals


def _is_named(person: Person, name: str) -> bool:
    """Under his own record's name, or under that of the record into which it was merged."""
    names = (person.name, person.merged_into.name) if person.merged_into else (person.name,)
    return any(compare_names(known, name) in ONE_NAME for known in names)


def _written_down(people: dict[str, Person]) -> dict[str, Person]:
    """By index, as they are now; whom somebody else wrote down meanwhile, as the other did."""
    try:
        with transaction.atomic():
            insert_many(list(people.values()))
    except IntegrityError:
        Person.objects.bulk_create(people.values(), ignore_conflicts=True)
        return _by_index(people.values())
    return people


def person_as_written(identity_number: str, name: str, today: date) -> Person:
    """The person as the entry says, not saved."""
    identity = check_identity_number(identity_number, today=today)
    plain_name = normalise_name(name)
    if not plain_name:
        raise Invalid("person.name_missing", "请填写姓名。")
    return Person(
        name=plain_name,
        sound_key=sound_key(plain_name),
        identity_number=identity.number,
        identity_index=identity_index(identity.number),
        identity_tail_index=tail_index(identity.number[-4:]),
        sex=Sex.MALE if identity.sex == "male" else Sex.FEMALE,
        birth_date=identity.birth_date,
        region_code=identity.region_code,
    )


def _by_index(people: Iterable[Person]) -> dict[str, Person]:
    indexes = [each.identity_index for each in people]
    rows = Person.objects.filter(identity_index__in=indexes).prefetch_related("merged_into")
    return {each.identity_index: each for each in rows}


def identity_index(number: str) -> str:
    """The blind index of a checked number."""
    return crypto.blind_index(number, purpose="identity")


def accepted_wishes(institution_id: UUID, facts: ApplicationFacts) -> ApplicationQuerySet:
    """Whom the institution accepted from a wish for this occupation, and who has no class yet: its roster gives one."""
    rows = Application.objects.live().filter(
        institution_id=institution_id,
        need__isnull=False,
        group_id=None,
        occupation_code=facts.get("occupation_code", ""),
        level=facts.get("level", ""),
        state__in=CORRECTABLE_STATES,
    )
    return rows if facts.get("group_id") else rows.none()


def refuse_second_entry(person: Person, group_id: UUID | None) -> None:
    records = Person.objects.of_one_person([person.pk])
    if group_id and Application.objects.live().filter(person__in=records, group_id=group_id).exists():
        raise Invalid(
            "application.already_in_group", f"{person.masked_name}已在本期名册中，请删除重复的一行。"
        )


def locked_application(application: Application, actor: Actor) -> Application:
    """The application as the database has it now, if the actor may see it."""
    if not Application.objects.visible_to(actor).filter(pk=application.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    return Application.objects.select_for_update().get(pk=application.pk)


def correctable_application(application: Application, actor: Actor) -> Application:
    """The same, where the bureau does not have it in hand."""
    application = locked_application(application, actor)
    if application.state not in CORRECTABLE_STATES:
        label = ApplicationState(application.state).label
        raise NotNow("application.not_correctable", f"报名现为“{label}”，退回补正后才能修改。")
    return application


def require_entering(actor: Actor, institution_id: UUID) -> None:
    require_role(actor, *ENTERING_ROLES, Role.SYSTEM, doing="录入报名")
    if actor.is_institution and actor.organisation_id != institution_id:
        raise NotAllowed("application.foreign_institution", "只能为本机构录入报名。")


def entered(application: Application) -> Event:
    detail = {"occupation": application.occupation_name}
    return Event("application.enter", "录入报名", application, detail=detail)


def corrected(application: Application, fields: Iterable[str]) -> Event:
    return Event("application.correct", "修改报名信息", application, detail={"fields": sorted(fields)})


def check_category(application: Application, code: str) -> None:
    """The kind of person must count on the day of the application (A31)."""
    if code not in PersonCategory.values:
        raise Invalid("application.category_unknown", "人员分类不在规定的类别内，请从列表中选择。")
    day = clock.local(application.created_at).date()
    if category_dictionary().entry(code, day) is None:
        label = PersonCategory(code).label
        raise Invalid(
            "application.category_not_in_force", f"{day:%Y年%-m月%-d日}没有“{label}”这一类，请另选。"
        )


def take_over(application: Application, phone: str, facts: ApplicationFacts) -> None:
    """Set what was entered on the record; `Invalid` where it is none of the things it may be."""
    if "category" in facts:
        check_category(application, facts["category"])
    if facts.get("education", Education.SENIOR) not in Education.values:
        raise Invalid("application.education_unknown", "文化程度不在规定的类别内，请从列表中选择。")
    for name, value in facts.items():
        setattr(application, name, value)
    application.resume = plain_lines(application.resume)
    if phone:
        number = check_phone(phone)
        application.phone = number
        application.phone_index = crypto.blind_index(number.replace("-", ""), purpose="phone")
        application.phone_masked = mask_phone(number)
