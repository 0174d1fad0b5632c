"""信息比对 and 认定."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.jobs.operations import enqueue, run_job
from tests.builders.trainees import (
    identity_number,
    make_application,
    make_checked_group,
    make_group_under_review,
    make_passed_group,
)
from tests.cast import Cast
from trainees.enums import HitDecision, HitKind
from trainees.models import Application, CrossCheckHit
from trainees.operations import compare_group, decide_hit, record_voucher, withdraw_application
from trainees.queries import find_hits, group_applications, group_summary


def kinds(group: uuid.UUID) -> list[str]:
    rows = CrossCheckHit.objects.filter(application__group_id=group)
    return sorted(rows.values_list("kind", flat=True))


def test_person_with_application_elsewhere_is_found_and_the_other_institution_is_not_named(
    cast: Cast, on_18_june_2026: date
) -> None:
    make_group_under_review(cast, 1, institution="huineng", phone="13900000001")
    group = make_group_under_review(cast, 1)
    hit = CrossCheckHit.objects.get(application__group_id=group)
    assert hit.kind == HitKind.OTHER_INSTITUTION
    assert "汇能" not in f"{hit.message}{hit.source}"


def test_shared_phone_age_and_region_are_asked_about(cast: Cast, on_18_june_2026: date) -> None:
    group = uuid.uuid4()
    make_application(cast, 1, group_id=group, phone="13800000009")
    make_application(cast, 2, group_id=group, phone="+86 138 0000 0009")
    old = identity_number(3, birth=date(1966, 1, 1))
    make_application(cast, 3, group_id=group, identity_number=old)
    child = identity_number(4, birth=date(2012, 1, 1), region="110101")
    make_application(cast, 4, group_id=group, identity_number=child)
    compare_group(group, actor=cast.actor("zhou_min"))
    assert kinds(group) == ["age", "age", "region", "shared_phone", "shared_phone"]


def test_second_training_in_the_same_occupation_this_year_is_found(cast: Cast, on_18_june_2026: date) -> None:
    first = group_applications(make_passed_group(cast, 1)).get()
    record_voucher(first, actor=cast.actor("zhou_min").as_system())
    autumn: dict[str, Any] = {"planned_from": date(2026, 9, 1), "planned_to": date(2026, 9, 20)}
    group = make_group_under_review(cast, 1, **autumn)
    assert kinds(group) == [HitKind.SAME_OCCUPATION_THIS_YEAR]
    next_year: dict[str, Any] = {"planned_from": date(2027, 3, 1), "planned_to": date(2027, 3, 20)}
    assert kinds(make_group_under_review(cast, 1, **next_year)) == [HitKind.TRAINED_BEFORE]


def test_comparing_again_changes_nothing_and_forgets_what_is_no_longer_true(
    cast: Cast, on_18_june_2026: date
) -> None:
    officer = cast.actor("zhou_min")
    other = group_applications(make_checked_group(cast, 2, institution="huineng", phone="13900000001"))
    group = make_group_under_review(cast, 2)
    assert [compare_group(group, actor=officer) for _ in range(2)] == [2, 2]
    kept = CrossCheckHit.objects.filter(application__group_id=group, kind=HitKind.OTHER_INSTITUTION).first()
    assert kept is not None
    decide_hit(kept, actor=officer, decision=HitDecision.ACCEPTED, reason="已从汇能退出")
    for application in other:
        withdraw_application(application, actor=cast.actor("huineng_manager"), comment="本人放弃")
    assert compare_group(group, actor=officer) == 0
    assert [h.pk for h in CrossCheckHit.objects.filter(application__group_id=group)] == [kept.pk]


@pytest.mark.parametrize("size", [5, 50])
def test_comparison_takes_a_fixed_number_of_queries(cast: Cast, on_18_june_2026: date, size: int) -> None:
    make_checked_group(cast, size, institution="huineng")
    people = list(group_applications(make_checked_group(cast, size)))
    with CaptureQueriesContext(connection) as queries:
        assert len(find_hits(people)) == size * 1
    assert (
        len(queries) == 5
    )  # who is one person, bookings, phones, lists in use, and the office's figures of the day


def test_decision_needs_a_role_an_answer_and_a_reason(cast: Cast, on_18_june_2026: date) -> None:
    make_group_under_review(cast, 1, institution="huineng", phone="13900000001")
    hit = CrossCheckHit.objects.get(application__group_id=make_group_under_review(cast, 1))
    officer = cast.actor("zhou_min")
    with pytest.raises(NotAllowed) as role:
        decide_hit(hit, actor=cast.actor("qihang_manager"), decision="accepted", reason="没问题")
    with pytest.raises(Invalid) as answer:
        decide_hit(hit, actor=officer, decision="open", reason="再看")
    with pytest.raises(Invalid) as reason:
        decide_hit(hit, actor=officer, decision="accepted", reason=" ")
    assert [e.value.code for e in (role, answer, reason)] == [
        "role.missing",
        "hit.decision_missing",
        "hit.reason_missing",
    ]


def test_closed_application_is_not_decided_any_more(cast: Cast, on_18_june_2026: date) -> None:
    make_checked_group(cast, 1, institution="huineng", phone="13900000001")
    group = make_checked_group(cast, 1)
    compare_group(group, actor=cast.actor("qihang_manager"))
    hit = CrossCheckHit.objects.get(application__group_id=group)
    withdraw_application(hit.application, actor=cast.actor("qihang_manager"), comment="本人放弃")
    with pytest.raises(NotNow) as refusal:
        decide_hit(hit, actor=cast.actor("zhou_min"), decision="accepted", reason="已核")
    assert refusal.value.code == "hit.application_closed"


def test_empty_roster_cannot_be_compared(cast: Cast) -> None:
    with pytest.raises(NotNow) as refusal:
        compare_group(uuid.uuid4(), actor=cast.actor("zhou_min"))
    assert refusal.value.code == "application_group.empty"


def test_comparison_runs_as_a_job(cast: Cast, on_18_june_2026: date) -> None:
    group = make_checked_group(cast, 3)
    job = enqueue(
        "trainees.compare", actor=cast.actor("zhou_min"), title="信息比对", payload={"group_id": str(group)}
    )
    assert run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "比对完成，没有需认定的情况")
    assert Application.objects.filter(group_id=group, compared_at__isnull=False).count() == 3
    assert group_summary(group).compared_at is not None
