"""差异说明: an institution's explanation of a difference in 五源对账 is judged by 监督检查小组 (N5)."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition
from subsidies import guards
from subsidies.enums import DifferenceState as S
from subsidies.enums import DifferenceVerb as V

DIFFERENCE = register_lifecycle(
    Lifecycle(
        key="difference",
        noun="差异说明",
        model="subsidies.differenceexplanation",
        states=S,
        verbs=V,
        initial=S.SUBMITTED,
        finals=frozenset({S.ACCEPTED, S.REJECTED}),
        clause="文人社字〔2026〕8号 二(4)",
        context=("session__training_class",),
        transitions=(
            Transition(
                verb=V.ACCEPT,
                sources=(S.SUBMITTED,),
                target=S.ACCEPTED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                guards=(
                    guards.judge_is_another,
                    guards.proof_can_be_opened,
                    guards.difference_still_stands,
                ),
                comment_required=True,
                stamp="decided",
                step="认定差异说明",
            ),
            Transition(
                verb=V.REJECT,
                sources=(S.SUBMITTED,),
                target=S.REJECTED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                guards=(guards.judge_is_another,),
                comment_required=True,
                stamp="decided",
                tone=Tone.RETURN,
            ),
        ),
    )
)
