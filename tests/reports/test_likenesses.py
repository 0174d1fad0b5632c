"""雷同线索 read from the records: what is compared, whose it is, where it leads, and what was decided about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums import EmploymentKind, MaterialKind, ProofDocument
from classes.models import (
    ClassMaterial,
    EmploymentProof,
    Enrolment,
    PhoneBinding,
    ProofFile,
    SharedPhoneAlert,
    SigningPhone,
    TrainingClass,
)
from classes.models import SignIn as ClassSignIn
from foundation.core import clock
from foundation.core.models import Picture, StoredFile
from foundation.policy.queries import office_parameters
from reports.queries.likenesses import likenesses_of
from reports.rules.evidence import Coincidence
from tests.builders.classes import make_file
from tests.builders.finished import make_finished_class
from tests.builders.inspections import place_inspection
from tests.builders.policy import set_parameter
from tests.builders.running import EMPLOYER_CODE, filed_body
from tests.cast import Cast
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
PAGE = "/reports/red-flags/"


def found(cast: Cast, who: str = "ren_gang") -> list[Coincidence]:
    return list(likenesses_of(2026, cast.actor(who), office_parameters(clock.today()))[1])


def people_of(training_class: TrainingClass) -> list[Enrolment]:
    return list(Enrolment.objects.filter(training_class=training_class).order_by("position"))


def employ(enrolment: Enrolment, **facts: Any) -> EmploymentProof:
    """Work at an employer of one's own, unless said otherwise."""
    own = f"{enrolment.pk.hex[:12]}"
    given = {"employer": f"{own}服务部", "credit_code": own, "own_phone": f"139{own}", **facts}
    return EmploymentProof.objects.create(
        enrolment=enrolment,
        kind=EmploymentKind.FLEXIBLE,
        job="护理员",
        started_on=date(2026, 6, 1),
        monthly_wage_fen=300_000,
        **given,
    )


def test_one_employer_of_a_class_is_listed_with_every_proof(cast: Cast) -> None:
    people = people_of(make_finished_class(cast, 9))
    for each in people:
        employ(each, employer="晋康家政服务部", credit_code=EMPLOYER_CODE)
    (one,) = found(cast)
    assert (one.kind, one.said) == ("one_employer", "10 份就业证明中有 10 份是“晋康家政服务部”")
    assert [each.link for each in one.found] == [each.get_absolute_url() for each in people]


def test_one_telephone_in_two_classes_is_listed_and_never_shown(cast: Cast) -> None:
    first, second = (people_of(make_finished_class(cast, 9)) for _ in range(2))
    for each in (first[0], first[1], second[0]):
        employ(each, own_phone="13812345678")
    (one,) = found(cast)
    assert (one.kind, len(one.found)) == ("shared_phone", 3)
    assert "13812345678" not in str(one)


def test_the_same_paper_of_two_people_is_listed_the_licence_of_their_employer_is_not(cast: Cast) -> None:
    people = people_of(make_finished_class(cast, 9))[:2]
    wage, licence = make_file(), make_file()
    StoredFile.objects.filter(pk=licence.pk).update(sha256="c" * 64)
    for each in people:
        proof = employ(each, employer="晋康家政服务部", credit_code=EMPLOYER_CODE)
        for document, file in ((ProofDocument.FIRST_WAGE, wage), (ProofDocument.LICENCE, licence)):
            ProofFile.objects.create(proof=proof, document=document, file=file)
    (one,) = found(cast)
    assert (one.kind, len(one.found)) == ("same_file", 2)
    assert all("第一个月工资表" in each.said for each in one.found)


def test_photographs_that_show_the_same_are_listed_scans_of_one_form_are_not(cast: Cast) -> None:
    for place in range(2):
        made = make_finished_class(cast, 9)
        photo, scan = (pictured(place, motif) for motif in (200, 100))
        ClassMaterial.objects.create(training_class=made, kind=MaterialKind.VENUE_PHOTO, file=photo)
        ProofFile.objects.create(proof=employ(people_of(made)[0]), document=ProofDocument.ON_POST, file=scan)
    TrainingClass.objects.filter(pk=made.pk).update(venue=None)
    (one,) = found(cast)
    assert (one.kind, len(one.found)) == ("like_picture", 2)
    assert all("场地" in each.said for each in one.found)


def test_photographs_of_visits_that_show_the_same_are_listed(cast: Cast) -> None:
    for place in range(2):
        visit = place_inspection(cast, "clear", training_class=make_finished_class(cast, 9))
        visit.files.create(kind="photo", file=pictured(place, 150))
    (one,) = found(cast)
    assert (one.kind, len(one.found)) == ("like_picture", 2)
    assert all("现场照片" in each.said for each in one.found)


def test_one_photograph_for_two_sign_ins_is_listed_even_of_one_person(cast: Cast) -> None:
    """The very same bytes once, and once a copy that was saved again; an honest one beside them."""
    made = make_finished_class(cast, 9)
    one, (morning, afternoon, *_) = people_of(made)[0], made.sessions.order_by("date", "half")
    phone = SigningPhone.objects.create(token_digest="d" * 64)
    marks = (("in", morning, "a"), ("out", morning, "a"), ("in", afternoon, "b"), ("out", afternoon, "c"))
    rows: list[ClassSignIn] = []
    for direction, session, mark in marks:
        now = clock.now()
        rows += [
            ClassSignIn.objects.create(
                session=session, enrolment=one, direction=direction, channel="phone", phone=phone, happened_at=now,
                received_at=now, code_shown_at=now, photo=make_file(), photo_sha256=mark * 64,
                same_photo_as=rows[0] if rows and mark in "ab" else None,
            )
        ]  # fmt: skip
    same, alike = found(cast)
    assert (same.kind, len(same.found)) == ("same_file", 2)
    assert (alike.kind, len(alike.found)) == ("like_picture", 3)


def pictured(place: int, motif: int) -> StoredFile:
    """A picture of its own bytes that differs from the others of the motif in a place or two."""
    file = make_file()
    StoredFile.objects.filter(pk=file.pk).update(sha256=f"{motif}{place}".ljust(64, "0"))
    print_of = {"fingerprint": f"{(1 << motif) + place:064x}", "copy_name": f"copy {motif} {place}"}
    Picture.objects.create(file=file, copy_size=1, width=1, height=1, **print_of)
    return file


def test_sign_ins_of_one_second_and_phones_of_several_are_listed(cast: Cast) -> None:
    made = make_finished_class(cast, 9)
    people, (morning, afternoon, *_) = people_of(made), made.sessions.order_by("date", "half")
    phone = SigningPhone.objects.create(token_digest="d" * 64)
    for session, step in ((morning, 0), (afternoon, 1)):
        starts = datetime(2026, 6, 18, 0, 21, 7, tzinfo=UTC)
        at = [starts + timedelta(seconds=step * place, microseconds=place) for place in range(len(people))]
        ClassSignIn.objects.bulk_create(
            ClassSignIn(
                session=session,
                enrolment=each,
                direction="in",
                channel="phone",
                phone=phone,
                happened_at=moment,
                received_at=moment,
                code_shown_at=moment,
            )
            for each, moment in zip(people, at, strict=True)
        )
    share(phone, people)
    device, second = found(cast)
    assert (device.kind, device.said) == ("shared_device", "10 人用同一部手机签到")
    assert (second.kind, second.said) == ("same_second", "10 人在 08:21:07 同一秒签到")


def share(phone: SigningPhone, people: list[Enrolment]) -> None:
    """One after the other signs in by the same telephone."""
    PhoneBinding.objects.bulk_create(PhoneBinding(phone=phone, enrolment=each) for each in people)
    SharedPhoneAlert.objects.create(phone=phone, enrolment=people[-1], people=len(people))


def test_people_of_other_years_do_not_count(cast: Cast) -> None:
    """A telephone, a number and an employer of two people this year and eight of last year's class."""
    now = people_of(make_finished_class(cast, 9))[:2]
    before = people_of(make_finished_class(cast, 9, first_day=date(2025, 6, 16)))[:8]
    share(SigningPhone.objects.create(token_digest="e" * 64), [*before, *now])
    for each in (*before, *now):
        employ(each, own_phone="13812345678", employer="晋康家政服务部", credit_code=EMPLOYER_CODE)
    assert found(cast) == []
    last_year = likenesses_of(2025, cast.actor("ren_gang"), office_parameters(clock.today()))[1]
    assert [each.kind for each in last_year] == ["one_employer", "shared_phone", "shared_device"]
    assert [len(each.found) for each in last_year] == [8, 8, 8]


def test_certificates_of_one_body_on_one_day_are_listed_across_institutions(cast: Cast) -> None:
    set_parameter("alert_certificates_a_day", 20)
    for institution in ("qihang", "huineng"):
        made = make_finished_class(cast, 9, institution=institution)
        given = {"certificate_issued_on": date(2026, 6, 12), "evaluation_body": filed_body(made)}
        Enrolment.objects.filter(training_class=made).update(**given)
    (one,) = found(cast)
    assert one.kind == "mass_certificates"
    assert one.said.startswith("吕梁市示例评价中心 2026-06-12 一天发证 20 本，涉及 2 家培训机构、2 个班")


@pytest.mark.parametrize("classes", [1, 4])
def test_a_year_is_ten_reads_however_many_classes(
    cast: Cast, classes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(classes):
        made = make_finished_class(cast, 9)
        proof = employ(people_of(made)[0])
        ProofFile.objects.create(proof=proof, document=ProofDocument.ON_POST, file=make_file())
        ClassMaterial.objects.create(training_class=made, kind=MaterialKind.VENUE_PHOTO, file=make_file())
    office, actor = office_parameters(clock.today()), cast.actor("ren_gang")
    with django_assert_num_queries(10):
        likenesses_of(2026, actor, office)


def test_a_likeness_is_decided_from_its_line_and_the_line_says_by_whom_and_why(
    cast: Cast, sign_in: SignIn
) -> None:
    for each in people_of(make_finished_class(cast, 9)):
        employ(each, employer="晋康家政服务部", credit_code=EMPLOYER_CODE)
    inspector = sign_in("zhang_wei")
    page = inspector.get(PAGE).content.decode()
    assert "全班同一就业单位" in page
    text = page.split('name="suspicion" value="')[1].split('"')[0]
    facts = {"suspicion": text, "decide": "1", "outcome": "explained", "reason": "该单位订单班"}
    inspector.post(reverse("inspections:suspicion_decide"), facts)
    decided = inspector.get(PAGE).content.decode()
    assert "该单位订单班" in decided
    assert "重新处理" in decided
    assert 'name="suspicion"' not in sign_in("zhao_wenqing").get(PAGE).content.decode()
