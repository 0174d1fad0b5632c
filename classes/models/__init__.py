"""Tables of the classes app, by idea: the class, its roster, its teaching, its results."""

from classes.models.results import EmploymentProof, ProofFile
from classes.models.roster import Enrolment, RosterRow, RosterUpload
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
    "ClassMaterial",
    "EmploymentProof",
    "Enrolment",
    "PlannedSession",
    "ProofFile",
    "RosterRow",
    "RosterUpload",
    "TeachingLog",
    "TrainingClass",
    "VideoRecord",
]
