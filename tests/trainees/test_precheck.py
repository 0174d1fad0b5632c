"""送审前体检 (N17): what is green and unchanged does not fail for anything that could have been known."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from foundation.core.errors import NotNow
from tests.builders.lists import make_list
from tests.builders.trainees import identity_number, make_checked_group, number_group
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.enums import HitDecision
from trainees.models import CheckRun, CrossCheckHit
from trainees.operations import decide_hit, pass_group, send_group_for_review
from trainees.queries import group_applications, unsettled
from trainees.queries.outcome import Precheck, precheck
from trainees.rules.catalogue import Moment

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")

CATEGORIES = ("rural_migrant", "registered_unemployed", "enterprise_staff", "lifted_from_poverty", "graduate")
KINDS = ("contributions", "deaths", "custody", "unemployed", "lifted", "rain_dew", "school_roll")
ROWS = st.tuples(st.sampled_from(KINDS), st.integers(1, 4), st.sampled_from(["2025-03", "2026-06-20", ""]))
SUBMISSIONS = st.fixed_dictionaries(
    {
        "size": st.integers(1, 3),
        "category": st.sampled_from(CATEGORIES),
        "rows": st.lists(ROWS, max_size=4, unique=True),
        "elsewhere": st.booleans(),
        "same_phone": st.booleans(),
    }
)


def looked_at(group: UUID, moment: Moment = Moment.REGISTRATION) -> Precheck:
    return precheck(list(group_applications(group)), moment)


class Undo(Exception):
    """Takes back what an example wrote."""


def submission(cast: Cast, facts: dict[str, Any]) -> UUID:
    """A roster as an institution might send it, with what the departments have on record."""
    for kind in KINDS:
        rows = [
            {"identity": identity_number(who), "since": day} for k, who, day in facts["rows"] if k == kind
        ]
        if rows:
            make_list(cast, kind, *rows)
    if facts["elsewhere"]:
        make_checked_group(cast, 1, institution="huineng", phone="13900000001")
    more: dict[str, Any] = {"phone": "13700000007"} if facts["same_phone"] else {}
    return make_checked_group(cast, facts["size"], category=facts["category"], **more)


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=SUBMISSIONS)
def test_what_is_green_passes_and_what_is_red_is_named_person_by_person(
    cast: Cast, facts: dict[str, Any]
) -> None:
    try:
        with transaction.atomic():
            group = submission(cast, facts)
            seen = looked_at(group)
            send_group_for_review(group, actor=cast.actor("qihang_manager"))
            number_group(cast, group)
            formal = {(m.application_id, m.title, m.decision) for m in unsettled(group_applications(group))}
            assert {(m.application_id, m.title, m.decision) for m in seen.matters} == formal
            if seen.is_green:
                assert pass_group(group, actor=cast.actor("zhou_min")) == facts["size"]
            else:
                with pytest.raises(NotNow) as refusal:
                    pass_group(group, actor=cast.actor("zhou_min"))
                assert refusal.value.code == "application.hit_open"
            raise Undo
    except Undo:
        pass


def test_a_list_that_nobody_supplied_is_not_called_green(cast: Cast) -> None:
    group = make_checked_group(cast, 1)
    without = looked_at(group).checks
    make_list(cast, "deaths", {"identity": identity_number(9)})
    with_one = looked_at(group).checks
    said = [next(c for c in checks if "部门数据比对" in c.text) for checks in (without, with_one)]
    assert [(c.level, c.text.partition("：")[2]) for c in said] == [
        ("warn", "还没有部门名单，未比对"),
        ("ok", "现有 1 种名单，1 人未发现"),
    ]


def test_nothing_is_written_by_looking(cast: Cast) -> None:
    make_list(cast, "deaths", {"identity": identity_number(1)})
    group = make_checked_group(cast, 2)
    assert not looked_at(group).is_green
    assert (CrossCheckHit.objects.count(), CheckRun.objects.count()) == (0, 0)


def test_a_decision_makes_it_green_and_one_against_the_person_keeps_it_red(cast: Cast) -> None:
    group = make_checked_group(cast, 2, phone="13700000007")
    send_group_for_review(group, actor=cast.actor("qihang_manager"))
    first, second = CrossCheckHit.objects.order_by("application__position")
    for hit, decision in ((first, HitDecision.ACCEPTED), (second, HitDecision.BLOCKING)):
        decide_hit(hit, actor=cast.actor("zhou_min"), decision=decision, reason="已核对")
    assert [(m.position, m.is_open) for m in looked_at(group).matters] == [(2, False)]
    decide_hit(second, actor=cast.actor("zhou_min"), decision=HitDecision.FALSE_ALARM, reason="录入有误")
    assert looked_at(group).is_green


def test_what_waits_from_an_earlier_step_is_still_red_at_a_later_one(cast: Cast) -> None:
    group = make_checked_group(cast, 2, phone="13700000007")
    send_group_for_review(group, actor=cast.actor("qihang_manager"))
    assert [m.title for m in looked_at(group, Moment.OPENING).matters] == ["联系电话与他人相同"] * 2


def test_an_institution_reads_whom_and_not_where_or_what(cast: Cast, sign_in: SignIn) -> None:
    make_checked_group(cast, 1, institution="huineng", phone="13900000001")
    make_list(cast, "custody", {"identity": identity_number(2)})
    group = make_checked_group(cast, 3)
    page = sign_in("qihang_manager").get(reverse("trainees:group_precheck", args=[group]))
    shown = page.content.decode()
    assert all(
        word in shown for word in ("在其他机构已报名：第 1 号", "部门数据比对：第 2 号", "资格审核小组认定")
    )
    assert not any(word in shown for word in ("汇能", "服刑", "名单（截至"))


@pytest.mark.parametrize("size", [3, 30])
def test_page_costs_the_same_for_few_and_many(cast: Cast, sign_in: SignIn, size: int) -> None:
    group, client = make_checked_group(cast, size), sign_in("qihang_manager")
    address = reverse("trainees:group_precheck", args=[group])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 18


def test_the_manager_alone_is_offered_to_send_a_green_roster(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("trainees:group_precheck", args=[make_checked_group(cast, 2)])
    shown = {
        name: sign_in(name).get(address).content.decode() for name in ("qihang_manager", "qihang_teacher")
    }
    assert all("2 人尚未送审" in page for page in shown.values())
    assert ["提交资格审核 2 人" in page for page in shown.values()] == [True, False]
