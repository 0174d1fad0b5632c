"""The printed forms of a class: 表2 to 表12 of 8号. Data in, PDF out; nothing is queried here.

Every field left out prints as an empty cell, so that a form made without arguments is the blank form.
`printed_at` and `check_code` stand in the foot of each page.
"""

from classes.documents.afterwards import (
    GRADES,
    EmploymentProof,
    EvaluationForm,
    TeacherGrades,
    print_employment_proof,
    print_evaluation_form,
)
from classes.documents.lists import ListForm, print_list
from classes.documents.opening import (
    OpeningRequest,
    Opinion,
    RosterForm,
    RosterRow,
    print_opening_request,
    print_roster_form,
)
from classes.documents.teaching import (
    Absence,
    CoursePlanForm,
    LogSession,
    PlanDay,
    PlanSession,
    SignInPlace,
    SignInSheet,
    TeachingLogForm,
    day_title,
    print_course_plan,
    print_sign_in_sheet,
    print_teaching_log,
)

__all__ = [
    "GRADES",
    "Absence",
    "CoursePlanForm",
    "EmploymentProof",
    "EvaluationForm",
    "ListForm",
    "LogSession",
    "OpeningRequest",
    "Opinion",
    "PlanDay",
    "PlanSession",
    "RosterForm",
    "RosterRow",
    "SignInPlace",
    "SignInSheet",
    "TeacherGrades",
    "TeachingLogForm",
    "day_title",
    "print_course_plan",
    "print_employment_proof",
    "print_evaluation_form",
    "print_list",
    "print_opening_request",
    "print_roster_form",
    "print_sign_in_sheet",
    "print_teaching_log",
]
