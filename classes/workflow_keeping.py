"""How footage past its term is done away with: two people, then the system (A42, A43)."""

from __future__ import annotations

from classes import guards
from classes.enums import DestructionState as S
from classes.enums import DestructionVerb as V
from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition

DESTRUCTION = register_lifecycle(
    Lifecycle(
        key="destruction",
        noun="录像销毁清单",
        model="classes.destructionlist",
        states=S,
        verbs=V,
        initial=S.PROPOSED,
        finals=frozenset({S.REFUSED, S.CARRIED_OUT}),
        clause="文人社字〔2024〕20号 五(二)",
        transitions=(
            Transition(
                verb=V.APPROVE,
                sources=(S.PROPOSED,),
                target=S.APPROVED,
                roles=(Role.DEPUTY_DIRECTOR, Role.INSPECTION_HEAD),
                guards=(guards.proposer_is_another, guards.every_term_is_over),
                comment_required=True,
                stamp="approved",
            ),
            Transition(
                verb=V.REFUSE,
                sources=(S.PROPOSED, S.APPROVED),  # what is held after the approval is taken off again
                target=S.REFUSED,
                roles=(Role.DEPUTY_DIRECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                tone=Tone.REFUSE,
            ),
            Transition(
                verb=V.CARRY_OUT,
                sources=(S.APPROVED,),
                target=S.CARRIED_OUT,
                roles=(Role.SYSTEM,),
                guards=(guards.every_term_is_over,),
                stamp="carried_out",
                tone=Tone.PLAIN,
            ),
        ),
    )
)
