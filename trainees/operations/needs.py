"""培训需求: registered at a service point or by the person himself, routed, answered in time (R240, R241)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import OrganisationKind, Role
from foundation.accounts.models import Organisation
from foundation.accounts.queries import holders_of
from foundation.audit.operations import Event, append
from foundation.core import clock, crypto
from foundation.core.errors import Invalid, NotNow
from foundation.core.national_codes import (
    check_identity_number,
    check_phone,
    mask_phone,
)
from foundation.core.numbering import Series, numbered
from foundation.workflow.engine import performs
from foundation.workflow.messages import tell
from trainees.enums import INTAKE_ROLES, NeedSource
from trainees.enums import NeedVerb as V
from trainees.models import PersonVisit, TrainingNeed
from trainees.operations.entry import enter_application, identity_index
from trainees.operations.pledges import carry_over_pledge, sign_need
from trainees.queries.needs import answer_due_on, overdue_needs
from trainees.queries.visits import visitor
from trainees.rules import normalise_name
from trainees.workflow import NEED

NEED_NUMBERS = Series("XQ")
AT_ONCE = 3  # open wishes of one telephone


class NeedFacts(TypedDict, total=False):
    """What was said beside name, number and telephone."""

    village: str
    occupation_code: str
    occupation_name: str
    level: str
    wish: str
    category: str
    education: str
    household_type: str
    marital_status: str
    address: str
    graduation: str
    current_skill: str
    resume: str
    job_wish: str


@dataclass(frozen=True)
class Offer:
    """What an institution may teach today, as the public page offers it."""

    institution_id: UUID
    occupation_code: str
    occupation_name: str
    level: str


@transaction.atomic
def register_need(
    *, actor: Actor, name: str, phone: str, identity_number: str = "", **facts: Unpack[NeedFacts]
) -> TrainingNeed:
    """The clerk of a service point writes down what somebody of his village wants to learn."""
    require_role(actor, *INTAKE_ROLES, doing="登记培训需求")
    if not facts.get("occupation_name", "").strip():
        raise Invalid("need.occupation_missing", "请写明想学什么，如养老护理、电工、月嫂。")
    need = TrainingNeed(
        source=NeedSource.SERVICE_POINT,
        service_point_id=actor.organisation_id,
        created_by_id=actor.user_id,
        **facts,
    )
    _take_person(need, name, phone, identity_number)
    return _numbered(need, actor)


@transaction.atomic
def ask_for_training(
    visit: PersonVisit, offer: Offer, *, actor: Actor, name: str, signature: str, **facts: Unpack[NeedFacts]
) -> TrainingNeed:
    """申请培训券: the person himself, by telephone, at an institution of his choice; the pledge is signed with it."""
    if not visit.is_open:
        raise NotNow("visit.over", "查询时间已到，请重新获取验证码。")
    waiting = TrainingNeed.objects.unanswered().filter(phone_index=visit.phone_index)
    if waiting.count() >= AT_ONCE:
        raise NotNow("need.too_many", f"您已有 {AT_ONCE} 件申请等待答复，请等答复后再申请。")
    need = TrainingNeed(
        source=NeedSource.PERSON,
        occupation_code=offer.occupation_code,
        occupation_name=offer.occupation_name,
        level=offer.level,
        **facts,
    )
    number = visit.identity_number.reveal(visit)
    _take_person(need, name, visit.phone.reveal(visit), number)
    need = _numbered(need, visitor(visit, actor))
    sign_need(need, visit, signature=signature)
    himself = visitor(visit, actor).as_system()
    return route_need(need, actor=himself, institution_id=offer.institution_id)


@performs(NEED, V.ROUTE, writes=("institution",))
def route_need(
    record: TrainingNeed, *, actor: Actor, institution_id: UUID, comment: str = ""
) -> dict[str, Any]:
    """It goes to a training institution, which has the days of the parameter to answer."""
    place = Organisation.objects.filter(pk=institution_id, kind=OrganisationKind.INSTITUTION).first()
    if place is None:
        raise Invalid("need.institution_unknown", "请从列表中选择接收的培训机构。")
    record.institution = place
    managers = holders_of(Role.INSTITUTION_MANAGER, organisation_id=place.pk).values_list("pk", flat=True)
    tell(set(managers), title=f"新的培训需求：{record}", url=record.get_absolute_url())
    return {"institution": place.name}


@performs(NEED, V.ACCEPT, writes=("answer", "application"))
def accept_need(record: TrainingNeed, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The institution takes the person: entered as a draft by the same operation as everybody, his pledge with it."""
    application = enter_application(
        actor=actor,
        institution_id=actor.organisation_id or UUID(int=0),
        identity_number=record.identity_number.reveal(record),
        name=record.name,
        phone=record.phone.reveal(record),
        occupation_code=record.occupation_code,
        occupation_name=record.occupation_name,
        level=record.level,
        category=record.category,
        education=record.education,
        household_type=record.household_type,
        marital_status=record.marital_status,
        address=record.address.reveal(record),
        graduation=record.graduation,
        current_skill=record.current_skill,
        resume=record.resume,
        job_wish=record.job_wish,
    )
    carry_over_pledge(record, application)
    record.application = application
    record.answer = comment.strip() or "培训机构已接收报名，开班时间由机构通知。"
    return {"application": str(application.pk)}


@performs(NEED, V.ANSWER, writes=("answer",))
def answer_need(record: TrainingNeed, *, actor: Actor, comment: str) -> dict[str, Any]:
    """An answer in words: when there will be a class, or why not and what else there is."""
    record.answer = comment.strip()[:300]
    return {"days_late": bool(record.overdue_at)}


@performs(NEED, V.CLOSE)
def close_need(record: TrainingNeed, *, actor: Actor, comment: str = "") -> None:
    """The person has been told."""


@transaction.atomic
def mark_overdue_needs(*, actor: Actor) -> int:
    """Wishes that waited longer than they may are marked once, and the head of the training group is told."""
    late = list(overdue_needs())
    heads = holders_of(Role.TRAINING_HEAD, Role.QUALIFICATION_OFFICER).values_list("pk", flat=True)
    for need in late:
        TrainingNeed.objects.filter(pk=need.pk, overdue_at__isnull=True).update(overdue_at=clock.now())
        append(Event("need.mark_overdue", "培训需求超期未答复", need), actor=actor)
        tell({*heads}, title=f"培训需求超期未答复：{need}", url=need.get_absolute_url())
    return len(late)


def _take_person(need: TrainingNeed, name: str, phone: str, identity_number: str) -> None:
    """Name, telephone and number as written; nothing is looked up in the register."""
    need.name = normalise_name(name)
    if not need.name:
        raise Invalid("person.name_missing", "请填写姓名。")
    number = check_phone(phone)
    need.phone, need.phone_masked = number, mask_phone(number)
    need.phone_index = crypto.blind_index(number.replace("-", ""), purpose="phone")
    if identity_number:
        identity = check_identity_number(identity_number, today=clock.today())
        need.identity_number = identity.number
        need.identity_index = identity_index(identity.number)


def _numbered(need: TrainingNeed, actor: Actor) -> TrainingNeed:
    need.due_on = answer_due_on()

    def write(number: str) -> TrainingNeed:
        need.number = number
        need.save(force_insert=True)
        return need

    made = numbered(TrainingNeed.objects.all(), NEED_NUMBERS, clock.today().year, write)
    detail = {"occupation": made.occupation_name, "village": made.village}
    append(Event("need.register", "登记培训需求", made, detail=detail), actor=actor)
    return made
