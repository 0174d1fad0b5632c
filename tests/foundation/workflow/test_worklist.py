"""What waits for whom, until when: derived from the lifecycle tables, never kept in a list of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from foundation.core import clock
from foundation.core.calendar_years import import_from_package
from foundation.workflow.worklist import WorkItem, awaited_steps, worklist
from institutions.enums import InstitutionState as S
from institutions.models import Institution
from institutions.workflow import INSTITUTION
from tests.cast import Cast
from tests.foundation.workflow.permit import PERMIT, make_permit


def _items(cast: Cast, who: str) -> list[WorkItem]:
    return list(worklist(cast.actor(who)).items)


def test_record_waits_for_those_whose_step_it_is(cast: Cast) -> None:
    permit = make_permit(cast, S.UNDER_REVIEW)

    (item,) = _items(cast, "wang_jianming")

    assert (item.record.pk, item.verb, item.label) == (permit.pk, "shortlist", "确认入围")
    assert _items(cast, "sun_li") == []
    assert worklist(cast.actor("wang_jianming")).counts == {"institution": 1}


def test_verb_that_is_possible_but_not_expected_is_no_work(cast: Cast) -> None:
    """A contracted institution can be suspended; it does not wait for it."""
    make_permit(cast, S.CONTRACTED)

    assert _items(cast, "sun_guodong") == []
    assert _items(cast, "ren_gang") == []


def test_institution_waits_for_its_own_steps_only(cast: Cast) -> None:
    make_permit(cast, S.REGISTERED)

    assert [item.verb for item in _items(cast, "qihang_manager")] == ["submit_profile"]
    assert _items(cast, "huineng_manager") == []


def test_returning_and_refusing_are_never_the_expected_step(cast: Cast) -> None:
    for lifecycle in (PERMIT, INSTITUTION):
        for who in ("li_jing", "wang_jianming", "sun_guodong"):
            steps = awaited_steps(lifecycle, cast.actor(who)).values()
            assert not [step.verb for step in steps if step.tone in {"return", "refuse"}]


def test_due_date_is_counted_in_working_days_from_the_arrival(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    """Arrived on Thursday before 端午 (19 June is a day off): three working days end on Wednesday."""
    import_from_package(2026)
    arrived = datetime(2026, 6, 18, 10, 0, tzinfo=clock.CHINA)

    item = _application_item(cast, arrived)

    assert (item.due_on, item.days_left) == (date(2026, 6, 24), 3)
    assert item.due_tag is not None
    assert item.due_tag.label == "剩 3 个工作日"


def _application_item(cast: Cast, arrived: datetime) -> WorkItem:
    """An application under review is worked off in bulk; its step limit is tried on the institution's row."""
    from dataclasses import replace

    from foundation.workflow import worklist as module

    permit = make_permit(cast, S.UNDER_REVIEW, state_since=arrived)
    step = replace(
        awaited_steps(INSTITUTION, cast.actor("wang_jianming"))[S.UNDER_REVIEW],
        within="qualification_review_days",
    )
    return module._item(permit, step, INSTITUTION.step_label(step.verb), module._Frame.of_today())


def test_longest_waiting_comes_first_where_nothing_is_due(cast: Cast) -> None:
    make_permit(cast, S.UNDER_REVIEW, state_since=datetime(2026, 6, 2, tzinfo=clock.CHINA))
    other = cast.organisations["huineng"]
    Institution.objects.create(
        organisation=other,
        name=other.name,
        credit_code="52141121MJ0000002X",
        state=S.UNDER_REVIEW,
        state_since=datetime(2026, 6, 1, tzinfo=clock.CHINA),
    )

    names = [str(item.record) for item in _items(cast, "wang_jianming")]

    assert names == ["文水县汇能职业技能培训学校", "文水县启航职业培训学校"]


def test_year_without_a_calendar_leaves_no_due_date(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    item = _application_item(cast, datetime(2026, 6, 18, 10, 0, tzinfo=clock.CHINA))

    assert (item.due_on, item.days_left, item.due_tag) == (None, None, None)


def test_list_costs_the_same_for_any_number(
    cast: Cast, policy_in_force: None, django_assert_max_num_queries: Any
) -> None:
    actor = cast.actor("wang_jianming")
    make_permit(cast, S.UNDER_REVIEW)
    with django_assert_max_num_queries(25) as few:
        worklist(actor)
    for n in range(30):
        organisation = type(cast.organisations["qihang"]).objects.create(kind="institution", name=f"学校{n}")
        Institution.objects.create(
            organisation=organisation,
            name=f"学校{n}",
            credit_code=f"5214112100000{n:05d}",
            state=S.UNDER_REVIEW,
        )
    with django_assert_max_num_queries(25) as many:
        worklist(actor)
    assert len(few) == len(many)
