"""补贴试算: one form for every kind; it answers, points at faults, loses nothing and stores nothing."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from classes.enums import ClassState
from subsidies.forms.quote_fields import QuoteFields
from subsidies.models import SubsidyClaim
from subsidies.rules.facts import Category
from tests.builders.classes import make_class
from tests.builders.policy import set_parameter
from tests.builders.subsidies import Outcome, make_claim
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed

pytestmark = pytest.mark.usefixtures("office")

PAGE = "/quotes/"
CARE = {
    "category": "护工订单", "policy": "2026-8", "by": "counts", "approved_count": "50", "verified_count": "48",
    "passed_count": "38", "employed_count": "36", "training_days": "18",
}  # fmt: skip
ROWS = {**CARE, "by": "rows", "approved_count": "4", "training_days": "12"}
LIST = (
    "学员\t核实\t合格\t就业\t有效天数\n甲\t是\t合格\t√\t12\n乙\t是\t合格\t已就业\t11.5\n丙\t\t不合格\t否\t9"
)
CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=12)


def sent(client: Client, data: dict[str, Any], name: str = "quote_page", status: int = 200) -> str:
    answer = client.post(reverse(f"subsidies:{name}"), data)
    assert answer.status_code == status
    return answer.content.decode()


def named(shown: str) -> set[str]:
    """The entries that a person sees."""
    return set(re.findall(r'<(?:select|textarea|input(?! type="hidden"))[^>]* name="([^"]+)"', shown))


def errors_of(shown: str) -> list[str]:
    """Where the summary of faults leads."""
    summary = shown.split("data-errsum")[1].split("</div>")[0]
    return re.findall(r'href="#([^"]+)"', summary)


def everything_stored() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("category", list(Category))
def test_every_kind_asks_for_what_it_needs(category: Category, sign_in: SignIn) -> None:
    client = sign_in("qihang_manager")
    by_counts = named(sent(client, {"category": category}, "quote_entry"))
    by_rows = named(sent(client, {"category": category, "by": "rows"}, "quote_entry"))

    assert ("employed_count" in by_counts) == (category in {"订单式", "项目制", "护工订单"})
    assert ("trainees-0-level" in by_rows) == (category in {"企业职工", "取证"})
    assert ("part" in by_counts) == (category == "项目制")
    assert ("verified_count" in by_counts) == (category != "取证")


def test_counts_are_answered_with_the_sheet_and_every_other_reading(sign_in: SignIn) -> None:
    shown = sent(sign_in("qihang_manager"), CARE)

    for words in ("82,800.00", "捌万贰仟捌佰元整", "就业率核定", "再核实就业 1 人", "34 人，78,200.00 元"):
        assert words in shown
    assert 'value="48"' in shown


def test_nothing_is_stored(sign_in: SignIn) -> None:
    client = sign_in("qihang_manager")
    client.get(PAGE)
    before = everything_stored()
    for name in ("quote_page", "quote_entry", "quote_sheet", "quote_case", "quote_template"):
        assert client.post(reverse(f"subsidies:{name}"), CARE).status_code == 200
    sent(client, {**CARE, "passed_count": "51"}, status=422)

    assert everything_stored() == before


def test_every_fault_leads_to_its_entry_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    wrong = {
        **CARE,
        "verified_count": "60",
        "passed_count": "3.5",
        "employed_count": "-1",
        "training_days": "",
    }
    shown = sent(sign_in("qihang_manager"), wrong, status=422)

    assert errors_of(shown) == [
        "id_verified_count",
        "id_passed_count",
        "id_employed_count",
        "id_training_days",
    ]
    assert all(f'value="{typed}"' in shown for typed in ("60", "3.5", "-1"))
    assert "82,800" not in shown


def test_fault_of_a_person_leads_to_the_cell(sign_in: SignIn) -> None:
    rows = {
        "trainees-rows": "2",
        "trainees-0-id": "甲",
        "trainees-0-passed": "合格",
        "trainees-0-employed": "已就业",
    }
    rows |= {"trainees-0-attended_days": "多", "trainees-1-id": "甲", "trainees-1-passed": "也许"}
    rows |= {"trainees-1-employed": "未就业", "trainees-1-attended_days": "3"}
    shown = sent(sign_in("qihang_manager"), {**ROWS, **rows}, status=422)

    assert {"trainees-0-attended_days", "trainees-1-passed", "trainees-1-id"} <= set(errors_of(shown))
    assert 'value="多"' in shown
    assert "也许（读不懂）" in shown


def test_list_from_a_spreadsheet_is_read_into_the_table(sign_in: SignIn) -> None:
    shown = sent(sign_in("qihang_manager"), {**ROWS, "pasted": LIST})

    assert 'name="trainees-1-attended_days" value="11.5"' in shown
    assert "10 天 × 150 元 ＋ 1.5 天 × 100 元 ＝ 1,650 元" in shown
    assert "未就业" in shown


def test_list_that_does_not_fit_stays_in_the_box(sign_in: SignIn) -> None:
    shown = sent(sign_in("qihang_manager"), {**ROWS, "pasted": "甲\t是\t是\t是\t12\t多余"}, status=422)

    assert "粘贴的第 1 行有 6 格，多于 5 列" in shown
    assert "多余</textarea>" in shown


def test_same_person_read_again_takes_the_older_row(sign_in: SignIn) -> None:
    given = {
        **ROWS,
        "trainees-rows": "1",
        "trainees-0-id": "甲",
        "trainees-0-attended_days": "3",
        "pasted": LIST,
    }
    shown = sent(sign_in("qihang_manager"), given, "quote_entry")

    assert 'name="trainees-0-attended_days" value="12"' in shown
    assert shown.count('value="甲"') == 1


def test_template_comes_back_filled(sign_in: SignIn) -> None:
    client = sign_in("qihang_manager")
    book = load_workbook(io.BytesIO(client.post(reverse("subsidies:quote_template"), ROWS).content))
    for column, text in enumerate(("甲", "已核实", "合格", "已就业", "12"), start=1):
        book.worksheets[0].cell(2, column, text)
    filled = io.BytesIO()
    book.save(filled)
    upload = SimpleUploadedFile("名册.xlsx", filled.getvalue())

    assert 'name="trainees-0-attended_days" value="12"' in sent(
        client, {**ROWS, "upload": upload}, "quote_entry"
    )


def test_file_that_is_no_workbook_is_said_at_its_field(sign_in: SignIn) -> None:
    upload = SimpleUploadedFile("名册.xlsx", b"no workbook")

    assert "id_upload" in errors_of(sent(sign_in("qihang_manager"), {**ROWS, "upload": upload}, status=422))


def test_more_rows_are_given_on_demand(sign_in: SignIn) -> None:
    shown = sent(sign_in("qihang_manager"), {**ROWS, "trainees-rows": "5", "more": "trainees"}, "quote_entry")

    assert "trainees-9-id" in named(shown)


def test_what_was_typed_for_another_kind_is_found_again(sign_in: SignIn) -> None:
    shown = sent(sign_in("qihang_manager"), {**CARE, "category": "创业"}, "quote_entry")

    assert '<input type="hidden" name="employed_count" value="36">' in shown


def test_where_no_rate_is_in_force_it_is_said_and_a_trial_rate_is_taken(sign_in: SignIn) -> None:
    client = sign_in("qihang_manager")
    given = {
        "category": "创业",
        "policy": "2026-8",
        "approved_count": "30",
        "verified_count": "30",
        "passed_count": "23",
    }
    shown = sent(client, given, status=422)
    tried = sent(client, {**given, "rate_kind": "flat", "flat_yuan": "1,000"})

    assert "文件没有印出创业的补贴标准" in shown
    assert errors_of(shown) == ["id_flat_yuan"]
    assert "29,000.00" in tried
    assert "不是已启用的标准" in tried


LADDER = {"ladder_days": "5", "ladder_first": "200", "ladder_then": "50", "ladder_cap": "1200"}


@pytest.mark.parametrize(
    ("rate", "total"),
    [
        ({"rate_kind": "ladder", **LADDER}, "43,200.00"),
        ({"rate_kind": "flat", "flat_yuan": "100.5"}, "3,618.00"),
    ],
)
def test_another_rate_may_be_tried(rate: dict[str, str], total: str, sign_in: SignIn) -> None:
    assert total in sent(sign_in("li_jing"), {**CARE, **rate})


def test_certificates_are_tried_by_level(sign_in: SignIn) -> None:
    given = {"category": "取证", "policy": "2026-8", "rate_kind": "by_level", "level_4": "800"}
    given |= {"pasted": "学员\t等级\t新增技能人才\n甲\t中级\t新增\n乙\t四级\t非新增"}

    assert "800.00" in sent(sign_in("li_jing"), given)


def test_another_reading_may_be_tried(sign_in: SignIn) -> None:
    assert (
        "78,200.00"
        in sent(sign_in("li_jing"), {**CARE, "reading_dual_rule_mode": "1"}).split('id="quote-form"')[0]
    )


def test_shut_gate_is_told_with_its_clause(sign_in: SignIn) -> None:
    shown = sent(sign_in("li_jing"), {**CARE, "acceptance": "pending", "city_report_filed": "no"})

    assert "按所填条件还不能拨付" in shown
    assert "开班前未向市人社、财政部门联合报备" in shown


def test_day_of_approval_decides_the_document(sign_in: SignIn) -> None:
    client = sign_in("li_jing")
    by_day = sent(client, {**CARE, "policy": "", "approved_on": "2024-05-06"})
    against = sent(client, {**CARE, "approved_on": "2024-05-06"}, status=422)

    assert "合格率核减</h3>" not in by_day
    assert errors_of(against) == ["id_policy"]


def test_case_that_is_saved_is_read_by_the_command(sign_in: SignIn, tmp_path: Any) -> None:
    file, out = tmp_path / "case.json", io.StringIO()
    file.write_text(
        sent(sign_in("li_jing"), {**ROWS, "pasted": LIST, "reviewers": "2"}, "quote_case"), encoding="utf-8"
    )
    call_command("quote", str(file), stdout=out)

    assert json.loads(out.getvalue())["amounts"] == {"甲": "1700.00", "乙": "1650.00"}


def test_sheet_of_a_trial_says_that_it_is_one(sign_in: SignIn) -> None:
    answer = sign_in("li_jing").post(
        reverse("subsidies:quote_sheet"), {**CARE, "rate_kind": "flat", "flat_yuan": "2300"}
    )
    text = Printed(answer.content).whole_text()

    assert answer["Content-Type"] == "application/pdf"
    for words in ("补贴试算单", "试算，不作为申领依据", "不是已启用的标准", "试用标准", "82,800.00元"):
        assert words in text
    assert "签名" not in text


def test_class_begins_with_what_is_on_record(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    shown = sign_in("qihang_manager").get(reverse("subsidies:class_quote", args=[claim.training_class_id]))
    text = shown.content.decode()

    assert 'name="approved_count" value="10"' in text
    assert text.count('<option value="已就业" selected>') == 6
    assert f"申领单 {claim.number}，6 人" in text
    assert str(claim.training_class.enrolments.all()[0].person_id) not in text


def test_change_to_a_class_is_compared_with_its_claim(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    client = sign_in("li_jing")
    given = {"training_class": str(claim.training_class_id), "category": "订单式", "policy": "2026-8"}
    counts = {
        "approved_count": "10",
        "verified_count": "9",
        "passed_count": "7",
        "employed_count": "7",
        "training_days": "12",
    }
    shown = sent(client, {**given, **counts})

    assert "与申领单的差异" in shown
    assert "1,700.00" in shown
    assert SubsidyClaim.objects.get().total_fen == claim.total_fen


def test_class_is_tried_by_what_was_pinned_at_its_approval(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast, outcome=CUT)
    set_parameter("pass_rule", False)
    trial = (
        sign_in("li_jing")
        .get(reverse("subsidies:class_quote", args=[claim.training_class_id]))
        .context["trial"]
    )

    assert trial.cut == "1"
    assert "合格率核减</h3>" not in sent(sign_in("li_jing"), CARE)


def test_foreign_class_is_not_found_and_tells_nothing(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast)
    client = sign_in("huineng_manager")
    assert client.get(reverse("subsidies:class_quote", args=[claim.training_class_id])).status_code == 404
    assert claim.number not in sent(client, {**CARE, "training_class": str(claim.training_class_id)})


TYPED = st.sampled_from(
    ["", "0", "-1", "3.5", "9" * 20, "１２", "\x00", "多", "2026年5月6日", "19/2", "甲\t是", "x" * 300]
)
ENTRIES = [
    *QuoteFields.base_fields,
    "trainees-0-id",
    "trainees-0-passed",
    "prior_claims-0-paid_fen",
    "level_4",
    "more",
]


@settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    category=st.sampled_from(list(Category)),
    typed=st.dictionaries(st.sampled_from(ENTRIES), TYPED, max_size=8),
)
def test_whatever_is_typed_is_answered(category: Category, typed: dict[str, str], sign_in: SignIn) -> None:
    given_rows = {"trainees-rows": "1", "prior_claims-rows": "1"}
    answer = sign_in("li_jing").post(PAGE, {**CARE, **given_rows, **typed, "category": category})

    assert answer.status_code in {200, 422}


def test_class_that_has_no_figures_yet_opens_too(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_class(cast, ClassState.DRAFT)
    shown = sign_in("qihang_manager").get(reverse("subsidies:class_quote", args=[training_class.pk]))

    assert shown.status_code == 200
    assert shown.context["trial"] is None


def test_page_asks_little_of_the_database(
    sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("li_jing")
    client.get(PAGE)
    with django_assert_max_num_queries(20):
        sent(client, {**ROWS, "pasted": LIST})


def test_page_of_the_class_leads_here(cast: Cast, sign_in: SignIn) -> None:
    claim = make_claim(cast)
    shown = sign_in("li_jing").get(f"{claim.training_class.get_absolute_url()}?tab=subsidy").content.decode()

    assert reverse("subsidies:class_quote", args=[claim.training_class_id]) in shown
