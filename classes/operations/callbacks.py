"""电话回访: a share of the proofs of employment is drawn by lot and called before any of them counts (F6)."""

from __future__ import annotations

import secrets

from django.db import transaction

from classes.enums import CallResult, EnrolmentState
from classes.models import CallBack, CallBackDraw, Enrolment, TrainingClass
from classes.operations.allowed import require
from classes.queries.callbacks import call_of, undrawn
from classes.queries.pinned import parameters_of
from classes.rules.sampling import draw_sample
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow

CALLERS = (Role.INSPECTOR, Role.INSPECTION_HEAD)
SEED_BYTES = 16


def draw_callbacks(training_class: TrainingClass, *, actor: Actor) -> CallBackDraw:
    """监督检查小组 draws who is called, of all who have handed in and were in no draw before; the seed is kept."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, CALLERS, doing="抽取回访名单")
        before = list(CallBackDraw.objects.filter(training_class=locked))
        people = {str(each.pk): each for each in undrawn(locked, before)}
        if not people:
            raise NotNow("callback.nobody_to_draw", "没有新提交的就业证明，机构提交后再抽取回访名单。")
        share = parameters_of(locked).fraction("callback_share")
        draw = CallBackDraw.objects.create(
            training_class=locked,
            number=len(before) + 1,
            seed=secrets.token_hex(SEED_BYTES),
            share_text=str(share),
            population=list(people),
            drawn_by_id=actor.user_id,
        )
        drawn = draw_sample(draw.seed, people, share)
        _mark_drawn(draw, [people[key] for key in drawn])
        detail = {"seed": draw.seed, "share": draw.share_text, "population": len(people), "drawn": len(drawn)}
        title = f"抽取电话回访名单 {len(drawn)} / {len(people)} 人"
        append(Event("callback.draw", title, locked, detail=detail), actor=actor)
    return draw


def _mark_drawn(draw: CallBackDraw, people: list[Enrolment]) -> None:
    """Somebody called by choice before keeps what was heard."""
    called = CallBack.objects.filter(enrolment__in=people)
    there = set(called.values_list("enrolment_id", flat=True))
    called.update(draw=draw)
    CallBack.objects.bulk_create(
        CallBack(enrolment=each, draw=draw) for each in people if each.pk not in there
    )


def record_callback(enrolment: Enrolment, *, actor: Actor, result: str, note: str) -> CallBack:
    """The inspector says whom he reached and what was said; drawn by lot or chosen by himself."""
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        require(actor, locked.training_class, CALLERS, doing="登记电话回访")
        if locked.state != EnrolmentState.EMPLOYMENT_PENDING:
            raise NotNow(
                "callback.not_pending",
                f"{locked}现为“{locked.state_tag.label}”，就业证明待核实时才登记电话回访。",
            )
        if result not in CallResult.values:
            raise Invalid("callback.no_result", "请选择回访结果：属实、不属实或未接通。")
        if not note.strip():
            raise Invalid("callback.no_note", "请写明何时、何人接听、怎么说的。")
        call = call_of(locked.pk) or CallBack(enrolment=locked)
        call.result, call.note = result, note.strip()
        call.called_at, call.called_by_id = clock.now(), actor.user_id
        call.save()
        event = Event("callback.record", "登记电话回访", locked, call.note, {"result": result})
        append(event, actor=actor)
    return call
