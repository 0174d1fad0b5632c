"""From the draft to the evaluation vouchers: what the institution hands in and what the bureau does with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core.files.base import ContentFile

from classes.enums import BasicCourse, MaterialKind, RowLevel, TeachingMode
from classes.models import RosterUpload, TrainingClass
from classes.models.training_class import TrainingClassQuerySet
from classes.operations import (
    PlanRow,
    add_material,
    approve_class,
    choose_teachers,
    choose_venue,
    confirm_in_system,
    confirm_row,
    create_class,
    describe_exam_plan,
    describe_resources,
    file_class,
    generate_plan,
    hand_in_roster,
    pass_first_review,
    pass_second_review,
    record_cameras,
    record_city_filing,
    refuse_class,
    request_roster_change,
    return_for_correction,
    save_plan,
    send_roster,
    submit_class,
    upload_roster,
    withdraw_class,
)
from classes.queries.roster_sheet import COLUMNS
from foundation.core import clock
from foundation.core.tabular import write_sheet
from institutions.enums import NEEDS_CITY_FILING, SkillLevel
from trainees.enums import HitDecision
from trainees.models import CrossCheckHit
from trainees.operations import assign_group_numbers, compare_group, decide_hit, pass_eligible
from trainees.queries import group_applications
from vouchers.operations import issue_training_vouchers, make_evaluation_vouchers, request_training_vouchers
from wenshui_training.demo.papers import paper, picture
from wenshui_training.demo.people import Invented
from wenshui_training.demo.schools import occupation
from wenshui_training.demo.telling import LESSONS_A_DAY, Telling

EXAM_AFTER = timedelta(days=2)  # the exam is held before the class ends (8号 二(7))
EMPLOYER = "山西晋康养老服务有限公司"
THEORY = ("职业道德与劳动保护", "岗位基础知识", "操作规范与质量要求", "常见问题与应急处理", "服务沟通与礼仪")
PRACTICE = ("基本功训练", "分步操作练习", "综合操作练习", "岗位情景模拟", "考前综合实操")
FIRST_HALVES = {0: (BasicCourse.SAFETY, BasicCourse.FIRE), 1: (BasicCourse.LAW, BasicCourse.MANDARIN)}


def create(story: Telling) -> None:
    plan = story.plan
    needs_order = plan.category in NEEDS_CITY_FILING
    record = create_class(
        actor=story.manager,
        category=plan.category,
        occupation=occupation(plan.occupation),
        level=SkillLevel.LEVEL_5,
        planned_count=plan.heads,
        enrolling_on=clock.today(),
        starts_on=story.starts_on,
        ends_on=story.last_day + EXAM_AFTER,
        training_days=plan.days,
        theory_lessons=LESSONS_A_DAY * (plan.days // 2),
        practice_lessons=LESSONS_A_DAY * (plan.days - plan.days // 2),
        order_employer=EMPLOYER if needs_order else "",
        order_posts=plan.heads + 2 if needs_order else None,
    )
    story.pk = record.pk


def upload(story: Telling) -> None:
    """The workbook as the institution's clerk sends it."""
    upload_roster(story.record, actor=story.manager, uploaded=workbook(story, story.people))


def upload_careless(story: Telling) -> None:
    """A first workbook with the usual slips, left for the user of the demo to mend."""
    slips = [
        {"identity_number": story.people[1].identity_number[:-1] + _other(story.people[1])},
        {"identity_number": story.people[3].identity_number[:17]},
        {"phone": "1380000"},
        {"category": "农民"},
    ]
    rows = list(story.people)
    uploaded = workbook(story, rows, dict(zip((1, 3, 5, 7), slips, strict=True)))
    upload_roster(story.record, actor=story.manager, uploaded=uploaded)


def workbook(
    story: Telling, people: Sequence[Invented], slips: dict[int, dict[str, str]] | None = None
) -> ContentFile[bytes]:
    signed = clock.today() - timedelta(days=1)
    rows = []
    for place, person in enumerate(people):
        cells: dict[str, str] = {
            "name": person.name,
            "identity_number": person.identity_number,
            "category": person.category,
            "education": person.education,
            "phone": person.phone,
            "promise_signed_on": f"{signed:%Y-%m-%d}",
            "unemployment_checked_on": f"{signed:%Y-%m-%d}",
            "address": person.address,
            **(slips or {}).get(place, {}),
        }
        rows.append([cells.get(column.key, "") for column in COLUMNS])
    data = write_sheet(COLUMNS, rows, title="学员名册")
    return ContentFile(data, name=f"{story.record}学员名册.xlsx")


def hand_in(story: Telling) -> None:
    sheet = RosterUpload.objects.get(training_class=story.pk, committed_at__isnull=True)
    for row in sheet.rows.filter(level=RowLevel.WARNING, removed_at__isnull=True):
        confirm_row(row, actor=story.manager)
    hand_in_roster(sheet, actor=story.manager)


def send_for_review(story: Telling) -> None:
    send_roster(story.record, actor=story.manager)


def compare(story: Telling) -> None:
    """信息比对; unless the plan leaves the doubts to the user, each is decided with its reason."""
    officer = story.office["qualification"]
    compare_group(story.record.pk, actor=officer)
    if story.plan.doubles:
        return
    for hit in CrossCheckHit.objects.filter(application__group_id=story.pk).open():
        reason = "已核对户口簿和本人居住、就业情况，符合参训条件。"
        decide_hit(hit, actor=officer, decision=HitDecision.ACCEPTED, reason=reason)


def review(story: Telling) -> None:
    officer, group = story.office["qualification"], story.record.pk
    known = {person.name + person.phone[-4:]: person for person in story.people}
    people = {a.pk: known[a.person.name + a.phone_masked[-4:]] for a in group_applications(group)}
    numbers = {pk: person.certificate_number for pk, person in people.items()}
    assign_group_numbers(group, actor=officer, numbers=numbers)
    pass_eligible(group, actor=officer, comment="资格条件符合。")
    request_training_vouchers(group, actor=story.manager)


def issue_vouchers(story: Telling) -> None:
    issue_training_vouchers(story.record.pk, actor=story.office["qualification"])


def prepare(story: Telling) -> None:
    """Teachers, place, plan and papers."""
    record, manager = story.record, story.manager
    school, others = record.institution, at_the_same_time(story)
    heads = others.filter(class_head__isnull=False).values("class_head")
    free = school.teachers.exclude(pk__in=others.values("teachers")).exclude(pk__in=heads)
    teachers = list(free.order_by("-is_class_head", "name"))[:2]
    choose_teachers(record, actor=manager, class_head=teachers[0], teachers=teachers)
    venue = school.venues.exclude(pk__in=others.values("venue")).order_by("address").first()
    choose_venue(record, actor=manager, venue=venue, fire_safety_declared=True)
    text = f"《{record.occupation.name}（初级）》教材，一人一套；实操用品齐全"
    describe_resources(record, actor=manager, text=text, sets=story.plan.heads + 2)
    describe_exam_plan(
        record, actor=manager, text="理论笔试 100 分，实操考核 100 分，均达 60 分为合格；补考一次"
    )
    lay_out_plan(story)
    for place in range(4):
        photo = picture(f"场地设备照片{place + 1}", story.number(1, place))
        place_shown = TeachingMode.THEORY if place < 2 else TeachingMode.PRACTICE
        kind = MaterialKind.VENUE_PHOTO
        add_material(record, actor=manager, kind=kind, uploaded=photo, shows=place_shown)
    add_material(record, actor=manager, kind=MaterialKind.SEALED_REQUEST, uploaded=paper("开班请示"))
    if story.plan.category in NEEDS_CITY_FILING:
        add_material(record, actor=manager, kind=MaterialKind.ORDER, uploaded=paper("用工订单"))


def at_the_same_time(story: Telling) -> TrainingClassQuerySet:
    """Classes of the school that teach on some of the same days: their teachers and their place are taken."""
    same = TrainingClass.objects.live().filter(institution=story.record.institution, venue__isnull=False)
    return same.exclude(pk=story.pk).filter(
        starts_on__lte=story.last_day, ends_on__gte=story.starts_on + EXAM_AFTER
    )


def lay_out_plan(story: Telling) -> None:
    record, manager = story.record, story.manager
    generate_plan(record, actor=manager, workdays_only=False)
    sessions = record.sessions.select_related("teacher").order_by("date", "half")
    teachers = list(record.teachers.order_by("name"))
    rows = []
    for place, each in enumerate(sessions):
        topics = THEORY if each.mode == TeachingMode.THEORY else PRACTICE
        rows.append(
            PlanRow(
                date=each.date,
                half=each.half,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                content=f"{record.occupation.name}{topics[place % len(topics)]}",
                mode=each.mode,
                lessons=each.lessons,
                teacher=teachers[place % len(teachers)],
                basic_courses=tuple(course.value for course in FIRST_HALVES.get(place, ())),
            )
        )
    save_plan(record, actor=manager, rows=rows)


def submit(story: Telling) -> None:
    submit_class(story.record, actor=story.manager)


def withdraw(story: Telling) -> None:
    withdraw_class(story.record, actor=story.manager, comment="订单企业推迟用工，本期改到下季度再报。")


def first_review(story: Telling) -> None:
    pass_first_review(story.record, actor=story.reviewer, comment="材料齐全，名册比对结果已认定。")


def send_back(story: Telling) -> None:
    comment = "一、第 2 天下午课程内容写得过于笼统，请写明实操项目；二、请补传实操教师资格证明。"
    return_for_correction(story.record, actor=story.reviewer, comment=comment)


def refuse(story: Telling) -> None:
    refuse_class(story.record, actor=story.reviewer, comment="同一批学员刚完成相近工种培训，不同意重复开班。")


def second_review(story: Telling) -> None:
    pass_second_review(story.record, actor=story.office["training_head"], comment="同意，报分管领导。")


def file_with_city(story: Telling) -> None:
    if story.plan.category in NEEDS_CITY_FILING:
        number = f"文人社字〔{clock.today().year}〕{30 + story.plan.serial}号"
        record_city_filing(story.record, actor=story.reviewer, filed_on=clock.today(), number=number)


def approve(story: Telling) -> None:
    approve_class(story.record, actor=story.office["deputy"], comment="同意开班。")


def ask_for_change(story: Telling) -> None:
    """Somebody on the approved list falls ill before the first day."""
    leaving = story.present()[1:2]
    reason = "2 号因病住院，不能按期参加培训。"
    request_roster_change(story.record, actor=story.manager, leaving=leaving, joining=[], reason=reason)


def put_on_file(story: Telling) -> None:
    file_class(story.record, actor=story.office["registry"])


def confirm(story: Telling) -> None:
    number = f"SM{clock.today():%Y}{story.plan.serial:05d}"
    confirm_in_system(story.record, actor=story.reviewer, real_name_number=number)


def make_vouchers(story: Telling) -> None:
    make_evaluation_vouchers(story.record, actor=story.reviewer)


def see_cameras(story: Telling) -> None:
    record_cameras(story.record, actor=story.reviewer, online_on=clock.today())


def _other(person: Invented) -> str:
    """A last place that is certainly wrong."""
    return "1" if person.identity_number[-1] != "1" else "2"
