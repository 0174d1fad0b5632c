"""What the page of a parameter shows: the value in force, what is proposed, the days that would have no value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.policy import impact
from foundation.policy.catalogue import ParameterDefinition
from foundation.policy.definitions import definitions, may_be_absent
from foundation.policy.impact import Assessment
from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument


@dataclass(frozen=True)
class Gap:
    """Days of a document on which a parameter would have no value, both ends included."""

    first: date
    last: date

    @property
    def number(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Proposal:
    """A proposal as the second person must see it: what it changes, since when, and what was worked out about it."""

    row: ParameterRow
    instead_of: ParameterRow | None
    is_backdated: bool
    gap: Gap | None
    assessments: tuple[Assessment, ...]


def waiting_proposals(actor: Actor) -> QuerySet[ParameterRow]:
    """The proposals that wait for a second person who is not the proposer, longest waiting first."""
    rows = ParameterRow.objects.filter(state=ParameterState.PROPOSED)
    return rows.exclude(proposed_by_id=actor.user_id).order_by("proposed_at")


def rows_of(definition: ParameterDefinition, document: PolicyDocument) -> list[ParameterRow]:
    """Every value that a parameter has had under a document, newest first; one query."""
    rows = ParameterRow.objects.filter(document=document, key=definition.key)
    return list(rows.order_by("-effective_from", "-proposed_at"))


def in_force(rows: list[ParameterRow], on: date) -> ParameterRow | None:
    """The value that holds on a day, of rows that are newest first."""
    active = (r for r in rows if r.state == ParameterState.ACTIVE and r.effective_from <= on)
    return next(active, None)


def proposals_among(rows: list[ParameterRow], document: PolicyDocument) -> list[Proposal]:
    """What waits for a second person among the rows of one parameter."""
    return [_proposal(row, rows, document) for row in rows if row.state == ParameterState.PROPOSED]


def _proposal(row: ParameterRow, rows: list[ParameterRow], document: PolicyDocument) -> Proposal:
    is_assessed = row.confirms_id is None and impact.is_assessed(definitions()[row.key].group)
    return Proposal(
        row=row,
        instead_of=in_force(rows, row.effective_from),
        is_backdated=row.confirms_id is None and row.effective_from < clock.today(),
        gap=days_without_value(document, row.key, row.effective_from) if may_be_absent(row.key) else None,
        assessments=impact.assessments_of(row) if is_assessed else (),
    )


def days_without_value(document: PolicyDocument, key: str, on: date) -> Gap | None:
    """The days from the document's first to the day before `on`, if no value in force covers them.

    The register's default covers a document from its first day, also where no row of it was loaded.
    """
    definition = definitions()[key]
    if on <= document.effective_from or definition.default(document.pk) is not None:
        return None
    earlier = ParameterRow.objects.filter(
        document=document, key=key, state=ParameterState.ACTIVE, effective_from__lt=on
    )
    if earlier.exists():
        return None
    return Gap(document.effective_from, on - timedelta(days=1))
