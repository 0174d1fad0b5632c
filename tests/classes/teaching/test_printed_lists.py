"""表8, 表9, 表10, 表12 and the pledge are filled from what was entered, for those who may read full numbers."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from classes.enums import EnrolmentState
from classes.models import Enrolment, TrainingClass
from classes.operations import Certificate, record_certificates
from classes.views.lists_printed import LISTS
from foundation.audit.models import Entry, Result
from foundation.core import clock
from tests.builders.finished import make_finished_class
from tests.builders.running import filed_body, people_of
from tests.cast import Cast
from tests.classes.teaching.test_callbacks import TODAY, hand_in
from tests.conftest import SignIn
from tests.printed import Printed


@pytest.fixture
def finished(cast: Cast) -> TrainingClass:
    """Two of three have passed, with 70 and 71 points in theory."""
    made = make_finished_class(cast, 2, people=3)
    made.enrolments.filter(has_passed=True).update(state=EnrolmentState.PASSED)
    made.enrolments.filter(has_passed=False).update(state=EnrolmentState.FAILED)
    return made


def cells(which: str, training_class: TrainingClass) -> list[str]:
    return ["|".join(row) for row in LISTS[which](training_class)["rows"]]


def test_form_8_carries_scores_and_verdicts_and_says_what_it_is(
    finished: TrainingClass, sign_in: SignIn
) -> None:
    answer = sign_in("qihang_manager").post(reverse("classes:print_scores", args=[finished.pk]))
    text = Printed(answer.getvalue()).text()
    person = people_of(finished)[0].person
    for part in (
        "结业考试（考核）成绩表",
        "样表待补",
        "不合格",
        "合格线",
        person.identity_number.reveal(person),
    ):
        assert part in text
    entry = Entry.objects.get(action="class.print_list")
    assert (entry.result, entry.title) == (Result.READ, "打印结业考试（考核）成绩表（表8）")
    assert [row.split("|")[3:6] for row in cells("scores", finished)] == [
        ["70", "75", "合格"], ["71", "82", "合格"], ["72", "89", "不合格"],
    ]  # fmt: skip


def test_form_9_names_certificate_level_and_evaluation_body(cast: Cast, finished: TrainingClass) -> None:
    holder, body = people_of(finished)[0], filed_body(finished)
    with clock.moved_to(date(2026, 7, 1)):
        certificate = Certificate(holder.pk, "Y0001", date(2026, 6, 18), body_id=body.pk)
        record_certificates(finished, actor=cast.actor("qihang_manager"), certificates=[certificate])
    first, second = cells("passed", finished)
    for part in ("Y0001", "2026-06-18", "吕梁市示例评价中心", "初级", "70 / 75"):
        assert part in first
    assert "Y0001" not in second


def test_form_10_and_the_pledge_name_those_with_a_proof(cast: Cast, finished: TrainingClass) -> None:
    one = people_of(finished)[0]
    hand_in(cast, [one])
    Enrolment.objects.filter(pk=one.pk).update(
        employment_verified_by=cast["zhang_wei"], employment_verified_at=clock.now()
    )
    (job,), (pledged,) = cells("employment", finished), cells("pledge", finished)
    for part in ("灵活就业", "3,200.00", "2026-06-22", "张伟"):
        assert part in job
    assert one.person.identity_number.reveal(one.person) in pledged
    assert "下列 1 名学员" in LISTS["pledge"](finished)["words"][0]


def test_form_12_is_printed_from_the_declaration(
    cast: Cast, finished: TrainingClass, sign_in: SignIn
) -> None:
    address = reverse("classes:print_work_certificate", args=[people_of(finished)[0].pk])
    manager = sign_in("qihang_manager")
    with clock.moved_to(TODAY):
        assert manager.post(address).status_code == 409, "nothing is declared yet"
        hand_in(cast, people_of(finished)[:1])
        text = Printed(manager.post(address).getvalue()).text()
    for part in ("务工证明", "养老护理员", "3,200.00"):
        assert part in text


@pytest.mark.parametrize("name", ["print_scores", "print_passed", "print_employment", "print_pledge"])
def test_who_may_not_read_full_numbers_prints_no_list(
    finished: TrainingClass, sign_in: SignIn, name: str
) -> None:
    for who in ("guo_liang", "qihang_teacher"):
        assert sign_in(who).post(reverse(f"classes:{name}", args=[finished.pk])).status_code == 403
