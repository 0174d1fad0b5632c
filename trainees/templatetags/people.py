"""`{{ person|named_for:request.actor }}`: a person's name as whoever reads the page may see it."""

from __future__ import annotations

from django import template

from trainees.models import Person

register = template.Library()
register.filter("named_for", Person.named_for)
