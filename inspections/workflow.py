"""C5: inspection, rectification, re-check."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition
from inspections import guards
from inspections.enums import InspectionState as S
from inspections.enums import InspectionVerb as V

INSPECTION = register_lifecycle(
    Lifecycle(
        key="inspection",
        noun="检查",
        model="inspections.inspection",
        states=S,
        verbs=V,
        initial=S.PLANNED,
        finals=frozenset({S.CLEAR, S.CLOSED, S.WITHDRAWN}),
        clause="文人社字〔2026〕8号 二(4)",
        transitions=(
            Transition(
                verb=V.RECORD,
                sources=(S.PLANNED,),
                target=S.RECORDED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD, Role.THIRD_PARTY_SUPERVISOR),
                guards=(
                    guards.two_inspectors_are_assigned,
                    guards.actor_is_assigned,
                    guards.enough_inspectors_are_there,
                ),
                stamp="recorded",
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.WITHDRAW,
                sources=(S.PLANNED,),
                target=S.WITHDRAWN,
                roles=(Role.INSPECTION_HEAD,),
                comment_required=True,
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.CONCLUDE_CLEAR,
                sources=(S.RECORDED,),
                target=S.CLEAR,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                guards=(guards.nothing_was_found,),
                step="检查结论",
            ),
            Transition(
                verb=V.ISSUE_RECTIFICATION,
                sources=(S.RECORDED,),
                target=S.RECTIFYING,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=V.REPLY,
                sources=(S.RECTIFYING, S.OVERDUE),
                target=S.REPLIED,
                roles=(Role.INSTITUTION_MANAGER,),
                comment_required=True,
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.CLOSE,
                sources=(S.REPLIED, S.ESCALATED),
                target=S.CLOSED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                stamp="closed",
            ),
            Transition(
                verb=V.REJECT_REPLY,
                sources=(S.REPLIED,),
                target=S.RECTIFYING,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=V.MARK_OVERDUE,
                sources=(S.RECTIFYING,),
                target=S.OVERDUE,
                roles=(Role.SYSTEM,),
                guards=(guards.deadline_has_passed,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.ESCALATE,
                sources=(S.OVERDUE, S.REPLIED),
                target=S.ESCALATED,
                roles=(Role.INSPECTION_HEAD,),
                comment_required=True,
                tone=Tone.DANGER,
            ),
        ),
    )
)
