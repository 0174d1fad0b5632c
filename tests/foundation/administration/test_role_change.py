"""角色变更: 安全管理员 proposes, 局领导 or another 安全管理员 confirms; nobody does both, nobody for himself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.accounts.models import RoleAssignment
from foundation.administration.enums import RoleChangeKind, RoleChangeState, RoleChangeVerb
from foundation.administration.models import RoleChange
from foundation.administration.operations import roles as ops
from foundation.administration.workflow import ROLE_CHANGE
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError
from foundation.workflow.models import Message
from foundation.workflow.registry import operation_of
from foundation.workflow.worklist import worklist
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


def proposed(cast: Cast, who: str = "hao_ping", role: str = Role.INSPECTOR, **facts: Any) -> RoleChange:
    """田安 proposes that somebody gets a role from today on."""
    given = {"starts_on": clock.today(), "reason": "文人社〔2026〕31号", **facts}
    return ops.propose_role(cast[who], actor=cast.actor("security_tian"), role=role, **given)


def confirm(cast: Cast, change: RoleChange) -> RoleChange:
    """孙国栋, the director."""
    return ops.confirm_role_change(change, actor=cast.actor("sun_guodong"))


def second_security(cast: Cast, name: str = "wu_fang") -> Actor:
    RoleAssignment.objects.create(user=cast[name], role=Role.SECURITY_ADMINISTRATOR, starts_on=clock.today())
    return cast.actor(name)


def assignment_of(cast: Cast, who: str) -> RoleAssignment:
    return RoleAssignment.objects.get(user=cast[who], ended_at__isnull=True)


def test_a_role_is_held_from_the_confirmation_on_and_not_before(cast: Cast) -> None:
    change = proposed(cast)
    assert not cast.actor("hao_ping").has_role(Role.INSPECTOR)

    confirmed = confirm(cast, change)

    assert cast.actor("hao_ping").has_role(Role.INSPECTOR)
    assert (confirmed.state, confirmed.proposed_by, confirmed.decided_by) == (
        RoleChangeState.CONFIRMED,
        cast["security_tian"],
        cast["sun_guodong"],
    )
    assert confirmed.assignment == RoleAssignment.objects.get(user=cast["hao_ping"], role=Role.INSPECTOR)


def test_another_security_administrator_may_confirm_too(cast: Cast) -> None:
    change = proposed(cast)
    ops.confirm_role_change(change, actor=second_security(cast))
    assert (
        RoleAssignment.objects.get(user=cast["hao_ping"], role=Role.INSPECTOR).assigned_by == cast["wu_fang"]
    )


def test_a_role_is_taken_back_by_two_people(cast: Cast) -> None:
    held = assignment_of(cast, "hao_ping")
    change = ops.propose_end_of_role(held, actor=cast.actor("security_tian"), reason="调岗")
    assert cast.actor("hao_ping").has_role(Role.TRAINING_OFFICER)

    confirm(cast, change)

    assert not cast.actor("hao_ping").roles
    assert Entry.objects.filter(action="role.ended", comment="调岗").exists()


def test_every_step_is_on_record(cast: Cast) -> None:
    change = confirm(cast, proposed(cast))

    entries = Entry.objects.of_record("workflow.rolechange", change.pk)
    assert [(entry.action, entry.actor_name, entry.result) for entry in entries] == [
        ("role_change.propose", "田安", "done"),
        ("role_change.confirm", "孙国栋", "done"),
    ]
    assert entries[0].comment == "文人社〔2026〕31号"
    assert Entry.objects.filter(action="role.assigned", actor_name="孙国栋").exists()


def test_a_proposal_waits_on_the_workbench_of_the_director(cast: Cast, sign_in: SignIn) -> None:
    change = proposed(cast)

    assert [item.record for item in worklist(cast.actor("sun_guodong")).items] == [change]
    assert worklist(cast.actor("admin_he")).total == 0
    page = sign_in("sun_guodong").get("/").content.decode()
    assert change.get_absolute_url() in page
    assert "待确认角色变更" in page


def test_a_proposal_waits_for_nobody_who_may_not_decide_it(cast: Cast) -> None:
    other = second_security(cast)
    about_the_director = proposed(cast, "sun_guodong", Role.AUDITOR)

    waiting = {name: worklist(cast.actor(name)).items for name in ("security_tian", "sun_guodong", "wu_fang")}
    assert {name: len(items) for name, items in waiting.items()} == {
        "security_tian": 0,
        "sun_guodong": 0,
        "wu_fang": 1,
    }
    told = Message.objects.filter(url=about_the_director.get_absolute_url())
    assert [message.user_id for message in told] == [other.user_id]


def test_all_who_may_confirm_are_told(cast: Cast) -> None:
    second_security(cast)
    told = Message.objects.filter(url=proposed(cast).get_absolute_url())
    assert {message.user for message in told} == {cast["sun_guodong"], cast["wu_fang"]}


@pytest.mark.parametrize(
    ("who", "role", "facts", "code"),
    [
        ("security_tian", Role.AUDITOR, {}, "role_change.own_role"),
        ("qihang_manager", Role.DIRECTOR, {}, "role.wrong_organisation"),
        ("hao_ping", Role.SYSTEM, {}, "role.wrong_organisation"),
        ("hao_ping", Role.TRAINING_OFFICER, {}, "role.conflict"),
        ("hao_ping", Role.INSPECTOR, {"reason": " "}, "role_change.comment_required"),
        ("hao_ping", Role.INSPECTOR, {"ends_on": date(2026, 6, 1)}, "role.ends_before_start"),
    ],
)
def test_a_proposal_that_must_not_be_is_refused_and_leaves_nothing(
    cast: Cast, who: str, role: str, facts: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        proposed(cast, who, role, **facts)
    assert refusal.value.code == code
    assert not RoleChange.objects.exists()


def test_only_the_security_administrator_proposes(cast: Cast) -> None:
    held = assignment_of(cast, "hao_ping")
    for name in ("admin_he", "sun_guodong", "auditadmin_yan"):
        with pytest.raises(DomainError) as refusal:
            ops.propose_end_of_role(held, actor=cast.actor(name), reason="试一试")
        assert refusal.value.code == "role.missing"


def test_the_same_change_is_not_proposed_twice(cast: Cast) -> None:
    proposed(cast)
    with pytest.raises(DomainError) as refusal:
        proposed(cast)
    assert refusal.value.code == "role_change.already_proposed"
    assert RoleChange.objects.count() == 1


def test_nobody_confirms_what_he_proposed_even_in_another_role(cast: Cast) -> None:
    change = proposed(cast)
    RoleAssignment.objects.create(user=cast["security_tian"], role=Role.DIRECTOR, starts_on=clock.today())
    for decide in (ops.confirm_role_change, ops.reject_role_change):
        with pytest.raises(DomainError) as refusal:
            decide(change, actor=cast.actor("security_tian"), comment="同意")
        assert refusal.value.code == "role_change.same_person"


def test_nobody_confirms_a_role_of_his_own(cast: Cast) -> None:
    change = proposed(cast, "sun_guodong", Role.AUDITOR)
    with pytest.raises(DomainError) as refusal:
        confirm(cast, change)
    assert refusal.value.code == "role_change.own_role"


def test_nobody_withdraws_what_was_proposed_about_him(cast: Cast) -> None:
    other = second_security(cast)
    held = RoleAssignment.objects.get(user=cast["wu_fang"], role=Role.REGISTRY_OFFICER)
    change = ops.propose_end_of_role(held, actor=cast.actor("security_tian"), reason="离岗")
    with pytest.raises(DomainError) as refusal:
        ops.withdraw_role_change(change, actor=other)
    assert refusal.value.code == "role_change.own_role"


def test_a_change_is_confirmed_once(cast: Cast) -> None:
    stale = proposed(cast)
    confirm(cast, stale)
    with pytest.raises(DomainError) as refusal:
        confirm(cast, stale)
    assert refusal.value.code == "role_change.wrong_state"
    assert RoleAssignment.objects.filter(user=cast["hao_ping"], role=Role.INSPECTOR).count() == 1


def test_a_second_of_the_three_administrators_is_refused_at_confirmation(cast: Cast) -> None:
    change = proposed(cast, "auditadmin_yan", Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(DomainError) as refusal:
        confirm(cast, change)
    assert refusal.value.code == "role.conflict"
    change.refresh_from_db()
    assert change.state == RoleChangeState.PROPOSED


def test_what_is_not_agreed_to_changes_nothing_and_may_be_proposed_again(cast: Cast) -> None:
    change = proposed(cast)
    ops.reject_role_change(change, actor=cast.actor("sun_guodong"), comment="须附任命文件")

    assert not cast.actor("hao_ping").has_role(Role.INSPECTOR)
    assert Message.objects.filter(user=cast["security_tian"], body="须附任命文件").exists()
    assert proposed(cast).state == RoleChangeState.PROPOSED


def test_a_proposal_is_withdrawn_by_the_side_that_made_it(cast: Cast) -> None:
    withdrawn = ops.withdraw_role_change(proposed(cast), actor=cast.actor("security_tian"))
    assert withdrawn.state == RoleChangeState.WITHDRAWN
    with pytest.raises(DomainError) as refusal:
        confirm(cast, withdrawn)
    assert refusal.value.code == "role_change.wrong_state"


@pytest.mark.parametrize("state", RoleChangeState.values)
@pytest.mark.parametrize("verb", RoleChangeVerb.values)
def test_no_role_does_a_verb_outside_the_table(cast: Cast, state: str, verb: str) -> None:
    change = placed(cast, state)
    transition = ROLE_CHANGE.transition(verb)
    for role in sorted(set(Role.values) - set(transition.roles_from(state))):
        with pytest.raises(DomainError):
            operation_of(ROLE_CHANGE, verb)(change, actor=somebody_in(cast, role), comment="试一试")
    change.refresh_from_db()
    assert change.state == state


def somebody_in(cast: Cast, role: str) -> Actor:
    return Actor(cast["wu_fang"].pk, "某人", roles=frozenset({role}))


def placed(cast: Cast, state: str, **facts: Any) -> RoleChange:
    """A row in a legal state, written past the operations."""
    is_decided = state in {RoleChangeState.CONFIRMED, RoleChangeState.REJECTED}
    row: dict[str, Any] = {
        "kind": RoleChangeKind.END,
        "user": cast["hao_ping"],
        "role": Role.TRAINING_OFFICER,
        "assignment": assignment_of(cast, "hao_ping"),
        "reason": "调岗",
        "state": state,
        "proposed_by": cast["security_tian"],
        "proposed_at": clock.now(),
        "decided_by": cast["sun_guodong"] if is_decided else None,
        "decided_at": clock.now() if is_decided else None,
    }
    return RoleChange.objects.create(**{**row, **facts})


@pytest.mark.parametrize(
    ("state", "facts", "constraint"),
    [
        ("other", {}, "state_is_known"),
        ("proposed", {"kind": "other"}, "kind_is_known|says_what"),
        ("proposed", {"proposed_by": None}, "has_proposer"),
        ("confirmed", {"decided_by": None}, "decided_is_signed"),
        ("confirmed", {"decided_by": "security_tian"}, "two_people"),
        ("confirmed", {"decided_by": "hao_ping"}, "not_about_oneself"),
        ("proposed", {"proposed_by": "hao_ping"}, "not_about_oneself"),
        ("proposed", {"assignment": None}, "says_what"),
        (
            "confirmed",
            {"kind": "assign", "starts_on": date(2026, 6, 1), "assignment": None},
            "has_assignment",
        ),
        ("proposed", {"starts_on": date(2026, 6, 2), "ends_on": date(2026, 6, 1)}, "ends_after_start"),
    ],
)
def test_the_database_refuses_it_too(cast: Cast, state: str, facts: dict[str, Any], constraint: str) -> None:
    people = {name: cast[value] for name, value in facts.items() if name.endswith("_by") and value}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        placed(cast, state, **{**facts, **people})


def test_the_database_keeps_one_open_change_of_a_role(cast: Cast) -> None:
    placed(cast, RoleChangeState.PROPOSED)
    with pytest.raises(IntegrityError), transaction.atomic():
        placed(cast, RoleChangeState.PROPOSED)


def test_both_do_their_half_on_the_pages(cast: Cast, sign_in: SignIn) -> None:
    address = f"/users/{cast['hao_ping'].pk}/"
    form = {"role": Role.INSPECTOR, "starts_on": "2026-06-18", "reason": "轮岗"}
    proposer, client = sign_in("security_tian"), sign_in("sun_guodong")
    assert client.post(f"{address}roles/", form).status_code == 403
    assert proposer.post(f"{address}roles/", {"role": Role.INSPECTOR}).status_code == 422
    answer = proposer.post(f"{address}roles/", form, follow=True)
    assert "由局领导或另一位安全管理员确认后生效" in answer.content.decode()

    change = RoleChange.objects.get()
    page = client.get(change.get_absolute_url()).content.decode()
    assert "轮岗" in page
    assert "不同意角色变更" in page
    decide = reverse("accounts:role_change_decide", args=[change.pk])
    assert proposer.post(decide, {"verb": "confirm"}).status_code == 403
    assert client.post(decide, {"verb": "confirm"}).status_code == 302
    assert cast.actor("hao_ping").has_role(Role.INSPECTOR)
    assert "监督检查小组检查员" in proposer.get(address).content.decode()


def test_the_system_administrator_sees_neither_people_nor_changes(cast: Cast, sign_in: SignIn) -> None:
    change, client = proposed(cast), sign_in("admin_he")
    addresses = ("/users/", f"/users/{cast['hao_ping'].pk}/", "/role-changes/", change.get_absolute_url())
    assert {client.get(address).status_code for address in addresses} == {403}
    assert not RoleChange.objects.visible_to(cast.actor("admin_he")).exists()


def test_a_role_is_proposed_to_be_taken_back_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    held = assignment_of(cast, "hao_ping")
    address = reverse("accounts:role_propose_end", args=[held.user_id, held.pk])
    assert sign_in("security_tian").post(address, {"reason": " "}).status_code == 422
    assert sign_in("security_tian").post(address, {"reason": "离岗"}).status_code == 302
    assert "收回 郝平 的培训业务小组承办人" in sign_in("sun_guodong").get("/role-changes/").content.decode()


def test_the_list_costs_the_same_for_five_and_fifty(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("security_tian")
    client.get("/role-changes/")
    for number in range(50):
        if number in (5, 49):
            with django_assert_max_num_queries(11):
                client.get("/role-changes/?per_page=50")
        placed(cast, RoleChangeState.REJECTED, reason=f"第 {number} 次")


def test_a_role_proposed_for_later_counts_from_its_day(cast: Cast, on_18_june_2026: date) -> None:
    later = on_18_june_2026 + timedelta(days=10)
    confirm(cast, proposed(cast, starts_on=later))
    assert not cast.actor("hao_ping").has_role(Role.INSPECTOR)
    with clock.moved_to(later):
        assert cast.actor("hao_ping").has_role(Role.INSPECTOR)
