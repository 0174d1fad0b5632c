"""口径登记簿 (issue: interpretation register): the list, one question, the API, and the readings of a claim."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from foundation.policy.models import ParameterRow, ParameterState, PolicyDocument
from subsidies.queries.calculation import calculate_claim
from subsidies.queries.claim_readings import ReadingRow, claim_readings
from subsidies.queries.register import register_lines
from subsidies.rules.calculate import RULE_VERSION
from subsidies.rules.questions import questions
from tests.builders.policy import set_parameter
from tests.builders.subsidies import Outcome, make_claim, place_claim
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("office")

CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=2)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", text)))


def read(sign_in: SignIn, name: str, path: str) -> str:
    response = sign_in(name).get(path)
    assert response.status_code == 200
    return squeezed(response.content.decode())


def propose(key: str, value: str) -> ParameterRow:
    row = set_parameter(key, value, on=date(2026, 7, 1))
    ParameterRow.objects.filter(pk=row.pk).update(state=ParameterState.PROPOSED, activated_at=None)
    return row


def test_list_shows_every_question_with_the_reading_in_force_and_the_recorded_readings(
    cast: Cast, sign_in: SignIn
) -> None:
    shown = read(sign_in, "li_jing", reverse("subsidies:reading_list"))

    assert all(squeezed(question.question) in shown for question in questions())
    assert "不足一人按一人核减" in shown
    assert all(f"DR-{number:02d}" in shown for number in range(1, 18))


def test_institution_may_read_the_register_but_is_led_to_no_change(cast: Cast, sign_in: SignIn) -> None:
    shown = read(sign_in, "qihang_manager", reverse("subsidies:reading_page", args=["A04"]))

    assert "提出修改" not in shown
    assert "由培训业务小组在“政策参数”中提出" in shown


def test_question_shows_each_reading_with_its_figures_and_the_clause_word_for_word(
    cast: Cast, sign_in: SignIn
) -> None:
    shown = read(sign_in, "li_jing", reverse("subsidies:reading_page", args=["A04"]))

    assert "72,000.0048人" in shown
    assert "73,500.0049人多1,500.00" in shown
    assert "核减培训补贴人数（按不达比例百分比*核实人数）" in shown
    assert "提出修改" in shown


def test_question_that_is_not_in_the_register_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("li_jing").get(reverse("subsidies:reading_page", args=["A99"])).status_code == 404


def test_reading_put_into_force_by_two_and_a_proposal_are_shown(cast: Cast, sign_in: SignIn) -> None:
    set_parameter("deduction_rounding", "floor")
    propose("shortfall_mode", "relative")

    shown = read(sign_in, "li_jing", reverse("subsidies:reading_list"))

    assert "小数舍去王建明2026-01-05" in shown
    assert "1项待第二人启用" in shown


def test_question_counts_the_open_claims_and_classes_that_rest_on_it(cast: Cast, sign_in: SignIn) -> None:
    place_claim(cast)

    answer = sign_in("li_jing").get(reverse("subsidies-api-reading-detail", args=["A01"])).json()

    assert (answer["open_classes"], answer["open_claims"]) == (1, 1)
    assert sign_in("li_jing").get("/api/v1/readings/A10/").json()["open_claims"] == 0


def test_api_lists_the_questions_and_their_readings(cast: Cast, sign_in: SignIn) -> None:
    listed = sign_in("li_jing").get(reverse("subsidies-api-reading-list")).json()
    one = sign_in("li_jing").get(reverse("subsidies-api-reading-detail", args=["A12"])).json()

    assert [row["id"] for row in listed] == [question.id for question in questions()]
    assert one["readings"][0]["examples"][0]["total_fen"] == 600_000
    assert one["readings"][1]["examples"][0]["total_fen"] is None
    assert sign_in("li_jing").get("/api/v1/readings/A99/").status_code == 404


def test_list_costs_the_same_for_any_history(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client, path = sign_in("li_jing"), reverse("subsidies:reading_list")
    client.get(path)
    counts = []
    for day in (6, 7):
        with django_assert_max_num_queries(12) as few:
            client.get(path)
        counts.append(len(few.captured_queries))
        set_parameter("deduction_rounding", "floor", on=date(2026, 1, day))

    assert counts[0] == counts[1]


def rows_of(cast: Cast) -> tuple[Any, dict[str, ReadingRow]]:
    claim = make_claim(cast, outcome=CUT)
    calculation = calculate_claim(claim)
    return claim, {row.id: row for row in claim_readings(claim, calculation.case, calculation.parameters)}


def test_claim_shows_its_readings_and_its_amount_under_each_other(cast: Cast, sign_in: SignIn) -> None:
    claim, rows = rows_of(cast)
    assert claim.total_fen == 6 * 30_000

    said = {row.id: [other.said for other in row.others] for row in rows.values()}

    assert said["A11"] == ["就业人数再减核减人数：5 人，1,500.00 元", "只执行合格率核减：8 人，2,400.00 元"]
    assert said["A08"] == ["开班审批表人数：金额不变"]
    assert said["A12"][0].startswith("须重新录入，录入前不予测算：不付，")
    shown = read(sign_in, "li_jing", claim.get_absolute_url())
    assert "本单采用的口径" in shown
    assert "就业人数再减核减人数：5人，1,500.00元" in shown


def test_readings_of_a_claim_stand_in_the_api_and_on_the_printed_sheet(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)

    taken = sign_in("li_jing").get(reverse("subsidies-api-claim-detail", args=[claim.pk])).json()["readings"]

    assert {"question": "A04", "title": "核减不足一人的取整", "parameter": "deduction_rounding",
            "words": "不足一人按一人核减", "is_default": True} in taken  # fmt: skip
    assert claim.rule_version == RULE_VERSION


def test_change_of_a_reading_leaves_the_claim_as_it_was_handed_in(cast: Cast) -> None:
    claim = make_claim(cast, outcome=CUT)
    set_parameter("deduction_rounding", "floor")
    set_parameter("dual_rule_mode", "cumulative")

    document = PolicyDocument.objects.get(pk="2026-8")

    row = next(row for row in register_lines(document, date(2026, 6, 18)) if row.question.id == "A04")

    assert row.in_force.words == "小数舍去"
    assert calculate_claim(claim).statement.total_fen == claim.total_fen
    assert calculate_claim(claim).parameters.choice("deduction_rounding") == "ceil"
