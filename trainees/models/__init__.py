"""People and their applications, what they asked for and dispute, what others supplied, what was checked."""

from trainees.models.applications import (
    Application,
    ApplicationQuerySet,
    CrossCheckHit,
    HitQuerySet,
    Person,
    PersonQuerySet,
)
from trainees.models.disputes import Dispute, DisputeQuerySet
from trainees.models.duplicates import DuplicateCase, DuplicateCaseQuerySet
from trainees.models.lists import ListRow, ListSnapshot
from trainees.models.needs import NeedQuerySet, TrainingNeed
from trainees.models.pledges import PledgeSignature, PledgeVersion
from trainees.models.runs import CheckAlert, CheckResult, CheckRun
from trainees.models.visits import PersonVisit

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "CheckAlert",
    "CheckResult",
    "CheckRun",
    "CrossCheckHit",
    "Dispute",
    "DisputeQuerySet",
    "DuplicateCase",
    "DuplicateCaseQuerySet",
    "HitQuerySet",
    "ListRow",
    "ListSnapshot",
    "NeedQuerySet",
    "Person",
    "PersonQuerySet",
    "PersonVisit",
    "PledgeSignature",
    "PledgeVersion",
    "TrainingNeed",
]
