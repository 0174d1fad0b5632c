"""Classes on their way from draft to the first class day, taken there by the real operations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from classes.enums import ClassState as S
from classes.enums import Half, MaterialKind, TeachingMode
from classes.models import Booking, ClassEvaluation, ClassMaterial, PlannedSession, TrainingClass
from classes.operations import (
    approve_class,
    choose_teachers,
    choose_venue,
    confirm_in_system,
    create_class,
    describe_exam_plan,
    describe_resources,
    file_class,
    generate_plan,
    pass_first_review,
    pass_second_review,
    record_cameras,
    record_city_filing,
    record_evaluation_vouchers,
    return_for_correction,
    start_class,
    submit_class,
)
from foundation.core import clock
from foundation.core.files import store_bytes
from foundation.core.models import FileKind, ScanState, StoredFile
from institutions.enums import SkillLevel, TrainingCategory
from institutions.models import Institution, Teacher, Venue
from tests.builders.institutions import make_ready_institution, make_teacher, make_venue
from tests.builders.trainees import make_passed_group
from tests.cast import Cast
from trainees.operations import record_voucher
from trainees.queries import group_applications

Step = Callable[[Cast, TrainingClass], TrainingClass]
DAYS = 3  # short, so that tests are quick: eight 学时 of theory, sixteen of practice


def make_class(
    cast: Cast,
    state: str = S.DRAFT,
    *,
    institution: str = "qihang",
    heads: int = 5,
    start: int = 1,
    **facts: Any,
) -> TrainingClass:
    """A class in `state`, from DRAFT to IN_TRAINING; `start` is the serial number of its first trainee.

    Needs `policy_in_force`. A draft is empty; every later state has roster, plan and papers. For IN_TRAINING
    the clock must stand on or after the first class day when that verb is done: see `make_running_class`.
    """
    training_class = make_draft(cast, institution, heads=heads, **facts)
    if state == S.DRAFT:
        return training_class
    complete(cast, training_class, heads=heads, start=start)
    for reached, step in WAY:
        training_class = step(cast, training_class)
        if reached == state:
            return training_class
    raise AssertionError(f"no way leads to {state}")


def make_draft(cast: Cast, institution: str = "qihang", *, heads: int = 5, **facts: Any) -> TrainingClass:
    """A new application: 养老护理员（初级）, eleven days ahead, three days of eight 学时."""
    owner = ready_institution(cast, institution)
    permission = owner.permissions.select_related("occupation").first()
    assert permission is not None
    starts_on = facts.pop("starts_on", clock.today() + timedelta(days=11))
    days = facts.pop("training_days", DAYS)
    planned: dict[str, Any] = {
        "category": TrainingCategory.EMPLOYMENT_SKILL,
        "occupation": permission.occupation,
        "level": SkillLevel.LEVEL_5,
        "planned_count": heads,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=days - 1),
        "training_days": days,
        "theory_lessons": 8,
        "practice_lessons": 8 * (days - 1),
        **facts,
    }
    return create_class(actor=cast.actor(f"{institution}_manager"), **planned)


def ready_institution(cast: Cast, key: str = "qihang") -> Institution:
    """The institution, made once per test."""
    found = Institution.objects.filter(organisation=cast.organisations[key]).first()
    return found or make_ready_institution(cast, key)


def complete(cast: Cast, training_class: TrainingClass, *, heads: int = 5, start: int = 1) -> None:
    """Fill everything that 提交开班报告 asks for: roster with vouchers, plan, staff, venue, papers."""
    key = institution_key(cast, training_class)
    make_roster(cast, training_class, heads, institution=key, start=start)
    fill_papers(cast, training_class)
    training_class.refresh_from_db()


def make_roster(
    cast: Cast, training_class: TrainingClass, heads: int, *, institution: str = "qihang", start: int = 1
) -> None:
    """People who have passed and hold a voucher."""
    occupation = training_class.occupation
    make_passed_group(
        cast,
        heads,
        institution=institution,
        group_id=training_class.pk,
        start=start,
        group_title=str(training_class),
        occupation_code=occupation.code,
        occupation_name=occupation.name,
        level=training_class.level,
        planned_from=training_class.starts_on,
        planned_to=training_class.ends_on,
    )
    for application in group_applications(training_class.pk):
        record_voucher(application, actor=cast.actor("zhou_min").as_system())


def fill_papers(cast: Cast, training_class: TrainingClass) -> None:
    """Teachers, venue, plan, texts and files."""
    manager = cast.actor(f"{institution_key(cast, training_class)}_manager")
    owner = training_class.institution
    teachers, venue = free_staff(owner)
    choose_teachers(training_class, actor=manager, class_head=teachers[0], teachers=teachers)
    choose_venue(training_class, actor=manager, venue=venue, fire_safety_declared=True)
    describe_resources(training_class, actor=manager, text="《养老护理员（初级）》教材，一人一套", sets=99)
    describe_exam_plan(training_class, actor=manager, text="理论笔试 100 分，实操考核 100 分，60 分合格")
    generate_plan(training_class, actor=manager, workdays_only=False)
    sessions = PlannedSession.objects.filter(training_class=training_class)
    sessions.update(content="生活照料")
    first = sessions.order_by("date", "half").first()
    assert first is not None
    first.basic_courses = ["safety", "fire", "law", "mandarin"]
    first.save(update_fields=["basic_courses"])
    for number in range(4):
        make_photo(training_class, TeachingMode.THEORY if number < 2 else TeachingMode.PRACTICE)
    make_material(training_class, MaterialKind.SEALED_REQUEST, "开班请示.pdf", FileKind.PDF)


def free_staff(owner: Institution) -> tuple[list[Teacher], Venue | None]:
    """The institution's own teachers and place; where another class may need them at that time, new ones."""
    others = Booking.objects.values("training_class").distinct().count()
    if not others:
        return list(owner.teachers.order_by("name")), owner.venues.first()
    certificate = f"养老护理员考评员 {others:04d}"
    teachers = [
        make_teacher(owner, f"{name}{others}", certificate=certificate, phone="")
        for name in ("成晓燕", "韩玉兰")
    ]
    first = owner.venues.first()
    place = {"verified_by": first.verified_by, "verified_on": first.verified_on} if first else {}
    address = f"文水县示例镇示例路 {others + 1} 号"
    return teachers, make_venue(owner, f"{others + 1}号教学点", address=address, **place)


def make_material(
    training_class: TrainingClass,
    kind: str = MaterialKind.OTHER,
    name: str = "材料.pdf",
    file: str = FileKind.PDF,
) -> ClassMaterial:
    return ClassMaterial.objects.create(training_class=training_class, kind=kind, file=make_file(name, file))


def find_virus_in(stored: StoredFile) -> None:
    """The scanner's word on a file that was taken in."""
    stored.scan_state, stored.scanned_at = ScanState.INFECTED, clock.now()
    stored.save()


def make_photo(training_class: TrainingClass, shows: str, picture: bytes | None = None) -> ClassMaterial:
    """A photograph of the place, unlike every other unless `picture` says which."""
    stored = store_bytes(picture or uuid4().bytes, "场地.png", FileKind.PNG, None)
    return ClassMaterial.objects.create(
        training_class=training_class, kind=MaterialKind.VENUE_PHOTO, file=stored, shows=shows
    )


def make_file(name: str = "材料.pdf", kind: str = FileKind.PDF) -> StoredFile:
    return store_bytes(b"%PDF-1.4\n%%EOF\n", name, kind, None)


def make_session(
    training_class: TrainingClass, day: date, half: str = Half.MORNING, **fields: Any
) -> PlannedSession:
    """One half-day, for tests that need no whole plan."""
    facts: dict[str, Any] = {
        "starts_at": "08:00" if half == Half.MORNING else "14:00",
        "ends_at": "12:00" if half == Half.MORNING else "18:00",
        "content": "生活照料",
        "mode": TeachingMode.THEORY,
        "teacher": training_class.institution.teachers.order_by("name").first(),
        **fields,
    }
    return PlannedSession.objects.create(training_class=training_class, date=day, half=half, **facts)


def make_running_class(cast: Cast, **facts: Any) -> TrainingClass:
    """A class that was started on its first day; the clock of the caller stays where it is."""
    training_class = make_class(cast, S.VOUCHERS_MADE, **facts)
    with clock.moved_to(training_class.starts_on):
        return start(cast, training_class)


def submit(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return submit_class(training_class, actor=manager_of(cast, training_class))


def first_review(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return pass_first_review(training_class, actor=cast.actor("li_jing"), comment="材料齐全。")


def second_review(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return pass_second_review(training_class, actor=cast.actor("wang_jianming"))


def approve(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return approve_class(training_class, actor=cast.actor("zhao_wenqing"), comment="同意。")


def put_on_file(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return file_class(training_class, actor=cast.actor("wu_fang"))


def confirm(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return confirm_in_system(training_class, actor=cast.actor("li_jing"), real_name_number="SM-2026-0001")


def give_evaluation_vouchers(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    """As `vouchers` does it, without the vouchers themselves."""
    for enrolment in training_class.enrolments.all():
        enrolment.evaluation_voucher_number = f"PJ-{enrolment.position:04d}-TEST"
        enrolment.save(update_fields=["evaluation_voucher_number"])
    return record_evaluation_vouchers(training_class, actor=cast.actor("li_jing").as_system())


def start(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    """On the first class day: cameras seen online, class started."""
    record_cameras(training_class, actor=cast.actor("li_jing"), online_on=clock.today())
    return start_class(training_class, actor=cast.actor("li_jing"))


def send_back(cast: Cast, training_class: TrainingClass, comment: str = "第 3 天未排课。") -> TrainingClass:
    due_on = clock.today() + timedelta(days=5)
    return return_for_correction(training_class, actor=cast.actor("li_jing"), comment=comment, due_on=due_on)


def file_with_city(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    """What 订单式 and 项目制 need before approval."""
    return record_city_filing(
        training_class, actor=cast.actor("li_jing"), filed_on=clock.today(), number="文人社字〔2026〕31号"
    )


def manager_of(cast: Cast, training_class: TrainingClass) -> Any:
    return cast.actor(f"{institution_key(cast, training_class)}_manager")


def institution_key(cast: Cast, training_class: TrainingClass) -> str:
    return next(k for k, each in cast.organisations.items() if each.pk == training_class.institution_id)


WAY: tuple[tuple[str, Step], ...] = (
    (S.SUBMITTED, submit),
    (S.FIRST_REVIEWED, first_review),
    (S.SECOND_REVIEWED, second_review),
    (S.APPROVED, approve),
    (S.FILED, put_on_file),
    (S.SYSTEM_CONFIRMED, confirm),
    (S.VOUCHERS_MADE, give_evaluation_vouchers),
    (S.IN_TRAINING, start),
)


def make_sheet(training_class: TrainingClass) -> ClassEvaluation:
    """A 表7 on paper, with its scan."""
    return ClassEvaluation.objects.create(
        training_class=training_class,
        teaching_overall="good",
        effect_overall="good",
        paper_number=1,
        scan=make_file(),
    )
