"""申请补签: asked by the person on his phone, answered by the institution with what it has for every sheet (0011)."""

from __future__ import annotations

from classes import guards
from classes.enums_make_up import MakeUpState as S
from classes.enums_make_up import MakeUpVerb as V
from foundation.accounts.enums import Role
from foundation.workflow.registry import register_lifecycle
from foundation.workflow.types import Lifecycle, Tone, Transition

STAFF = (Role.CLASS_TEACHER, Role.INSTITUTION_MANAGER)

MAKE_UP = register_lifecycle(
    Lifecycle(
        key="make_up",
        noun="补签申请",
        model="classes.makeuprequest",
        states=S,
        verbs=V,
        initial=S.ASKED,
        finals=frozenset({S.ENTERED, S.PROPOSED, S.REFUSED}),
        clause="文人社字〔2026〕8号 二(5)",
        transitions=(
            Transition(
                verb=V.ENTER,
                sources=(S.ASKED,),
                target=S.ENTERED,
                roles=STAFF,
                guards=(guards.sheet_counts_it,),
                stamp="answered",
                step="办理补签申请",
            ),
            Transition(
                verb=V.PROPOSE,
                sources=(S.ASKED,),
                target=S.PROPOSED,
                roles=STAFF,
                guards=(guards.correction_is_asked_for,),
                stamp="answered",
                awaited=False,
            ),
            Transition(
                verb=V.REFUSE,
                sources=(S.ASKED,),
                target=S.REFUSED,
                roles=STAFF,
                comment_required=True,
                stamp="answered",
                tone=Tone.REFUSE,
            ),
        ),
    )
)
