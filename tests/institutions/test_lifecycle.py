"""C1 from end to end, and everything that the table does not allow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import F

from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from institutions.enums import InstitutionState as S
from institutions.models import Contract, Institution
from institutions.operations import (
    accept_cameras,
    add_contract,
    add_permission,
    cancel_institution,
    order_rectification,
    record_selection,
    release_institution,
    renew_institution,
    return_profile,
    shortlist_institution,
    sign_contract,
    submit_profile,
    suspend_institution,
    update_profile,
    verify_venue,
)
from institutions.tasks import expire_contracts
from institutions.workflow import INSTITUTION
from tests.builders.institutions import make_institution, make_occupation, make_ready_institution, make_venue
from tests.cast import Cast
from tests.outside_the_table import refuses_all_others

YEAR: dict[str, Any] = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}


def test_institution_goes_from_registration_to_expiry_and_renewal(cast: Cast, on_18_june_2026: date) -> None:
    officer, head, deputy = cast.actor("li_jing"), cast.actor("wang_jianming"), cast.actor("zhao_wenqing")
    manager = cast.actor("qihang_manager")
    institution = make_institution(cast, state=S.REGISTERED)
    venue = make_venue(institution)
    submit_profile(institution, actor=manager)
    return_profile(institution, actor=officer, comment="缺承诺书")
    update_profile(
        institution, actor=manager, promise_signed_on=date(2026, 6, 1), platform_entered_on=clock.today()
    )
    submit_profile(institution, actor=manager)
    term = {"service_from": date(2025, 1, 1), "service_to": date(2027, 12, 31)}
    record_selection(institution, actor=officer, selection_document="磋商结果〔2025〕1号", **term)
    shortlist_institution(institution, actor=head)
    with pytest.raises(NotNow) as refusal:
        sign_contract(institution, actor=deputy)
    assert refusal.value.code == "institution.not_ready_for_contract"
    verify_venue(venue, actor=officer)
    accept_cameras(institution, actor=cast.actor("zhang_wei"), accepted_on=date(2026, 6, 17))
    add_contract(institution, actor=officer, number="HT-1", signed_on=date(2026, 1, 1), **YEAR)
    add_permission(
        institution, actor=officer, occupation=make_occupation(), level="5", document="许可1", **YEAR
    )
    assert sign_contract(institution, actor=deputy).state == S.CONTRACTED
    with clock.moved_to(date(2027, 1, 2)):
        assert expire_contracts() == 1
        add_contract(
            institution,
            actor=officer,
            number="HT-2",
            signed_on=date(2027, 1, 2),
            valid_from=date(2027, 1, 2),
            valid_to=date(2027, 12, 31),
        )
        assert renew_institution(institution, actor=deputy).state == S.CONTRACTED
    done = Entry.objects.filter(object_id=str(institution.pk), action="institution.submit_profile")
    assert done.count() == 2


def test_suspension_lasts_to_the_end_of_the_year_and_only_then_can_be_released(
    cast: Cast, on_18_june_2026: date
) -> None:
    director, institution = cast.actor("sun_guodong"), make_ready_institution(cast)
    suspended = suspend_institution(institution, actor=director, comment="就业证明造假，报告〔2026〕3号")
    assert suspended.suspended_until == date(2026, 12, 31)
    assert suspended.suspended_by_id == cast["sun_guodong"].pk
    with pytest.raises(NotNow) as refusal:
        release_institution(institution, actor=director, comment="提前恢复")
    assert refusal.value.code == "institution.suspension_running"
    with clock.moved_to(date(2027, 1, 4)):
        released = release_institution(institution, actor=director, comment="期满，整改到位")
    assert (released.state, released.suspended_until) == (S.CONTRACTED, None)


def test_whoever_shortlisted_cannot_sign_the_contract(cast: Cast, on_18_june_2026: date) -> None:
    institution = make_ready_institution(cast)
    Institution.objects.filter(pk=institution.pk).update(state=S.UNDER_REVIEW, version=F("version") + 1)
    head = cast.actor("wang_jianming")
    shortlist_institution(institution, actor=head)
    both = type(head)(**{**vars(head), "roles": frozenset({"training_head", "deputy_director"})})
    with pytest.raises(NotAllowed) as refusal:
        sign_contract(institution, actor=both)
    assert refusal.value.code == "institution.same_person"


@pytest.mark.parametrize(
    ("operation", "state", "person"),
    [
        (return_profile, S.UNDER_REVIEW, "li_jing"),
        (order_rectification, S.CONTRACTED, "ren_gang"),
        (suspend_institution, S.CONTRACTED, "sun_guodong"),
        (cancel_institution, S.SUSPENDED, "sun_guodong"),
    ],
)
def test_adverse_decision_needs_its_reason(cast: Cast, operation: object, state: S, person: str) -> None:
    institution = make_institution(cast, state=state)
    with pytest.raises(Invalid) as refusal:
        operation(institution, actor=cast.actor(person), comment=" ")  # type: ignore[operator]  # an operation
    assert refusal.value.code == "institution.comment_required"


def test_incomplete_profile_cannot_be_handed_in(cast: Cast) -> None:
    institution = make_institution(cast, state=S.REGISTERED, bank_account="")
    with pytest.raises(NotNow) as refusal:
        submit_profile(institution, actor=cast.actor("qihang_manager"))
    assert refusal.value.code == "institution.profile_incomplete"
    assert "至少一处场地、开户行和账号" in refusal.value.message


def test_contract_in_force_does_not_expire(cast: Cast, on_18_june_2026: date) -> None:
    institution = make_ready_institution(cast)
    assert expire_contracts() == 0
    Contract.objects.update(valid_to=date(2026, 6, 17))
    assert (expire_contracts(), expire_contracts()) == (1, 0)
    institution.refresh_from_db()
    assert institution.state == S.EXPIRED


def test_foreign_institution_is_not_there(cast: Cast) -> None:
    institution = make_institution(cast, state=S.REGISTERED)
    with pytest.raises(NotAllowed) as refusal:
        submit_profile(institution, actor=cast.actor("huineng_manager"))
    assert refusal.value.code == "record.not_visible"


@pytest.mark.parametrize("state", S.values)
def test_whatever_the_table_does_not_name_is_refused(cast: Cast, state: str) -> None:
    institution = make_institution(cast, state=state)
    assert refuses_all_others(INSTITUTION, institution, cast["cheng_hua"].pk) > 190
