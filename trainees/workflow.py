"""C2, first half: from 报名 to 在班; before it 培训需求, beside it 本人异议 and 疑似重复人员.

What follows in class is the enrolment's lifecycle (classes).
"""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle, register_queue
from foundation.workflow.types import Lifecycle, Queue, Tone, Transition
from trainees import guards
from trainees.enums import ApplicationState as S
from trainees.enums import ApplicationVerb as V
from trainees.enums import DisputeState as DS
from trainees.enums import DisputeVerb as DV
from trainees.enums import DuplicateState, DuplicateVerb
from trainees.enums import NeedState as NS
from trainees.enums import NeedVerb as NV
from trainees.queries.supplied import UNSEEN, alerts_waiting

APPLICATION = register_lifecycle(
    Lifecycle(
        key="application",
        noun="培训报名",
        model="trainees.application",
        states=S,
        verbs=V,
        initial=S.DRAFT,
        finals=frozenset({S.REJECTED, S.WITHDRAWN}),
        clause="文人社字〔2026〕8号 二(2)",
        announces=False,
        context=("person__disputes", "hits", "person__duplicates_as_first", "person__duplicates_as_second"),
        transitions=(
            Transition(
                verb=V.REGISTER,
                sources=(S.DRAFT, S.RETURNED),
                target=S.REGISTERED,
                roles=(Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER, Role.SERVICE_POINT_CLERK),
                guards=(guards.form_is_complete,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.CHECK,
                sources=(S.REGISTERED,),
                target=S.INSTITUTION_CHECKED,
                roles=(Role.INSTITUTION_MANAGER,),
                guards=(guards.unemployment_registration_is_checked,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.SEND_FOR_REVIEW,
                sources=(S.INSTITUTION_CHECKED,),
                target=S.UNDER_REVIEW,
                roles=(Role.INSTITUTION_MANAGER,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.PASS,
                sources=(S.UNDER_REVIEW,),
                target=S.PASSED,
                roles=(Role.QUALIFICATION_OFFICER,),
                guards=(
                    guards.every_hit_is_decided,
                    guards.no_likely_duplicate_is_open,
                    guards.employment_certificate_is_numbered,
                    guards.application_is_not_disputed,
                ),
                not_same_as=(V.REGISTER, V.CHECK, V.SEND_FOR_REVIEW),
                stamp="passed",
                within="qualification_review_days",
            ),
            Transition(
                verb=V.RETURN,
                sources=(S.UNDER_REVIEW,),
                target=S.RETURNED,
                roles=(Role.QUALIFICATION_OFFICER,),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=V.REJECT,
                sources=(S.UNDER_REVIEW,),
                target=S.REJECTED,
                roles=(Role.QUALIFICATION_OFFICER,),
                comment_required=True,
                tone=Tone.REFUSE,
            ),
            Transition(
                verb=V.RECORD_VOUCHER,
                sources=(S.PASSED,),
                target=S.VOUCHER_ISSUED,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.JOIN_CLASS,
                sources=(S.VOUCHER_ISSUED,),
                target=S.IN_CLASS,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.WITHDRAW,
                sources=(
                    S.DRAFT,
                    S.REGISTERED,
                    S.INSTITUTION_CHECKED,
                    S.RETURNED,
                    S.PASSED,
                    S.VOUCHER_ISSUED,
                    S.IN_CLASS,
                ),
                target=S.WITHDRAWN,
                roles={
                    **dict.fromkeys(
                        (S.DRAFT, S.REGISTERED, S.INSTITUTION_CHECKED, S.RETURNED),
                        (Role.INSTITUTION_MANAGER,),
                    ),
                    **dict.fromkeys((S.PASSED, S.VOUCHER_ISSUED, S.IN_CLASS), (Role.SYSTEM,)),
                },
                comment_required=True,
                tone=Tone.DANGER,
            ),
        ),
    )
)

DISPUTE = register_lifecycle(
    Lifecycle(
        key="dispute",
        noun="本人异议",
        model="trainees.dispute",
        states=DS,
        verbs=DV,
        initial=DS.OPENED,
        finals=frozenset({DS.CORRECTED, DS.REJECTED}),
        clause="文人社字〔2024〕20号 六",
        context=("person",),
        transitions=(
            Transition(
                verb=DV.EXAMINE,
                sources=(DS.OPENED,),
                target=DS.UNDER_EXAMINATION,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                stamp="examined",
                within="dispute_days",
                tone=Tone.PLAIN,
                step="异议核查",
            ),
            Transition(
                verb=DV.REJECT,
                sources=(DS.UNDER_EXAMINATION,),
                target=DS.REJECTED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                not_same_as=(DV.EXAMINE,),
                stamp="decided",
                within="dispute_days",
                step="异议结论",
            ),
            Transition(
                verb=DV.UPHOLD,
                sources=(DS.UNDER_EXAMINATION,),
                target=DS.UPHELD,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                not_same_as=(DV.EXAMINE,),
                stamp="decided",
                tone=Tone.RETURN,
            ),
            Transition(
                verb=DV.CONFIRM_CORRECTION,
                sources=(DS.UPHELD,),
                target=DS.CORRECTED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                not_same_as=(DV.UPHOLD,),
                stamp="corrected",
                within="dispute_days",
                step="更正确认",
            ),
        ),
    )
)

NEED = register_lifecycle(
    Lifecycle(
        key="need",
        noun="培训需求",
        model="trainees.trainingneed",
        states=NS,
        verbs=NV,
        initial=NS.REGISTERED,
        finals=frozenset({NS.CLOSED}),
        clause="文人社字〔2024〕20号 八(五)",
        transitions=(
            Transition(
                verb=NV.ROUTE,
                sources=(NS.REGISTERED,),
                target=NS.ROUTED,
                roles=(Role.QUALIFICATION_OFFICER, Role.SYSTEM),
                within="need_answer_days",
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=NV.ACCEPT,
                sources=(NS.ROUTED,),
                target=NS.ANSWERED,
                roles=(Role.INSTITUTION_MANAGER,),
                guards=(guards.need_has_what_an_application_needs,),
                stamp="answered",
                within="need_answer_days",
            ),
            Transition(
                verb=NV.ANSWER,
                sources=(NS.REGISTERED, NS.ROUTED),
                target=NS.ANSWERED,
                roles={
                    NS.REGISTERED: (Role.QUALIFICATION_OFFICER,),
                    NS.ROUTED: (Role.QUALIFICATION_OFFICER, Role.INSTITUTION_MANAGER),
                },
                comment_required=True,
                stamp="answered",
                tone=Tone.RETURN,
            ),
            Transition(
                verb=NV.CLOSE,
                sources=(NS.ANSWERED,),
                target=NS.CLOSED,
                roles=(Role.SERVICE_POINT_CLERK, Role.QUALIFICATION_OFFICER),
                tone=Tone.PLAIN,
                awaited=False,
            ),
        ),
    )
)

DUPLICATE = register_lifecycle(
    Lifecycle(
        key="duplicate",
        noun="疑似重复人员",
        model="trainees.duplicatecase",
        states=DuplicateState,
        verbs=DuplicateVerb,
        initial=DuplicateState.OPEN,
        finals=frozenset(),
        clause="文人社字〔2024〕20号 五(一)",
        announces=False,
        context=("first", "second"),
        transitions=(
            Transition(
                verb=DuplicateVerb.PROPOSE_MERGE,
                sources=(DuplicateState.OPEN,),
                target=DuplicateState.PROPOSED,
                roles=(Role.QUALIFICATION_OFFICER,),
                guards=(guards.not_both_on_one_roster, guards.no_live_thing_is_doubled),
                comment_required=True,
                tone=Tone.PLAIN,
                step="认定",
            ),
            Transition(
                verb=DuplicateVerb.SET_APART,
                sources=(DuplicateState.OPEN,),
                target=DuplicateState.APART,
                roles=(Role.QUALIFICATION_OFFICER,),
                comment_required=True,
                tone=Tone.APPROVE,
                awaited=False,
            ),
            Transition(
                verb=DuplicateVerb.CONFIRM_MERGE,
                sources=(DuplicateState.PROPOSED,),
                target=DuplicateState.MERGED,
                roles=(Role.TRAINING_HEAD,),
                guards=(
                    guards.not_both_on_one_roster,
                    guards.neither_is_merged_elsewhere,
                    guards.no_live_thing_is_doubled,
                ),
                not_same_as=(DuplicateVerb.PROPOSE_MERGE,),
                stamp="merged",
            ),
            Transition(
                verb=DuplicateVerb.RETURN,
                sources=(DuplicateState.PROPOSED,),
                target=DuplicateState.OPEN,
                roles=(Role.TRAINING_HEAD,),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=DuplicateVerb.UNMERGE,
                sources=(DuplicateState.MERGED,),
                target=DuplicateState.OPEN,
                roles=(Role.TRAINING_HEAD,),
                guards=(guards.no_later_merge_rests_on_it,),
                comment_required=True,
                tone=Tone.DANGER,
            ),
            Transition(
                verb=DuplicateVerb.REOPEN,
                sources=(DuplicateState.APART,),
                target=DuplicateState.OPEN,
                roles=(Role.QUALIFICATION_OFFICER, Role.SYSTEM),
                comment_required=True,
                tone=Tone.PLAIN,
                awaited=False,
            ),
        ),
    )
)

CHANGED_VERDICTS = register_queue(
    Queue(
        key="alert",
        step=Transition(
            verb="acknowledge",
            sources=(UNSEEN,),
            target="seen",
            roles=(Role.QUALIFICATION_OFFICER, Role.TRAINING_OFFICER),
        ),
        label="处理比对变化",
        rows=alerts_waiting,
    )
)
