"""全局搜索: classes, institutions and people that the person may see; people always masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core.crypto import blind_index
from foundation.core.national_codes import normalise_code
from institutions.models import Institution
from subsidies.models import SubsidyClaim
from trainees.models import Person

SHOWN = 20
IDENTITY_PURPOSE = "identity"  # the index under which a person is found by the whole number
_TERM = re.compile(r"第?\s*(\d{1,3})\s*期")
_IDENTITY = re.compile(r"\d{17}[\dXx]")


@dataclass(frozen=True)
class Found:
    """What a search brought; each list is cut at twenty."""

    text: str
    classes: Sequence[TrainingClass] = ()
    institutions: Sequence[Institution] = ()
    people: Sequence[Person] = ()
    claims: Sequence[SubsidyClaim] = ()

    shows_text: bool = True  # an identity number is not shown back

    @property
    def total(self) -> int:
        return len(self.classes) + len(self.institutions) + len(self.people) + len(self.claims)


def search_for(text: str, actor: Actor) -> Found:
    """A full identity number finds exactly its person, and only within the actor's scope; no part of one does."""
    wanted = text.strip()
    if not wanted:
        return Found("")
    if _IDENTITY.fullmatch(normalise_code(wanted)):
        return Found("身份证号", shows_text=False, people=_by_identity(normalise_code(wanted), actor))
    return Found(
        wanted,
        classes=_classes(wanted, actor),
        institutions=_institutions(wanted, actor),
        people=_people(wanted, actor),
        claims=_claims(wanted, actor),
    )


def _by_identity(number: str, actor: Actor) -> Sequence[Person]:
    index = blind_index(number, purpose=IDENTITY_PURPOSE)
    return list(Person.objects.visible_to(actor).filter(identity_index=index))


def _people(text: str, actor: Actor) -> Sequence[Person]:
    if text.isdecimal():
        return []
    return list(Person.objects.visible_to(actor).filter(name__startswith=text).order_by("name", "pk")[:SHOWN])


def _classes(text: str, actor: Actor) -> Sequence[TrainingClass]:
    """By number, or by words of which each must fit: occupation, institution, 第7期, year."""
    rows = TrainingClass.objects.visible_to(actor).with_names()
    for word in _words(text):
        term = _TERM.fullmatch(word)
        fits = (
            Q(number__icontains=word)
            | Q(occupation__name__icontains=word)
            | Q(institution__name__icontains=word)
        )
        rows = rows.filter(Q(term=int(term[1])) if term else fits)
    return list(rows.order_by("-year", "-starts_on")[:SHOWN])


def _words(text: str) -> list[str]:
    """养老护理员第7期 is two words."""
    return [word for word in _TERM.sub(r" 第\1期 ", text).split() if word]


def _institutions(text: str, actor: Actor) -> Sequence[Institution]:
    fits = Q(name__icontains=text) | Q(credit_code__iexact=text)
    return list(Institution.objects.visible_to(actor).filter(fits).order_by("name")[:SHOWN])


def _claims(text: str, actor: Actor) -> Sequence[SubsidyClaim]:
    return list(SubsidyClaim.objects.visible_to(actor).with_names().filter(number__iexact=text)[:SHOWN])
