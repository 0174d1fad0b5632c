"""C2, first half: from 报名 to 在班. What follows in class is the enrolment's lifecycle (classes)."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition
from trainees import guards
from trainees.enums import ApplicationState as S
from trainees.enums import ApplicationVerb as V

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
        context=("person", "hits"),
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
                guards=(guards.every_hit_is_decided, guards.employment_certificate_is_numbered),
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
