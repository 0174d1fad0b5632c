"""部门名单: taken in as keyed indexes, never as numbers; destroyed when their term ends."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.jobs.models import Job
from foundation.jobs.operations import run_job
from foundation.jobs.schedule import run_daily
from tests.builders.lists import list_workbook, make_list
from tests.builders.policy import set_parameter
from tests.builders.trainees import identity_number, make_group_under_review
from tests.cast import Cast
from trainees.enums import HitKind
from trainees.models import CrossCheckHit, ListRow, ListSnapshot, Person
from trainees.operations import ListFacts, destroy_list, lists, upload_list
from trainees.queries import tail_index

pytestmark = pytest.mark.usefixtures("on_18_june_2026", "policy_in_force")
ME = identity_number(1)


def dump() -> str:
    """Everything that stands in the tables of lists, of findings about them and of the record, as text."""
    tables = ["listsnapshot", "listrow", "checkrun", "checkresult", "checkalert", "crosscheckhit"]
    texts = []
    with connection.cursor() as cursor:
        for table in [*(f"trainees_{name}" for name in tables), "audit_entry", "jobs_job"]:
            cursor.execute(f"SELECT * FROM {table}")
            texts.append(repr(cursor.fetchall()))
    return "\n".join(texts)


def forms_of(number: str) -> list[str]:
    """The number as somebody might have kept it without a key."""
    raw = number.encode()
    digests = [hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "sm3")]
    return [number, number[:17], raw.hex(), base64.b64encode(raw).decode().rstrip("="), *digests]


@pytest.mark.parametrize("in_job", [False, True])
def test_no_identity_number_stands_in_the_tables_in_any_form(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, in_job: bool
) -> None:
    make_group_under_review(cast, 2)
    if in_job:
        monkeypatch.setattr(lists, "IN_JOB_ABOVE", 0)
    snapshot = make_list(cast, "deaths", {"identity": ME, "since": "2026-06-20"}, {"identity": ME})
    before = dump()
    if in_job:
        job = Job.objects.get(kind=lists.READ)
        assert (snapshot.state_tag.label, ListRow.objects.count()) == ("正在导入", 0)
        assert run_job(job.pk)
    assert not ListSnapshot.objects.get().waiting_file
    known = Person.objects.get(identity_tail_index=tail_index(ME[-4:])).identity_index
    assert ListRow.objects.filter(identity_index=known).count() == 2
    assert [form for form in forms_of(ME) if form in before + dump()] == []


def test_list_keeps_its_origin_and_the_facts_of_each_row(cast: Cast) -> None:
    snapshot = make_list(
        cast,
        "contributions",
        {
            "identity": ME,
            "since": "202601",
            "until": "2026年5月",
            "organisation": "胡兰棉业",
            "status": "企业职工",
        },
        as_of=date(2026, 5, 31),
    )
    row = ListRow.objects.get()
    assert (row.row_number, row.since, row.until) == (2, date(2026, 1, 1), date(2026, 5, 31))
    assert (row.organisation, row.status) == ("胡兰棉业", "企业职工")
    assert (snapshot.supplier, snapshot.row_count, snapshot.as_of) == (
        "养老保险经办机构",
        1,
        date(2026, 5, 31),
    )
    assert snapshot.keep_until == clock.today() + timedelta(days=180)
    entry = Entry.objects.get(action="list.import")
    assert (entry.detail["rows"], entry.detail["sha256"]) == (1, snapshot.file_sha256)


def test_faulty_rows_are_named_and_spoil_the_list_unless_they_are_to_be_left_out(cast: Cast) -> None:
    rows: list[dict[str, Any]] = [
        {"identity": ME, "since": "2026-06-01"},
        {"identity": ME[:17], "since": "2026-06-01"},
        {"identity": ME, "since": "前年"},
        {"identity": float(ME[:17] + "0")},
    ]
    refused = make_list(cast, "deaths", *rows)
    assert (refused.state_tag.label, refused.row_count, ListRow.objects.count()) == ("未导入", 0, 0)
    assert [(p["row"], p["column"]) for p in refused.problems] == [
        (3, "身份证号"), (4, "死亡日期"), (5, "身份证号"),
    ]  # fmt: skip
    assert ME[:10] not in json.dumps(refused.problems)
    taken = make_list(cast, "deaths", *rows, skips_faulty=True)
    assert (taken.state_tag.label, taken.row_count, taken.problem_count) == ("使用中", 1, 3)


def test_number_in_the_wrong_column_is_not_kept(cast: Cast) -> None:
    refused = make_list(cast, "contributions", {"identity": ME, "organisation": f"张某{ME}"})
    assert refused.problems == [{"row": 2, "column": "参保单位", "message": "像是证件号码，请只填名称"}]
    assert ListRow.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"letter_number": " "}, "list.letter_missing"),
        ({"as_of": date(2026, 6, 19)}, "list.as_of_ahead"),
        ({"keep_until": date(2026, 6, 17)}, "list.term_wrong"),
        ({"keep_until": date(2026, 12, 16)}, "list.term_wrong"),
        ({"kind": "anything"}, "list.kind_unknown"),
    ],
)
def test_list_without_origin_or_with_too_long_a_term_is_refused(
    cast: Cast, facts: dict[str, Any], code: str
) -> None:
    given: dict[str, Any] = {
        "kind": "deaths", "supplier": "", "letter_number": "文函〔2026〕1号", "as_of": date(2026, 6, 1),
    }  # fmt: skip
    upload = ContentFile(list_workbook("deaths", [{"identity": ME}]), name="名单.xlsx")
    with pytest.raises(Invalid) as refusal:
        upload_list(ListFacts(**(given | facts)), upload, actor=cast.actor("zhou_min"))
    assert refusal.value.code == code


def test_same_file_is_taken_in_once_and_only_by_the_qualification_group(cast: Cast) -> None:
    data = list_workbook("deaths", [{"identity": ME}])
    facts = ListFacts("deaths", "民政局", "文民函〔2026〕3号", date(2026, 6, 1))
    upload_list(facts, ContentFile(data, name="a.xlsx"), actor=cast.actor("zhou_min"))
    with pytest.raises(Invalid) as twice:
        upload_list(facts, ContentFile(data, name="b.xlsx"), actor=cast.actor("zhou_min"))
    with pytest.raises(NotAllowed) as role:
        upload_list(facts, ContentFile(data, name="a.xlsx"), actor=cast.actor("li_jing"))
    assert (twice.value.code, role.value.code) == ("list.already_imported", "role.missing")


def test_workbook_without_the_columns_is_refused_and_leaves_nothing(cast: Cast) -> None:
    upload = ContentFile(list_workbook("deaths", [{"identity": ME}]), name="名单.xlsx")
    with pytest.raises(Invalid) as refusal:
        upload_list(ListFacts("deaths", "", "函", date(2026, 6, 1)), ContentFile(b"PK\x03\x04no", name="x.xlsx"),
                    actor=cast.actor("zhou_min"))  # fmt: skip
    assert refusal.value.code.startswith("workbook.")
    assert ListSnapshot.objects.count() == 0
    assert upload_list(
        ListFacts("deaths", "", "函", date(2026, 6, 1)), upload, actor=cast.actor("zhou_min")
    ).row_count == 1  # fmt: skip


def test_large_file_that_is_no_list_is_put_back_with_the_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "IN_JOB_ABOVE", 0)
    upload = ContentFile(b"not a workbook at all", name="x.xlsx")
    facts = ListFacts("deaths", "", "函", date(2026, 6, 1))
    snapshot = upload_list(facts, upload, actor=cast.actor("zhou_min"))
    assert run_job(Job.objects.get(kind=lists.READ).pk)
    snapshot.refresh_from_db()
    assert (snapshot.state_tag.label, bool(snapshot.waiting_file)) == ("未导入", False)
    assert snapshot.problems[0]["message"]


def test_at_the_end_of_its_term_the_rows_are_destroyed_and_origin_and_findings_stay(cast: Cast) -> None:
    group = make_group_under_review(cast, 1)
    set_parameter("list_keep_days", 30)
    snapshot = make_list(
        cast, "deaths", {"identity": ME, "since": "2026-06-20"}, {"identity": identity_number(9)}
    )
    assert run_job(Job.objects.get(kind=lists.RECHECK).pk)
    last = snapshot.keep_until
    with clock.moved_to(last):
        assert run_daily()["trainees.destroy_lists"] == 0
    with clock.moved_to(last + timedelta(days=1)):
        assert run_daily()["trainees.destroy_lists"] == 1
        assert run_daily()["trainees.destroy_lists"] == 0
    snapshot.refresh_from_db()
    assert (ListRow.objects.count(), snapshot.destroyed_rows, snapshot.state_tag.label) == (0, 2, "已销毁")
    assert Entry.objects.get(action="list.destroy").detail == {"rows": 2}
    hit = CrossCheckHit.objects.get(application__group_id=group)
    assert (hit.kind, hit.snapshot_id, hit.row_number) == (HitKind.DECEASED, snapshot.pk, 2)


def test_list_is_destroyed_early_with_a_reason_and_once(cast: Cast) -> None:
    snapshot = make_list(cast, "deaths", {"identity": ME})
    officer = cast.actor("zhou_min")
    with pytest.raises(Invalid) as reason:
        destroy_list(snapshot, actor=officer, reason=" ")
    destroy_list(snapshot, actor=officer, reason="提供单位撤回")
    with pytest.raises(NotNow) as twice:
        destroy_list(snapshot, actor=officer, reason="再销毁")
    assert (reason.value.code, twice.value.code) == ("list.reason_missing", "list.already_destroyed")
