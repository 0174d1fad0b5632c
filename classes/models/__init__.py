"""Tables of the classes app, by idea: the class, its roster, its teaching, its results."""

from classes.models.booking import Booking
from classes.models.results import EmploymentProof, ProofFile
from classes.models.roster import Enrolment, RosterRow, RosterUpload
from classes.models.roster_change import RosterChange, RosterChangeLine
from classes.models.teaching import (
    AttendanceCorrection,
    AttendanceMark,
    PlannedSession,
    TeachingLog,
    VideoRecord,
)
from classes.models.training_class import ClassMaterial, TrainingClass

__all__ = [
    "AttendanceCorrection",
    "AttendanceMark",
    "Booking",
    "ClassMaterial",
    "EmploymentProof",
    "Enrolment",
    "PlannedSession",
    "ProofFile",
    "RosterChange",
    "RosterChangeLine",
    "RosterRow",
    "RosterUpload",
    "TeachingLog",
    "TrainingClass",
    "VideoRecord",
]
