"""角色变更: 安全管理员 proposes, a second person confirms: 局领导 or another 安全管理员 (等保 8.1.5 三员分立).

And whom a proposed parameter waits for: it has no table of its own (ADR 0002), but stands in the worklist.
"""

from __future__ import annotations

from foundation.accounts.enums import LEADERS, Role
from foundation.administration import guards
from foundation.administration.enums import RoleChangeState as S
from foundation.administration.enums import RoleChangeVerb as V
from foundation.administration.queries.parameters import waiting_proposals
from foundation.policy.models import ParameterState
from foundation.workflow.registry import register_lifecycle, register_queue
from foundation.workflow.types import Lifecycle, Queue, Tone, Transition

PROPOSING = (Role.SECURITY_ADMINISTRATOR,)
CONFIRMING = (Role.DIRECTOR, Role.SECURITY_ADMINISTRATOR)
ACTIVATING = (Role.TRAINING_HEAD, *sorted(LEADERS))

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

PROPOSED_PARAMETERS = register_queue(
    Queue(
        key="parameter",
        step=Transition(
            verb="activate",
            sources=(ParameterState.PROPOSED,),
            target=ParameterState.ACTIVE,
            roles=ACTIVATING,
            within="parameter_days",
        ),
        label="启用参数",
        rows=waiting_proposals,
    )
)
