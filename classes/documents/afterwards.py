"""What is filled in when a class is over: 表7 评估表 by a trainee, 表12 务工证明 by his employer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from classes.rules import evaluation as asked
from classes.rules.evaluation import EFFECT_CRITERIA, TEACHING_CRITERIA
from foundation.core.pdf import render_pdf

EVALUATED_TEACHERS = 5
GRADES = tuple(asked.GRADES.values())
Given = str | Mapping[str, int]
"""One place of 表7: the grade that one trainee gave, or how many gave which; "" is not graded."""


@dataclass(frozen=True, kw_only=True)
class TeacherGrades:
    """One teacher of 表7: what was given per criterion, in the order of `TEACHING_CRITERIA`."""

    teacher: str = ""
    grades: tuple[Given, ...] = ("",) * len(TEACHING_CRITERIA)


@dataclass(frozen=True, kw_only=True)
class EvaluationForm:
    """表7 培训班评估表, filled by one trainee, or all of them counted: then a number stands in each box."""

    institution_name: str = ""
    occupation: str = ""
    class_number: str = ""
    filled_on: date | None = None
    venue: str = ""
    teachers: tuple[TeacherGrades, ...] = ()
    teaching_overall: Given = ""
    effects: tuple[Given, ...] = ("",) * len(EFFECT_CRITERIA)
    effect_overall: Given = ""
    suggestions: str = ""
    remark: str = ""
    printed_at: str = ""
    check_code: str = ""


def print_evaluation_form(form: EvaluationForm) -> bytes:
    missing = EVALUATED_TEACHERS - len(form.teachers)
    context = {
        "form": form,
        "criteria": TEACHING_CRITERIA,
        "teachers": [
            (row.teacher, [_boxes(given) for given in row.grades])
            for row in form.teachers + (TeacherGrades(),) * missing
        ],
        "teaching_overall": _boxes(form.teaching_overall),
        "effects": [
            (title, _boxes(given)) for title, given in zip(EFFECT_CRITERIA, form.effects, strict=True)
        ],
        "effect_overall": _boxes(form.effect_overall),
    }
    return render_pdf("forms/evaluation.html", context)


def _boxes(given: Given) -> list[tuple[str, str]]:
    """Each grade with what stands in its box."""
    if isinstance(given, str):
        return [(label, "√" if label == given else "") for label in GRADES]
    return [(label, str(given.get(grade, 0))) for grade, label in asked.GRADES.items()]


@dataclass(frozen=True, kw_only=True)
class EmploymentProof:
    """表12 务工证明(参考模板); `monthly_pay` is in yuan, as text."""

    name: str = ""
    identity_number: str = ""
    since_year: int | None = None
    since_month: int | None = None
    company: str = ""
    work: str = ""
    monthly_pay: str = ""
    issued_on: date | None = None
    printed_at: str = ""
    check_code: str = ""


def print_employment_proof(form: EmploymentProof) -> bytes:
    return render_pdf("forms/employment_proof.html", {"form": form})
