"""人员比对与资格审核: the list of rosters, and one roster as 信息核实花名表."""

from __future__ import annotations

import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.calendar_years import import_from_package
from foundation.core.tabular import read_sheet, verify_export, write_sheet
from tests.builders.trainees import (
    certificate_number,
    make_checked_group,
    make_group_under_review,
    make_passed_group,
    number_group,
)
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.enums import ApplicationState as S
from trainees.models import Application, CrossCheckHit
from trainees.operations import NUMBER_COLUMNS
from trainees.queries import group_applications, group_summary

pytestmark = pytest.mark.usefixtures("policy_in_force")


def page(name: str, pk: object = None) -> str:
    return reverse(f"trainees:{name}", args=[pk] if pk else [])


def doubtful_group(cast: Cast, size: int = 3) -> uuid.UUID:
    make_group_under_review(cast, 1, institution="huineng", phone="13900000001")
    return make_group_under_review(cast, size)


def test_list_shows_rosters_by_what_is_to_be_done(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    make_passed_group(cast, 2, group_title="已过一期")
    make_group_under_review(cast, 2, institution="huineng", start=5, group_title="待审一期")
    client = sign_in("zhou_min")
    everything = client.get(page("group_list")).content.decode()
    waiting = client.get(page("group_list") + "?chip=waiting").content.decode()
    assert ("已过一期" in everything, "待审一期" in everything) == (True, True)
    assert ("已过一期" in waiting, "待审一期" in waiting) == (False, True)


def test_list_says_how_long_a_roster_may_still_wait(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    import_from_package(2026)
    make_group_under_review(cast, 1)
    client = sign_in("zhou_min")
    assert "剩 3 个工作日" in client.get(page("group_list")).content.decode()
    with clock.moved_to(date(2026, 6, 26)):
        assert "逾期 2 个工作日" in sign_in("zhou_min").get(page("group_list")).content.decode()


def test_institution_sees_its_own_rosters_only(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    foreign = make_group_under_review(cast, 1, institution="huineng", group_title="汇能一期")
    client = sign_in("qihang_manager")
    assert "汇能一期" not in client.get(page("group_list")).content.decode()
    assert client.get(page("group_detail", foreign)).status_code == 404
    assert client.get(page("group_detail", uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("size", [5, 50])
def test_roster_and_list_take_the_same_queries_for_5_and_50_people(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date, size: int
) -> None:
    group, client = make_group_under_review(cast, size), sign_in("zhou_min")
    client.get(page("group_list"))
    with CaptureQueriesContext(connection) as shown:
        assert client.get(page("group_detail", group)).status_code == 200
    with CaptureQueriesContext(connection) as listed:
        assert client.get(page("group_list")).status_code == 200
    assert (len(shown) <= 20, len(listed) <= 20) == (True, True)


def test_people_with_findings_stand_first(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    group = doubtful_group(cast)
    CrossCheckHit.objects.filter(application__group_id=group).update(
        application=group_applications(group).get(position=3)
    )
    html = sign_in("zhou_min").get(page("group_detail", group) + "?only=").content.decode()
    first, last = (group_applications(group).get(position=p) for p in (1, 3))
    assert html.index(f"row-{last.pk}") < html.index(f"row-{first.pk}")
    assert "本年度在其他机构已报名" in html


def test_finding_is_decided_on_the_roster(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    group = doubtful_group(cast)
    hit = CrossCheckHit.objects.get(application__group_id=group)
    back = page("group_detail", group)
    answer = sign_in("zhou_min").post(
        page("hit_decide", hit.pk), {"decision": "accepted", "reason": "已从汇能退出", "next": back}
    )
    hit.refresh_from_db()
    assert (answer.status_code, answer["Location"], hit.decision) == (302, back, "accepted")


def test_a_decision_changes_its_own_row_and_keeps_the_numbers_typed(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    group = doubtful_group(cast)
    hit, client = CrossCheckHit.objects.get(application__group_id=group), sign_in("zhou_min")
    shown = client.get(page("group_detail", group)).content.decode()
    assert f'hx-target="#row-{hit.application_id}"' in shown
    assert 'hx-preserve="true"' in shown.split(f'id="number-{hit.application_id}"')[1].split(">")[0]

    back = f"{page('group_detail', group)}?only=attention&keep={hit.application_id}"
    form = {"decision": "accepted", "reason": "已从汇能退出", "next": back}
    after = client.post(page("hit_decide", hit.pk), form, follow=True).content.decode()

    assert f'id="row-{hit.application_id}"' in after, "the row stays although nothing is open any more"
    assert f'id="row-{hit.application_id}"' not in client.get(back.split("&")[0]).content.decode()


def test_decision_without_reason_keeps_what_was_chosen(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    hit = CrossCheckHit.objects.get(application__group_id=doubtful_group(cast))
    answer = sign_in("zhou_min").post(page("hit_decide", hit.pk), {"decision": "blocking", "reason": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="blocking"' in html
    assert "checked" in html.split('value="blocking"')[1].split(">")[0]


def test_everybody_eligible_passes_by_one_button(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    group = doubtful_group(cast)
    number_group(cast, group)
    answer = sign_in("zhou_min").post(page("group_pass", group), follow=True)
    assert "已通过 2 人" in answer.content.decode()
    assert group_summary(group).by_state == {S.PASSED: 2, S.UNDER_REVIEW: 1}


def test_refused_roster_answers_409_with_every_reason(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    group = make_group_under_review(cast, 2)
    answer = sign_in("zhou_min").post(page("group_pass", group))
    assert answer.status_code == 409
    assert answer.content.decode().count("还没有就业创业证编号") >= 2


def test_the_bureau_compares_a_roster_that_was_handed_in(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    group = make_group_under_review(cast, 2)
    answer = sign_in("zhou_min").post(page("group_compare", group), follow=True)
    assert "没有需认定的情况" in answer.content.decode()
    assert group_summary(group).waiting == 2


def test_numbers_are_typed_in_the_table(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 2)
    first = group_applications(group).get(position=1)
    typed = {f"number-{first.pk}": certificate_number(first), "number-nonsense": "1"}
    sign_in("zhou_min").post(page("group_numbers", group), typed)
    first.refresh_from_db()
    assert first.employment_certificate_number == certificate_number(first)


def test_numbers_come_from_the_workbook_that_the_page_offers(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    group, client = make_group_under_review(cast, 2), sign_in("zhou_min")
    offered = client.post(page("group_numbers_file", group)).content
    names = [
        (row.values["position"], row.values["name"])
        for row in read_sheet(offered, columns=NUMBER_COLUMNS).rows
    ]
    filled = write_sheet(NUMBER_COLUMNS, [(p, n, f"14112100000000{p:02d}") for p, n in names], title="编号")
    client.post(page("group_numbers_import", group), {"file": SimpleUploadedFile("编号.xlsx", filled)})
    assert Application.objects.exclude(employment_certificate_number="").count() == 2


def test_the_workbook_keeps_every_digit_typed_into_it_is_sealed_and_on_record(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    group, client = make_group_under_review(cast, 2), sign_in("zhou_min")
    data = client.post(page("group_numbers_file", group)).content
    cells = [load_workbook(io.BytesIO(data)).worksheets[0].cell(row, 3) for row in (4, 5)]
    check, entry = verify_export(data), Entry.objects.get(action="export.take")
    assert [cell.number_format for cell in cells] == ["@", "@"]
    assert (check.count, check.is_untouched, entry.detail["rows"]) == (2, True, 2)


def test_a_number_that_excel_has_rounded_is_refused(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    group, client = make_group_under_review(cast, 1), sign_in("zhou_min")
    book = load_workbook(io.BytesIO(client.post(page("group_numbers_file", group)).content))
    book.worksheets[0].cell(4, 3).value = 1411210026990100
    filled = io.BytesIO()
    book.save(filled)
    upload = {"file": SimpleUploadedFile("编号.xlsx", filled.getvalue())}
    answer = client.post(page("group_numbers_import", group), upload)
    assert (answer.status_code, "末几位已经丢失" in answer.content.decode()) == (422, True)


def test_missing_file_is_said_on_the_same_page(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    group = make_group_under_review(cast, 1)
    answer = sign_in("zhou_min").post(page("group_numbers_import", group), {})
    assert (answer.status_code, "填好编号的表" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["group_compare", "group_pass", "group_numbers", "group_numbers_import"])
def test_get_does_not_write(cast: Cast, sign_in: SignIn, on_18_june_2026: date, name: str) -> None:
    group = make_checked_group(cast, 1)
    assert sign_in("zhou_min").get(page(name, group)).status_code in {403, 405}


@pytest.mark.parametrize(("name", "shown"), [("zhou_min", True), ("li_jing", True), ("finance_qiao", False)])
def test_the_bureau_reads_full_names_and_others_masked_ones(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date, name: str, shown: bool
) -> None:
    group = make_group_under_review(cast, 1)
    person = group_applications(group).get().person
    text = sign_in(name).get(page("group_detail", group)).content.decode()
    assert (person.name in text, person.masked_name in text) == (shown, not shown)
    assert person.identity_masked in text


def test_nobody_to_pass_leaves_the_button_disabled_and_says_why(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date
) -> None:
    group = make_group_under_review(cast, 5)
    client = sign_in("zhou_min")
    shown = client.get(page("group_detail", group))
    assert len(shown.context["obstacles"]) == 5
    assert 'disabled aria-describedby="pass-why"' in shown.content.decode()
    number_group(cast, group)
    assert "pass-why" not in client.get(page("group_detail", group)).content.decode()
