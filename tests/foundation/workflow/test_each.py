"""A verb done to every record of a list: what as many single calls would do, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.workflow.models import Message
from institutions.enums import InstitutionState as S
from institutions.models import Institution
from tests.cast import Cast
from tests.foundation.workflow.permit import (
    approve,
    make_permit,
    make_permits,
    pass_review,
    return_it,
    steal,
    submit,
)


def traces(permits: list[Institution]) -> list[tuple[Any, ...]]:
    """What was recorded about each, without what is its own."""
    columns = ("action", "title", "actor_id", "comment", "detail", "from_state", "to_state", "result")
    return [
        tuple(Entry.objects.filter(object_id=str(permit.pk)).order_by("seq").values_list(*columns))
        for permit in permits
    ]


def as_they_are(permits: list[Institution]) -> list[tuple[Any, ...]]:
    rows = Institution.objects.in_bulk([permit.pk for permit in permits])
    columns = ("state", "version", "selection_document", "suspended_by_id")
    return [tuple(getattr(rows[permit.pk], column) for column in columns) for permit in permits]


def walk(cast: Cast, permits: list[Institution], do: Callable[..., list[Institution]]) -> None:
    """Submitted, passed, approved; `do` is one way to do a verb to all."""
    permits = do(submit, permits, actor=cast.actor("hao_ping"))
    permits = do(pass_review, permits, actor=cast.actor("li_jing"), comment=" 材料齐全 ")
    do(approve, permits, actor=cast.actor("sun_guodong"))


def test_a_list_ends_as_if_each_had_been_done_by_itself(cast: Cast) -> None:
    permits = make_permits(cast, 6)
    together, apart = permits[:3], permits[3:]

    walk(cast, together, lambda verb, records, **facts: verb.each(records, **facts))
    walk(cast, apart, lambda verb, records, **facts: [verb(record, **facts) for record in records])

    done = (S.SUSPENDED, 4, "磋商结果", cast["sun_guodong"].pk)
    assert as_they_are(together) == as_they_are(apart) == [done] * 3
    assert traces(together) == traces(apart)
    assert Entry.objects.count() == 18
    assert verify_chain().is_whole


def test_records_that_came_different_ways_move_together(cast: Cast) -> None:
    one, two = make_permits(cast, 2)
    two = return_it(submit(two, actor=cast.actor("hao_ping")), actor=cast.actor("hao_ping"), comment="缺照片")

    moved = submit.each([two, one], actor=cast.actor("hao_ping"))

    assert [(each.pk, each.version) for each in moved] == [(two.pk, 4), (one.pk, 2)]


def test_one_that_is_refused_keeps_all_waiting_and_is_named(cast: Cast) -> None:
    permits = make_permits(cast, 3, S.UNDER_REVIEW)
    Institution.objects.filter(pk=permits[1].pk).update(contact_phone="")

    with pytest.raises(NotNow) as refusal:
        pass_review.each(permits, actor=cast.actor("li_jing"))

    assert refusal.value.codes == ("permit.no_phone", "permit.no_phone")
    assert refusal.value.reasons[0].message == "第2职业培训学校：请先填写联系电话"
    assert "1 件暂不能办理，本次一件也没有办理" in refusal.value.message
    assert {state for state, *_ in as_they_are(permits)} == {S.UNDER_REVIEW}
    assert not Entry.objects.exists()


def test_every_obstacle_of_every_record_is_told_at_once(cast: Cast) -> None:
    permits = make_permits(cast, 3, S.UNDER_REVIEW)
    Institution.objects.update(contact_phone="", address="")

    with pytest.raises(NotNow) as refusal:
        pass_review.each(permits, actor=cast.actor("li_jing"))

    assert len(refusal.value.reasons) == 6
    assert "3 件暂不能办理" in refusal.value.message


def test_whoever_submitted_one_of_a_list_passes_none_of_it(cast: Cast) -> None:
    one, two = make_permits(cast, 2)
    permits = [submit(one, actor=cast.actor("hao_ping")), submit(two, actor=cast.actor("li_jing"))]

    with pytest.raises(NotAllowed) as refusal:
        pass_review.each(permits, actor=cast.actor("li_jing"))

    assert refusal.value.codes == ("permit.same_person", "permit.same_person")
    assert refusal.value.reasons[0].message.startswith("第2职业培训学校：您已办理过")
    assert [row[0] for row in as_they_are(permits)] == [S.UNDER_REVIEW] * 2


@pytest.mark.parametrize(
    ("state", "who", "verb", "family", "code"),
    [
        (S.REGISTERED, "li_jing", pass_review, NotNow, "permit.wrong_state"),
        (S.UNDER_REVIEW, "zhou_min", pass_review, NotAllowed, "permit.wrong_role"),
        (S.UNDER_REVIEW, "li_jing", return_it, Invalid, "permit.comment_required"),
        (S.REGISTERED, "huineng_manager", submit, NotAllowed, "record.not_visible"),
        (S.REGISTERED, "li_jing", steal, NotNow, "record.changed_meanwhile"),
    ],
)
def test_what_must_not_be_is_refused_for_a_list_too(
    cast: Cast, state: str, who: str, verb: Any, family: type[DomainError], code: str
) -> None:
    permits = make_permits(cast, 2, state)

    with pytest.raises(family) as refusal:
        verb.each(permits, actor=cast.actor(who))

    assert refusal.value.code == code
    assert [(row[0], row[1]) for row in as_they_are(permits)] == [(state, 1)] * 2
    assert not Entry.objects.exists()


def test_a_list_with_one_foreign_record_is_not_visible_as_a_whole(cast: Cast) -> None:
    own, foreign = make_permit(cast), make_permits(cast, 1)[0]

    with pytest.raises(NotAllowed) as refusal:
        submit.each([own, foreign], actor=cast.actor("qihang_manager"))

    assert refusal.value.code == "record.not_visible"
    assert not Entry.objects.exists()


def test_an_empty_list_is_nothing_to_do(cast: Cast, django_assert_num_queries: Any) -> None:
    manager = cast.actor("qihang_manager")
    with django_assert_num_queries(0):
        assert submit.each([], actor=manager) == []


def test_a_record_that_stands_twice_in_a_list_is_a_fault_of_the_program(cast: Cast) -> None:
    permit = make_permit(cast)
    with pytest.raises(ValueError, match="twice"):
        submit.each([permit, permit], actor=cast.actor("qihang_manager"))


def test_those_concerned_hear_of_each(cast: Cast) -> None:
    submit.each(make_permits(cast, 3), actor=cast.actor("li_jing"))
    Message.objects.all().delete()

    pass_review.each(Institution.objects.all(), actor=cast.actor("hao_ping"))

    assert Message.objects.filter(user=cast["li_jing"]).count() == 3
