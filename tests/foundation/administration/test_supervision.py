"""第三方监管: the head of inspection lets a supervisor see an institution, from one day to another, and no other."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.accounts.enums import OrganisationKind, Role
from foundation.accounts.models import (
    Organisation,
    OrganisationUserObjectPermission,
    RoleAssignment,
    SupervisionAssignment,
    User,
)
from foundation.accounts.scoping import supervised_institution_ids
from foundation.administration.operations.supervision import assign_supervisor, close_expired, end_supervision
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError
from tests.builders.classes import make_class
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
LIST = "/supervision/"


def assign(
    cast: Cast, institution: str = "qihang", *, by: str = "ren_gang", who: str = "supervisor_bai", **days: Any
) -> SupervisionAssignment:
    facts = {"starts_on": clock.today(), **days}
    return assign_supervisor(
        actor=cast.actor(by), user=cast[who], organisation=cast.organisations[institution], **facts
    )


def seen(cast: Cast) -> set[str]:
    rows = TrainingClass.objects.visible_to(cast.actor("supervisor_bai"))
    return set(rows.values_list("institution__organisation__short_name", flat=True))


def test_a_supervisor_sees_the_classes_of_his_institutions_only(cast: Cast) -> None:
    for institution in ("qihang", "huineng"):
        make_class(cast, ClassState.DRAFT, institution=institution)
    assert seen(cast) == set()

    assignment = assign(cast)
    assert seen(cast) == {"启航学校"}

    end_supervision(assignment, actor=cast.actor("ren_gang"), reason="委托合同到期")
    assert seen(cast) == set()


def test_sight_begins_and_ends_with_the_days_even_if_no_chore_has_run(cast: Cast) -> None:
    make_class(cast, ClassState.DRAFT)
    today = clock.today()
    assign(cast, starts_on=today + timedelta(days=2), ends_on=today + timedelta(days=3))
    found = []
    for days in range(1, 5):
        with clock.moved_to(today + timedelta(days=days)):
            found.append(bool(seen(cast)))
    assert found == [False, True, True, False]


def test_assigning_and_ending_are_on_record(cast: Cast) -> None:
    end_supervision(assign(cast), actor=cast.actor("ren_gang"), reason="换人")
    entries = Entry.objects.filter(action__startswith="supervision.").order_by("seq")
    assert [(e.action, e.actor_name, e.comment) for e in entries] == [
        ("supervision.assigned", "任刚", ""),
        ("supervision.ended", "任刚", "换人"),
    ]
    assert entries[0].detail["institution"] == "文水县启航职业培训学校"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"by": "zhang_wei"}, "role.missing"),
        ({"by": "wang_jianming"}, "role.missing"),
        ({"by": "supervisor_bai"}, "role.missing"),
        ({"who": "zhang_wei"}, "supervision.not_a_supervisor"),
        ({"institution": "point"}, "supervision.not_an_institution"),
        ({"ends_on": date(2026, 6, 1)}, "supervision.ends_before_start"),
        (
            {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 2, 1)},
            "supervision.is_past",
        ),
    ],
)
def test_what_must_not_be_is_refused(cast: Cast, given: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        assign(cast, **given)
    assert refusal.value.code == code
    assert not OrganisationUserObjectPermission.objects.exists()


def test_the_same_institution_is_not_assigned_twice_at_once(cast: Cast) -> None:
    assign(cast)
    with pytest.raises(DomainError) as refusal:
        assign(cast)
    assert refusal.value.code == "supervision.already_assigned"


def test_an_assignment_ends_once_and_with_a_reason(cast: Cast) -> None:
    assignment, head = assign(cast), cast.actor("ren_gang")
    with pytest.raises(DomainError) as refusal:
        end_supervision(assignment, actor=head, reason=" ")
    assert refusal.value.code == "supervision.reason_missing"
    end_supervision(assignment, actor=head, reason="换人")
    with pytest.raises(DomainError) as refusal:
        end_supervision(assignment, actor=head, reason="再来一次")
    assert refusal.value.code == "supervision.already_ended"


def test_neither_a_grant_nor_a_row_alone_shows_anything(cast: Cast) -> None:
    make_class(cast, ClassState.DRAFT)
    assignment = assign(cast)
    grants = OrganisationUserObjectPermission.objects.filter(user=cast["supervisor_bai"])
    kept = grants.get()
    grants.delete()
    assert seen(cast) == set()

    kept.pk = None
    kept.save()
    SupervisionAssignment.objects.filter(pk=assignment.pk).update(ended_at=clock.now())
    assert seen(cast) == set()


def test_whoever_loses_the_role_sees_nothing_whatever_is_assigned(cast: Cast) -> None:
    make_class(cast, ClassState.DRAFT)
    assign(cast)
    RoleAssignment.objects.filter(user=cast["supervisor_bai"]).update(ended_at=clock.now())
    assert seen(cast) == set()


def test_what_has_run_out_is_closed_by_the_calendar_and_may_be_given_again(cast: Cast) -> None:
    assign(cast, ends_on=clock.today())
    with clock.moved_to(clock.today() + timedelta(days=1)):
        assert (close_expired(), close_expired()) == (1, 0)
        assert not OrganisationUserObjectPermission.objects.exists()
        assert Entry.objects.filter(action="supervision.expired", actor_name="系统").count() == 1
        assign(cast)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"ends_on": date(2026, 1, 1)}, "ends_after_start"),
        ({"assigned_by": "supervisor_bai"}, "not_by_oneself"),
    ],
)
def test_the_database_refuses_it_too(cast: Cast, facts: dict[str, Any], constraint: str) -> None:
    row: dict[str, Any] = {"assigned_by": "ren_gang", "starts_on": date(2026, 6, 1), **facts}
    row["assigned_by"] = cast[row["assigned_by"]]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SupervisionAssignment.objects.create(
            user=cast["supervisor_bai"], organisation=cast.organisations["qihang"], **row
        )


def test_the_head_assigns_and_ends_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    head, form = sign_in("ren_gang"), {"starts_on": "2026-06-18"}
    assert head.post(f"{LIST}assign/", form).status_code == 422
    form |= {"user": str(cast["supervisor_bai"].pk), "organisation": str(cast.organisations["qihang"].pk)}
    assert sign_in("zhang_wei").post(f"{LIST}assign/", form).status_code == 403
    assert head.post(f"{LIST}assign/", form).status_code == 302
    assert "白雪" in head.get(LIST).content.decode()

    end = reverse("accounts:supervision_end", args=[SupervisionAssignment.objects.get().pk])
    assert head.post(end, {"reason": ""}).status_code == 422
    assert head.post(end, {"reason": "换人"}).status_code == 302
    assert not head.get(LIST).context["page"].object_list
    assert head.get(f"{LIST}?state=all").context["page"].object_list


def test_others_read_the_list_and_find_no_form(cast: Cast, sign_in: SignIn) -> None:
    assign(cast)
    page = sign_in("cheng_hua").get(LIST).content.decode()
    assert "白雪" in page
    assert "指派监督员" not in page
    assert sign_in("supervisor_bai").get(LIST).status_code == 403


def test_the_list_costs_the_same_for_five_and_fifty(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("ren_gang")
    client.get(LIST)
    for number in range(50):
        if number in (5, 49):
            with django_assert_max_num_queries(14):
                client.get(f"{LIST}?per_page=50")
        kind = OrganisationKind.INSTITUTION
        school = Organisation.objects.create(kind=kind, name=f"第{number}职业培训学校")
        SupervisionAssignment.objects.create(
            user=cast["supervisor_bai"],
            organisation=school,
            starts_on=date(2026, 1, 1),
            assigned_by=cast["ren_gang"],
        )


class Random:
    """Two thousand assignments, endings and passing days, and what must be seen after each."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.random = cast, random.Random(seed)
        self.day = clock.today()
        self.refused: list[str] = []
        self.head = cast.actor("ren_gang")
        self.supervisors = [cast["supervisor_bai"], self._second()]
        self.schools = [cast.organisations["qihang"], cast.organisations["huineng"]]

    def _second(self) -> User:
        user = User.objects.create_user(
            username="supervisor_hao", display_name="郝晴", organisation=self.cast.organisations["third"]
        )
        RoleAssignment.objects.create(user=user, role=Role.THIRD_PARTY_SUPERVISOR, starts_on=date(2024, 1, 1))
        return user

    def step(self) -> None:
        act = self.random.choice((self._assign, self._assign, self._end, self._pass_days))
        try:
            act()
        except DomainError as refusal:
            self.refused.append(refusal.code)

    def _assign(self) -> None:
        start = self.day + timedelta(days=self.random.randint(-3, 3))
        length = self.random.choice((None, 0, 2, 5))
        assign_supervisor(
            actor=self.head,
            user=self.random.choice(self.supervisors),
            organisation=self.random.choice(self.schools),
            starts_on=start,
            ends_on=None if length is None else start + timedelta(days=length),
        )

    def _end(self) -> None:
        row = SupervisionAssignment.objects.filter(ended_at__isnull=True).order_by("?").first()
        if row:
            end_supervision(row, actor=self.head, reason="换人")

    def _pass_days(self) -> None:
        self.day += timedelta(days=self.random.randint(1, 3))
        if self.random.random() < 0.5:
            with clock.moved_to(self.day):
                close_expired()

    def expected(self) -> set[tuple[Any, Any]]:
        """(supervisor, institution) by the table alone, read without any of the code under test."""
        rows = SupervisionAssignment.objects.values_list(
            "user_id", "organisation_id", "starts_on", "ends_on", "ended_at"
        )
        return {
            (user, institution)
            for user, institution, starts_on, ends_on, ended_at in rows
            if ended_at is None and starts_on <= self.day and (ends_on is None or ends_on >= self.day)
        }


@pytest.mark.parametrize("seed", range(4))
def test_after_each_of_many_random_events_rights_equal_the_table(cast: Cast, seed: int) -> None:
    events = Random(cast, seed)
    for _ in range(500):
        with clock.moved_to(events.day):
            events.step()
        with clock.moved_to(events.day):
            sight = set()
            for user in events.supervisors:
                actor = Actor(user.pk, "某人", roles=frozenset({Role.THIRD_PARTY_SUPERVISOR}))
                rows: Any = supervised_institution_ids(actor)
                sight |= {(user.pk, row["organisation_id"]) for row in rows}
            assert sight == events.expected()
    assert set(events.refused) <= {"supervision.already_assigned", "supervision.is_past"}
