"""What is filled in when a class is over: 表7 评估表 by a trainee, 表12 务工证明 by his employer."""

from dataclasses import dataclass
from datetime import date

from foundation.core.pdf import render_pdf

EVALUATED_TEACHERS = 5

GRADES = ("优秀", "良好", "一般")
TEACHING_CRITERIA = (
    "教学态度端正、目标明确",
    "组织教学合理",
    "教学内容准确清楚",
    "语言表达流畅",
    "及时、耐心准确地回答问题",
)
EFFECT_CRITERIA = (
    "报名接待人员态度及质量",
    "教学设备配备及使用情况",
    "教学环境及卫生情况",
    "从整体效果上看，您认为此次培训",
)


@dataclass(frozen=True, kw_only=True)
class TeacherGrades:
    """One teacher of 表7: a grade per criterion, in the order of `TEACHING_CRITERIA`; "" is not graded."""

    teacher: str = ""
    grades: tuple[str, ...] = ("",) * len(TEACHING_CRITERIA)


@dataclass(frozen=True, kw_only=True)
class EvaluationForm:
    """表7 培训班评估表, filled by one trainee."""

    institution_name: str = ""
    occupation: str = ""
    class_number: str = ""
    filled_on: date | None = None
    venue: str = ""
    teachers: tuple[TeacherGrades, ...] = ()
    teaching_overall: str = ""
    effects: tuple[str, ...] = ("",) * len(EFFECT_CRITERIA)
    effect_overall: str = ""
    suggestions: str = ""
    remark: str = ""
    printed_at: str = ""
    check_code: str = ""


def print_evaluation_form(form: EvaluationForm) -> bytes:
    context = {
        "form": form,
        "grades": GRADES,
        "criteria": TEACHING_CRITERIA,
        "teachers": form.teachers + (TeacherGrades(),) * (EVALUATED_TEACHERS - len(form.teachers)),
        "effects": list(zip(EFFECT_CRITERIA, form.effects, strict=True)),
    }
    return render_pdf("forms/evaluation.html", context)


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
