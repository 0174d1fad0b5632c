"""角色变更: 安全管理员 proposes, a second person confirms: 局领导 or another 安全管理员 (等保 8.1.5 三员分立)."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow import guards
from foundation.workflow.enums import RoleChangeState as S
from foundation.workflow.enums import RoleChangeVerb as V
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition

PROPOSING = (Role.SECURITY_ADMINISTRATOR,)
CONFIRMING = (Role.DIRECTOR, Role.SECURITY_ADMINISTRATOR)

ROLE_CHANGE = register_lifecycle(
    Lifecycle(
        key="role_change",
        noun="角色变更",
        model="workflow.rolechange",
        states=S,
        verbs=V,
        initial=S.DRAFT,
        finals=frozenset({S.CONFIRMED, S.REJECTED, S.WITHDRAWN}),
        clause="GB/T 22239-2019 8.1.5 安全管理中心",
        transitions=(
            Transition(
                verb=V.PROPOSE,
                sources=(S.DRAFT,),
                target=S.PROPOSED,
                roles=PROPOSING,
                guards=(guards.concerns_somebody_else,),
                comment_required=True,
                stamp="proposed",
                tone=Tone.PLAIN,
                awaited=False,
            ),
            Transition(
                verb=V.CONFIRM,
                sources=(S.PROPOSED,),
                target=S.CONFIRMED,
                roles=CONFIRMING,
                guards=(guards.concerns_somebody_else,),
                not_same_as=(V.PROPOSE,),
                stamp="decided",
            ),
            Transition(
                verb=V.REJECT,
                sources=(S.PROPOSED,),
                target=S.REJECTED,
                roles=CONFIRMING,
                guards=(guards.concerns_somebody_else,),
                not_same_as=(V.PROPOSE,),
                comment_required=True,
                stamp="decided",
                tone=Tone.REFUSE,
            ),
            Transition(
                verb=V.WITHDRAW,
                sources=(S.PROPOSED,),
                target=S.WITHDRAWN,
                roles=PROPOSING,
                guards=(guards.concerns_somebody_else,),
                tone=Tone.DANGER,
            ),
        ),
    )
)
