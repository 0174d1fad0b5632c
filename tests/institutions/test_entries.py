"""Profile, papers, venues, teachers, catalogue: who may enter what, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.audit.models import Entry
from foundation.core.errors import DomainError, Invalid, NotAllowed, NotNow
from foundation.workflow.models import Message
from institutions.enums import InstitutionState as S
from institutions.models import Institution
from institutions.operations import (
    accept_cameras,
    add_contract,
    add_occupation,
    add_permission,
    add_teacher,
    add_venue,
    change_teacher,
    change_venue,
    publish_occupation,
    record_selection,
    register_institution,
    retire_teacher,
    update_profile,
    verify_venue,
    warn_of_ending_fire_checks,
    withdraw_occupation,
)
from tests.builders.institutions import (
    make_institution,
    make_occupation,
    make_ready_institution,
    make_teacher,
    make_venue,
)
from tests.cast import Cast

YEAR: dict[str, Any] = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
AREAS: dict[str, Any] = {
    "theory_area": Decimal("180"),
    "practice_area": Decimal("150"),
    "address": "示例路 2 号",
}
NEW_CODE = "52141121MJ0000020G"


def code_of(error: type[DomainError], action: Callable[[], object]) -> str:
    with pytest.raises(error) as refusal:
        action()
    return refusal.value.code


def test_bureau_registers_an_institution_and_its_organisation(cast: Cast) -> None:
    institution = register_institution(
        actor=cast.actor("li_jing"),
        name="文水县新生培训学校",
        credit_code=NEW_CODE.lower(),
        contact_phone="13800000009",
    )
    assert (institution.state, institution.credit_code) == (S.REGISTERED, NEW_CODE)
    assert institution.organisation.kind == "institution"
    assert Entry.objects.filter(action="institution.register", institution_id=institution.pk).exists()


def test_same_credit_code_or_name_is_registered_once(cast: Cast) -> None:
    make_institution(cast, "huineng")
    officer = cast.actor("li_jing")
    taken = code_of(Invalid, lambda: register_institution(actor=officer, name="另一所", credit_code=NEW_CODE))
    named = code_of(
        Invalid,
        lambda: register_institution(
            actor=officer, name="文水县启航职业培训学校", credit_code="52141121MJ0000011J"
        ),
    )
    assert (taken, named) == ("institution.credit_code_taken", "institution.name_taken")


def test_institution_keeps_its_profile_but_not_its_account_after_handing_in(cast: Cast) -> None:
    manager, institution = cast.actor("qihang_manager"), make_ready_institution(cast)
    assert update_profile(institution, actor=manager, contact_name="田丽").contact_name == "田丽"
    refused = code_of(NotNow, lambda: update_profile(institution, actor=manager, bank_account="62284800"))
    assert refused == "account.change_needs_confirmation"


def test_profile_is_closed_while_the_bureau_examines_it(cast: Cast) -> None:
    institution = make_institution(cast, state=S.UNDER_REVIEW)
    refused = code_of(
        NotNow, lambda: update_profile(institution, actor=cast.actor("qihang_manager"), contact_name="田丽")
    )
    assert refused == "institution.profile_closed"


@pytest.mark.parametrize("person", ["qihang_manager", "zhang_wei", "sun_guodong", "cheng_hua", "zhou_min"])
def test_papers_are_filed_by_the_training_group_only(cast: Cast, person: str) -> None:
    institution, actor = make_institution(cast), cast.actor(person)
    attempts: list[Callable[[], Any]] = [
        lambda: record_selection(
            institution,
            actor=actor,
            selection_document="x",
            service_from=YEAR["valid_from"],
            service_to=date(2027, 1, 1),
        ),
        lambda: add_contract(institution, actor=actor, number="x", signed_on=date(2026, 1, 1), **YEAR),
        lambda: add_permission(
            institution, actor=actor, occupation=make_occupation(), level="5", document="x", **YEAR
        ),
        lambda: add_occupation(actor=actor, code="1", edition="2022", name="x"),
    ]
    assert [code_of(NotAllowed, attempt) for attempt in attempts] == ["role.missing"] * 4


def test_contract_number_and_period_are_checked(cast: Cast) -> None:
    institution, officer = make_institution(cast), cast.actor("li_jing")
    signed: dict[str, Any] = {"actor": officer, "signed_on": date(2026, 1, 1)}
    add_contract(institution, number="HT-1", **signed, **YEAR)
    twice = code_of(Invalid, lambda: add_contract(institution, number="HT-1", **signed, **YEAR))
    backwards: dict[str, Any] = {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}
    turned = code_of(Invalid, lambda: add_contract(institution, number="HT-2", **signed, **backwards))
    assert (twice, turned) == ("contract.number_taken", "period.backwards")


def test_same_permission_is_entered_once(cast: Cast) -> None:
    institution, occupation = make_institution(cast), make_occupation()
    facts: dict[str, Any] = {"occupation": occupation, "level": "5", "document": "许可1", **YEAR}
    add_permission(institution, actor=cast.actor("li_jing"), **facts)
    again = code_of(Invalid, lambda: add_permission(institution, actor=cast.actor("li_jing"), **facts))
    assert again == "permission.known"


def test_changed_venue_must_be_verified_again(cast: Cast, on_18_june_2026: date) -> None:
    manager, institution = cast.actor("qihang_manager"), make_institution(cast)
    venue = add_venue(institution, actor=manager, name="三号点", fire_safety_on=date(2026, 3, 1), **AREAS)
    assert verify_venue(venue, actor=cast.actor("zhang_wei")).verified_on == date(2026, 6, 18)
    assert change_venue(venue, actor=manager, cameras=8).verified_on == date(2026, 6, 18)
    assert change_venue(venue, actor=manager, practice_area=Decimal("90")).verified_on is None


def test_venue_without_fire_safety_is_not_verified_and_never_by_its_institution(cast: Cast) -> None:
    venue = make_venue(make_institution(cast), fire_safety_on=None)
    unsafe = code_of(NotNow, lambda: verify_venue(venue, actor=cast.actor("li_jing")))
    own = code_of(NotAllowed, lambda: verify_venue(venue, actor=cast.actor("qihang_manager")))
    assert (unsafe, own) == ("venue.fire_safety_missing", "role.missing")


def test_a_venue_whose_fire_check_has_ended_is_not_verified(cast: Cast, on_18_june_2026: date) -> None:
    venue = make_venue(make_institution(cast), fire_safety_valid_to=date(2026, 6, 17))

    assert code_of(NotNow, lambda: verify_venue(venue, actor=cast.actor("li_jing"))) == (
        "venue.fire_safety_expired"
    )
    change_venue(venue, actor=cast.actor("qihang_manager"), fire_safety_valid_to=date(2026, 6, 18))
    assert verify_venue(venue, actor=cast.actor("li_jing")).verified_on == date(2026, 6, 18)


def test_the_managers_hear_once_of_each_fire_check_that_is_about_to_end(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    institution = make_institution(cast, state=S.CONTRACTED)
    venue = make_venue(institution, fire_safety_valid_to=date(2026, 7, 18))
    make_venue(institution, "二号教学点", fire_safety_valid_to=date(2026, 7, 19))

    assert (warn_of_ending_fire_checks(), warn_of_ending_fire_checks()) == (1, 0)

    told = Message.objects.get()
    assert (told.user, told.title) == (cast["qihang_manager"], "一号教学点的消防检查 2026-07-18 到期")
    change_venue(venue, actor=cast.actor("qihang_manager"), fire_safety_valid_to=date(2026, 7, 17))
    assert warn_of_ending_fire_checks() == 1


def test_foreign_venue_and_teacher_are_not_there(cast: Cast) -> None:
    institution, stranger = make_institution(cast), cast.actor("huineng_manager")
    venue, teacher = make_venue(institution), make_teacher(institution)
    codes = {
        code_of(NotAllowed, lambda: change_venue(venue, actor=stranger, cameras=1)),
        code_of(NotAllowed, lambda: retire_teacher(teacher, actor=stranger)),
        code_of(NotAllowed, lambda: add_teacher(institution, actor=stranger, name="张三")),
    }
    assert codes == {"record.not_visible"}


def test_second_venue_of_the_same_name_is_refused(cast: Cast) -> None:
    institution, manager = make_institution(cast), cast.actor("qihang_manager")
    make_venue(institution)
    other = make_venue(institution, "二号教学点")
    added = code_of(Invalid, lambda: add_venue(institution, actor=manager, name="一号教学点", **AREAS))
    renamed = code_of(Invalid, lambda: change_venue(other, actor=manager, name="一号教学点"))
    assert (added, renamed) == ("venue.name_taken", "venue.name_taken")


def test_teacher_is_entered_corrected_and_leaves_once(cast: Cast) -> None:
    institution, manager = make_institution(cast), cast.actor("qihang_manager")
    teacher = add_teacher(institution, actor=manager, name="韩玉兰", phone="138 0000 0003")
    assert teacher.phone == "13800000003"
    assert change_teacher(teacher, actor=manager, certificate="考评员 2").certificate == "考评员 2"
    assert retire_teacher(teacher, actor=manager).is_active is False
    assert code_of(NotNow, lambda: retire_teacher(teacher, actor=manager)) == "teacher.already_retired"


def test_cameras_cannot_be_accepted_in_the_future(cast: Cast, on_18_june_2026: date) -> None:
    institution = make_institution(cast)
    refused = code_of(
        Invalid,
        lambda: accept_cameras(institution, actor=cast.actor("ren_gang"), accepted_on=date(2026, 6, 19)),
    )
    assert refused == "cameras.accepted_in_future"
    assert Institution.objects.get().cameras_accepted_on is None


def test_occupation_is_listed_withdrawn_and_published_again(cast: Cast) -> None:
    officer = cast.actor("li_jing")
    occupation = add_occupation(actor=officer, code="4-03-02-01", edition="2022", name="中式面点师")
    assert withdraw_occupation(occupation, actor=officer).is_published is False
    assert code_of(NotNow, lambda: withdraw_occupation(occupation, actor=officer)) == "occupation.unchanged"
    assert publish_occupation(occupation, actor=officer).is_published is True
    listed = code_of(
        Invalid, lambda: add_occupation(actor=officer, code="4-03-02-01", edition="2022", name="面点")
    )
    assert listed == "occupation.code_taken"
