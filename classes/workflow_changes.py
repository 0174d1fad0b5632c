"""A61: the life of a 变更单, the way of the opening report once more."""

from __future__ import annotations

from classes import guards
from classes.enums import ChangeState as S
from classes.enums import ChangeVerb as V
from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition

ROSTER_CHANGE = register_lifecycle(
    Lifecycle(
        key="roster_change",
        noun="名册变更单",
        model="classes.rosterchange",
        states=S,
        verbs=V,
        initial=S.SUBMITTED,
        finals=frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN}),
        clause="文人社字〔2026〕8号 表2",
        transitions=(
            Transition(
                verb=V.PASS_FIRST_REVIEW,
                sources=(S.SUBMITTED,),
                target=S.FIRST_REVIEWED,
                roles=(Role.TRAINING_OFFICER,),
                guards=(guards.change_can_be_made,),
                stamp="first_reviewed",
                within="first_review_days",
            ),
            Transition(
                verb=V.PASS_SECOND_REVIEW,
                sources=(S.FIRST_REVIEWED,),
                target=S.SECOND_REVIEWED,
                roles=(Role.TRAINING_HEAD,),
                guards=(guards.change_can_be_made,),
                not_same_as=(V.PASS_FIRST_REVIEW,),
                stamp="second_reviewed",
                within="second_review_days",
            ),
            Transition(
                verb=V.APPROVE,
                sources=(S.SECOND_REVIEWED,),
                target=S.APPROVED,
                roles=(Role.DEPUTY_DIRECTOR, Role.DIRECTOR),
                guards=(guards.change_can_be_made,),
                not_same_as=(V.PASS_FIRST_REVIEW, V.PASS_SECOND_REVIEW),
                stamp="approved",
                within="approval_days",
            ),
            Transition(
                verb=V.REFUSE,
                sources=(S.SUBMITTED, S.FIRST_REVIEWED, S.SECOND_REVIEWED),
                target=S.REFUSED,
                roles={
                    S.SUBMITTED: (Role.TRAINING_OFFICER,),
                    S.FIRST_REVIEWED: (Role.TRAINING_HEAD,),
                    S.SECOND_REVIEWED: (Role.DEPUTY_DIRECTOR, Role.DIRECTOR),
                },
                comment_required=True,
                tone=Tone.REFUSE,
            ),
            Transition(
                verb=V.WITHDRAW,
                sources=(S.SUBMITTED, S.FIRST_REVIEWED, S.SECOND_REVIEWED),
                target=S.WITHDRAWN,
                roles=(Role.INSTITUTION_MANAGER,),
                tone=Tone.DANGER,
            ),
        ),
    )
)
