"""What whoever reads the page may see: `{{ person|named_for:request.actor }}`, `{{ hit|told_to:request.actor }}`."""

from __future__ import annotations

from django import template

from trainees.models import CrossCheckHit, Person

register = template.Library()
register.filter("named_for", Person.named_for)
register.filter("told_to", CrossCheckHit.told_to)
register.filter("titled_for", CrossCheckHit.titled_for)
register.filter("source_for", CrossCheckHit.source_for)
