"""The rules of opening, applied to a class: each function gathers the facts of one rule and lets it decide.

The guards of the lifecycle, 送审前体检 of the institution and 自动核对 of the bureau are these same functions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from classes.enums import DEAD_STATES, BasicCourse, MaterialKind, TeachingMode
from classes.models import Enrolment, RosterRow, TrainingClass
from classes.models.roster import RosterRowQuerySet
from classes.queries.pinned import parameters_of
from classes.rules import report, roster, teaching
from classes.rules.ruling import Ruling
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.reasons import Reason
from foundation.policy import catalogue
from foundation.policy.queries import document_in_force
from institutions.enums import NEEDS_CITY_FILING
from institutions.models import Teacher, Venue
from institutions.queries import contract_obstacle, permission_obstacle, state_obstacle
from institutions.rules import fire_check_ends
from trainees.enums import ApplicationState
from trainees.models import Application
from trainees.queries import group_applications, others_of, unsettled

Finding = Callable[[TrainingClass], Ruling]
WITH_VOUCHER = (ApplicationState.VOUCHER_ISSUED, ApplicationState.IN_CLASS)


def roster_of(training_class: TrainingClass) -> QuerySet[Application]:
    """The people applying for this class, in order; after approval the same people, in class."""
    return group_applications(training_class.pk)


def unsent(training_class: TrainingClass) -> QuerySet[Application]:
    """Who is entered and checked, and waits to be sent to 资格审核."""
    return roster_of(training_class).filter(state=ApplicationState.INSTITUTION_CHECKED)


def institution_may_open(training_class: TrainingClass) -> Ruling:
    return _ruling(state_obstacle(training_class.institution), "机构在约")


def contract(training_class: TrainingClass) -> Ruling:
    days = (training_class.starts_on, training_class.ends_on)
    return _ruling(contract_obstacle(training_class.institution, *days), "合同覆盖全部培训日期", "basics")


def occupation(training_class: TrainingClass) -> Ruling:
    obstacle = permission_obstacle(
        training_class.institution,
        training_class.occupation,
        training_class.level,
        training_class.starts_on,
        training_class.ends_on,
    )
    return _ruling(obstacle, "工种在公布目录内，在机构许可范围内", "basics")


def lead_time(training_class: TrainingClass) -> Ruling:
    """Counted from the day the report was received; while it is still being written, from today."""
    received = training_class.submitted_on
    if received is None or training_class.is_editable:
        received = clock.today()
    lead_days = parameters_of(training_class).whole("open_lead_days")
    return report.judge_lead(received, training_class.starts_on, lead_days)


def roster_size(training_class: TrainingClass) -> Ruling:
    return roster.judge_roster(
        heads=roster_of(training_class).count(),
        planned=training_class.planned_count,
        unfinished_rows=unfinished_rows(training_class).count(),
        max_size=parameters_of(training_class).whole("max_class_size"),
    )


def unfinished_rows(training_class: TrainingClass) -> RosterRowQuerySet:
    """Rows of the latest upload that were neither handed in nor removed."""
    latest = training_class.roster_uploads.order_by("-uploaded_at").first()
    if latest is None or latest.committed_at is not None:
        return RosterRow.objects.none()
    return RosterRow.objects.filter(upload=latest, removed_at__isnull=True)


def vouchers(training_class: TrainingClass) -> Ruling:
    return roster.judge_vouchers(
        **roster_of(training_class).aggregate(
            heads=Count("pk"),
            without=Count("pk", filter=~Q(state__in=WITH_VOUCHER)),
            unsent=Count("pk", filter=Q(state=ApplicationState.INSTITUTION_CHECKED)),
        )
    )


def hits(training_class: TrainingClass) -> Ruling:
    matters = unsettled(roster_of(training_class))
    return roster.judge_hits(
        open_matters=[str(matter) for matter in matters if matter.is_open],
        blocking_matters=[str(matter) for matter in matters if not matter.is_open],
    )


def one_class_at_a_time(training_class: TrainingClass) -> Ruling:
    """Somebody on the list is enrolled in another class that is held on the same days."""
    listed = roster_of(training_class)
    there = enrolled_elsewhere(training_class, listed.values_list("person_id", flat=True))
    people = listed.filter(person_id__in=there)
    return roster.judge_double(_positions(people.values_list("position", flat=True)))


def enrolled_elsewhere(training_class: TrainingClass, people: Iterable[UUID]) -> set[UUID]:
    """Those of the people who are in another class that is held on the same days."""
    elsewhere = (
        Enrolment.objects.present()
        .exclude(training_class=training_class)
        .exclude(training_class__state__in=DEAD_STATES)
        .filter(
            training_class__starts_on__lte=training_class.ends_on,
            training_class__ends_on__gte=training_class.starts_on,
        )
    )
    same = others_of(people)
    return {same[record] for (record,) in elsewhere.filter(person__in=list(same)).values_list("person_id")}


def practice_groups(training_class: TrainingClass) -> Ruling:
    assigned = Counter(roster_of(training_class).order_by().values_list("practice_group", flat=True))
    unassigned = assigned.pop(None, 0)
    return roster.judge_groups(
        {number: size for number, size in assigned.items() if number is not None},
        unassigned=unassigned,
        group_max=parameters_of(training_class).whole("group_max"),
        has_practice=training_class.practice_lessons > 0,
    )


def plan(training_class: TrainingClass) -> Ruling:
    return teaching.judge_plan(planned_halves(training_class), plan_frame(training_class))


def planned_halves(training_class: TrainingClass) -> list[teaching.PlannedHalf]:
    rows = training_class.sessions.values_list("date", "mode", "lessons", "content")
    return [teaching.PlannedHalf(*row) for row in rows]


def plan_frame(training_class: TrainingClass) -> teaching.PlanFrame:
    return teaching.PlanFrame(
        first=training_class.starts_on,
        last=training_class.ends_on,
        days=training_class.training_days,
        lessons={
            TeachingMode.THEORY: training_class.theory_lessons,
            TeachingMode.PRACTICE: training_class.practice_lessons,
        },
        mode_labels=dict(TeachingMode.choices),
    )


def basic_courses(training_class: TrainingClass) -> Ruling:
    listed = training_class.sessions.values_list("basic_courses", flat=True)
    present = {course for row in listed for course in row}
    return teaching.judge_basic_courses(present, dict(BasicCourse.choices))


def teachers(training_class: TrainingClass) -> Ruling:
    lessons = plan_frame(training_class).lessons
    head = training_class.class_head
    planned: dict[UUID, set[str]] = defaultdict(set)
    for teacher_id, mode in training_class.sessions.order_by().values_list("teacher_id", "mode").distinct():
        planned[teacher_id].add(mode)
    return teaching.judge_teachers(
        [_teacher_facts(teacher, planned[teacher.pk]) for teacher in teachers_of(training_class)],
        class_head=head.name if head else "",
        wanted_modes={mode: TeachingMode(mode).label for mode, count in lessons.items() if count},
        last_day=training_class.ends_on,
    )


def teachers_of(training_class: TrainingClass) -> list[Teacher]:
    """Those chosen for the class, and those whom the plan names."""
    chosen = Q(pk__in=training_class.teachers.values("pk"))
    planned = Q(pk__in=training_class.sessions.values("teacher_id"))
    return list(Teacher.objects.filter(chosen | planned).order_by("name"))


def venue(training_class: TrainingClass) -> Ruling:
    place, parameters = training_class.venue, parameters_of(training_class)
    facts = _venue_facts(place, parameters.whole("fire_check_months")) if place else None
    return teaching.judge_venue(
        facts,
        fire_declared=training_class.fire_safety_declared,
        min_area=parameters.whole("min_area"),
        has_practice=training_class.practice_lessons > 0,
        last_day=training_class.ends_on,
    )


def _venue_facts(place: Venue, fire_check_months: int) -> teaching.VenueFacts:
    return teaching.VenueFacts(
        name=place.name,
        theory_area=place.theory_area,
        practice_area=place.practice_area,
        fire_check_until=fire_check_ends(place.fire_safety_on, place.fire_safety_valid_to, fire_check_months),
        is_verified=place.verified_on is not None,
    )


def material_sets(training_class: TrainingClass) -> Ruling:
    return teaching.judge_material_sets(training_class.material_sets, roster_of(training_class).count())


def papers(training_class: TrainingClass) -> Ruling:
    kinds = materials_by_kind(training_class)
    return report.judge_papers(
        has_resources=bool(training_class.teaching_resources.strip()),
        has_exam_plan=bool(training_class.exam_plan.strip()),
        photos=venue_photos(training_class),
        photos_each=parameters_of(training_class).whole("venue_photos_each"),
        has_request=MaterialKind.SEALED_REQUEST in kinds,
    )


def venue_photos(training_class: TrainingClass) -> report.Photos:
    """One picture counts once, however often it was uploaded."""
    photos = training_class.materials.handed_in().filter(kind=MaterialKind.VENUE_PHOTO)
    shown = dict(photos.order_by("-added_at").values_list("file__sha256", "shows"))
    found = Counter(shown.values())
    return report.Photos(found[TeachingMode.THEORY], found[TeachingMode.PRACTICE], found[""])


def materials_by_kind(training_class: TrainingClass) -> dict[str, int]:
    rows = training_class.materials.handed_in().order_by()
    return dict(rows.values_list("kind").annotate(count=Count("pk")))


def order(training_class: TrainingClass) -> Ruling:
    return report.judge_order(
        is_needed=needs_order(training_class),
        employer=training_class.order_employer.strip(),
        posts=training_class.order_posts,
        has_paper=MaterialKind.ORDER in materials_by_kind(training_class),
        heads=roster_of(training_class).count(),
    )


def needs_order(training_class: TrainingClass) -> bool:
    """订单式、项目制、护工订单: the kinds that rest on posts are those that the city is told of."""
    return training_class.category in NEEDS_CITY_FILING


def city_filing(training_class: TrainingClass) -> Ruling:
    return report.judge_filing(
        is_needed=training_class.category in NEEDS_CITY_FILING,
        filed_on=training_class.city_filed_on,
        number=training_class.city_filing_number,
    )


def quota(training_class: TrainingClass) -> Ruling:
    """Against the parameter `target.<year>.<target>`; categories with one target share what is left of it."""
    year = training_class.starts_on.year
    shared = next((t for t in catalogue.targets() if is_target_of(t, training_class.category)), None)
    if shared is None:
        return report.judge_quota(name="", target=None, used=0, heads=0)
    value = parameters_of(training_class).get(f"target.{year}.{shared.key}")
    approved = TrainingClass.objects.approved().filter(starts_on__year=year, category__in=shared.categories)
    used = approved.exclude(pk=training_class.pk).aggregate(heads=Sum("approved_count"))["heads"]
    return report.judge_quota(
        name=shared.name,
        target=value.value if value and isinstance(value.value, int) else None,
        used=used or 0,
        heads=training_class.approved_count or roster_of(training_class).count(),
    )


def is_target_of(target: catalogue.Target, category: str) -> bool:
    """The target of the category itself, not the total of all training."""
    return category in target.categories and target.key != "training_total"


def start_lies_ahead(training_class: TrainingClass) -> Ruling:
    return report.judge_start(training_class.starts_on, clock.today())


def policy(training_class: TrainingClass) -> Ruling:
    today = clock.today()
    if training_class.policy_document_id:
        return report.judge_policy(str(training_class.policy_document), today)
    try:
        return report.judge_policy(document_in_force(today).number, today)
    except Invalid:
        return report.judge_policy(None, today)


def _teacher_facts(teacher: Teacher, planned: Collection[str]) -> teaching.TeacherFacts:
    modes = {TeachingMode.THEORY: teacher.can_teach_theory, TeachingMode.PRACTICE: teacher.can_teach_practice}
    return teaching.TeacherFacts(
        name=teacher.name,
        is_active=teacher.is_active,
        has_certificate=bool(teacher.certificate.strip()),
        certificate_valid_to=teacher.certificate_valid_to,
        modes=frozenset(mode for mode, can in modes.items() if can),
        planned=frozenset(planned),
    )


def _ruling(obstacle: Reason | None, holds: str, page: str = "") -> Ruling:
    """What the institution's own rules say, in the form of a rule of opening."""
    if obstacle is None:
        return Ruling("class.institution", "ok", holds)
    return Ruling(obstacle.code, "danger", obstacle.message, obstacle.message, obstacle.clause, page)


def _positions(rows: QuerySet[Application, int | None]) -> list[int]:
    return sorted({position or 0 for position in rows})
