"""`{{ enrolment.theory_points|points }}`: hundredths of a point as people read them."""

from __future__ import annotations

from django import template

from classes.rules.scores import score_text

register = template.Library()
register.filter("points", score_text)
