"""May this person still change the papers of this class? Asked first in every writing that is not a verb."""

from __future__ import annotations

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.duties import require_role
from foundation.accounts.enums import Role
from foundation.core.errors import NotAllowed, NotNow


def locked_for_editing(training_class: TrainingClass, actor: Actor) -> TrainingClass:
    """The class, locked and as it now is, if its institution may still change it.

    To be called inside a transaction; work on the returned record.
    """
    record = locked_for(training_class, actor, Role.INSTITUTION_MANAGER, doing="修改开班材料")
    if not record.is_editable:
        raise NotNow(
            "class.not_editable",
            f"开班申请现为“{record.get_state_display()}”，草稿或退回补正时才能修改；如确需更改，请先撤回或请人社局退回。",
        )
    return record


def locked_for(training_class: TrainingClass, actor: Actor, *roles: str, doing: str) -> TrainingClass:
    """The class, locked, if the actor may see it and holds one of the roles."""
    require_role(actor, *roles, doing=doing)
    if not TrainingClass.objects.visible_to(actor).filter(pk=training_class.pk).exists():
        raise NotAllowed("record.not_visible", "找不到这条记录，或者它不属于本单位。")
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)


def require_state(record: TrainingClass, states: frozenset[ClassState], *, what: str) -> None:
    """`what` is the act as the office says it: 登记市级报备."""
    if record.state not in states:
        wanted = "、".join(str(state.label) for state in ClassState if state in states)
        raise NotNow(
            "class.wrong_state", f"开班申请现为“{record.get_state_display()}”，只有“{wanted}”时才能{what}。"
        )
