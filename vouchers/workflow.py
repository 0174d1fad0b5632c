"""C3: the closed loop of a voucher. What the calendar, the class or the claim cause is done by the system."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition
from vouchers import guards
from vouchers.enums import VoucherState as S
from vouchers.enums import VoucherVerb as V

VOUCHER = register_lifecycle(
    Lifecycle(
        key="voucher",
        noun="电子券",
        model="vouchers.voucher",
        states=S,
        verbs=V,
        initial=S.REQUESTED,
        finals=frozenset({S.WRITTEN_OFF, S.VOIDED, S.EXPIRED, S.RETURNED}),
        clause="文人社字〔2026〕8号 二(2)",
        announces=False,
        context=("application__person", "application__hits", "person__disputes"),
        transitions=(
            Transition(
                verb=V.ISSUE,
                sources=(S.REQUESTED,),
                target=S.ISSUED,
                roles=(Role.QUALIFICATION_OFFICER, Role.TRAINING_OFFICER),
                guards=(
                    guards.issuer_matches_kind,
                    guards.holder_is_eligible,
                    guards.holder_is_clear,
                    guards.no_line_is_disputed,
                ),
                stamp="issued",
            ),
            Transition(
                verb=V.RETURN,
                sources=(S.REQUESTED,),
                target=S.RETURNED,
                roles=(Role.QUALIFICATION_OFFICER,),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=V.BIND,
                sources=(S.ISSUED,),
                target=S.BOUND,
                roles=(Role.SYSTEM,),
                guards=(guards.is_not_expired,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.BEGIN_TRAINING,
                sources=(S.BOUND,),
                target=S.IN_TRAINING,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.COMPLETE,
                sources=(S.IN_TRAINING,),
                target=S.COMPLETED,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.EVALUATE,
                sources=(S.COMPLETED,),
                target=S.EVALUATED,
                roles=(Role.SYSTEM,),
                tone=Tone.PLAIN,
            ),
            Transition(
                verb=V.REDEEM,
                sources=(S.COMPLETED, S.EVALUATED),
                target=S.REDEEMED,
                roles=(Role.SYSTEM,),
                guards=(guards.no_line_is_disputed,),
                stamp="redeemed",
            ),
            Transition(
                verb=V.WRITE_OFF,
                sources=(S.REDEEMED,),
                target=S.WRITTEN_OFF,
                roles=(Role.SYSTEM,),
                stamp="written_off",
            ),
            Transition(
                verb=V.VOID,
                sources=(
                    S.REQUESTED,
                    S.ISSUED,
                    S.BOUND,
                    S.IN_TRAINING,
                    S.COMPLETED,
                    S.EVALUATED,
                    S.REDEEMED,
                ),
                target=S.VOIDED,
                roles={
                    **dict.fromkeys(
                        (S.REQUESTED, S.ISSUED, S.BOUND, S.IN_TRAINING, S.COMPLETED, S.EVALUATED),
                        (Role.QUALIFICATION_OFFICER, Role.SYSTEM),
                    ),
                    S.REDEEMED: (Role.SYSTEM,),
                },
                comment_required=True,
                tone=Tone.DANGER,
            ),
            Transition(
                verb=V.EXPIRE,
                sources=(S.ISSUED,),
                target=S.EXPIRED,
                roles=(Role.SYSTEM,),
                guards=(guards.validity_has_ended,),
                tone=Tone.PLAIN,
            ),
        ),
    )
)
