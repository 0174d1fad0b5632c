"""What the printed forms of the opening report say: counts from the roster, opinions from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from classes.enums import ClassVerb
from classes.models import TrainingClass
from classes.queries.changes import joined_later
from classes.queries.rulings import roster_of
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.policy.queries import document_in_force
from trainees.enums import Sex
from trainees.models import Application
from trainees.queries import category_entry

OPINION_VERBS = (ClassVerb.PASS_FIRST_REVIEW, ClassVerb.PASS_SECOND_REVIEW, ClassVerb.APPROVE)


@dataclass(frozen=True)
class RosterCounts:
    """The people of 表2; never typed, always counted (A22)."""

    total: int
    men: int
    women: int
    migrant_workers: int
    lifted_from_poverty: int
    registered_unemployed: int
    laid_off_veterans: int
    certificate_holders: int


@dataclass(frozen=True)
class SignedOpinion:
    text: str
    signer: str
    signed_on: date


def roster_counts(people: Sequence[Application]) -> RosterCounts:
    lines = [_count_line(each) for each in people]
    men = sum(each.person.sex == Sex.MALE for each in people)
    return RosterCounts(
        total=len(people),
        men=men,
        women=len(people) - men,
        migrant_workers=lines.count("migrant_workers"),
        lifted_from_poverty=sum(
            each.is_lifted_from_poverty or line == "lifted_from_poverty"
            for each, line in zip(people, lines, strict=True)
        ),
        registered_unemployed=lines.count("registered_unemployed"),
        laid_off_veterans=lines.count("laid_off_veterans"),
        certificate_holders=sum(bool(each.employment_certificate_number) for each in people),
    )


def _count_line(application: Application) -> str:
    """The line of 表2 that counts this person, by the dictionary of the day of his application (A31)."""
    entry = category_entry(application)
    return entry.count if entry else ""


def signed_opinions(training_class: TrainingClass) -> dict[str, SignedOpinion]:
    """Verb → the opinion of the present round: what was said before the last handing in does not count."""
    entries = Entry.objects.done().of_record("classes.trainingclass", training_class.pk).order_by("seq")
    found: dict[str, SignedOpinion] = {}
    for entry in entries:
        verb = entry.action.removeprefix("class.")
        if verb == ClassVerb.SUBMIT:
            found = {}
        elif verb in OPINION_VERBS:
            day = clock.local(entry.at).date()
            found[verb] = SignedOpinion(entry.comment or "同意。", entry.actor_name, day)
    return found


def bases(training_class: TrainingClass) -> tuple[str, ...]:
    """The document that governs the class, as cited (A33); empty while none is in force."""
    document = training_class.policy_document
    if document is None:
        try:
            document = document_in_force(training_class.submitted_on or clock.today())
        except Invalid:
            return ()
    return (f"《{document.title}》（{document.number}）",)


def list_to_print(training_class: TrainingClass) -> list[Application]:
    """表3: everybody who is or was on the list."""
    return list(roster_of(training_class))


def list_as_reported(training_class: TrainingClass) -> list[Application]:
    """表2: the list that was handed in and approved; a 变更单 does not rewrite it."""
    return list(roster_of(training_class).exclude(pk__in=joined_later(training_class)))
