"""Pages of 名单比对: lists, findings, changes. Every list costs the same for few and many rows."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.workflow.worklist import worklist
from tests.builders.lists import list_workbook, make_list
from tests.builders.trainees import identity_number, make_group_under_review
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.models import CheckAlert, CrossCheckHit, ListRow, ListSnapshot
from trainees.operations import compare_group
from trainees.rules.catalogue import CHECKS

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
FACTS = {"kind": "deaths", "letter_number": "文民函〔2026〕3号", "as_of": "2026-06-01"}


def address(name: str, *args: object) -> str:
    return reverse(f"trainees:{name}", args=args)


def dead(serial: int) -> dict[str, str]:
    return {"identity": identity_number(serial), "since": "2026-06-01"}


@pytest.mark.parametrize("size", [2, 9])
@pytest.mark.parametrize("name", ["hit_list", "alert_list", "snapshot_list"])
def test_lists_cost_the_same_for_few_and_many(cast: Cast, sign_in: SignIn, name: str, size: int) -> None:
    group = make_group_under_review(cast, size)
    make_list(cast, "deaths", *[dead(number) for number in range(1, size + 1)])
    for number in range(size if name == "snapshot_list" else 0):
        make_list(cast, "custody", {"identity": identity_number(number + 1)})
    compare_group(group)
    client = sign_in("zhou_min")
    client.get(address(name))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(name)).status_code == 200
    assert len(queries) <= 15


def test_a_list_is_taken_in_on_the_page_and_its_page_says_what_it_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("zhou_min")
    upload = SimpleUploadedFile("名单.xlsx", list_workbook("deaths", [dead(1)]))
    answer = client.post(address("snapshot_upload"), FACTS | {"file": upload}, follow=True)
    make_group_under_review(cast, 1)
    shown = client.get(ListSnapshot.objects.get().get_absolute_url()).content.decode()
    assert (answer.status_code, ListRow.objects.count()) == (200, 1)
    assert all(
        word in shown for word in ("死亡人员名单", "文民函〔2026〕3号", "死亡人员名单中有本人", "使用中")
    )


def test_what_is_wrong_with_a_list_stands_on_its_page_and_what_was_typed_stays_in_the_form(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in("zhou_min")
    upload = SimpleUploadedFile("名单.xlsx", list_workbook("deaths", [{"identity": "123"}]))
    shown = client.post(address("snapshot_upload"), FACTS | {"file": upload}, follow=True).content.decode()
    again = client.post(address("snapshot_upload"), {**FACTS, "as_of": "去年"})
    assert all(word in shown for word in ("本次没有导入", "有问题的行", "身份证号应为 18 位"))
    assert (again.status_code, "文民函〔2026〕3号" in again.content.decode()) == (422, True)


def test_template_goes_to_the_department_and_an_unknown_list_has_none(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("zhou_min")
    assert client.get(address("snapshot_template", "contributions")).content[:2] == b"PK"
    assert client.get(address("snapshot_template", "anything")).status_code == 404


def test_a_list_is_destroyed_on_its_page_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    snapshot, client = make_list(cast, "deaths", dead(1)), sign_in("zhou_min")
    silent = client.post(address("snapshot_destroy", snapshot.pk), {"reason": ""})
    done = client.post(address("snapshot_destroy", snapshot.pk), {"reason": "提供单位撤回"}, follow=True)
    assert (silent.status_code, ListRow.objects.count()) == (422, 0)
    assert "已销毁" in done.content.decode()


def test_findings_are_filtered_by_check_severity_and_moment(cast: Cast, sign_in: SignIn) -> None:
    make_list(cast, "deaths", dead(1))
    make_list(cast, "rain_dew", {"identity": identity_number(2)})
    make_group_under_review(cast, 2)
    client = sign_in("zhou_min")
    shown = {
        query: client.get(address("hit_list") + query).content.decode().count('class="name"')
        for query in ("", "?kind=rain_dew", "?severity=blocks", "?moment=claim", "?decision=noted")
    }
    assert list(shown.values()) == [2, 1, 1, 0, 0]


def test_a_finding_that_blocks_offers_no_way_round_and_asks_for_the_letter(
    cast: Cast, sign_in: SignIn
) -> None:
    make_list(cast, "deaths", dead(1))
    make_group_under_review(cast, 1)
    client, hit = sign_in("zhou_min"), CrossCheckHit.objects.get()
    shown = client.get(address("hit_list")).content.decode()
    facts = {
        "decision": "mistaken",
        "reason": "本人到场",
        "correction_letter": "文民函〔2026〕9号",
        "next": "",
    }
    client.post(address("hit_decide", hit.pk), facts)
    assert ('value="accepted"' in shown, 'name="correction_letter"' in shown) == (False, True)
    assert CrossCheckHit.objects.get().decision == "mistaken"


def test_a_change_waits_in_the_worklist_and_is_settled_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    group = make_group_under_review(cast, 1)
    make_list(cast, "deaths", dead(1))
    make_list(cast, "lifted", {"identity": identity_number(1)})
    compare_group(group)
    alert, officer = CheckAlert.objects.unseen().get(), cast.actor("zhou_min")
    assert worklist(officer).counts["alert"] == 1
    assert "alert" not in worklist(cast.actor("li_jing")).counts
    client = sign_in("zhou_min")
    hints = client.get(address("alert_list") + "?state=hints").content.decode()
    assert ("脱贫人口未标注" in hints, address("alert_acknowledge", alert.pk) in hints) == (True, False)
    silent = client.post(address("alert_acknowledge", alert.pk), {"note": ""})
    client.post(address("alert_acknowledge", alert.pk), {"note": "已请民政局复核"})
    assert silent.status_code == 422
    assert "alert" not in worklist(officer).counts
    assert "已请民政局复核" in client.get(address("alert_list") + "?state=seen").content.decode()


def test_the_named_checks_stand_on_a_page_of_their_own(cast: Cast, sign_in: SignIn) -> None:
    shown = sign_in("qihang_manager").get(address("check_list")).content.decode()
    assert all(check.number in shown and check.title in shown for check in CHECKS.values())


def test_an_institution_reads_nothing_of_what_a_department_has_on_record(cast: Cast, sign_in: SignIn) -> None:
    make_list(cast, "custody", {"identity": identity_number(1)}, as_of=date(2026, 6, 1))
    group = make_group_under_review(cast, 1)
    client, application = sign_in("qihang_manager"), CrossCheckHit.objects.get().application
    pages = [
        address("group_detail", group),
        application.get_absolute_url(),
        application.person.get_absolute_url(),
        f"/api/v1/applications/{application.pk}/",
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "服刑" not in answer.content.decode()
        assert "in_custody" not in answer.content.decode()
    assert [
        client.get(address(name)).status_code for name in ("hit_list", "alert_list", "snapshot_list")
    ] == [403] * 3
