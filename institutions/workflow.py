"""C1: the life of a training institution."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition
from institutions import guards
from institutions.enums import InstitutionState as S
from institutions.enums import InstitutionVerb as V

INSTITUTION = register_lifecycle(
    Lifecycle(
        key="institution",
        noun="培训机构",
        model="institutions.institution",
        states=S,
        verbs=V,
        initial=S.REGISTERED,
        finals=frozenset({S.CANCELLED}),
        clause="文人社字〔2026〕8号 一(一)",
        transitions=(
            Transition(
                verb=V.SUBMIT_PROFILE,
                sources=(S.REGISTERED,),
                target=S.UNDER_REVIEW,
                roles=(Role.INSTITUTION_MANAGER,),
                guards=(guards.profile_is_complete,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.RETURN_PROFILE,
                sources=(S.UNDER_REVIEW,),
                target=S.REGISTERED,
                roles=(Role.TRAINING_OFFICER, Role.TRAINING_HEAD),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=V.SHORTLIST,
                sources=(S.UNDER_REVIEW,),
                target=S.SHORTLISTED,
                roles=(Role.TRAINING_HEAD,),
                guards=(guards.selection_is_recorded,),
                not_same_as=(V.SUBMIT_PROFILE,),
            ),
            Transition(
                verb=V.SIGN_CONTRACT,
                sources=(S.SHORTLISTED,),
                target=S.CONTRACTED,
                roles=(Role.DEPUTY_DIRECTOR,),
                guards=(guards.ready_for_contract,),
                not_same_as=(V.SHORTLIST,),
            ),
            Transition(
                verb=V.ORDER_RECTIFICATION,
                sources=(S.CONTRACTED,),
                target=S.RECTIFYING,
                roles=(Role.INSPECTION_HEAD,),
                comment_required=True,
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.CLOSE_RECTIFICATION,
                sources=(S.RECTIFYING,),
                target=S.CONTRACTED,
                roles=(Role.INSPECTION_HEAD,),
                comment_required=True,
            ),
            Transition(
                verb=V.SUSPEND,
                sources=(S.CONTRACTED, S.RECTIFYING),
                target=S.SUSPENDED,
                roles=(Role.DIRECTOR,),
                comment_required=True,
                not_same_as=(V.ORDER_RECTIFICATION,),
                stamp="suspended",
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.RELEASE,
                sources=(S.SUSPENDED,),
                target=S.CONTRACTED,
                roles=(Role.DIRECTOR,),
                guards=(guards.suspension_has_ended,),
                comment_required=True,
            ),
            Transition(
                verb=V.CANCEL,
                sources=(S.CONTRACTED, S.RECTIFYING, S.SUSPENDED),
                target=S.CANCELLED,
                roles=(Role.DIRECTOR,),
                comment_required=True,
                not_same_as=(V.ORDER_RECTIFICATION,),
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.EXPIRE,
                sources=(S.CONTRACTED,),
                target=S.EXPIRED,
                roles=(Role.SYSTEM,),
                guards=(guards.contract_has_ended,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.RENEW,
                sources=(S.EXPIRED,),
                target=S.CONTRACTED,
                roles=(Role.DEPUTY_DIRECTOR,),
                guards=(guards.contract_is_in_force,),
            ),
        ),
    )
)
