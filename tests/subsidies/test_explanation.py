"""One explanation, three places: page, printed sheet and API show the same stored lines in the same order."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from foundation.core.money import format_yuan
from institutions.enums import TrainingCategory
from subsidies.models import SubsidyClaim
from subsidies.queries.explanation import SheetRow, stored_rows
from tests.builders.subsidies import Outcome, make_claim
from tests.cast import Cast
from tests.clean_slate import without_triggers
from tests.conftest import SignIn
from tests.printed import Printed

pytestmark = pytest.mark.usefixtures("office")

# Both 80 % rules bite, a cut is rounded, days go over the first ten.
CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=12, category=TrainingCategory.PROJECT)


def squeezed(text: str) -> str:
    """Text without tags and white space, as page and paper break lines differently."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", text)))


def in_order(text: str, parts: list[str]) -> bool:
    """Whether every part stands in the text after the one before."""
    at = 0
    for part in parts:
        at = text.find(squeezed(part), at)
        if at < 0:
            return False
        at += len(squeezed(part))
    return True


def page_of(claim: SubsidyClaim, sign_in: SignIn, name: str = "li_jing") -> str:
    return sign_in(name).get(claim.get_absolute_url()).content.decode()


def sheet_of(claim: SubsidyClaim, sign_in: SignIn) -> str:
    answer = sign_in("li_jing").get(reverse("subsidies:claim_sheet", args=[claim.pk]))
    return squeezed(Printed(answer.content).whole_text())


def api_of(claim: SubsidyClaim, sign_in: SignIn) -> dict[str, Any]:
    answer: dict[str, Any] = (
        sign_in("li_jing").get(reverse("subsidies-api-claim-detail", args=[claim.pk])).json()
    )
    return answer


def on_paper(row: SheetRow) -> list[str]:
    """What stands of one line on page and paper, in this order."""
    shown = [row.title, row.formula, row.detail, row.intermediate and f"精确值：{row.intermediate}"]
    shown += [row.rounding and f"取整：{row.rounding_text}"]
    return [part for part in shown if part]


def test_page_sheet_and_api_show_the_same_lines_in_the_same_order(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    rows = stored_rows(claim)
    parts = [part for row in rows for part in on_paper(row)]
    assert [row.title for row in rows] == [
        "适用文件", "人均标准", "核实人数", "合格率核减", "就业率核定", "两项 80% 同时不达", "支付对象", "应付补贴",
    ]  # fmt: skip
    assert in_order(squeezed(page_of(claim, sign_in)), parts)
    assert in_order(sheet_of(claim, sign_in), parts)
    lines = api_of(claim, sign_in)["lines"]
    assert [(line["order"], line["code"]) for line in lines] == [(row.number, row.code) for row in rows]
    for line, row in zip(lines, rows, strict=True):
        said = (line["formula"], line["detail"], line["intermediate"], line["rounding"], line["clause"])
        assert said == (row.formula, row.detail, row.intermediate, row.rounding_text, row.clause_text)
        assert (line["result_text"], line["amount_fen"]) == (row.result, row.amount_fen)


def test_every_input_names_its_evidence_and_opens_it_in_all_three(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    page, sheet, lines = page_of(claim, sign_in), sheet_of(claim, sign_in), api_of(claim, sign_in)["lines"]
    inputs = [each for row in stored_rows(claim) for each in row.inputs]
    assert {each.name for each in inputs} >= {
        "合格人数",
        "审批人数",
        "核实人数",
        "就业人数",
        "合格率标准",
        "最高限额",
    }
    for each in inputs:
        assert each.evidence, each.name
        assert f'href="{each.link}"' in page
        assert squeezed(each.words) in sheet
    told = [(i["name"], i["value"], i["evidence"], i["link"]) for line in lines for i in line["inputs"]]
    assert told == [(each.name, each.value, each.evidence, each.link) for each in inputs]


def test_every_link_to_evidence_opens(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    links = {each.link for row in stored_rows(claim) for each in row.inputs}
    for name in ("li_jing", "qihang_manager", "cheng_hua"):
        client = sign_in(name)
        assert {client.get(link).status_code for link in links} == {200}, name


def test_rounding_says_the_exact_value_and_the_clause_it_rests_on(cast: Cast) -> None:
    cut = next(
        row for row in stored_rows(make_claim(cast, outcome=CUT)) if row.code == "R_PASS_RATE_SHORTFALL"
    )
    assert (cut.intermediate, cut.rounding_text) == ("9/10 人", "不足一人按一人（口径 DR-03）")
    assert cut.clause_text == "文人社字〔2026〕8号 四(二)"


def test_every_person_is_explained_alike_in_all_three(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    page, sheet = squeezed(page_of(claim, sign_in)), sheet_of(claim, sign_in)
    people = api_of(claim, sign_in)["people"]
    assert [row["position"] for row in people] == list(range(1, 11))
    for row in people:
        said = row["formula"] if row["is_paid"] else row["exclusion_reason"].removeprefix(row["name"]).strip()
        assert said, row["position"]
        shown = [row["name"], format_yuan(row["amount_fen"]), said] if row["is_paid"] else [row["name"], said]
        assert in_order(page, shown)
        assert in_order(sheet, shown)
    assert people[0]["formula"] == "10 天 × 150 元 ＋ 2 天 × 100 元 ＝ 1,700 元"


def test_who_is_left_out_is_named_masked_with_the_reason(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    left_out = [row for row in api_of(claim, sign_in)["people"] if not row["is_paid"]]
    assert {row["exclusion_code"] for row in left_out} == {"R_EMPLOYMENT_SHORTFALL", "R_WITHDRAWN"}
    for row in left_out:
        person = claim.people.get(enrolment=row["enrolment"]).enrolment.person
        assert row["name"] == person.masked_name != person.name
        assert person.name not in row["exclusion_reason"]


def test_all_three_read_the_stored_line_and_not_the_statement(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    with without_triggers():
        claim.lines.filter(code="S_VERIFIED").update(formula="改动过的算式")
    shown = (page_of(claim, sign_in), sheet_of(claim, sign_in), str(api_of(claim, sign_in)["lines"]))
    assert all("改动过的算式" in each for each in shown)


def test_draft_shows_the_lines_that_would_be_stored(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, "draft", outcome=CUT)
    assert api_of_draft(claim, sign_in) == []
    assert "10 天 × 150 元 ＋ 2 天 × 100 元 ＝ 1,700 元" in page_of(claim, sign_in, "qihang_manager")


def api_of_draft(claim: SubsidyClaim, sign_in: SignIn) -> list[Any]:
    address = reverse("subsidies-api-claim-detail", args=[claim.pk])
    lines: list[Any] = sign_in("qihang_manager").get(address).json()["lines"]
    return lines
