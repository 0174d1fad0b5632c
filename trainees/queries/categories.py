"""人员分类: what may be chosen on a day, and what the code of an application means where it is printed (A31)."""

from __future__ import annotations

from datetime import date

from foundation.core import clock
from foundation.policy.categories import CategoryEntry, category_dictionary
from trainees.models import Application


def categories_offered(on: date) -> list[tuple[str, str]]:
    """(code, label) in the order of the dictionary."""
    return [(entry.code, entry.label) for entry in category_dictionary().in_force(on)]


def category_entry(application: Application) -> CategoryEntry | None:
    """Box of 表1 and line of 表2 as they stood on the day of the application."""
    return category_dictionary().entry(application.category, clock.local(application.created_at).date())


def printed_box(application: Application) -> str:
    """The box of 表1 that is ticked; nothing where the form has none for this kind of person."""
    entry = category_entry(application)
    return entry.box if entry else ""


def category_label(code: str) -> str:
    """What the code is called, whenever it counted; nothing for none."""
    return next((entry.label for entry in category_dictionary().entries if entry.code == code), "")
