"""A roster in one go: all or nothing, and every obstacle named."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from foundation.core.errors import NotAllowed, NotNow
from foundation.workflow.models import Message
from tests.builders.trainees import (
    make_checked_group,
    make_group_under_review,
    number_group,
)
from tests.cast import Cast
from trainees.enums import ApplicationState as S
from trainees.models import Application, CrossCheckHit
from trainees.operations import (
    assign_certificate_number,
    decide_hit,
    pass_eligible,
    pass_group,
    send_group_for_review,
)
from trainees.queries import group_applications, group_summary


def states(group: uuid.UUID) -> dict[str, int]:
    return group_summary(group).by_state


def doubtful_group(cast: Cast) -> uuid.UUID:
    """Three people, the first of whom has applied elsewhere too."""
    make_group_under_review(cast, 1, institution="huineng", phone="13900000001")
    return make_group_under_review(cast, 3)


def test_one_open_finding_keeps_everybody_waiting_and_every_obstacle_is_named(
    cast: Cast, on_18_june_2026: date
) -> None:
    group = doubtful_group(cast)
    with pytest.raises(NotNow) as refusal:
        pass_group(group, actor=cast.actor("zhou_min"))
    codes = [reason.code for reason in refusal.value.reasons]
    assert codes.count("application.certificate_number_missing") == 3
    assert codes.count("application.hit_open") == 1
    assert states(group) == {S.UNDER_REVIEW: 3}


def test_those_without_obstacle_pass_and_the_others_stay(cast: Cast, on_18_june_2026: date) -> None:
    group = doubtful_group(cast)
    number_group(cast, group)
    assert pass_eligible(group, actor=cast.actor("zhou_min")) == 2
    assert states(group) == {S.PASSED: 2, S.UNDER_REVIEW: 1}


def test_person_decided_as_not_entitled_never_passes(cast: Cast, on_18_june_2026: date) -> None:
    group, officer = doubtful_group(cast), cast.actor("zhou_min")
    number_group(cast, group)
    hit = CrossCheckHit.objects.get(application__group_id=group)
    decide_hit(hit, actor=officer, decision="blocking", reason="已在汇能开课")
    with pytest.raises(NotNow) as refusal:
        pass_group(group, actor=officer, only=[hit.application_id])
    assert [r.code for r in refusal.value.reasons] == ["application.hit_blocking"]
    decide_hit(hit, actor=officer, decision="accepted", reason="汇能证明本人已退出")
    assert pass_group(group, actor=officer) == 3


def test_nobody_eligible_is_said_with_the_reasons(cast: Cast, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 2)
    with pytest.raises(NotNow) as refusal:
        pass_eligible(group, actor=cast.actor("zhou_min"))
    assert refusal.value.codes == (
        "application_group.nobody_eligible",
        "application.certificate_number_missing",
        "application.certificate_number_missing",
    )


def test_sending_needs_checked_people_and_the_manager(cast: Cast, on_18_june_2026: date) -> None:
    group = make_checked_group(cast, 2)
    with pytest.raises(NotAllowed) as role:
        send_group_for_review(group, actor=cast.actor("qihang_teacher"))
    with pytest.raises(NotNow) as foreign:
        send_group_for_review(group, actor=cast.actor("huineng_manager"))
    assert (role.value.code, foreign.value.code) == ("role.missing", "application_group.nobody_checked")
    assert send_group_for_review(group, actor=cast.actor("qihang_manager")) == 2


def test_institution_cannot_pass_its_own_people(cast: Cast, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 1)
    with pytest.raises(NotAllowed) as refusal:
        pass_group(group, actor=cast.actor("qihang_manager"))
    assert refusal.value.codes == ("application.wrong_role", "application.wrong_role")


def test_whoever_entered_does_not_pass_even_after_changing_office(cast: Cast, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 1)
    number_group(cast, group)
    officer = cast.actor("zhou_min")
    moved = type(officer)(**{**vars(officer), "user_id": cast["qihang_manager"].pk})
    with pytest.raises(NotAllowed) as refusal:
        pass_group(group, actor=moved)
    assert "application.same_person" in refusal.value.codes


def test_those_concerned_are_told_once_per_roster(cast: Cast, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 5)
    number_group(cast, group)
    pass_group(group, actor=cast.actor("zhou_min"))
    to_officer = Message.objects.filter(user=cast["zhou_min"]).values_list("title", flat=True)
    to_manager = Message.objects.filter(user=cast["qihang_manager"]).values_list("title", flat=True)
    assert [title.endswith("提交资格审核 5 人") for title in to_officer] == [True]
    assert [title.endswith("资格审核通过 5 人") for title in to_manager] == [True]


def test_summary_counts_heads_by_sex_and_category(cast: Cast, on_18_june_2026: date) -> None:
    group = make_checked_group(cast, 3)
    Application.objects.filter(group_id=group, position=2).update(category="graduate")
    summary = group_summary(group)
    assert (summary.total, summary.male, summary.female) == (3, 0, 3)
    assert summary.by_category == {"rural_migrant": 2, "graduate": 1}
    first = group_applications(group).first()
    assert first is not None
    assign_certificate_number(first, actor=cast.actor("zhou_min"), number="1411210000000001")
    assert group_summary(group).without_number == 2
    assert group_summary(uuid.uuid4()).total == 0
