"""表8, 表9, 表10, the pledge that proofs are true, the call-back sheet, 表12: filled from what was entered once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from classes import documents
from classes.enums import CallResult, EnrolmentState
from classes.models import CallBack, EmploymentProof, Enrolment, TrainingClass
from classes.operations.disclosing import note_list_printing
from classes.queries.callbacks import callback_page
from classes.queries.results import EmploymentLine, employment_lines, pass_marks, proof_of
from classes.queries.teaching import roster_of
from classes.rules.scores import score_text
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.core.file_answers import pdf_answer
from foundation.core.money import format_yuan
from foundation.workflow.pages import visible_or_404
from institutions.enums import SkillLevel

CLASSES = TrainingClass.objects.with_names()
ENROLMENTS = Enrolment.objects.select_related("person", "training_class__institution")
TO_BE_SUPPLIED = "注：{}样表未随文印发（样表待补），本表按经办流程所需项目编制。"
PLEDGE = (
    "我机构对下列 {} 名学员的就业证明材料逐一核实，所附材料与原件一致，就业情况真实、准确，没有伪造、变造和虚报。",
    "如提供虚假、不实证明，愿按文人社字〔2026〕8号 三(三) 接受暂停本年度培训资格等处理，并承担相应责任。",
)

Parts = dict[str, Any]


@require_POST
def print_list(request: HttpRequest, pk: UUID, which: str) -> HttpResponse:
    """One of the lists by its key; each names people in full, so that it was printed is recorded."""
    training_class = visible_or_404(CLASSES, request, pk)
    parts = LISTS[which](training_class)
    title = f"{parts['title']}（{parts['number']}）" if parts.get("number") else parts["title"]
    note_list_printing(training_class, actor=actor_from(request), title=title)
    return _printed(training_class, parts)


@require_safe
def print_callbacks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The call-back sheet, with masked numbers; whom to ring is looked up one by one, each with a trace."""
    training_class = visible_or_404(CLASSES, request, pk)
    return _printed(training_class, _callbacks(training_class))


def _printed(training_class: TrainingClass, parts: Parts) -> HttpResponse:
    form = documents.ListForm(
        institution_name=training_class.institution.name,
        occupation=training_class.occupation_title,
        class_number=str(training_class.term),
        filled_on=clock.today(),
        printed_at=_now(),
        **parts,
    )
    return pdf_answer(documents.print_list(form), f"{training_class}{parts['title']}.pdf")


def _scores(training_class: TrainingClass) -> Parts:
    people = [each for each in roster_of(training_class) if each.state != EnrolmentState.WITHDRAWN]
    held = training_class.exam_on
    return {
        "number": "表8",
        "title": "结业考试（考核）成绩表",
        "columns": ("序号", "姓名", "身份证号", "理论成绩", "实操成绩", "是否合格", "补考", "备注"),
        "widths": ("w12", "w28", "w50", "w26", "w26", "w26", "w22", ""),
        "rows": tuple(
            (
                *_person(each),
                score_text(each.theory_points),
                score_text(each.practice_points),
                _verdict(each),
                f"{each.retakes} 次" if each.retakes else "",
                "缺考" if each.was_absent_from_exam else "",
            )
            for each in people
        ),
        "words": (
            f"考试日期：{held:%Y-%m-%d}　考试地点：{training_class.exam_place}" if held else "考试日期：",
            f"合格线：{pass_marks(training_class).words}",
        ),
        "signatures": ("监考", "考评员", "监督人"),
        "note": TO_BE_SUPPLIED.format("表8"),
    }


def _verdict(enrolment: Enrolment) -> str:
    if enrolment.state in (EnrolmentState.IN_CLASS, EnrolmentState.AWAITING_EXAM):
        return ""
    return "合格" if enrolment.has_passed else "不合格"


def _passed(training_class: TrainingClass) -> Parts:
    rows = Enrolment.objects.filter(training_class=training_class, has_passed=True)
    first, last = training_class.starts_on, training_class.ends_on
    level = SkillLevel(training_class.level).label
    return {
        "number": "表9",
        "title": "结业（合格）人员花名册",
        "columns": ("序号", "姓名", "身份证号", "工种、等级", "培训起止", "课时", "理论/实操", "证书编号",
                    "发证日期", "评价机构", "领证签字"),
        "widths": ("w10", "w20", "w38", "w30", "w22", "w10", "w18", "w38", "w20", "", "w20"),
        "rows": tuple(
            (
                *_person(each),
                f"{training_class.occupation.name} {level}",
                f"{first:%Y-%m-%d} {last:%Y-%m-%d}",
                str(training_class.total_lessons),
                f"{score_text(each.theory_points)} / {score_text(each.practice_points)}",
                each.certificate_number,
                _day(each.certificate_issued_on),
                str(each.evaluation_body or ""),
                "",
            )
            for each in rows.select_related("person", "evaluation_body").order_by("position")
        ),
        "signatures": ("班主任", "核实人"),
        "note": TO_BE_SUPPLIED.format("表9"),
    }  # fmt: skip


def _employment(training_class: TrainingClass) -> Parts:
    return {
        "number": "表10",
        "title": "就业情况花名册",
        "columns": ("序号", "姓名", "身份证号", "就业方式", "单位、统一社会信用代码", "岗位", "起始日期",
                    "合同起止", "月收入（元）", "电话", "证明材料", "核实人、日期"),
        "widths": ("w9", "w18", "w34", "w16", "", "w16", "w20", "w20", "w18", "w24", "w28", "w20"),
        "rows": tuple(
            (*_person(line.enrolment), *_job(line.enrolment, proof), _papers(proof), _confirmed(line.enrolment))
            for line, proof in _proven(training_class)
        ),
        "signatures": ("填表人", "核实人"),
        "note": TO_BE_SUPPLIED.format("表10"),
    }  # fmt: skip


def _job(enrolment: Enrolment, proof: EmploymentProof) -> tuple[str, ...]:
    contract = f"{_day(proof.contract_from)} {_day(proof.contract_to)}" if proof.contract_from else ""
    return (
        proof.get_kind_display(),
        f"{proof.employer} {proof.credit_code}",
        proof.job,
        _day(proof.started_on),
        contract,
        format_yuan(proof.monthly_wage_fen),
        proof.own_phone.reveal(proof) if proof.own_phone else "",
    )


def _confirmed(enrolment: Enrolment) -> str:
    if enrolment.employment_verified_at is None or enrolment.employment_verified_by is None:
        return ""
    day = clock.local(enrolment.employment_verified_at).date()
    return f"{enrolment.employment_verified_by.display_name} {day:%Y-%m-%d}"


def _pledge(training_class: TrainingClass) -> Parts:
    lines = _proven(training_class)
    return {
        "title": "就业证明真实性承诺书",
        "columns": ("序号", "姓名", "身份证号", "就业方式", "就业单位", "证明材料"),
        "widths": ("w12", "w28", "w50", "w26", "", "w50"),
        "rows": tuple(
            (*_person(line.enrolment), proof.get_kind_display(), proof.employer, _papers(proof))
            for line, proof in lines
        ),
        "words": (PLEDGE[0].format(len(lines)), PLEDGE[1]),
        "signatures": ("核实人", "法定代表人（签字、机构盖章）"),
    }


def _callbacks(training_class: TrainingClass) -> Parts:
    page = callback_page(training_class)
    calls = [call for line in page.draws for call in line.calls]
    return {
        "title": "就业情况电话回访表",
        "columns": ("序号", "姓名", "身份证号", "申报的单位、岗位", "起始日期", "月收入（元）",
                    "回访时间", "结果", "记录"),
        "widths": ("w10", "w20", "w38", "", "w22", "w20", "w28", "w18", "w50"),
        "rows": tuple(_call(call) for call in (*calls, *page.chosen)),
        "words": tuple(
            f"第 {line.draw.number} 次抽取：{clock.local(line.draw.drawn_at):%Y-%m-%d %H:%M}，"
            f"名单 {line.population} 人，抽中 {len(line.calls)} 人（比例 {line.draw.share_text}），"
            f"随机种子 {line.draw.seed}"
            for line in page.draws
        ),
        "signatures": ("回访人", "复核人"),
    }  # fmt: skip


def _call(call: CallBack) -> tuple[str, ...]:
    proof = call.enrolment.employment
    when = f"{clock.local(call.called_at):%Y-%m-%d %H:%M}" if call.called_at else ""
    result = CallResult(call.result).label if call.result else ""
    wage = format_yuan(proof.monthly_wage_fen)
    person, job = call.enrolment.person, f"{proof.employer} {proof.job}"
    return (
        str(call.enrolment.position),
        person.name,
        person.identity_masked,
        job,
        _day(proof.started_on),
        wage,
        when,
        result,
        call.note,
    )


def _proven(training_class: TrainingClass) -> list[tuple[EmploymentLine, EmploymentProof]]:
    lines = employment_lines(training_class)
    return [(line, line.proof) for line in lines if line.proof is not None]


def _papers(proof: EmploymentProof) -> str:
    return "、".join(dict.fromkeys(each.get_document_display() for each in proof.handed_in))


def _person(enrolment: Enrolment) -> tuple[str, str, str]:
    person = enrolment.person
    return str(enrolment.position), person.name, person.identity_number.reveal(person)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _now() -> str:
    return f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"


LISTS: dict[str, Callable[[TrainingClass], Parts]] = {
    "scores": _scores,
    "passed": _passed,
    "employment": _employment,
    "pledge": _pledge,
}


@require_POST
def print_work_certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表12 务工证明 from what was declared, for the employer to seal; supporting only (A58)."""
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    proof = proof_of(enrolment)
    if proof is None:
        raise NotNow("employment.not_declared", "请先填写就业情况并保存，再打印务工证明。")
    title = f"务工证明（表12）{enrolment.position} 号"
    note_list_printing(enrolment.training_class, actor=actor_from(request), title=title)
    person = enrolment.person
    form = documents.EmploymentProof(
        name=person.name,
        identity_number=person.identity_number.reveal(person),
        since_year=proof.started_on.year,
        since_month=proof.started_on.month,
        company=proof.employer.removesuffix("公司"),
        work=proof.job,
        monthly_pay=format_yuan(proof.monthly_wage_fen),
        printed_at=_now(),
    )
    return pdf_answer(documents.print_employment_proof(form), f"{enrolment.position}号务工证明.pdf")
