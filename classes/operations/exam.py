"""The end of teaching and the exam: paper filed beforehand, results entered, confirmed by the bureau (8号 二(7))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import Q

from classes.enums import ClassState, EnrolmentState, MaterialKind
from classes.enums import ClassVerb as V
from classes.models import ClassMaterial, Enrolment, TrainingClass
from classes.operations.allowed import require, require_state
from classes.operations.enrolment import admit_to_exam, record_fail, record_pass
from classes.queries.bodies import bodies_for
from classes.queries.results import pass_marks, passes
from classes.queries.sheets import INSTITUTION_STAFF
from classes.workflow import CLASS
from foundation.accounts.actor import Actor
from foundation.accounts.enums import Role
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.errors import Invalid, NotNow
from foundation.core.files import take_in
from foundation.core.models import FileKind
from foundation.core.reasons import Reason
from foundation.workflow.engine import performs
from trainees.operations import check_group
from trainees.rules.catalogue import Moment

PAPER_KINDS = (FileKind.PDF, FileKind.JPG, FileKind.PNG, FileKind.ZIP)
PAPER_SIZE = 20 * 1024 * 1024
HIGHEST_POINTS = 100 * 100  # hundredths
SCORES = ("theory_points", "practice_points", "was_absent_from_exam")
CERTIFICATE = ("certificate_number", "certificate_issued_on", "is_new_talent", "evaluation_body")

_ARRANGING = frozenset({ClassState.IN_TRAINING, ClassState.SUSPENDED, ClassState.TAUGHT})
_CERTIFYING = frozenset(
    {
        ClassState.EXAMINED,
        ClassState.AWAITING_ACCEPTANCE,
        ClassState.ACCEPTANCE_FAILED,
        ClassState.ACCEPTED,
    }
)


@dataclass(frozen=True)
class ExamResult:
    """One line of 表8: both scores in hundredths of a point, or the mark of absence."""

    enrolment_id: UUID
    theory_points: int | None = None
    practice_points: int | None = None
    was_absent: bool = False


@dataclass(frozen=True)
class Certificate:
    """One line of 表9: the certificate that a person got, and from which evaluation body; its level is the class's."""

    enrolment_id: UUID
    number: str
    issued_on: date
    is_new_talent: bool = False
    body_id: UUID | None = None


@performs(CLASS, V.FINISH_TEACHING)
def finish_teaching(record: TrainingClass, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """The institution reports everything taught, signed, logged and recorded; all are admitted to the exam.

    They are compared anew; the exam is confirmed when what is found is decided.
    """
    people = Enrolment.objects.filter(training_class=record, state=EnrolmentState.IN_CLASS)
    admitted = admit_to_exam.each(people, actor=actor.as_system())
    open_hits = check_group(record.pk, Moment.COMPLETION, actor=actor)
    return {"admitted": len(admitted), "open_hits": open_hits}


def file_exam_paper(
    training_class: TrainingClass,
    *,
    actor: Actor,
    exam_on: date,
    exam_place: str,
    supervisor: str,
    paper: File[bytes] | None = None,
) -> TrainingClass:
    """The institution reports the paper, day, place and invigilators before the exam; a later change reports anew."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, (Role.INSTITUTION_MANAGER,), doing="报备试卷")
        require_state(locked, _ARRANGING, doing="报备试卷")
        _refuse_late(locked, exam_on, actor, has_paper=paper is not None)
        _refuse_after_the_exam(locked)
        if paper is not None:
            _keep_paper(locked, paper, actor)
        locked.exam_paper_filed_on = clock.today()
        locked.exam_on, locked.exam_place, locked.exam_supervisor = exam_on, exam_place, supervisor
        locked.save(update_fields=["exam_paper_filed_on", "exam_on", "exam_place", "exam_supervisor"])
        detail = {"exam_on": exam_on, "exam_place": exam_place, "has_new_paper": paper is not None}
        append(Event("exam.file_paper", "报备结业考试试卷", locked, detail=detail), actor=actor)
    return locked


def record_results(training_class: TrainingClass, *, actor: Actor, results: Sequence[ExamResult]) -> int:
    """The institution enters the scores of 表8; until the bureau confirms them they may be entered again."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, INSTITUTION_STAFF, doing="录入考试成绩")
        require_state(locked, {ClassState.TAUGHT}, doing="录入考试成绩")
        if locked.exam_on is None or locked.exam_on > clock.today():
            raise NotNow("exam.not_held", "还没有到登记的考试日期，请先报备试卷和考试日期，考试后再录成绩。")
        people = _people(locked, [each.enrolment_id for each in results], EnrolmentState.AWAITING_EXAM)
        _refuse_odd_scores(results, people)
        for each in results:
            _note_scores(people[each.enrolment_id], each)
        Enrolment.objects.bulk_update(people.values(), SCORES)
        absent = sum(each.was_absent for each in results)
        detail = {"entered": len(results), "absent": absent}
        append(
            Event("exam.record_results", f"录入考试成绩 {len(results)} 人", locked, detail=detail),
            actor=actor,
        )
    return len(results)


@performs(CLASS, V.CONFIRM_EXAM)
def confirm_exam(record: TrainingClass, *, actor: Actor, comment: str = "") -> dict[str, Any]:
    """承办人 confirms the scores; who reached the marks has passed, everybody else has failed (A05)."""
    marks = pass_marks(record)
    waiting = list(Enrolment.objects.filter(training_class=record, state=EnrolmentState.AWAITING_EXAM))
    good = [each for each in waiting if passes(each, marks)]
    short = [each for each in waiting if not passes(each, marks)]
    passed = record_pass.each(good, actor=actor.as_system())
    failed = record_fail.each(short, actor=actor.as_system())
    return {"passed": len(passed), "failed": len(failed), "approved": record.approved_count}


def record_certificates(
    training_class: TrainingClass, *, actor: Actor, certificates: Sequence[Certificate]
) -> int:
    """Certificates of those who passed are entered by number and date; 持证 is not 合格, both are kept (A05)."""
    with transaction.atomic():
        locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        require(actor, locked, (Role.INSTITUTION_MANAGER, Role.TRAINING_OFFICER), doing="登记证书")
        require_state(locked, _CERTIFYING, doing="登记证书")
        people = _people(locked, [each.enrolment_id for each in certificates])
        _refuse_odd_certificates(locked, certificates, people)
        for each in certificates:
            holder = people[each.enrolment_id]
            holder.certificate_number = each.number.strip()
            holder.certificate_issued_on = each.issued_on
            holder.is_new_talent = each.is_new_talent
            holder.evaluation_body_id = each.body_id
        Enrolment.objects.bulk_update(people.values(), CERTIFICATE)
        title = f"登记证书 {len(certificates)} 本"
        append(
            Event("exam.record_certificates", title, locked, detail={"count": len(certificates)}), actor=actor
        )
    return len(certificates)


def _refuse_late(training_class: TrainingClass, exam_on: date, actor: Actor, *, has_paper: bool) -> None:
    if exam_on <= clock.today():
        raise Invalid("exam.paper_too_late", "试卷须在考试前报备，考试日期应在今天之后。")
    if exam_on < training_class.starts_on:
        raise Invalid("exam.before_class", "考试日期不能早于开班日期。")
    papers = training_class.materials.handed_in().filter(kind=MaterialKind.EXAM_PAPER)
    if not has_paper and not papers.exists():
        raise Invalid("exam.paper_missing", "请上传结业考试试卷（含理论、实操）。")


def _refuse_after_the_exam(training_class: TrainingClass) -> None:
    """Once there are scores the exam was held: it cannot be moved behind the day on which its paper is reported."""
    scored = Q(theory_points__isnull=False) | Q(practice_points__isnull=False) | Q(was_absent_from_exam=True)
    if Enrolment.objects.filter(scored, training_class=training_class).exists():
        raise NotNow("exam.already_held", "已经录入考试成绩，不能再改报试卷和考试日期。")


def _keep_paper(training_class: TrainingClass, paper: File[bytes], actor: Actor) -> None:
    stored = take_in(paper, allowed=PAPER_KINDS, max_size=PAPER_SIZE, by_id=actor.user_id)
    ClassMaterial.objects.create(
        training_class=training_class,
        kind=MaterialKind.EXAM_PAPER,
        file=stored,
        added_at=clock.now(),
        added_by_id=actor.user_id,
    )


def _people(training_class: TrainingClass, ids: Sequence[UUID], *states: str) -> dict[UUID, Enrolment]:
    """The people named, each once and of this class, in one of the states if any are given."""
    if not ids:
        raise Invalid("exam.nothing", "没有可登记的内容，请至少填写一人。")
    rows = Enrolment.objects.select_for_update().filter(training_class=training_class, pk__in=ids)
    found = {each.pk: each for each in rows if not states or each.state in states}
    if len(set(ids)) != len(ids) or set(ids) != found.keys():
        raise Invalid(
            "exam.not_on_roster", "有学员不在本班名单内、重复，或已不能登记，请刷新页面后重新填写。"
        )
    return found


def _refuse_odd_scores(results: Sequence[ExamResult], people: dict[UUID, Enrolment]) -> None:
    reasons = [
        Reason("exam.wrong_score", f"{people[each.enrolment_id]}：{problem}")
        for each in results
        if (problem := score_problem(each.was_absent, each.theory_points, each.practice_points))
    ]
    if reasons:
        raise Invalid("exam.wrong_score", f"有 {len(reasons)} 人的成绩需要改正，其余内容没有保存。", reasons)


def score_problem(was_absent: bool, *scores: int | None) -> str:
    """What is wrong with scores of 表8, or nothing; the form asks the same of every cell beforehand."""
    given = [points for points in scores if points is not None]
    if was_absent:
        return "记为缺考的不填成绩" if given else ""
    return "" if all(0 <= points <= HIGHEST_POINTS for points in given) else "成绩应在 0 至 100 分之间"


def _note_scores(enrolment: Enrolment, result: ExamResult) -> None:
    enrolment.theory_points = result.theory_points
    enrolment.practice_points = result.practice_points
    enrolment.was_absent_from_exam = result.was_absent


def _refuse_odd_certificates(
    training_class: TrainingClass, certificates: Sequence[Certificate], people: dict[UUID, Enrolment]
) -> None:
    numbers = [each.number.strip() for each in certificates]
    taken = dict(
        Enrolment.objects.filter(certificate_number__in=[n for n in numbers if n]).values_list(
            "certificate_number", "pk"
        )
    )
    allowed = {
        day: {body.pk for body in bodies_for(training_class, day)}
        for day in {each.issued_on for each in certificates}
    }
    reasons = [
        Reason("exam.wrong_certificate", f"{people[each.enrolment_id]}：{problem}")
        for index, each in enumerate(certificates)
        if (
            problem := _certificate_problem(each, people[each.enrolment_id], taken, numbers[:index])
            or _body_problem(each, allowed[each.issued_on])
        )
    ]
    if reasons:
        raise Invalid(
            "exam.wrong_certificate", f"有 {len(reasons)} 本证书需要改正，其余内容没有保存。", reasons
        )


def _body_problem(each: Certificate, allowed: set[UUID]) -> str:
    if each.body_id is None:
        return "缺评价机构"
    if each.body_id in allowed:
        return ""
    return "评价机构在发证日没有备案、不能评价本工种，或者本市已有能评价本工种的机构（优先选择本市）"


def _certificate_problem(
    each: Certificate, holder: Enrolment, taken: dict[str, UUID], before: Sequence[str]
) -> str:
    number = each.number.strip()
    if not holder.has_passed:
        return "考试没有合格，不能登记证书"
    if not number:
        return "缺证书编号"
    if number in before or taken.get(number, holder.pk) != holder.pk:
        return "证书编号已登记给另一名学员"
    return "发证日期不能晚于今天" if each.issued_on > clock.today() else ""
