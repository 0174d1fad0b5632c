"""C4: the life of a class; and C2, second half: the life of an enrolment in it."""

from __future__ import annotations

from classes import guards
from classes.enums import ClassState as S
from classes.enums import ClassVerb as V
from classes.enums import EnrolmentState as ES
from classes.enums import EnrolmentVerb as EV
from classes.queries.absence import missed_since, reminding_page, to_be_reminded
from classes.queries.sheets import CORRECTING, CORRECTORS, asked_since, correction_page, to_be_corrected
from classes.queries.unfilled import UNFILLED, days_without_log, log_page, open_sheets
from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle, register_queue
from foundation.workflow.types import Lifecycle, Queue, Tone, Transition

CLASS = register_lifecycle(
    Lifecycle(
        key="class",
        noun="开班申请",
        model="classes.trainingclass",
        states=S,
        verbs=V,
        initial=S.DRAFT,
        finals=frozenset({S.WITHDRAWN, S.REFUSED, S.TERMINATED, S.ARCHIVED}),
        clause="文人社字〔2026〕8号 二(3)",
        transitions=(
            Transition(
                verb=V.SUBMIT,
                sources=(S.DRAFT, S.RETURNED),
                target=S.SUBMITTED,
                roles=(Role.INSTITUTION_MANAGER,),
                guards=(
                    guards.institution_may_open_classes,
                    guards.contract_covers_class,
                    guards.occupation_is_permitted,
                    guards.reported_a_week_ahead,
                    guards.roster_is_complete,
                    guards.everybody_holds_a_voucher,
                    guards.plan_is_complete,
                    guards.basic_courses_are_present,
                    guards.practice_groups_are_small,
                    guards.teachers_are_named,
                    guards.teachers_and_venue_are_free,
                    guards.class_head_is_there,
                    guards.venue_is_suitable,
                    guards.material_is_enough,
                    guards.papers_are_complete,
                    guards.order_is_present,
                ),
                stamp="submitted",
                ahead="open_lead_days",
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.WITHDRAW,
                sources=(S.DRAFT, S.SUBMITTED, S.RETURNED),
                target=S.WITHDRAWN,
                roles=(Role.INSTITUTION_MANAGER,),
                comment_required=True,
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.PASS_FIRST_REVIEW,
                sources=(S.SUBMITTED,),
                target=S.FIRST_REVIEWED,
                roles=(Role.TRAINING_OFFICER,),
                guards=(
                    guards.papers_are_complete,
                    guards.order_is_present,
                    guards.every_hit_is_decided,
                    guards.nobody_is_in_two_classes,
                    guards.class_head_is_there,
                ),
                not_same_as=(V.SUBMIT,),
                stamp="first_reviewed",
                within="first_review_days",
            ),
            Transition(
                verb=V.PASS_SECOND_REVIEW,
                sources=(S.FIRST_REVIEWED,),
                target=S.SECOND_REVIEWED,
                roles=(Role.TRAINING_HEAD,),
                guards=(guards.every_hit_is_decided,),
                not_same_as=(V.SUBMIT, V.PASS_FIRST_REVIEW),
                stamp="second_reviewed",
                within="second_review_days",
            ),
            Transition(
                verb=V.APPROVE,
                sources=(S.SECOND_REVIEWED,),
                target=S.APPROVED,
                roles=(Role.DEPUTY_DIRECTOR, Role.DIRECTOR),
                guards=(
                    guards.policy_is_in_force,
                    guards.city_filing_is_received,
                    guards.quota_is_left,
                    guards.starts_in_the_future,
                    guards.nobody_is_in_two_classes,
                ),
                not_same_as=(V.SUBMIT, V.PASS_FIRST_REVIEW, V.PASS_SECOND_REVIEW),
                stamp="approved",
                within="approval_days",
            ),
            Transition(
                verb=V.RETURN_FOR_CORRECTION,
                sources=(S.SUBMITTED, S.FIRST_REVIEWED, S.SECOND_REVIEWED),
                target=S.RETURNED,
                roles={
                    S.SUBMITTED: (Role.TRAINING_OFFICER,),
                    S.FIRST_REVIEWED: (Role.TRAINING_HEAD,),
                    S.SECOND_REVIEWED: (Role.DEPUTY_DIRECTOR, Role.DIRECTOR),
                },
                comment_required=True,
                tone=Tone.RETURN,
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
                verb=V.FILE,
                sources=(S.APPROVED,),
                target=S.FILED,
                roles=(Role.REGISTRY_OFFICER,),
                within="filing_days",
            ),
            Transition(
                verb=V.CONFIRM_IN_SYSTEM,
                sources=(S.FILED,),
                target=S.SYSTEM_CONFIRMED,
                roles=(Role.TRAINING_OFFICER,),
                within="filing_days",
            ),
            Transition(
                verb=V.RECORD_EVALUATION_VOUCHERS,
                sources=(S.SYSTEM_CONFIRMED,),
                target=S.VOUCHERS_MADE,
                roles=(Role.SYSTEM,),
                guards=(guards.everybody_has_an_evaluation_voucher,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.START,
                sources=(S.VOUCHERS_MADE,),
                target=S.IN_TRAINING,
                roles=(Role.TRAINING_OFFICER,),
                guards=(
                    guards.first_day_has_come,
                    guards.cameras_are_online,
                    guards.everybody_has_an_evaluation_voucher,
                ),
            ),
            Transition(
                verb=V.SUSPEND,
                sources=(S.IN_TRAINING,),
                target=S.SUSPENDED,
                roles=(Role.INSPECTION_HEAD, Role.DEPUTY_DIRECTOR),
                comment_required=True,
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.RESUME,
                sources=(S.SUSPENDED,),
                target=S.IN_TRAINING,
                roles=(Role.DEPUTY_DIRECTOR,),
                comment_required=True,
                not_same_as=(V.SUSPEND,),
            ),
            Transition(
                verb=V.TERMINATE,
                sources=(S.SUSPENDED,),
                target=S.TERMINATED,
                roles=(Role.DEPUTY_DIRECTOR,),
                comment_required=True,
                not_same_as=(V.SUSPEND,),
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.FINISH_TEACHING,
                sources=(S.IN_TRAINING,),
                target=S.TAUGHT,
                roles=(Role.INSTITUTION_MANAGER, Role.CLASS_TEACHER),
                awaited=False,
                guards=(
                    guards.every_sheet_is_closed,
                    guards.every_day_has_a_log,
                    guards.every_lesson_has_video,
                ),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.CONFIRM_EXAM,
                sources=(S.TAUGHT,),
                target=S.EXAMINED,
                roles=(Role.TRAINING_OFFICER,),
                guards=(
                    guards.exam_paper_was_filed_before,
                    guards.every_score_is_entered,
                    guards.everybody_is_clear,
                ),
            ),
            Transition(
                verb=V.APPLY_FOR_ACCEPTANCE,
                sources=(S.EXAMINED, S.ACCEPTANCE_FAILED),
                target=S.AWAITING_ACCEPTANCE,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
                awaited_of=(Role.INSTITUTION_MANAGER,),
                step="申请结业验收",
            ),
            Transition(
                verb=V.FAIL_ACCEPTANCE,
                sources=(S.AWAITING_ACCEPTANCE,),
                target=S.ACCEPTANCE_FAILED,
                roles=(Role.SYSTEM,),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=V.ACCEPT, sources=(S.AWAITING_ACCEPTANCE,), target=S.ACCEPTED, roles=(Role.SYSTEM,)
            ),
            Transition(
                verb=V.BEGIN_CLAIM,
                sources=(S.ACCEPTED,),
                target=S.CLAIMING,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
                awaited_of=(Role.INSTITUTION_MANAGER,),
                step="提交补贴申请",
            ),
            Transition(
                verb=V.RECORD_PAYMENT,
                sources=(S.CLAIMING,),
                target=S.PAID,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.ARCHIVE,
                sources=(S.PAID,),
                target=S.ARCHIVED,
                roles=(Role.REGISTRY_OFFICER,),
                tone=Tone.PLAIN,
            ),
        ),
    )
)

ENROLMENT = register_lifecycle(
    Lifecycle(
        key="enrolment",
        noun="在班学员",
        model="classes.enrolment",
        states=ES,
        verbs=EV,
        initial=ES.IN_CLASS,
        finals=frozenset({ES.WITHDRAWN, ES.NOT_VERIFIED, ES.SUBSIDISED}),
        clause="文人社字〔2026〕8号 二(8)",
        announces=False,
        context=("training_class", "person"),
        transitions=(
            Transition(
                verb=EV.WITHDRAW,
                sources=(ES.IN_CLASS, ES.AWAITING_EXAM),
                target=ES.WITHDRAWN,
                roles=(Role.INSTITUTION_MANAGER, Role.SYSTEM),
                guards=(guards.class_is_under_way, guards.class_has_begun),
                comment_required=True,
                tone=Tone.DANGER,
            ),
            Transition(
                verb=EV.ADMIT_TO_EXAM,
                sources=(ES.IN_CLASS,),
                target=ES.AWAITING_EXAM,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=EV.RECORD_PASS,
                sources=(ES.AWAITING_EXAM,),
                target=ES.PASSED,
                roles=(Role.SYSTEM,),
                guards=(guards.scores_reach_pass_marks,),
            ),
            Transition(
                verb=EV.RECORD_FAIL,
                sources=(ES.AWAITING_EXAM,),
                target=ES.FAILED,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=EV.RECORD_RETAKE_PASS,
                sources=(ES.FAILED,),
                target=ES.PASSED,
                roles=(Role.TRAINING_OFFICER,),
                guards=(guards.retake_is_left, guards.acceptance_has_not_begun),
            ),
            Transition(
                verb=EV.VERIFY,
                sources=(ES.PASSED, ES.FAILED),
                target=ES.VERIFIED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                stamp="verified",
            ),
            Transition(
                verb=EV.REJECT_VERIFICATION,
                sources=(ES.PASSED, ES.FAILED),
                target=ES.NOT_VERIFIED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                tone=Tone.REFUSE,
            ),
            Transition(
                verb=EV.SUBMIT_EMPLOYMENT,
                sources=(ES.VERIFIED, ES.EMPLOYMENT_RETURNED),
                target=ES.EMPLOYMENT_PENDING,
                roles=(Role.INSTITUTION_MANAGER,),
                guards=(guards.proofs_are_complete, guards.contract_is_long_enough),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=EV.VERIFY_EMPLOYMENT,
                sources=(ES.EMPLOYMENT_PENDING,),
                target=ES.EMPLOYMENT_VERIFIED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                guards=(guards.proofs_can_be_opened, guards.callback_is_settled),
                not_same_as=(EV.SUBMIT_EMPLOYMENT,),
                stamp="employment_verified",
            ),
            Transition(
                verb=EV.RETURN_EMPLOYMENT,
                sources=(ES.EMPLOYMENT_PENDING,),
                target=ES.EMPLOYMENT_RETURNED,
                roles=(Role.INSPECTOR, Role.INSPECTION_HEAD),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=EV.RECORD_SUBSIDY,
                sources=(ES.VERIFIED, ES.EMPLOYMENT_VERIFIED, ES.EMPLOYMENT_PENDING, ES.EMPLOYMENT_RETURNED),
                target=ES.SUBSIDISED,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
        ),
    )
)

OPEN_SHEETS = register_queue(
    Queue(
        key="sheet",
        step=Transition(verb="close", sources=(UNFILLED,), target="closed", roles=(Role.CLASS_TEACHER,)),
        label="填写签到表",
        rows=open_sheets,
    )
)

MISSING_LOGS = register_queue(
    Queue(
        key="log",
        step=Transition(verb="write", sources=(UNFILLED,), target="written", roles=(Role.CLASS_TEACHER,)),
        label="填写教学日志",
        rows=days_without_log,
        page=log_page,
    )
)

ABSENT = register_queue(
    Queue(
        key="absence",
        step=Transition(
            verb="remind", sources=(ES.IN_CLASS,), target="reminded", roles=(Role.CLASS_TEACHER,)
        ),
        label="提醒缺课学员",
        rows=to_be_reminded,
        page=reminding_page,
        since=missed_since,
    )
)

CORRECTIONS = register_queue(
    Queue(
        key="correction",
        step=Transition(verb="decide", sources=tuple(CORRECTING), target="decided", roles=CORRECTORS),
        label="认定签到更正",
        rows=to_be_corrected,
        page=correction_page,
        since=asked_since,
    )
)
