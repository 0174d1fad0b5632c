"""Who is called is drawn by lot, over a list that is kept; nobody drawn is confirmed before his call bears it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classes.enums import CallResult, EmploymentKind, EnrolmentState
from classes.models import CallBack, CallBackDraw, EmploymentProof, Enrolment, TrainingClass
from classes.operations import draw_callbacks, record_callback, return_employment, verify_employment
from classes.queries.callbacks import callback_page
from classes.rules.sampling import draw_sample
from foundation.audit.models import Entry
from foundation.core import clock
from tests.builders.finished import make_finished_class
from tests.builders.running import EMPLOYER_CODE, call_back, people_of
from tests.cast import Cast
from tests.classes.teaching.refusals import refused
from tests.conftest import SignIn

TODAY = date(2026, 9, 20)


@pytest.fixture
def proven(cast: Cast) -> Iterator[TrainingClass]:
    """Of four people three have handed in their proofs; it is 20 September."""
    training_class = make_finished_class(cast, 4, people=4)
    with clock.moved_to(TODAY):
        hand_in(cast, people_of(training_class)[:3])
        yield training_class


def hand_in(cast: Cast, people: list[Enrolment]) -> None:
    """Verified by 张伟, declared by the institution, waiting to be confirmed; written directly."""
    pending = EnrolmentState.EMPLOYMENT_PENDING
    Enrolment.objects.filter(pk__in=[each.pk for each in people]).update(
        state=pending, verified_by=cast["zhang_wei"], state_since=clock.now()
    )
    EmploymentProof.objects.bulk_create(
        EmploymentProof(
            enrolment=each,
            kind=EmploymentKind.FLEXIBLE,
            employer="文水县示例家政服务部",
            credit_code=EMPLOYER_CODE,
            job="养老护理员",
            started_on=date(2026, 6, 22),
            monthly_wage_fen=320_000,
        )
        for each in people
    )


def test_draw_keeps_seed_and_list_and_can_be_done_again(cast: Cast, proven: TrainingClass) -> None:
    draw = draw_callbacks(proven, actor=cast.actor("guo_liang"))
    handed_in = [str(each.pk) for each in people_of(proven, EnrolmentState.EMPLOYMENT_PENDING)]
    drawn = {str(call.enrolment_id) for call in draw.calls.all()}

    assert draw.population == handed_in
    assert drawn == set(draw_sample(draw.seed, handed_in, draw.share))
    assert len(drawn) == 1, "a tenth of three, and never nobody"
    assert callback_page(proven).draws[0].is_reproduced
    assert Entry.objects.get(action="callback.draw").detail["seed"] == draw.seed


def test_draw_that_was_tampered_with_is_seen(cast: Cast, proven: TrainingClass) -> None:
    draw = draw_callbacks(proven, actor=cast.actor("guo_liang"))
    other = next(each for each in people_of(proven)[:3] if not draw.calls.filter(enrolment=each).exists())
    draw.calls.update(enrolment=other)
    assert not callback_page(proven).draws[0].is_reproduced


def test_nobody_stands_in_two_draws(cast: Cast, proven: TrainingClass) -> None:
    inspector = cast.actor("guo_liang")
    draw_callbacks(proven, actor=inspector)
    with refused("callback.nobody_to_draw"):
        draw_callbacks(proven, actor=inspector)
    last = people_of(proven)[3]
    hand_in(cast, [last])
    second = draw_callbacks(proven, actor=inspector)
    assert (second.number, second.population) == (2, [str(last.pk)])


def test_no_employment_counts_before_draw_and_call(cast: Cast, proven: TrainingClass) -> None:
    inspector = cast.actor("zhang_wei")
    everyone = people_of(proven, EnrolmentState.EMPLOYMENT_PENDING)
    with refused("employment.not_in_a_draw"):
        verify_employment(everyone[0], actor=inspector)
    call = draw_callbacks(proven, actor=inspector).calls.get()
    drawn, spared = call.enrolment, next(each for each in everyone if each.pk != call.enrolment_id)

    assert verify_employment(spared, actor=inspector).state == EnrolmentState.EMPLOYMENT_VERIFIED
    with refused("employment.callback_missing"):
        verify_employment(drawn, actor=inspector)
    record_callback(drawn, actor=inspector, result=CallResult.UNREACHED, note="三次无人接听")
    with refused("employment.callback_missing"):
        verify_employment(drawn, actor=inspector)
    record_callback(drawn, actor=inspector, result=CallResult.CONFIRMED, note="本人接听，在岗")
    assert verify_employment(drawn, actor=inspector).state == EnrolmentState.EMPLOYMENT_VERIFIED


def test_proof_that_the_call_denies_can_only_be_returned(cast: Cast, proven: TrainingClass) -> None:
    inspector = cast.actor("zhang_wei")
    drawn = call_back(cast, proven, CallResult.DENIED).calls.get().enrolment
    with refused("employment.callback_denied"):
        verify_employment(drawn, actor=inspector)
    returned = return_employment(drawn, actor=inspector, comment="本人称没有在该单位上班，请核实后重报")
    assert returned.state == EnrolmentState.EMPLOYMENT_RETURNED


def test_call_of_the_time_before_does_not_stand_for_what_is_handed_in_anew(
    cast: Cast, proven: TrainingClass
) -> None:
    drawn = call_back(cast, proven).calls.get().enrolment
    Enrolment.objects.filter(pk=drawn.pk).update(state_since=clock.now() + timedelta(days=1))
    with refused("employment.callback_missing"):
        verify_employment(drawn, actor=cast.actor("zhang_wei"))


def test_inspector_may_call_somebody_of_his_own_choice(cast: Cast, proven: TrainingClass) -> None:
    inspector = cast.actor("zhang_wei")
    draw = draw_callbacks(proven, actor=inspector)
    chosen = next(each for each in people_of(proven)[:3] if not draw.calls.filter(enrolment=each).exists())
    record_callback(chosen, actor=inspector, result=CallResult.DENIED, note="本人不知情")
    with refused("employment.callback_denied"):
        verify_employment(chosen, actor=inspector)
    assert [call.enrolment for call in callback_page(proven).chosen] == [chosen]


@pytest.mark.parametrize(
    ("result", "note", "code"),
    [("", "本人接听", "callback.no_result"), ("perhaps", "本人接听", "callback.no_result"),
     ("confirmed", " ", "callback.no_note")],
)  # fmt: skip
def test_call_needs_a_result_and_words(
    cast: Cast, proven: TrainingClass, result: str, note: str, code: str
) -> None:
    with refused(code):
        record_callback(people_of(proven)[0], actor=cast.actor("zhang_wei"), result=result, note=note)
    with refused("callback.not_pending"):
        record_callback(people_of(proven)[3], actor=cast.actor("zhang_wei"), result="confirmed", note="接听")


@pytest.mark.parametrize("who", ["qihang_manager", "li_jing"])
def test_only_the_inspection_group_draws_and_calls(cast: Cast, proven: TrainingClass, who: str) -> None:
    for act in (
        lambda: draw_callbacks(proven, actor=cast.actor(who)),
        lambda: record_callback(people_of(proven)[0], actor=cast.actor(who), result="confirmed", note="接听"),
    ):
        with refused("class.wrong_role"):
            act()


def test_result_without_a_caller_cannot_be_stored(cast: Cast, proven: TrainingClass) -> None:
    with pytest.raises(IntegrityError):
        CallBack.objects.create(enrolment=people_of(proven)[0], result="confirmed", note="接听")


def test_pages_lead_from_the_draw_to_the_confirmed_employment(
    cast: Cast, proven: TrainingClass, sign_in: SignIn
) -> None:
    inspector, page = sign_in("guo_liang"), reverse("classes:callbacks", args=[proven.pk])
    assert '应抽 <b class="num">1</b> 人' in inspector.get(page).content.decode()
    assert inspector.post(reverse("classes:callback_draw", args=[proven.pk])).status_code == 302
    drawn = CallBackDraw.objects.get().calls.get().enrolment
    address = reverse("classes:callback_record", args=[drawn.pk])
    empty = inspector.post(address, {"result": "confirmed", "note": ""})
    assert empty.status_code == 422
    assert re.search('value="confirmed"[^>]* checked', empty.content.decode()), "what was chosen is kept"
    assert inspector.post(address, {"result": "confirmed", "note": "本人接听，在岗"}).status_code == 302
    shown = inspector.get(page).content.decode()
    assert "重抽一致" in shown
    assert "本人接听，在岗" in shown
    for who in ("qihang_manager", "sun_guodong"):
        assert sign_in(who).get(page).status_code == 200
    assert Enrolment.objects.filter(callback__isnull=False).count() == 1


def test_page_asks_no_more_for_many_calls(cast: Cast, proven: TrainingClass, sign_in: SignIn) -> None:
    inspector, page = sign_in("guo_liang"), reverse("classes:callbacks", args=[proven.pk])
    asked = []
    for people in ([], people_of(proven)[3:]):
        hand_in(cast, people)
        draw_callbacks(proven, actor=cast.actor("guo_liang"))
        inspector.get(page)
        with CaptureQueriesContext(connection) as queries:
            inspector.get(page)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16
