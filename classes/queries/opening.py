"""Opening a class as the pages show it: the list, 自动核对, the eight papers of the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from classes.enums import BEFORE_APPROVAL, UNDER_APPROVAL, ClassState, MaterialKind
from classes.models import TrainingClass
from classes.queries import rulings
from classes.queries.addresses import mending_page, precheck_page
from classes.queries.bookings import bookings
from classes.queries.due import DueFrame
from classes.queries.heads import class_head
from classes.queries.pinned import parameters_of
from classes.queries.rulings import Finding
from classes.rules import report, roster
from classes.rules.ruling import Ruling
from foundation.accounts.actor import Actor
from foundation.core.display import Check, StateTag, Task, deadline_tag
from foundation.core.reasons import who_can_meet
from foundation.workflow.registry import lifecycle_of
from foundation.workflow.worklist import due_on
from trainees.models import Application, CrossCheckHit
from trainees.queries.outcome import Precheck, precheck
from trainees.rules.catalogue import Moment

CHIPS = {
    "mine": "待我办",
    "open": "在办",
    "returned": "退回补正",
    "approved": "已批准",
    "refused": "不同意",
    "all": "全部",
}
INSTITUTION_CHIPS = CHIPS | {"mine": "待我填报"}
REPORT: tuple[Finding, ...] = (
    rulings.institution_may_open,
    rulings.contract,
    rulings.occupation,
    rulings.lead_time,
    rulings.roster_size,
    rulings.vouchers,
    rulings.plan,
    rulings.basic_courses,
    rulings.practice_groups,
    rulings.teachers,
    bookings,
    class_head,
    rulings.venue,
    rulings.material_sets,
    rulings.papers,
    rulings.order,
)
REVIEW: tuple[Finding, ...] = (
    rulings.hits,
    rulings.one_class_at_a_time,
    rulings.policy,
    rulings.city_filing,
    rulings.quota,
)
DONE = StateTag("已完成", "ok")
TO_DO = StateTag("未开始", "mute")
BEGUN = StateTag("填写中", "info")
WRONG = StateTag("有错", "danger")
UNSENT = StateTag("尚未送审", "warn")
WAITING = StateTag("等审核", "info")
LOCKED = StateTag("尚不能办", "mute", "lock")
READY = StateTag("可以提交", "info", "send")


@dataclass(frozen=True)
class ClassFilter:
    """The conditions above the list; what is empty does not restrict."""

    institution_id: UUID | None = None
    category: str = ""
    text: str = ""
    starts_from: date | None = None
    starts_to: date | None = None


def class_rows(
    actor: Actor,
    *,
    chip: str = "all",
    awaited: Collection[str] = (),
    wanted: ClassFilter | None = None,
    due: DueFrame | None = None,
) -> QuerySet[TrainingClass]:
    """The classes this actor may see, by chip and conditions; `awaited` are the states that wait for him.

    With `due` the office has first what must be moved on first; else the list goes by the first class day.
    """
    visible = TrainingClass.objects.visible_to(actor).with_names()
    rows = _filtered(visible.filter(_chip(chip, awaited)), wanted or ClassFilter())
    first = due.rank() if due and not actor.is_institution else Value(0)
    counted = rows.annotate(heads=Coalesce("approved_count", _live_heads(), "planned_count"), due_rank=first)
    return counted.order_by("due_rank", "starts_on", "number")


def chip_counts(actor: Actor, awaited: Collection[str]) -> list[tuple[str, str, int]]:
    """(chip, label, number of classes), in one query."""
    labels = INSTITUTION_CHIPS if actor.is_institution else CHIPS
    rows = TrainingClass.objects.visible_to(actor).order_by().values_list("state")
    states = dict(rows.annotate(number=Count("pk")))
    return [
        (chip, label, sum(n for state, n in states.items() if state in chip_states(chip, awaited)))
        for chip, label in labels.items()
    ]


def chip_states(chip: str, awaited: Collection[str]) -> frozenset[str]:
    """The states that stand behind a chip."""
    found: dict[str, Iterable[str]] = {
        "mine": awaited,
        "open": UNDER_APPROVAL,
        "returned": (ClassState.RETURNED,),
        "approved": set(ClassState) - BEFORE_APPROVAL,
        "refused": (ClassState.REFUSED,),
    }
    return frozenset(found.get(chip, ClassState))


def open_questions(classes: Sequence[TrainingClass]) -> dict[UUID, StateTag]:
    """The comparison of each listed class in a word; one query for the whole page."""
    hits = CrossCheckHit.objects.filter(application__in=Application.objects.live()).order_by()
    rows = (
        hits.filter(application__group_id__in=[each.pk for each in classes])
        .values_list("application__group_id")
        .annotate(
            open=Count("pk", filter=Q(decision="open")), blocking=Count("pk", filter=Q(decision="blocking"))
        )
    )
    counts = {group: (open_, blocking) for group, open_, blocking in rows}
    return {each.pk: _comparison_tag(*counts.get(each.pk, (0, 0))) for each in classes}


def class_checks(training_class: TrainingClass, actor: Actor) -> list[Check]:
    """自动核对: every rule of opening with what was found, its clause and where it is mended."""
    rules = list(REPORT)
    if not training_class.is_editable:
        rules += REVIEW
    if training_class.state in UNDER_APPROVAL:
        rules.append(rulings.start_lies_ahead)
    return [_check(rule(training_class), training_class, actor) for rule in rules]


def report_checks(training_class: TrainingClass, actor: Actor) -> list[Check]:
    """送审前体检: what the institution is asked when it hands in the report, and what the reviews will ask of it."""
    rules = (*REPORT, rulings.one_class_at_a_time, rulings.policy, rulings.quota)
    return [_check(rule(training_class), training_class, actor) for rule in rules]


def people_precheck(training_class: TrainingClass) -> Precheck:
    """送审前体检 of the people: the comparison that handing in will run, as it would come out now."""
    return precheck(list(rulings.roster_of(training_class)), Moment.OPENING)


def material_tasks(training_class: TrainingClass) -> list[Task]:
    """The eight papers of the opening report, each with how far it is (8号 表1, 表2, 表5; 20号 五(一))."""
    kinds = rulings.materials_by_kind(training_class)
    parts = [
        _basics_task(training_class),
        _roster_task(training_class),
        _plan_task(training_class),
        _teachers_task(training_class),
        _resources_task(training_class, kinds),
        _venue_task(training_class),
        _exam_task(training_class, kinds),
    ]
    is_done = all(task.tag == DONE for task in parts)
    hint = "" if is_done else "以上完成后可办"
    url = _page("check", training_class) if is_done else ""
    return [*parts, Task("核对并提交", READY if is_done else LOCKED, url, hint)]


def deficiencies(checks: Iterable[Check]) -> list[str]:
    """What a return must name: everything found wrong or remarked, to be ticked into the opinion."""
    return [f"{check.text}。" for level in ("danger", "warn") for check in checks if check.level == level]


def _basics_task(training_class: TrainingClass) -> Task:
    problems = _failing(
        training_class, rulings.lead_time, rulings.contract, rulings.occupation, rulings.order
    )
    hint = problems[0].text if problems else f"{training_class.starts_on:%m-%d} 开班"
    lacks_order = bool(problems) and all(each.code == report.ORDER.code for each in problems)
    tag = BEGUN if lacks_order else WRONG if problems else DONE
    return _task("基本情况（表2）", "basics", training_class, tag, hint)


def _roster_task(training_class: TrainingClass) -> Task:
    heads = rulings.roster_of(training_class).count()
    wrong = rulings.unfinished_rows(training_class).wrong().count()
    if wrong:
        return _task("学员名册（表1）", "roster", training_class, WRONG, f"{wrong} 行待改正")
    if not heads:
        begun = rulings.unfinished_rows(training_class).exists()
        return _task("学员名册（表1）", "roster", training_class, BEGUN if begun else TO_DO)
    size = rulings.roster_size(training_class)
    groups = rulings.practice_groups(training_class)
    without = rulings.vouchers(training_class)
    if without.code == roster.UNSENT.code and not size.is_obstacle:
        return Task("学员名册（表1）", UNSENT, precheck_page(training_class), without.text)
    obstacle = next((each for each in (size, groups, without) if each.is_obstacle), None)
    tag = DONE if obstacle is None else WAITING if obstacle is without else BEGUN
    hint = f"{heads} 人，{obstacle.text}" if obstacle else f"{heads} 人"
    return _task("学员名册（表1）", "roster", training_class, tag, hint)


def _plan_task(training_class: TrainingClass) -> Task:
    if not training_class.sessions.exists():
        return _task("课程计划（表5）", "plan", training_class, TO_DO)
    problems = _failing(training_class, rulings.plan, rulings.basic_courses, bookings)
    hint = problems[0].text if problems else (
        f"{training_class.training_days} 天 {training_class.total_lessons} 学时"
    )  # fmt: skip
    return _task("课程计划（表5）", "plan", training_class, BEGUN if problems else DONE, hint)


def _teachers_task(training_class: TrainingClass) -> Task:
    teachers = rulings.teachers_of(training_class)
    if not teachers:
        return _task("授课师资", "teachers", training_class, TO_DO)
    problems = _failing(training_class, rulings.teachers, class_head)
    hint = problems[0].text if problems else f"{len(teachers)} 人，证书齐全"
    return _task("授课师资", "teachers", training_class, BEGUN if problems else DONE, hint)


def _resources_task(training_class: TrainingClass, kinds: dict[str, int]) -> Task:
    files = kinds.get(MaterialKind.TEACHING_RESOURCE, 0)
    hint = f"附件 {files} 份" if files else ""
    if not training_class.teaching_resources.strip():
        return _task("教材、数字课程", "resources", training_class, TO_DO, hint)
    short = _failing(training_class, rulings.material_sets)
    tag = BEGUN if short else DONE
    return _task("教材、数字课程", "resources", training_class, tag, short[0].text if short else hint)


def _venue_task(training_class: TrainingClass) -> Task:
    photos = rulings.venue_photos(training_class)
    each = parameters_of(training_class).whole("venue_photos_each")
    problems = _failing(training_class, rulings.venue)
    if not training_class.venue_id and photos == report.Photos(0, 0):
        return _task("场地、设备照片", "venue", training_class, TO_DO, f"需理论、实操各 {each} 张")
    if problems:
        return _task("场地、设备照片", "venue", training_class, BEGUN, problems[0].text)
    tag = DONE if photos.are_enough(each) else BEGUN
    return _task("场地、设备照片", "venue", training_class, tag, photos.in_words(each))


def _exam_task(training_class: TrainingClass, kinds: dict[str, int]) -> Task:
    files = kinds.get(MaterialKind.EXAM_PLAN, 0)
    hint = f"附件 {files} 份" if files else ""
    done = bool(training_class.exam_plan.strip())
    return _task("考核方案", "exam_plan", training_class, DONE if done else TO_DO, hint)


def _task(label: str, page: str, training_class: TrainingClass, tag: StateTag, hint: str = "") -> Task:
    return Task(label, tag, _page(page, training_class), hint)


def _page(page: str, training_class: TrainingClass) -> str:
    return reverse(f"classes:class_{page}", args=[training_class.pk])


def _failing(training_class: TrainingClass, *rules: Callable[[TrainingClass], Ruling]) -> list[Ruling]:
    return [ruling for rule in rules if (ruling := rule(training_class)).is_obstacle]


def _check(ruling: Ruling, training_class: TrainingClass, actor: Actor) -> Check:
    link = "" if ruling.level == "ok" else mending_page(ruling, training_class, actor)
    label, who = ("去办理", who_can_meet(ruling.code)) if ruling.is_obstacle else ("查看", "")
    return Check(ruling.level, ruling.text, link, label, ruling.clause, who)


def _comparison_tag(open_: int, blocking: int) -> StateTag:
    if blocking:
        return StateTag(f"{blocking} 项不符合", "danger")
    return StateTag(f"{open_} 项待认定", "warn") if open_ else StateTag("无待认定", "ok")


def _chip(chip: str, awaited: Collection[str]) -> Q:
    return Q() if chip not in CHIPS or chip == "all" else Q(state__in=chip_states(chip, awaited))


def _filtered(rows: QuerySet[TrainingClass], wanted: ClassFilter) -> QuerySet[TrainingClass]:
    conditions = {
        "institution_id": wanted.institution_id,
        "category": wanted.category,
        "starts_on__gte": wanted.starts_from,
        "starts_on__lte": wanted.starts_to,
    }
    rows = rows.filter(**{name: value for name, value in conditions.items() if value})
    if wanted.text:
        rows = rows.filter(
            Q(occupation__name__icontains=wanted.text)
            | Q(occupation__code__icontains=wanted.text)
            | Q(number__icontains=wanted.text)
        )
    return rows


def _live_heads() -> Subquery:
    """People on the list; NULL while there are none, so that the planned number stands."""
    counted = Application.objects.live().filter(group_id=OuterRef("pk")).order_by().values("group_id")
    return Subquery(counted.annotate(heads=Count("pk")).values("heads"))


def due_tags(classes: Sequence[TrainingClass], frame: DueFrame) -> dict[UUID, StateTag]:
    """剩 2 个工作日, 今日到期, 逾期 1 个工作日: for those that somebody must move on by a certain day."""
    found: dict[UUID, StateTag] = {}
    for each in classes:
        steps = lifecycle_of(each).leaving(each.state)
        step = next((t for t in steps if t.within), steps[0] if steps else None)
        due = due_on(each, step, frame.parameters, frame.calendar) if step else None
        if due is not None:
            found[each.pk] = deadline_tag(frame.days_left(due))
    return found
