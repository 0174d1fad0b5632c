"""全局搜索: classes, institutions and people that the person may see; people always masked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core.crypto import blind_index
from foundation.core.errors import Invalid
from foundation.core.national_codes import normalise_code
from institutions.models import Institution
from subsidies.models import SubsidyClaim
from trainees.models import Person
from trainees.rules import current_form

SHOWN = 20
IDENTITY_PURPOSE = "identity"  # the index under which a person is found by the whole number
_TERM = re.compile(r"第?\s*(\d{1,3})\s*期")
_IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII)
_SEPARATORS = re.compile(r"[\s\-‐-―._·]")


@dataclass(frozen=True)
class Found:
    """What a search brought; each list is cut at twenty, `more` names those that go on."""

    text: str
    classes: Sequence[TrainingClass] = ()
    institutions: Sequence[Institution] = ()
    people: Sequence[Person] = ()
    claims: Sequence[SubsidyClaim] = ()
    more: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        return len(self.classes) + len(self.institutions) + len(self.people) + len(self.claims)


def search_for(text: str, actor: Actor) -> Found:
    """By words: classes, institutions, people by the beginning of their name, claims by number."""
    wanted = text.strip()
    if not wanted:
        return Found("")
    lists = {kind: list(rows(wanted, actor)[: SHOWN + 1]) for kind, rows in KINDS.items()}
    more = frozenset(kind for kind, rows in lists.items() if len(rows) > SHOWN)
    cut: dict[str, Any] = {kind: rows[:SHOWN] for kind, rows in lists.items()}
    return Found(wanted, **cut, more=more)


def search_number(text: str, actor: Actor) -> Found:
    """The person with this whole identity number, within the actor's scope; or the institution with this code.

    `Invalid` for any other row of digits: a part of a number, or too many, finds nobody.
    """
    number = current_form(text) or _SEPARATORS.sub("", normalise_code(text))
    if not _IDENTITY.fullmatch(number):
        raise Invalid(
            "search.number_incomplete", "按证件号查人须输入完整的 18 位身份证号，请核对后重新输入。"
        )
    people = Person.objects.visible_to(actor).filter(
        identity_index=blind_index(number, purpose=IDENTITY_PURPOSE)
    )
    institutions = Institution.objects.visible_to(actor).filter(credit_code=number)
    return Found("", people=list(people), institutions=list(institutions))


def rows_of(kind: str, text: str, actor: Actor) -> QuerySet[Any] | None:
    """All rows of one list, to be paged through; None for a list that there is not."""
    wanted, rows = text.strip(), KINDS.get(kind)
    return rows(wanted, actor) if rows and wanted else None


def _people(text: str, actor: Actor) -> QuerySet[Person]:
    if any(char.isdigit() for char in text):  # no part of an identity number finds anybody
        return Person.objects.none()
    return Person.objects.visible_to(actor).filter(name__startswith=text).order_by("name", "pk")


def _classes(text: str, actor: Actor) -> QuerySet[TrainingClass]:
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
    return rows.order_by("-year", "-starts_on", "pk")


def _words(text: str) -> list[str]:
    """养老护理员第7期 is two words."""
    return [word for word in _TERM.sub(r" 第\1期 ", text).split() if word]


def _institutions(text: str, actor: Actor) -> QuerySet[Institution]:
    fits = Q(name__icontains=text) | Q(credit_code__iexact=text)
    return Institution.objects.visible_to(actor).filter(fits).order_by("name", "pk")


def _claims(text: str, actor: Actor) -> QuerySet[SubsidyClaim]:
    return SubsidyClaim.objects.visible_to(actor).with_names().filter(number__iexact=text).order_by("number")


KINDS: Mapping[str, Callable[[str, Actor], QuerySet[Any]]] = {
    "classes": _classes,
    "claims": _claims,
    "people": _people,
    "institutions": _institutions,
}
