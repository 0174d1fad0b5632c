"""Every question before 提交 and 批准, answered no once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from classes.enums import ClassState as S
from classes.enums import ClassVerb as V
from classes.enums import MaterialKind
from classes.models import Enrolment, TrainingClass
from classes.queries.rulings import roster_of
from classes.workflow import CLASS
from foundation.core import clock
from foundation.policy.models import ParameterRow, PolicyDocument
from foundation.workflow.engine import judge
from institutions.enums import InstitutionState, TrainingCategory
from tests.builders.classes import (
    complete,
    file_with_city,
    find_virus_in,
    make_class,
    make_draft,
    make_material,
    manager_of,
)
from tests.builders.running import Size, make_running_class, second_number
from tests.cast import Cast
from trainees.models import CrossCheckHit

Spoil = Callable[[TrainingClass], object]


def change(**fields: object) -> Spoil:
    return lambda c: TrainingClass.objects.filter(pk=c.pk).update(**fields)


def institution(**fields: object) -> Spoil:
    return lambda c: type(c.institution).objects.filter(pk=c.institution_id).update(**fields)


SUBMISSION: dict[str, tuple[Spoil, str]] = {
    "rectifying": (institution(state=InstitutionState.RECTIFYING), "institution.not_contracted"),
    "contract ends": (
        lambda c: c.institution.contracts.update(valid_to=c.ends_on - timedelta(days=1)),
        "institution.contract_missing",
    ),
    "permission ends": (
        lambda c: c.institution.permissions.update(valid_to=c.starts_on),
        "institution.occupation_not_permitted",
    ),
    "not published": (
        lambda c: type(c.occupation).objects.filter(pk=c.occupation_id).update(is_published=False),
        "occupation.not_published",
    ),
    "six days ahead": (change(starts_on=date(2026, 6, 24)), "class.reported_late"),
    "more than planned": (change(planned_count=4), "class.roster_incomplete"),
    "a voucher is missing": (
        lambda c: roster_of(c).filter(position=2).update(state="passed"),
        "class.voucher_missing",
    ),
    "a day without lessons": (
        lambda c: c.sessions.filter(date=c.ends_on).delete(),
        "class.plan_incomplete",
    ),
    "no content": (lambda c: c.sessions.update(content=" "), "class.plan_incomplete"),
    "no fire safety course": (
        lambda c: c.sessions.update(basic_courses=["safety", "law", "mandarin"]),
        "class.basic_course_missing",
    ),
    "six in a group": (lambda c: roster_of(c).update(practice_group=1), "class.group_too_large"),
    "no class head": (change(class_head=None), "class.teachers_not_named"),
    "certificate expired": (
        lambda c: c.institution.teachers.update(certificate_valid_to=date(2026, 6, 30)),
        "class.teachers_not_named",
    ),
    "too small": (lambda c: c.institution.venues.update(practice_area=100), "class.venue_not_suitable"),
    "fire check ends before the class": (
        lambda c: c.institution.venues.update(fire_safety_valid_to=c.ends_on - timedelta(days=1)),
        "class.venue_not_suitable",
    ),
    "fire safety not declared": (change(fire_safety_declared=False), "class.venue_not_suitable"),
    "too few sets of teaching material": (change(material_sets=5), "class.material_too_few"),
    "no exam scheme": (change(exam_plan=" "), "class.papers_missing"),
    "three photographs": (
        lambda c: c.materials.filter(kind="venue_photo").earliest("added_at").delete(),
        "class.papers_missing",
    ),
    "request not sealed": (
        lambda c: c.materials.filter(kind=MaterialKind.SEALED_REQUEST).delete(),
        "class.papers_missing",
    ),
    "virus in the request": (
        lambda c: find_virus_in(c.materials.get(kind=MaterialKind.SEALED_REQUEST).file),
        "class.papers_missing",
    ),
    "virus in a photograph": (
        lambda c: find_virus_in(c.materials.filter(kind="venue_photo").earliest("added_at").file),
        "class.papers_missing",
    ),
    "no order": (change(category=TrainingCategory.ORDER), "class.order_missing"),
}


@pytest.mark.parametrize("case", SUBMISSION)
def test_a_report_is_not_taken_while(cast: Cast, case: str) -> None:
    spoil, code = SUBMISSION[case]
    draft = make_draft(cast, heads=6)
    complete(cast, draft, heads=6)
    assert not judge(CLASS, draft, manager_of(cast, draft), V.SUBMIT).obstacles

    spoil(draft)

    spoilt = TrainingClass.objects.get(pk=draft.pk)
    obstacles = judge(CLASS, spoilt, manager_of(cast, draft), V.SUBMIT).obstacles
    assert [reason.code for reason in obstacles] == [code]
    assert obstacles[0].link.startswith("/")


def test_an_order_with_its_paper_is_enough(cast: Cast) -> None:
    draft = make_draft(cast, category=TrainingCategory.ORDER, order_employer="示例养老院", order_posts=5)
    complete(cast, draft)
    make_material(draft, MaterialKind.ORDER)

    assert not judge(CLASS, draft, manager_of(cast, draft), V.SUBMIT).obstacles

    find_virus_in(draft.materials.get(kind=MaterialKind.ORDER).file)

    obstacles = judge(CLASS, draft, manager_of(cast, draft), V.SUBMIT).obstacles
    assert [reason.code for reason in obstacles] == ["class.order_missing"]


def test_a_virus_found_after_the_report_was_handed_in_stops_the_first_review(cast: Cast) -> None:
    submitted = make_class(cast, S.SUBMITTED)
    assert not judge(CLASS, submitted, cast.actor("li_jing"), V.PASS_FIRST_REVIEW).obstacles

    find_virus_in(submitted.materials.get(kind=MaterialKind.SEALED_REQUEST).file)

    obstacles = judge(CLASS, submitted, cast.actor("li_jing"), V.PASS_FIRST_REVIEW).obstacles
    assert [reason.code for reason in obstacles] == ["class.papers_missing"]


def test_an_open_hit_and_a_disqualifying_one_stop_the_first_review(cast: Cast) -> None:
    submitted = make_class(cast, S.SUBMITTED)
    hit = CrossCheckHit.objects.create(
        application=roster_of(submitted)[0], kind="age", message="已满 59 岁", source="身份证号"
    )
    officer = cast.actor("li_jing")

    stopped = judge(CLASS, submitted, officer, V.PASS_FIRST_REVIEW).obstacles
    CrossCheckHit.objects.filter(pk=hit.pk).update(
        decision="blocking",
        decided_by=cast["zhou_min"],
        decided_at=clock.now(),
        decision_reason="已领取养老金",
    )
    still = judge(CLASS, submitted, officer, V.PASS_FIRST_REVIEW).obstacles

    assert [reason.code for reason in (*stopped, *still)] == ["class.hit_open"] * 2
    assert "第 1 号" in stopped[0].message


def test_a_hit_that_comes_after_the_first_review_stops_the_second(cast: Cast) -> None:
    reviewed = make_class(cast, S.FIRST_REVIEWED)
    CrossCheckHit.objects.create(
        application=roster_of(reviewed)[0], kind="age", message="已满 59 岁", source="身份证号"
    )

    obstacles = judge(CLASS, reviewed, cast.actor("wang_jianming"), V.PASS_SECOND_REVIEW).obstacles

    assert [reason.code for reason in obstacles] == ["class.hit_open"]


@pytest.mark.parametrize(
    ("state", "verb", "who"),
    [(S.SUBMITTED, V.PASS_FIRST_REVIEW, "li_jing"), (S.SECOND_REVIEWED, V.APPROVE, "zhao_wenqing")],
)
def test_nobody_sits_in_two_classes_on_the_same_day(cast: Cast, state: str, verb: str, who: str) -> None:
    asked, actor = make_class(cast, state), cast.actor(who)
    other = make_draft(cast)
    person = roster_of(asked)[2]
    there = Enrolment.objects.create(
        training_class=other, application=person, person=person.person, position=1
    )

    obstacles = judge(CLASS, asked, actor, verb).obstacles
    Enrolment.objects.filter(pk=there.pk).update(person=second_number(person.person))
    under_another = judge(CLASS, asked, actor, verb).obstacles

    assert [reason.code for reason in obstacles] == ["class.person_in_two_classes"]
    assert under_another == obstacles


def obstacles_of_approval(cast: Cast, training_class: TrainingClass) -> list[str]:
    reviewed = TrainingClass.objects.get(pk=training_class.pk)
    return [reason.code for reason in judge(CLASS, reviewed, cast.actor("zhao_wenqing"), V.APPROVE).obstacles]


def test_approval_waits_for_the_citys_receipt(cast: Cast) -> None:
    reviewed = make_class(cast, S.SECOND_REVIEWED)
    TrainingClass.objects.filter(pk=reviewed.pk).update(category=TrainingCategory.PROJECT)
    assert obstacles_of_approval(cast, reviewed) == ["class.city_filing_missing"]

    file_with_city(cast, reviewed)

    assert obstacles_of_approval(cast, reviewed) == []


def test_approval_respects_the_years_target(cast: Cast) -> None:
    reviewed = make_class(cast, S.SECOND_REVIEWED)
    TrainingClass.objects.filter(pk=reviewed.pk).update(category=TrainingCategory.ENTREPRENEURSHIP)
    assert obstacles_of_approval(cast, reviewed) == [], "without a target it is allowed"

    make_running_class(cast, Size(people=3), category=TrainingCategory.ENTREPRENEURSHIP)
    ParameterRow.objects.create(
        document=PolicyDocument.objects.get(number="文人社字〔2026〕8号"),
        key="target.2026.entrepreneurship",
        kind="whole",
        written=7,
        clause_document="2026-8",
        clause_label="一(二)",
        effective_from=date(2026, 1, 1),
        state="active",
        activated_at=clock.now(),
    )

    assert obstacles_of_approval(cast, reviewed) == ["class.quota_used_up"], (
        "three are approved, five are more"
    )
    ParameterRow.objects.filter(key="target.2026.entrepreneurship").update(written=8)
    assert obstacles_of_approval(cast, reviewed) == []


def test_a_class_whose_first_day_has_come_is_not_approved(cast: Cast) -> None:
    reviewed = make_class(cast, S.SECOND_REVIEWED)

    with clock.moved_to(reviewed.starts_on):
        assert obstacles_of_approval(cast, reviewed) == ["class.start_has_passed"]


def test_a_class_starts_on_its_first_day_with_cameras_online(cast: Cast) -> None:
    ready = make_class(cast, S.VOUCHERS_MADE)

    obstacles = judge(CLASS, ready, cast.actor("li_jing"), V.START).obstacles

    assert [reason.code for reason in obstacles] == ["class.first_day_ahead", "class.cameras_offline"]


def test_everybody_needs_an_evaluation_voucher(cast: Cast) -> None:
    confirmed = make_class(cast, S.SYSTEM_CONFIRMED)

    verdict = judge(CLASS, confirmed, cast.actor("li_jing").as_system(), V.RECORD_EVALUATION_VOUCHERS)

    assert [reason.code for reason in verdict.obstacles] == ["class.evaluation_voucher_missing"]
