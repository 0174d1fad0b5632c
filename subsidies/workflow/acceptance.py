"""C6: acceptance of a class."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition
from subsidies import guards
from subsidies.enums import AcceptanceState as S
from subsidies.enums import AcceptanceVerb as V

ACCEPTANCE = register_lifecycle(
    Lifecycle(
        key="acceptance",
        noun="结业验收",
        model="subsidies.acceptance",
        states=S,
        verbs=V,
        initial=S.DRAFT,
        finals=frozenset({S.RECEIVED}),
        clause="文人社字〔2026〕8号 监控表 结业验收",
        transitions=(
            Transition(
                verb=V.SUBMIT,
                sources=(S.DRAFT, S.RETURNED),
                target=S.SUBMITTED,
                roles=(Role.INSTITUTION_MANAGER,),
                guards=(guards.exam_is_confirmed, guards.report_is_written, guards.archive_is_complete),
                stamp="submitted",
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.CONFIRM_TRAINING,
                sources=(S.SUBMITTED,),
                target=S.TRAINING_CONFIRMED,
                roles=(Role.TRAINING_OFFICER,),
                guards=(guards.scans_can_be_opened, guards.earlier_steps_are_signed, guards.video_is_covered),
                not_same_as=(V.SUBMIT,),
                stamp="training_confirmed",
                within="acceptance_days",
            ),
            Transition(
                verb=V.CONFIRM_INSPECTION,
                sources=(S.TRAINING_CONFIRMED,),
                target=S.INSPECTION_CONFIRMED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                guards=(
                    guards.class_was_inspected,
                    guards.no_serious_finding_is_open,
                    guards.sources_agree,
                    guards.everybody_is_verified,
                    guards.employment_is_reviewed,
                ),
                not_same_as=(V.SUBMIT, V.CONFIRM_TRAINING),
                stamp="inspection_confirmed",
                within="acceptance_days",
            ),
            Transition(
                verb=V.APPROVE,
                sources=(S.INSPECTION_CONFIRMED,),
                target=S.APPROVED,
                roles=(Role.DEPUTY_DIRECTOR,),
                guards=(guards.sources_agree,),
                not_same_as=(V.SUBMIT, V.CONFIRM_TRAINING, V.CONFIRM_INSPECTION),
                stamp="approved",
                within="approval_days",
            ),
            Transition(
                verb=V.CONFIRM_IN_SYSTEM,
                sources=(S.APPROVED,),
                target=S.SYSTEM_CONFIRMED,
                roles=(Role.TRAINING_OFFICER,),
                not_same_as=(V.SUBMIT, V.CONFIRM_TRAINING, V.CONFIRM_INSPECTION, V.APPROVE),
                within="filing_days",
            ),
            Transition(
                verb=V.RECEIVE,
                sources=(S.SYSTEM_CONFIRMED,),
                target=S.RECEIVED,
                roles=(Role.TRAINING_OFFICER, Role.REGISTRY_OFFICER),
                guards=(guards.finance_papers_are_seen,),
                not_same_as=(
                    V.SUBMIT,
                    V.CONFIRM_TRAINING,
                    V.CONFIRM_INSPECTION,
                    V.APPROVE,
                    V.CONFIRM_IN_SYSTEM,
                ),
                stamp="received",
                within="filing_days",
            ),
            Transition(
                verb=V.RETURN_FOR_CORRECTION,
                sources=(S.SUBMITTED, S.TRAINING_CONFIRMED, S.INSPECTION_CONFIRMED),
                target=S.RETURNED,
                roles={
                    S.SUBMITTED: (Role.TRAINING_OFFICER,),
                    S.TRAINING_CONFIRMED: (Role.INSPECTOR, Role.INSPECTION_HEAD),
                    S.INSPECTION_CONFIRMED: (Role.DEPUTY_DIRECTOR,),
                },
                comment_required=True,
                tone=Tone.RETURN,
            ),
        ),
    )
)
