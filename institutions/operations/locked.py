"""The institution, or a row of it, as the database has it now: locked, and only if the actor may see it."""

from __future__ import annotations

from typing import TypeVar

from foundation.accounts.actor import Actor
from foundation.core.errors import NotAllowed
from institutions.models import AccountChange, Institution, Teacher, Venue

RowT = TypeVar("RowT", AccountChange, Teacher, Venue)

NOT_VISIBLE = ("record.not_visible", "找不到这条记录，或者它不属于本单位。")


def locked_institution(institution: Institution, actor: Actor) -> Institution:
    """Raises NotAllowed for a foreign institution. Call inside a transaction."""
    if not Institution.objects.visible_to(actor).filter(pk=institution.pk).exists():
        raise NotAllowed(*NOT_VISIBLE)
    return Institution.objects.select_for_update().get(pk=institution.pk)


def locked_row(row: RowT, actor: Actor) -> RowT:
    """The same for a venue, a teacher or an account change."""
    model = type(row)
    if not model.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise NotAllowed(*NOT_VISIBLE)
    found: RowT = model.objects.select_for_update().get(pk=row.pk)
    return found
