"""学员承诺书: versions by two people, signatures that never change, and 表1 with exactly the text that was signed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from foundation.core import clock
from foundation.core.drawn import picture_in
from foundation.core.errors import Invalid, NotAllowed, NotNow
from tests.builders.trainees import make_application
from tests.builders.visits import drawn_signature
from tests.cast import Cast
from tests.conftest import SignIn
from tests.printed import Printed
from trainees.documents import print_registration_form, registration_form_of
from trainees.enums import PersonCategory, SigningMethod
from trainees.models import Application, PledgeSignature, PledgeVersion
from trainees.operations import (
    activate_pledge,
    attach_photo,
    correct_application,
    note_printing,
    propose_pledge,
    record_paper_pledge,
    sign_application,
)
from trainees.queries import pledge_in_force, printed_box, signed_pledge

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
OTHER = "本人承诺按时上课。\n不代签，不冒名。"


def other_version(cast: Cast, *, day: date = date(2026, 6, 18)) -> PledgeVersion:
    """Another wording, drafted by 周敏 and put in force by 王建明."""
    drafted = propose_pledge(actor=cast.actor("zhou_min"), text=OTHER, effective_from=day)
    return activate_pledge(drafted, actor=cast.actor("wang_jianming"))


def printed(cast: Cast, application: Application) -> Printed:
    disclosed = note_printing(application, actor=cast.actor("qihang_manager"))
    form = registration_form_of(
        application, disclosed, box=printed_box(application), pledge=signed_pledge(application)
    )
    return Printed(print_registration_form(form))


def signed(cast: Cast, serial: int = 1) -> Application:
    application = make_application(cast, serial, promise_signed_on=None)
    sign_application(
        application, actor=cast.actor("qihang_manager"), signature=drawn_signature(), device="平板"
    )
    application.refresh_from_db()
    return application


def test_wording_needs_a_second_person(cast: Cast) -> None:
    drafted = propose_pledge(actor=cast.actor("zhou_min"), text=OTHER, effective_from=clock.today())
    before = pledge_in_force(clock.today())
    with pytest.raises(NotAllowed) as refusal:
        activate_pledge(drafted, actor=cast.actor("zhou_min"))
    assert (refusal.value.code, before.number) == ("pledge.same_person", 1)
    activate_pledge(drafted, actor=cast.actor("wang_jianming"))
    assert pledge_in_force(clock.today()).text == OTHER


def test_wording_of_a_later_day_is_not_signed_before_it(cast: Cast) -> None:
    other_version(cast, day=date(2026, 7, 1))
    assert [pledge_in_force(day).number for day in (date(2026, 6, 30), date(2026, 7, 1))] == [1, 2]


def test_signature_keeps_version_digest_device_and_day(cast: Cast) -> None:
    application = signed(cast)
    signature = PledgeSignature.objects.get(application=application)
    version = pledge_in_force(clock.today())
    assert (signature.version, signature.text_sha256) == (version, version.sha256)
    assert (signature.device, signature.method) == ("平板", SigningMethod.SCREEN)
    assert application.promise_signed_on == clock.today()
    with pytest.raises(NotNow) as refusal:
        sign_application(application, actor=cast.actor("qihang_manager"), signature=drawn_signature())
    assert refusal.value.code == "pledge.already_signed"


def test_day_of_a_signature_is_not_corrected(cast: Cast) -> None:
    application = signed(cast)
    changed = correct_application(
        application, actor=cast.actor("qihang_manager"), promise_signed_on=date(2026, 1, 1), job_wish="护工"
    )
    assert (changed.promise_signed_on, changed.job_wish) == (clock.today(), "护工")


def test_new_wording_leaves_what_was_signed_as_it_was(cast: Cast) -> None:
    early = signed(cast, 1)
    other_version(cast)
    late = signed(cast, 2)
    first, second = printed(cast, early), printed(cast, late)
    assert "一、所填姓名、身份证号" in first.text(1)
    assert "本人承诺按时上课" not in first.whole_text()
    assert "本人承诺按时上课。不代签，不冒名。" in second.text(1)


def test_printed_pledge_is_the_signed_text_to_the_letter(cast: Cast) -> None:
    application = signed(cast)
    text = "".join(pledge_in_force(clock.today()).text.split())
    assert text in printed(cast, application).text(1)


def test_database_refuses_to_change_a_wording_or_a_signature(cast: Cast) -> None:
    application = signed(cast)
    changes = (
        lambda: PledgeVersion.objects.update(text="别的"),
        lambda: PledgeVersion.objects.all().delete(),
        lambda: PledgeSignature.objects.filter(application=application).update(text_sha256="0" * 64),
        lambda: PledgeSignature.objects.filter(application=application).update(signed_on=date(2026, 1, 1)),
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_paper_signature_is_recorded_with_its_scan(cast: Cast) -> None:
    application = make_application(cast, 1, promise_signed_on=None)
    scan = SimpleUploadedFile("承诺书.png", picture_in(drawn_signature()))
    manager = cast.actor("qihang_manager")
    with pytest.raises(Invalid) as early:
        record_paper_pledge(application, actor=manager, signed_on=date(2026, 6, 19))
    record_paper_pledge(application, actor=manager, signed_on=date(2026, 6, 17), scan=scan)
    found = signed_pledge(application)
    assert early.value.code == "pledge.day_in_future"
    assert found is not None
    assert (found.method, found.signed_on, found.file is not None) == (
        SigningMethod.PAPER,
        date(2026, 6, 17),
        True,
    )


def test_day_of_a_roster_prints_the_wording_of_that_day_without_a_picture(cast: Cast) -> None:
    application = make_application(cast, 1)
    text = printed(cast, application).text(1)
    assert "纸质签字" in text
    assert "2026年06月10日" in text


def test_signature_that_is_none_is_refused(cast: Cast) -> None:
    application = make_application(cast, 1)
    for drawn in ("", "data:image/png;base64,x", "data:text/html;base64,AAAA"):
        with pytest.raises(Invalid) as refusal:
            sign_application(application, actor=cast.actor("qihang_manager"), signature=drawn)
        assert refusal.value.code == "signature.missing"


def test_pages_draft_activate_and_sign(cast: Cast, sign_in: SignIn) -> None:
    clerk, head = sign_in("zhou_min"), sign_in("wang_jianming")
    past = clerk.post(reverse("trainees:pledge_list"), {"text": OTHER, "effective_from": "2026-06-17"})
    assert (past.status_code, OTHER in past.content.decode()) == (422, True)
    clerk.post(reverse("trainees:pledge_list"), {"text": OTHER, "effective_from": "2026-06-18"})
    drafted = PledgeVersion.objects.get(number=2)
    head.post(reverse("trainees:pledge_activate", args=[drafted.pk]))
    application = make_application(cast, 1, promise_signed_on=None)
    address = reverse("trainees:application_pledge", args=[application.pk])
    shown = sign_in("qihang_manager").get(address).content.decode()
    sign_in("qihang_manager").post(address, {"signature": drawn_signature()})
    assert "不代签，不冒名" in shown
    assert PledgeSignature.objects.get(application=application).version == drafted


def test_every_field_of_form_1_is_printed(cast: Cast) -> None:
    facts: dict[str, Any] = {
        "category": PersonCategory.SCHOOL_LEAVER,
        "household_type": "农业户口",
        "marital_status": "未婚",
        "graduation": "文水中学高中2025年7月",
        "current_skill": "会用缝纫机",
        "resume": "2024年在服装厂做工",
        "job_wish": "养老机构",
        "employment_destination": "示例养老院护理员",
        "training_address": "示例镇培训楼二层",
        "employment_certificate_number": "1411000000000001",
        "address": "示例村1号",
    }
    text = printed(cast, make_application(cast, 1, **facts)).text(0)
    assert "√未继续升学的初高中毕业生" in text
    shown = [str(value) for name, value in facts.items() if name != "category"]
    assert [word for word in shown if word not in text] == []
    assert text.count("√") == 1


def test_photo_is_taken_while_the_form_may_be_corrected(cast: Cast) -> None:
    application = make_application(cast, 1)
    picture = SimpleUploadedFile("照片.html", b"<html>")
    with pytest.raises(Invalid) as refusal:
        attach_photo(application, actor=cast.actor("qihang_manager"), uploaded=picture)
    assert refusal.value.code == "file.kind_not_allowed"


def test_category_that_does_not_count_on_the_day_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An application of before the dictionary begins can carry none of its codes."""
    application = make_application(cast, 1)
    with clock.moved_to(date(2023, 6, 18)):
        Application.objects.filter(pk=application.pk).update(created_at=clock.now())
    application.refresh_from_db()
    with pytest.raises(Invalid) as refusal:
        correct_application(application, actor=cast.actor("qihang_manager"), category=PersonCategory.GRADUATE)
    assert refusal.value.code == "application.category_not_in_force"
