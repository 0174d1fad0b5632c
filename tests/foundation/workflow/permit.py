"""A small lifecycle of our own over a real table, so that each clause of the engine can be tried by itself."""

from __future__ import annotations

from typing import Any

from django.db import models

from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind, Role
from foundation.accounts.models import Organisation
from foundation.core.reasons import Reason
from foundation.workflow import registry
from foundation.workflow.engine import performs
from foundation.workflow.types import Lifecycle, Tone, Transition
from institutions.enums import InstitutionState as S
from institutions.models import Institution
from tests.cast import Cast


class PermitVerb(models.TextChoices):
    SUBMIT = "submit", "提交"
    PASS = "pass", "初审通过"
    APPROVE = "approve", "批准"
    RETURN = "return", "退回补正"
    STEAL = "steal", "抢先"


def phone_is_known(record: Institution, actor: Actor) -> Reason | None:
    """Is there a telephone number?"""
    return None if record.contact_phone else Reason("permit.no_phone", "请先填写联系电话")


def address_is_known(record: Institution, actor: Actor) -> Reason | None:
    """Is there an address?"""
    return None if record.address else Reason("permit.no_address", "请先填写地址")


PERMIT = Lifecycle(
    key="permit",
    noun="许可",
    model="institutions.institution",
    states=S,
    verbs=PermitVerb,
    initial=S.REGISTERED,
    finals=frozenset({S.CONTRACTED}),
    transitions=(
        Transition(
            PermitVerb.SUBMIT,
            (S.REGISTERED,),
            S.UNDER_REVIEW,
            (Role.INSTITUTION_MANAGER, Role.TRAINING_OFFICER),
            tone=Tone.PLAIN,
        ),
        Transition(
            PermitVerb.PASS,
            (S.UNDER_REVIEW,),
            S.SHORTLISTED,
            (Role.TRAINING_OFFICER,),
            guards=(phone_is_known, address_is_known),
            not_same_as=(PermitVerb.SUBMIT,),
        ),
        Transition(
            PermitVerb.APPROVE,
            (S.SHORTLISTED,),
            S.SUSPENDED,
            (Role.DIRECTOR,),
            not_same_as=(PermitVerb.PASS,),
            stamp="suspended",
        ),
        Transition(
            PermitVerb.RETURN,
            (S.UNDER_REVIEW, S.SHORTLISTED),
            S.REGISTERED,
            {S.UNDER_REVIEW: (Role.TRAINING_OFFICER,), S.SHORTLISTED: (Role.DIRECTOR,)},
            comment_required=True,
            tone=Tone.RETURN,
        ),
        Transition(PermitVerb.STEAL, (S.REGISTERED,), S.UNDER_REVIEW, (Role.TRAINING_OFFICER,)),
    ),
)


@performs(PERMIT, PermitVerb.SUBMIT)
def submit(record: Institution, *, actor: Actor, comment: str = "") -> None:
    """The institution hands in its papers."""


@performs(PERMIT, PermitVerb.PASS, writes=("selection_document",))
def pass_review(record: Institution, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The officer finds everything in order."""
    record.selection_document = "磋商结果"
    return {"papers": 3}


@performs(PERMIT, PermitVerb.APPROVE)
def approve(record: Institution, *, actor: Actor, comment: str = "") -> None:
    """The director agrees."""


@performs(PERMIT, PermitVerb.RETURN)
def return_it(record: Institution, *, actor: Actor, comment: str = "") -> None:
    """It goes back, with everything that is missing."""


@performs(PERMIT, PermitVerb.STEAL)
def steal(record: Institution, *, actor: Actor, comment: str = "") -> None:
    """Stands for somebody else who is faster: the row changes between judging and writing."""
    Institution.objects.filter(pk=record.pk).update(version=models.F("version") + 1)


def make_permit(
    cast: Cast, state: str = S.REGISTERED, *, owner: Organisation | None = None, **facts: Any
) -> Institution:
    """启航's papers in a state, as if it had always been so; or those of another `owner`."""
    organisation = owner or cast.organisations["qihang"]
    given = {
        "organisation": organisation,
        "name": organisation.name,
        "credit_code": f"52141121MJ{organisation.pk.int % 10**7:07d}X" if owner else "52141121MJ0000001X",
        "contact_phone": "0358-3000000",
        "address": "文水县凤城镇",
        "state": state,
    }
    return Institution.objects.create(**{**given, **facts})


def make_permits(cast: Cast, count: int, state: str = S.REGISTERED) -> list[Institution]:
    """The papers of as many institutions, whose names tell them apart."""
    owners = [
        Organisation.objects.create(
            kind=OrganisationKind.INSTITUTION, name=f"第{place}职业培训学校", short_name=f"第{place}学校"
        )
        for place in range(1, count + 1)
    ]
    return [make_permit(cast, state, owner=owner) for owner in owners]


for _verb in PermitVerb.values:  # the register is the product's; ours is called by its functions only
    registry._operations.pop((PERMIT.key, _verb))
