"""暂缓支付: a line of a claim that is held back, until it is paid by itself or struck (20号 六; N20)."""

from __future__ import annotations

from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition
from subsidies import guards
from subsidies.enums import HeldState as S
from subsidies.enums import HeldVerb as V

HELD_LINE = register_lifecycle(
    Lifecycle(
        key="held_line",
        noun="暂缓支付",
        model="subsidies.heldline",
        states=S,
        verbs=V,
        initial=S.HELD,
        finals=frozenset({S.PAID, S.STRUCK}),
        clause="文人社字〔2024〕20号 六",
        context=("claim", "dispute", "row"),
        transitions=(
            Transition(
                verb=V.SEND,
                sources=(S.HELD,),
                target=S.SENT,
                roles=(Role.FINANCE_OFFICER,),
                guards=(
                    guards.line_is_free,
                    guards.claim_is_paid,
                    guards.claim_is_as_signed,
                    guards.no_finding_stops_it,
                    guards.institution_may_be_paid,
                    guards.account_is_settled,
                    guards.fund_is_sufficient,
                ),
                stamp="sent",
            ),
            Transition(
                verb=V.RECORD_PAYMENT,
                sources=(S.SENT,),
                target=S.PAID,
                roles=(Role.COUNTY_FINANCE,),
                guards=(guards.claim_is_as_signed, guards.payee_is_as_sent),
                not_same_as=(V.SEND,),
                stamp="paid",
                tone=Tone.DANGER,
                awaited=True,
            ),
            Transition(
                verb=V.RECORD_FAILURE,
                sources=(S.SENT,),
                target=S.HELD,
                roles=(Role.COUNTY_FINANCE,),
                comment_required=True,
                tone=Tone.RETURN,
            ),
            Transition(
                verb=V.STRIKE,
                sources=(S.HELD,),
                target=S.STRUCK,
                roles=(Role.INSPECTION_HEAD,),
                guards=(guards.dispute_was_upheld,),
                comment_required=True,
                stamp="struck",
                tone=Tone.REFUSE,
                awaited=True,
            ),
            Transition(
                verb=V.DROP,
                sources=(S.HELD,),
                target=S.STRUCK,
                roles=(Role.SYSTEM,),
                comment_required=True,
                stamp="struck",
                tone=Tone.REFUSE,
            ),
        ),
    )
)
