"""Which evaluation bodies may certify the people of a class (20号 四(二)、八(三))."""

from __future__ import annotations

from datetime import date

from classes.models import TrainingClass
from institutions.models import EvaluationBody


def bodies_for(training_class: TrainingClass, day: date) -> list[EvaluationBody]:
    """Filed, in force on `day`, for this occupation. A body from elsewhere only where 本市 has none."""
    rows = EvaluationBody.objects.valid_on(day).filter(occupations=training_class.occupation_id)
    found = list(rows.order_by("name"))
    return [each for each in found if each.is_of_the_city] or found
