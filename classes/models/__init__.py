"""Tables of the classes app, by idea: the class, its roster, its teaching, who signed in, its results."""

from classes.models.aftercare import (
    AbsenceReminder,
    CallBack,
    CallBackDraw,
    ClassEvaluation,
    EvaluationGiven,
)
from classes.models.booking import Booking
from classes.models.footage import FootageNote, FrameMark, Likeness, Recording
from classes.models.keeping import DestructionItem, DestructionList, FootageHold
from classes.models.make_up import MakeUpRequest
from classes.models.results import EmploymentProof, ProofFile
from classes.models.roster import Enrolment, RosterRow, RosterUpload
from classes.models.roster_change import RosterChange, RosterChangeLine
from classes.models.signing import PhoneBinding, SharedPhoneAlert, SignIn, SigningPhone
from classes.models.teaching import (
    AttendanceCorrection,
    AttendanceMark,
    PlannedSession,
    TeachingLog,
    VideoRecord,
)
from classes.models.training_class import ClassMaterial, TrainingClass

__all__ = [
    "AbsenceReminder",
    "AttendanceCorrection",
    "AttendanceMark",
    "Booking",
    "CallBack",
    "CallBackDraw",
    "ClassEvaluation",
    "ClassMaterial",
    "DestructionItem",
    "DestructionList",
    "EmploymentProof",
    "Enrolment",
    "EvaluationGiven",
    "FootageHold",
    "FootageNote",
    "FrameMark",
    "Likeness",
    "MakeUpRequest",
    "PhoneBinding",
    "PlannedSession",
    "ProofFile",
    "Recording",
    "RosterChange",
    "RosterChangeLine",
    "RosterRow",
    "RosterUpload",
    "SharedPhoneAlert",
    "SignIn",
    "SigningPhone",
    "TeachingLog",
    "TrainingClass",
    "VideoRecord",
]
