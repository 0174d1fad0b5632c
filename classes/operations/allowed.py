"""Who may write to the classroom records of a class, and when. Shared by attendance, logs, video, exam, results."""

from __future__ import annotations

from collections.abc import Collection

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor, role_labels
from foundation.accounts.enums import INSTITUTION_ROLES
from foundation.core.errors import NotAllowed, NotNow

TEACHING = frozenset({ClassState.IN_TRAINING})
RECORDING = frozenset({ClassState.IN_TRAINING, ClassState.SUSPENDED})


def require(actor: Actor, training_class: TrainingClass, roles: Collection[str], *, doing: str) -> None:
    """The role, and for an institution's people their own class."""
    if not actor.has_role(*roles):
        raise NotAllowed("class.wrong_role", f"{doing}由{role_labels(roles)}办理。")
    foreign = actor.organisation_id != training_class.institution_id
    if foreign and not actor.has_role(*(set(roles) - set(INSTITUTION_ROLES))):
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")


def require_state(training_class: TrainingClass, states: Collection[str], *, doing: str) -> None:
    if training_class.state in states:
        return
    wanted = "、".join(str(ClassState(state).label) for state in ClassState.values if state in states)
    raise NotNow(
        "class.wrong_state", f"本班现为“{training_class.state_tag.label}”，“{wanted}”时才能{doing}。"
    )
