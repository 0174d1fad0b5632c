"""A class whose evaluation is open, and a filled 表7 of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from classes.models import TrainingClass
from classes.queries.evaluation import teachers_evaluated
from classes.rules.evaluation import Answer
from foundation.core import clock
from tests.builders.running import FIRST_DAY, Size, evening_of, make_running_class
from tests.cast import Cast


@contextmanager
def taught_class(cast: Cast) -> Iterator[TrainingClass]:
    """Six people, one class day, which is over; it is the evening of it."""
    training_class = make_running_class(cast, Size(people=6))
    with clock.moved_to(evening_of(FIRST_DAY)):
        yield training_class


def answer_for(training_class: TrainingClass, grade: str = "excellent", overall: str = "") -> Answer:
    """One grade in every place; overall another where it is named."""
    teachers = {str(each.pk): (grade,) * 5 for each in teachers_evaluated(training_class)}
    return Answer(teachers, overall or grade, (grade,) * 4, overall or grade)
