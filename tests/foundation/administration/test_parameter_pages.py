"""The page of a parameter: refusals keep what was typed, the second person sees what he decides on."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.administration.operations.parameters import activate_parameter, reject_parameter
from foundation.core.display import StateTag
from foundation.policy.models import ParameterRow, ParameterState
from foundation.policy.types import Clause
from foundation.workflow.models import Message
from foundation.workflow.worklist import WorkItem, worklist
from tests.builders.subsidies import know_calendar
from tests.cast import Cast
from tests.conftest import SignIn
from tests.foundation.administration.proposing import ADDRESS, FORM, propose


def test_proposed_on_the_page_and_activated_by_another(
    cast: Cast, policy_in_force: None, sign_in: SignIn
) -> None:
    assert sign_in("li_jing").post(f"{ADDRESS}propose/", FORM).status_code == 302
    row = ParameterRow.objects.get(state=ParameterState.PROPOSED)

    text = sign_in("wang_jianming").get(f"{ADDRESS}?document=2026-8").content.decode()
    assert "7 日" in text
    assert "10 日" in text
    assert sign_in("wang_jianming").post(f"/policy/values/{row.pk}/activate/").status_code == 302
    assert ParameterRow.objects.get(pk=row.pk).activated_by_name == "王建明"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"written": "很多"}, "不是数"),
        ({"written": "10小时"}, "单位“小时”不对"),
        ({"written": "1e1"}, "不用科学计数"),
        ({"basis": ""}, "请选择依据"),
        ({"basis": "局内设定"}, "局内设定须写明文号或会议纪要"),
        ({"effective_from": "2025-01-01"}, "已有启用的值"),
        ({"effective_from": "2028-01-01"}, "生效日期须在文件执行期内"),
        ({"written": "7"}, "没有修改"),
    ],
)
def test_refused_form_says_why_and_keeps_what_was_typed(
    policy_in_force: None, sign_in: SignIn, typed: dict[str, str], words: str
) -> None:
    response = sign_in("li_jing").post(f"{ADDRESS}propose/", {**FORM, **typed})

    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert "机构反映时间不够" in text
    assert not ParameterRow.objects.filter(state=ParameterState.PROPOSED).exists()


def test_backdated_proposal_says_what_it_does_not_change(
    cast: Cast, policy_in_force: None, sign_in: SignIn, on_18_june_2026: date
) -> None:
    propose(cast)

    assert "追溯生效" in sign_in("wang_jianming").get(f"{ADDRESS}?document=2026-8").content.decode()


def test_days_without_a_rate_are_named_where_that_is_allowed(
    cast: Cast, policy_in_force: None, sign_in: SignIn
) -> None:
    row = propose(cast, key="rate.创业", written="1200", clause=Clause("DR-14"))

    text = sign_in("wang_jianming").get(row.get_absolute_url()).content.decode()
    assert "2025-01-01 至 2026-05-31 没有值" in text


def waiting(cast: Cast, person: str) -> list[WorkItem]:
    return [item for item in worklist(cast.actor(person)).items if item.label == "启用参数"]


def test_second_person_finds_the_proposal_in_his_worklist(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    know_calendar()
    propose(cast, "wang_jianming")

    [item] = waiting(cast, "zhao_wenqing")
    assert (str(item.record), item.url) == ("开班提前天数：10 日", f"{ADDRESS}?document=2026-8")
    assert (item.due_on, isinstance(item.due_tag, StateTag)) == (date(2026, 6, 26), True)
    assert (waiting(cast, "wang_jianming"), waiting(cast, "li_jing")) == ([], [])


def test_proposal_is_due_before_the_day_from_which_it_holds(
    cast: Cast, policy_in_force: None, on_18_june_2026: date
) -> None:
    know_calendar()
    propose(cast, effective_from=date(2026, 6, 22))

    assert [item.due_on for item in waiting(cast, "zhao_wenqing")] == [date(2026, 6, 22)]


def test_second_person_sees_the_number_in_his_menu(
    cast: Cast, policy_in_force: None, sign_in: SignIn
) -> None:
    propose(cast)

    menu = sign_in("wang_jianming").get("/policy/parameters/").context["navigation"]
    assert [item.count for group in menu for item in group.items if item.label == "政策参数"] == [1]


def told(cast: Cast, person: str) -> list[str]:
    return list(Message.objects.filter(user=cast[person]).values_list("title", flat=True))


def test_second_people_are_told_and_then_the_proposer(cast: Cast, policy_in_force: None) -> None:
    rows = [propose(cast), propose(cast, written="12", effective_from=date(2026, 7, 1))]
    assert told(cast, "zhao_wenqing") == ["待启用：开班提前天数：12 日", "待启用：开班提前天数：10 日"]
    assert told(cast, "li_jing") == []

    activate_parameter(rows[0], actor=cast.actor("wang_jianming"))
    reject_parameter(rows[1], actor=cast.actor("zhao_wenqing"), reason="先试一个月")
    assert told(cast, "li_jing") == [
        "开班提前天数：12 日，未采用（赵文清）",
        "开班提前天数：10 日，已启用（王建明）",
    ]
