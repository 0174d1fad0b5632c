"""Classes under way: approved long ago, with people, half-days, sheets, logs and recordings.

The opening chain is another matter; here an approved class is written directly, in a legal state. What follows the
first half-day is done by the real operations, with the clock moved to when it would happen.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from classes.enums import (
    CallResult,
    ClassState,
    EmploymentKind,
    EnrolmentState,
    Half,
    ProofDocument,
    TeachingMode,
)
from classes.models import CallBackDraw, Enrolment, PlannedSession, TrainingClass
from classes.operations.attendance import SheetLine, close_sheet, record_sheet
from classes.operations.callbacks import draw_callbacks, record_callback
from classes.operations.employment import EmploymentFacts, attach_proof, declare_employment, submit_employment
from classes.operations.enrolment import verify_class
from classes.operations.exam import ExamResult, confirm_exam, file_exam_paper, finish_teaching, record_results
from classes.operations.logs import LogText, write_log
from classes.operations.video import Clip, register_videos
from classes.queries.teaching import expected_on, roster_of, sessions_of
from foundation.core import clock
from foundation.core.national_codes import identity_check_digit
from foundation.policy.catalogue import default_parameters
from foundation.policy.models import PolicyDocument
from institutions.enums import TrainingCategory
from institutions.models import EvaluationBody, Institution, Teacher
from tests.builders.institutions import make_occupation, make_ready_institution
from tests.cast import Cast
from trainees.enums import ApplicationState, Education, PersonCategory
from trainees.models import Application, Person
from trainees.queries import tail_index
from trainees.rules import sound_key

FIRST_DAY = date(2026, 6, 15)  # a Monday
HOURS = {Half.MORNING: (time(8, 30), time(11, 50)), Half.AFTERNOON: (time(14, 0), time(17, 20))}
EMPLOYER_CODE = "91350100M000100Y43"


@dataclass(frozen=True)
class Size:
    people: int = 3
    days: int = 1
    lessons: int = 2


def ready_institution(cast: Cast, key: str) -> Institution:
    found = Institution.objects.filter(pk=cast.organisations[key].pk).first()
    return found or make_ready_institution(cast, key)


def policy_document() -> PolicyDocument:
    return PolicyDocument.objects.get_or_create(
        code="2026-8",
        defaults={
            "number": "文人社字〔2026〕8号",
            "title": "职业技能提升培训实施细则",
            "issuer": "文水县人力资源和社会保障局",
            "issued_text": "2026年2月2",
            "effective_from": date(2025, 1, 1),
            "effective_to": date(2027, 12, 31),
        },
    )[0]


def make_running_class(
    cast: Cast,
    size: Size = Size(),
    *,
    institution: str = "qihang",
    first_day: date = FIRST_DAY,
    **fields: Any,
) -> TrainingClass:
    """开班中, with `size.people` enrolled and two half-days a day from `first_day` on."""
    owner = ready_institution(cast, institution)
    serial = TrainingClass.objects.count() + 1
    last_day = first_day + timedelta(days=size.days - 1)
    facts: dict[str, Any] = {
        "institution": owner,
        "number": f"KB-2026-{serial:04d}",
        "year": 2026,
        "term": serial,
        "category": TrainingCategory.EMPLOYMENT_SKILL,
        "occupation": make_occupation(),
        "level": "5",
        "planned_count": size.people,
        "approved_count": size.people,
        "starts_on": first_day,
        "ends_on": last_day + timedelta(days=5),
        "training_days": size.days,
        "theory_lessons": size.days * size.lessons,
        "practice_lessons": size.days * size.lessons,
        "venue": owner.venues.first(),
        "class_head": Teacher.objects.filter(institution=owner, is_class_head=True).first(),
        "policy_document": policy_document(),
        "parameter_snapshot": default_parameters("2026-8").snapshot(),
        "state": ClassState.IN_TRAINING,
        **_approvals(cast, institution, first_day),
        **fields,
    }
    training_class = TrainingClass.objects.create(**facts)
    _enrol_all(cast, training_class, dict(enumerate(_new_people(size.people), 1)))
    _plan(training_class, first_day, size)
    return training_class


def _approvals(cast: Cast, institution: str, first_day: date) -> dict[str, Any]:
    stamped = datetime.combine(first_day - timedelta(days=3), time(9), tzinfo=clock.CHINA)
    chain = {
        "submitted": f"{institution}_manager",
        "first_reviewed": "li_jing",
        "second_reviewed": "wang_jianming",
        "approved": "zhao_wenqing",
    }
    stamps = {f"{step}_by": cast[name] for step, name in chain.items()}
    return {**stamps, **{f"{step}_at": stamped for step in chain}}


def enrol(
    cast: Cast, training_class: TrainingClass, position: int, person: Person | None = None
) -> Enrolment:
    """One more on the roster, with an application that was passed and joined the class."""
    somebody = person or make_person()
    return _enrol_all(cast, training_class, {position: somebody})[0]


def _enrol_all(cast: Cast, training_class: TrainingClass, people: Mapping[int, Person]) -> list[Enrolment]:
    """By their place on the roster."""
    applications = Application.objects.bulk_create(
        Application(
            person=person,
            institution=training_class.institution.organisation,
            group_id=training_class.pk,
            occupation_code=training_class.occupation.code,
            occupation_name=training_class.occupation.name,
            level=training_class.level,
            category=PersonCategory.RURAL_MIGRANT,
            education=Education.JUNIOR,
            phone="13800000001",
            phone_masked="138****0001",
            position=position,
            practice_group=(position - 1) // 5 + 1,
            state=ApplicationState.IN_CLASS,
            passed_at=clock.now(),
            passed_by=cast["zhou_min"],
        )
        for position, person in people.items()
    )
    return Enrolment.objects.bulk_create(
        Enrolment(
            training_class=training_class,
            application=application,
            person=person,
            position=position,
            practice_group=application.practice_group,
        )
        for application, (position, person) in zip(applications, people.items(), strict=True)
    )


def make_person(name: str = "") -> Person:
    """A natural person whose number is computed and belongs to nobody."""
    return _new_people(1, name)[0]


def _new_people(size: int, name: str = "") -> list[Person]:
    first = Person.objects.count() + 1
    return Person.objects.bulk_create(_person(serial, name) for serial in range(first, first + size))


def _person(serial: int, name: str) -> Person:
    body = f"141121198{serial // 300 % 10}0506{serial % 300 * 2:03d}"
    number = body + identity_check_digit(body + "0")
    return Person(
        name=name or f"学员{serial:03d}",
        sound_key=sound_key(name or f"学员{serial:03d}"),
        identity_number=number,
        identity_index=f"index-{serial}",
        identity_tail_index=tail_index(number[-4:]),
        sex="f",
        birth_date=date(1980 + serial // 300 % 10, 5, 6),
        region_code="141121",
    )


def second_number(person: Person) -> Person:
    """The same person under another number, found out and merged since."""
    other = make_person(person.name)
    Person.objects.filter(pk=other.pk).update(merged_into=person.root_id)
    return Person.objects.get(pk=other.pk)


def _plan(training_class: TrainingClass, first_day: date, size: Size) -> None:
    teacher = training_class.institution.teachers.order_by("name").first()
    PlannedSession.objects.bulk_create(
        PlannedSession(
            training_class=training_class,
            date=first_day + timedelta(days=day),
            half=half,
            starts_at=hours[0],
            ends_at=hours[1],
            content="老年人饮食照料",
            mode=TeachingMode.THEORY if half == Half.MORNING else TeachingMode.PRACTICE,
            lessons=size.lessons,
            teacher=teacher,
        )
        for day in range(size.days)
        for half, hours in HOURS.items()
    )


def evening_of(day: date) -> datetime:
    return datetime.combine(day, time(19), tzinfo=clock.CHINA)


def everybody(session: PlannedSession, *, away: Iterable[int] = ()) -> list[SheetLine]:
    """A full sheet; the positions in `away` were ill."""
    people = expected_on(roster_of(session.training_class), session.date)
    absent = set(away)
    return [
        SheetLine(each.pk, absence_reason="病假")
        if each.position in absent
        else SheetLine(each.pk, session.starts_at, session.ends_at)
        for each in people
    ]


def teach(
    cast: Cast, training_class: TrainingClass, *, teacher: str = "qihang_teacher", away: Sequence[int] = ()
) -> TrainingClass:
    """Every half-day signed and closed, every day logged, every 学时 recorded; each on its evening."""
    actor = cast.actor(teacher)
    sessions = sessions_of(training_class)
    for session in sessions:
        with clock.moved_to(evening_of(session.date)):
            record_sheet(session, actor=actor, lines=everybody(session, away=away))
            close_sheet(session, actor=actor)
    for day in dict.fromkeys(session.date for session in sessions):
        with clock.moved_to(evening_of(day)):
            write_log(training_class, actor=actor, day=day, text=full_log())
            register_videos(training_class, actor=actor, clips=clips_of(training_class, day))
    return training_class


def full_log() -> LogText:
    return LogText(
        "讲授、演示、分组练习",
        "按计划讲授，学员能复述要点",
        "阅读教材第 3 章",
        "分组练习翻身拍背",
        "互相练习",
    )


def clips_of(training_class: TrainingClass, day: date, *, minutes: int = 12) -> list[Clip]:
    return [
        Clip(
            session,
            lesson,
            "YP-01",
            f"/{training_class.number}/{session.date}/{session.half}-{lesson}.mp4",
            minutes,
            True,
        )
        for session in sessions_of(training_class)
        if session.date == day
        for lesson in range(1, session.lessons + 1)
    ]


def finish(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    """Taught, paper filed on the last day, teaching reported finished: 教学完成."""
    teach(cast, training_class)
    last = sessions_of(training_class)[-1].date
    manager = cast.actor("qihang_manager")
    with clock.moved_to(evening_of(last)):
        file_exam_paper(
            training_class,
            actor=manager,
            exam_on=last + timedelta(days=2),
            exam_place="一号教学点",
            supervisor="李静、郝平",
            paper=picture("试卷.png"),
        )
        return finish_teaching(training_class, actor=manager)


def examine(cast: Cast, training_class: TrainingClass, *, failing: Sequence[int] = ()) -> TrainingClass:
    """Everybody has 88 and 91 points, the positions in `failing` 59 in theory; confirmed by 李静."""
    taught = finish(cast, training_class)
    assert taught.exam_on
    with clock.moved_to(evening_of(taught.exam_on)):
        results = [
            ExamResult(each.pk, 5900 if each.position in failing else 8800, 9100)
            for each in roster_of(taught)
        ]
        record_results(taught, actor=cast.actor("qihang_teacher"), results=results)
        return confirm_exam(taught, actor=cast.actor("li_jing"))


def verify(cast: Cast, training_class: TrainingClass, *, failing: Sequence[int] = ()) -> TrainingClass:
    """Examined, and everybody confirmed by 张伟."""
    examined = examine(cast, training_class, failing=failing)
    assert examined.exam_on
    with clock.moved_to(evening_of(examined.exam_on + timedelta(days=3))):
        verify_class(examined, actor=cast.actor("zhang_wei"))
    return examined


def flexible(**changes: Any) -> EmploymentFacts:
    facts: dict[str, Any] = {
        "kind": EmploymentKind.FLEXIBLE,
        "employer": "文水县示例家政服务部",
        "credit_code": EMPLOYER_CODE,
        "job": "养老护理员",
        "started_on": date(2026, 6, 22),
        "monthly_wage_fen": 320_000,
        "own_phone": "13800000001",
        "employer_phone": "13900000001",
        **changes,
    }
    return EmploymentFacts(**facts)


def prove(cast: Cast, enrolment: Enrolment, facts: EmploymentFacts | None = None) -> Enrolment:
    """Declared, all three papers of flexible employment uploaded, handed in: 就业待证."""
    manager = cast.actor("qihang_manager")
    declare_employment(enrolment, actor=manager, facts=facts or flexible())
    for number, document in enumerate(
        (ProofDocument.LICENCE, ProofDocument.FLEXIBLE_PROOF, ProofDocument.PROMISE)
    ):
        uploaded = picture(f"{document.value}.png", shade=enrolment.position * 8 + number)
        attach_proof(enrolment, actor=manager, document=document, uploaded=uploaded)
    return submit_employment(enrolment, actor=manager)


def filed_body(training_class: TrainingClass) -> EvaluationBody:
    """The evaluation body of 本市 that may examine the occupation of this class."""
    facts = {"filing_number": "晋吕评备〔2025〕07号", "filed_on": date(2025, 3, 1)}
    body, _ = EvaluationBody.objects.get_or_create(name="吕梁市示例评价中心", defaults=facts)
    body.occupations.add(training_class.occupation)
    return body


def call_back(cast: Cast, training_class: TrainingClass, result: str = CallResult.CONFIRMED) -> CallBackDraw:
    """张伟 draws who is called, and calls them all."""
    inspector = cast.actor("zhang_wei")
    draw = draw_callbacks(training_class, actor=inspector)
    for call in draw.calls.select_related("enrolment"):
        record_callback(call.enrolment, actor=inspector, result=result, note="本人接听")
    return draw


def picture(name: str = "材料.png", *, shade: int = 200) -> ContentFile[bytes]:
    """A small real picture; another shade is another file."""
    target = io.BytesIO()
    Image.new("RGB", (24, 24), (shade % 256, shade // 256 % 256, 90)).save(target, "PNG")
    return ContentFile(target.getvalue(), name=name)


def people_of(training_class: TrainingClass, *states: str) -> list[Enrolment]:
    wanted = states or tuple(EnrolmentState.values)
    return [each for each in roster_of(training_class) if each.state in wanted]
