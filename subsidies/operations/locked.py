"""The row that is written to without a lifecycle verb: visible to the actor, locked, or refused."""

from __future__ import annotations

from typing import TypeVar

from foundation.accounts.actor import Actor
from foundation.core.errors import NotAllowed
from subsidies.models import Acceptance, SubsidyClaim

LockedT = TypeVar("LockedT", Acceptance, SubsidyClaim)


def locked(record: LockedT, actor: Actor) -> LockedT:
    """The record as the database has it now, for the rest of the transaction."""
    rows = type(record)._default_manager
    if not rows.visible_to(actor).filter(pk=record.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    found: LockedT = rows.select_for_update().get(pk=record.pk)
    return found
