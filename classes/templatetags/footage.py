"""`{{ recording.seconds|duration }}`: lengths of recordings as people read them."""

from __future__ import annotations

from django import template

from classes.models.footage import clock_face

register = template.Library()


@register.filter
def duration(seconds: int | None) -> str:
    """41:05, or 1:02:05; nothing for no length."""
    return "" if seconds is None else clock_face(seconds)


@register.filter
def milliseconds(length: int | None) -> str:
    """The same of a length in milliseconds."""
    return "" if length is None else duration(length // 1000)
