"""文件安全: what the scanner finds is told to whoever can do something about it; nobody is given the file meanwhile."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from classes.enums import MaterialKind
from classes.models import ClassMaterial
from classes.operations import add_material
from foundation.administration.operations.files import order_new_scan, scan_waiting_files
from foundation.audit.middleware import form_again
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import Invalid, NotAllowed, NotNow
from foundation.core.files import store_bytes, take_in
from foundation.core.models import FileKind, ScanState, StoredFile
from foundation.jobs.schedule import run_daily, run_frequent
from foundation.workflow.models import Message
from tests.builders.classes import make_draft
from tests.cast import Cast
from tests.conftest import SignIn
from tests.foundation.core import samples
from tests.foundation.core.clamd_server import EICAR, running
from tests.foundation.core.test_scanning import NOBODY_THERE

LIST = reverse("files:file_list")


def upload(cast: Cast, data: bytes, name: str = "请示.pdf", who: str = "qihang_manager") -> StoredFile:
    uploaded = SimpleUploadedFile(name, data)
    return take_in(uploaded, allowed=set(FileKind.values), max_size=10**6, by_id=cast[who].pk)


def test_uploader_and_security_administrator_are_told_and_what_to_do(cast: Cast, settings: Settings) -> None:
    with running() as settings.CLAMD_ADDRESS:
        stored = upload(cast, samples.pdf(EICAR))
        upload(cast, samples.pdf())
        assert scan_waiting_files() == 2
    told = {each.user_id: each for each in Message.objects.all()}
    assert set(told) == {cast["qihang_manager"].pk, cast["security_tian"].pk}
    mine, theirs = told[cast["qihang_manager"].pk], told[cast["security_tian"].pk]
    assert "请示.pdf" in mine.title
    assert "重新生成" in mine.body
    assert ("请示.pdf" in theirs.title + theirs.body, theirs.url) == (False, f"{LIST}?state=infected")
    entry = Entry.objects.get(action="file.infected")
    assert (entry.object_id, entry.detail["sha256"]) == (str(stored.pk), stored.sha256)


def test_the_page_of_the_class_says_what_waits_and_gives_no_link(
    cast: Cast, sign_in: SignIn, settings: Settings, policy_in_force: None, on_18_june_2026: object
) -> None:
    settings.CLAMD_ADDRESS = NOBODY_THERE
    draft = make_draft(cast)
    uploaded = SimpleUploadedFile("考核方案.pdf", samples.pdf())
    add_material(draft, actor=cast.actor("qihang_manager"), kind=MaterialKind.EXAM_PLAN, uploaded=uploaded)
    client, address = sign_in("qihang_manager"), reverse("classes:class_exam_plan", args=[draft.pk])
    material = ClassMaterial.objects.get()
    link = reverse("classes:material_file", args=[material.pk])
    page, linked = client.get(address).content.decode(), f'href="{link}"'
    assert ("待查杀" in page, linked in page) == (True, False)
    assert client.get(link).status_code == 409
    with running() as settings.CLAMD_ADDRESS, clock.moved_to(clock.now() + timedelta(hours=1)):
        run_frequent()
    page = client.get(address).content.decode()
    assert ("待查杀" in page, linked in page) == (False, True)
    answer = client.get(link)
    assert answer.status_code == 200
    answer.close()


def test_page_lists_what_must_be_looked_at_without_names_of_files(
    cast: Cast, sign_in: SignIn, settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    settings.CLAMD_ADDRESS = NOBODY_THERE
    for number in range(12):
        upload(cast, samples.pdf(bytes([65 + number])), "张三身份证.pdf")
    client = sign_in("security_tian")
    with django_assert_max_num_queries(20):
        page = unescape(client.get(LIST).content.decode())
    assert (page.count("田志强"), "张三" in page, "待查杀" in page) == (12, False, True)
    assert "文水县启航职业培训学校" in page


def test_page_says_that_nothing_is_scanned_where_nothing_is(cast: Cast, sign_in: SignIn) -> None:
    upload(cast, samples.pdf())
    page = sign_in("admin_he").get(LIST).content.decode()
    assert ("未启用查杀" in page, "请系统管理员配置查杀服务" in page, "CLAMD" in page) == (True, True, False)
    assert sign_in("admin_he").get(f"{LIST}?state=unscanned").content.decode().count("田志强") == 1


def test_false_alarm_is_scanned_again_by_the_security_administrator(
    cast: Cast, sign_in: SignIn, settings: Settings
) -> None:
    with running() as settings.CLAMD_ADDRESS:
        stored = upload(cast, samples.pdf(EICAR))
        scan_waiting_files()
        sign_in("security_tian").post(reverse("files:file_scan_again", args=[stored.pk]))
        stored.refresh_from_db()
        assert (stored.scan_state, stored.scan_note) == (ScanState.WAITING, "")
    assert Entry.objects.filter(action="file.scan_again", object_id=str(stored.pk)).exists()


def test_nobody_else_orders_a_scan_and_own_files_need_none(cast: Cast) -> None:
    stored = upload(cast, samples.pdf())
    with pytest.raises(NotAllowed):
        order_new_scan(stored, actor=cast.actor("admin_he"))
    own = store_bytes(samples.pdf(), "表1.pdf", FileKind.PDF, None)
    with pytest.raises(NotNow) as refusal:
        order_new_scan(own, actor=cast.actor("security_tian"))
    assert refusal.value.code == "file.made_here"


def test_broken_uploads_are_swept_and_waiting_files_scanned_by_the_clock(db: None) -> None:
    assert run_frequent()["files.scan"] == 0
    assert {"files.sweep", "files.draw_missing_copies"} <= run_daily().keys()


def test_refused_upload_names_the_file_and_brings_back_what_was_typed(
    cast: Cast, sign_in: SignIn, policy_in_force: None, on_18_june_2026: object
) -> None:
    client, draft = sign_in("qihang_manager"), make_draft(cast)
    address = reverse("classes:class_material", args=[draft.pk])
    sent = {"kind": MaterialKind.EXAM_PLAN, "note": "第二版，已盖章", "next": "/classes/"}
    refused = client.post(
        address, sent | {"reason": ""} | {"file": SimpleUploadedFile("考核方案.docx", b"PK no")}
    )
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“考核方案.docx”：这里只能上传" in page
    assert ('enctype="multipart/form-data"' in page, "刚才选的：考核方案.docx" in page) == (True, True)
    again = {field.name: field.value for field in refused.context["again"]}
    assert again == sent
    mended = client.post(address, again | {"file": SimpleUploadedFile("考核方案.pdf", samples.pdf())})
    assert (mended.status_code, ClassMaterial.objects.get().note) == (302, "第二版，已盖章")


def test_refused_upload_with_a_secret_beside_it_is_not_shown_again(rf: RequestFactory) -> None:
    request = rf.post("/", {"phone": "13800000001", "file": SimpleUploadedFile("a.docx", b"x")})
    assert form_again(request, Invalid("file.damaged", "文件打不开")) == []
