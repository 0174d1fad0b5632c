"""制发培训券: the roster gets its vouchers in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from foundation.audit.models import Entry
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.workflow.models import Message
from tests.builders.trainees import identity_number, make_group_under_review, make_passed_group
from tests.builders.vouchers import make_issued_group
from tests.cast import Cast
from trainees.enums import ApplicationState
from trainees.models import Application
from trainees.operations import confirm_merge, propose_merge, report_duplicate, unmerge_people
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations import (
    issue_training_vouchers,
    issue_voucher,
    request_training_vouchers,
    return_voucher,
    void_voucher,
)
from vouchers.operations.lists import request_vouchers
from vouchers.queries import issue_plan, siblings_of
from vouchers.rules.numbers import is_valid_number

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def test_everybody_who_passed_gets_a_numbered_voucher(cast: Cast) -> None:
    group = make_passed_group(cast, 3)
    issued = issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    assert [v.state for v in issued] == [VoucherState.ISSUED] * 3
    assert all(is_valid_number(v.number) and v.number.startswith("PX-") for v in issued)
    assert {v.valid_to for v in issued} == {date(2026, 12, 31)}
    states = set(Application.objects.filter(group_id=group).values_list("state", flat=True))
    assert states == {ApplicationState.VOUCHER_ISSUED}


def test_the_list_is_recorded_once_besides_each_voucher_and_the_institution_is_told(cast: Cast) -> None:
    make_issued_group(cast, 3)
    assert Entry.objects.filter(action="voucher.issue").count() == 3
    assert Entry.objects.get(action="voucher.issue_training_list").detail["count"] == 3
    assert Message.objects.filter(user=cast["qihang_manager"], title__contains="培训券已制发 3 张").exists()


def test_a_second_click_issues_nothing(cast: Cast) -> None:
    group = make_issued_group(cast, 2)
    with pytest.raises(NotNow) as refusal:
        issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    assert refusal.value.code == "voucher.nobody_to_issue"
    assert Voucher.objects.count() == 2


def test_nobody_gets_a_voucher_before_the_review_is_passed(cast: Cast) -> None:
    group = make_group_under_review(cast, 2)
    with pytest.raises(NotNow) as refusal:
        issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    assert "voucher.holder_not_eligible" in refusal.value.codes


@pytest.mark.parametrize("who", ["li_jing", "qihang_manager", "zhang_wei", "sun_guodong", "admin_he"])
def test_only_the_qualification_group_issues_training_vouchers(cast: Cast, who: str) -> None:
    group = make_passed_group(cast, 1)
    with pytest.raises(NotAllowed) as refusal:
        issue_training_vouchers(group, actor=cast.actor(who))
    assert refusal.value.code == "role.missing"


def test_an_evaluation_voucher_is_not_issued_by_the_qualification_group(cast: Cast) -> None:
    make_issued_group(cast, 1)
    application = Application.objects.get()
    (requested,) = request_vouchers([application], VoucherKind.EVALUATION, cast.actor("li_jing"))
    with pytest.raises(NotNow) as refusal:
        issue_voucher(requested, actor=cast.actor("zhou_min"))
    assert refusal.value.code == "voucher.wrong_issuer"
    assert issue_voucher(requested, actor=cast.actor("li_jing")).state == VoucherState.ISSUED


def test_the_institution_may_ask_and_the_request_is_what_gets_issued(cast: Cast) -> None:
    group = make_passed_group(cast, 2)
    requested = request_training_vouchers(group, actor=cast.actor("qihang_manager"))
    issued = issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    assert {v.pk for v in requested} == {v.pk for v in issued}


def test_a_returned_request_frees_the_person(cast: Cast) -> None:
    group = make_passed_group(cast, 1)
    (requested,) = request_training_vouchers(group, actor=cast.actor("qihang_manager"))
    with pytest.raises(Invalid) as refusal:
        return_voucher(requested, actor=cast.actor("zhou_min"), comment=" ")
    assert refusal.value.code == "voucher.comment_required"
    return_voucher(requested, actor=cast.actor("zhou_min"), comment="证件照不清，请补正")
    assert len(issue_training_vouchers(group, actor=cast.actor("zhou_min"))) == 1


def test_after_a_void_the_person_is_given_another_and_both_stay_on_record(cast: Cast) -> None:
    group = make_issued_group(cast, 1)
    void_voucher(Voucher.objects.get(), actor=cast.actor("zhou_min"), comment="工种填错")
    issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    assert sorted(Voucher.objects.values_list("state", flat=True)) == ["issued", "voided"]


def test_the_same_trade_and_level_is_not_issued_twice_in_a_year_by_any_institution(cast: Cast) -> None:
    make_issued_group(cast, 1)
    again = make_group_under_review(cast, 1, institution="huineng")
    (line,) = issue_plan(again, cast.actor("zhou_min")).lines
    assert line.obstacle is not None
    assert line.obstacle.code == "voucher.held_elsewhere"
    with pytest.raises(Invalid) as refusal:
        request_vouchers([line.application], VoucherKind.TRAINING, cast.actor("zhou_min"))
    assert refusal.value.code == "voucher.already_held"


def test_the_hint_names_no_other_institution(cast: Cast) -> None:
    make_issued_group(cast, 1)
    again = make_group_under_review(cast, 1, institution="huineng")
    (line,) = issue_plan(again, cast.actor("huineng_manager")).lines
    assert line.obstacle is not None
    assert "启航" not in line.obstacle.message


def test_a_foreign_roster_is_empty(cast: Cast) -> None:
    group = make_passed_group(cast, 2)
    assert issue_plan(group, cast.actor("huineng_manager")).lines == ()
    with pytest.raises(NotNow):
        request_training_vouchers(group, actor=cast.actor("huineng_manager"))


def test_two_records_become_one_person_only_when_one_of_their_vouchers_is_void(cast: Cast) -> None:
    one, other = two_holders(cast)
    officer, head = cast.actor("zhou_min"), cast.actor("wang_jianming")
    case = report_duplicate(
        one.person, actor=officer, identity_number=identity_number(2), reason="改名，户口簿"
    )
    said = refusal_of(lambda: propose_merge(case, actor=officer, kept=one.person_id, comment="同一人"))
    assert (said.code, f"保留 {one.number}" in said.message) == ("duplicate.two_vouchers", True)

    void_voucher(other, actor=officer, comment="与另一份档案为同一人")
    case = propose_merge(case, actor=officer, kept=one.person_id, comment="同一人")
    (again,) = issue_training_vouchers(group_of(other), actor=officer)  # meanwhile, in another window
    assert refusal_of(lambda: confirm_merge(case, actor=head)).code == "duplicate.two_vouchers"

    void_voucher(again, actor=officer, comment="与另一份档案为同一人")
    case = confirm_merge(case, actor=head)
    assert (
        "voucher.held_elsewhere"
        in refusal_of(lambda: issue_training_vouchers(group_of(other), actor=officer)).codes
    )
    assert (
        refusal_of(lambda: request_vouchers([other.application], VoucherKind.TRAINING, officer)).code
        == "voucher.already_held"
    )
    assert list(siblings_of(one, officer)) == [other, again]
    assert not siblings_of(one, cast.actor("qihang_manager")).exists()

    unmerge_people(case, actor=head, comment="经核实为两人")
    assert len(issue_training_vouchers(group_of(other), actor=officer)) == 1


def two_holders(cast: Cast) -> tuple[Voucher, Voucher]:
    """Two records that no comparison takes for one person, each with a training voucher; the first is in use."""
    first, second = make_issued_group(cast, 1), make_issued_group(cast, 1, institution="huineng", start=2)
    one, other = (Voucher.objects.get(application__group_id=group) for group in (first, second))
    return one, other


def group_of(voucher: Voucher) -> UUID:
    assert voucher.application.group_id
    return voucher.application.group_id


def refusal_of(attempt: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        attempt()
    return refusal.value
