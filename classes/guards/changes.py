"""Questions before a 变更单 goes on (A61)."""

from __future__ import annotations

from django.urls import reverse

from classes.models import RosterChange
from classes.queries.changes import change_rulings
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core.reasons import Reason


def change_can_be_made(record: RosterChange, actor: Actor) -> Reason | None:
    """Is there still time before the first day, room within the approved count, everybody fit to join (A61)?"""
    link = reverse("classes:change_detail", args=[record.pk])
    for ruling in change_rulings(record):
        if ruling.is_obstacle:
            return Reason(ruling.code, ruling.remedy, ruling.clause, link)
    return None


met_by(
    (Role.INSTITUTION_MANAGER,),
    "roster_change.class_has_begun",
    "roster_change.too_many",
    "roster_change.person_not_ready",
)
