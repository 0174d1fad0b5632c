"""Each clause of the engine: sight, state, role, separation of duties, guards, opinion, one row, one trace."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.workflow.engine import judge
from foundation.workflow.models import Message
from institutions.enums import InstitutionState as S
from institutions.models import Institution
from tests.cast import Cast
from tests.foundation.workflow.permit import (
    PERMIT,
    PermitVerb,
    approve,
    make_permit,
    pass_review,
    return_it,
    steal,
    submit,
)


def test_verb_moves_state_stamp_and_version_together(cast: Cast, on_18_june_2026: date) -> None:
    permit = make_permit(cast, S.SHORTLISTED)

    moved = approve(permit, actor=cast.actor("sun_guodong"))

    assert (moved.state, moved.version, moved.suspended_by_id) == (S.SUSPENDED, 2, cast["sun_guodong"].pk)
    assert moved.suspended_at == moved.state_since
    assert clock.local(moved.state_since).date() == on_18_june_2026


def test_verb_leaves_exactly_one_entry_with_its_meaning(cast: Cast) -> None:
    permit = make_permit(cast, S.UNDER_REVIEW)

    pass_review(permit, actor=cast.actor("li_jing"), comment=" 材料齐全 ")

    entry = Entry.objects.get()
    assert (entry.action, entry.title, entry.comment) == ("permit.pass", "初审通过", "材料齐全")
    assert (entry.from_state, entry.to_state) == (S.UNDER_REVIEW, S.SHORTLISTED)
    assert (entry.detail, entry.institution_id) == ({"papers": 3}, permit.pk)


def test_returned_record_is_the_one_to_go_on_with(cast: Cast) -> None:
    permit = make_permit(cast, S.UNDER_REVIEW)

    moved = pass_review(permit, actor=cast.actor("li_jing"))

    assert moved.selection_document == "磋商结果"
    assert permit.state == S.UNDER_REVIEW


@pytest.mark.parametrize(
    ("state", "who", "verb", "family", "code"),
    [
        (S.REGISTERED, "li_jing", pass_review, NotNow, "permit.wrong_state"),
        (S.UNDER_REVIEW, "zhou_min", pass_review, NotAllowed, "permit.wrong_role"),
        (S.SHORTLISTED, "li_jing", return_it, NotAllowed, "permit.wrong_role"),
        (S.UNDER_REVIEW, "li_jing", return_it, Invalid, "permit.comment_required"),
        (S.REGISTERED, "huineng_manager", submit, NotAllowed, "record.not_visible"),
        (S.REGISTERED, "admin_he", submit, NotAllowed, "record.not_visible"),
    ],
)
def test_what_must_not_be_is_refused_and_changes_nothing(
    cast: Cast, state: str, who: str, verb: object, family: type[DomainError], code: str
) -> None:
    permit = make_permit(cast, state)

    with pytest.raises(family) as refusal:
        verb(permit, actor=cast.actor(who))  # type: ignore[operator]  # one of the operations

    assert refusal.value.code == code
    assert Institution.objects.get(pk=permit.pk).state == state
    assert not Entry.objects.exists()


def test_every_failing_guard_is_named_at_once(cast: Cast) -> None:
    permit = make_permit(cast, S.UNDER_REVIEW, contact_phone="", address="")

    with pytest.raises(NotNow) as refusal:
        pass_review(permit, actor=cast.actor("li_jing"))

    assert refusal.value.codes == ("permit.no_phone", "permit.no_phone", "permit.no_address")
    assert refusal.value.message == "请先填写联系电话；请先填写地址。"


def test_nobody_passes_what_he_has_submitted_himself(cast: Cast) -> None:
    permit = submit(make_permit(cast), actor=cast.actor("li_jing"))

    with pytest.raises(NotAllowed) as refusal:
        pass_review(permit, actor=cast.actor("li_jing"))

    assert refusal.value.code == "permit.same_person"
    assert pass_review(permit, actor=cast.actor("hao_ping")).state == S.SHORTLISTED


def test_return_and_resubmit_launders_nobody(cast: Cast) -> None:
    permit = submit(make_permit(cast), actor=cast.actor("li_jing"))
    permit = return_it(permit, actor=cast.actor("hao_ping"), comment="缺许可证")
    permit = submit(permit, actor=cast.actor("qihang_manager"))

    with pytest.raises(NotAllowed) as refusal:
        pass_review(permit, actor=cast.actor("li_jing"))
    assert refusal.value.code == "permit.same_person"


def test_stale_copy_is_judged_by_what_the_database_says(cast: Cast) -> None:
    stale = make_permit(cast)
    submit(stale, actor=cast.actor("qihang_manager"))

    with pytest.raises(NotNow) as refusal:
        submit(stale, actor=cast.actor("qihang_manager"))
    assert refusal.value.code == "permit.wrong_state"


def test_lost_race_is_refused_and_leaves_no_trace(cast: Cast) -> None:
    permit = make_permit(cast)

    with pytest.raises(NotNow) as refusal:
        steal(permit, actor=cast.actor("li_jing"))

    assert refusal.value.code == "record.changed_meanwhile"
    assert Institution.objects.get(pk=permit.pk).version == 1
    assert not Entry.objects.exists()


def test_those_who_worked_on_it_and_the_institution_are_told(cast: Cast) -> None:
    permit = submit(make_permit(cast), actor=cast.actor("qihang_manager"))
    pass_review(permit, actor=cast.actor("li_jing"))
    Message.objects.all().delete()

    permit.refresh_from_db()
    return_it(permit, actor=cast.actor("sun_guodong"), comment="缺许可证复印件")

    told = set(Message.objects.values_list("user_id", "body"))
    assert told == {(cast[name].pk, "缺许可证复印件") for name in ("qihang_manager", "li_jing")}


def test_verdict_says_why_not_even_to_the_right_person(cast: Cast) -> None:
    permit = make_permit(cast, S.UNDER_REVIEW, address="")

    verdict = judge(PERMIT, permit, cast.actor("li_jing"), PermitVerb.PASS)

    assert verdict.has_role
    assert not verdict.is_allowed
    assert [reason.code for reason in verdict.reasons] == ["permit.no_address"]


def test_system_acts_in_the_name_of_the_person_but_not_as_he(cast: Cast) -> None:
    actor: Actor = cast.actor("sun_guodong").as_system()

    assert actor.is_system
    assert not judge(PERMIT, make_permit(cast, S.SHORTLISTED), actor, PermitVerb.APPROVE).is_allowed
