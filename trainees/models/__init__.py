"""People, records that may be of one person, their applications, what they asked for and what they dispute."""

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
from trainees.models.needs import NeedQuerySet, TrainingNeed
from trainees.models.pledges import PledgeSignature, PledgeVersion
from trainees.models.visits import PersonVisit

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "CrossCheckHit",
    "Dispute",
    "DisputeQuerySet",
    "DuplicateCase",
    "DuplicateCaseQuerySet",
    "HitQuerySet",
    "NeedQuerySet",
    "Person",
    "PersonQuerySet",
    "PersonVisit",
    "PledgeSignature",
    "PledgeVersion",
    "TrainingNeed",
]
