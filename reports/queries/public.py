"""What the public columns show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.national_codes import mask_name
from institutions.enums import InstitutionState
from institutions.models import Institution, Occupation, OccupationPermission
from subsidies.models import PublicNotice
from subsidies.queries import working_days_left

LISTED = (
    InstitutionState.CONTRACTED,
    InstitutionState.RECTIFYING,
    InstitutionState.SUSPENDED,
    InstitutionState.EXPIRED,
)


@dataclass(frozen=True)
class NoticeRow:
    """A notice with the working days that are left of its period; 0 when it is over."""

    notice: PublicNotice
    days_left: int


def with_days_left(notices: Iterable[PublicNotice]) -> list[NoticeRow]:
    return [NoticeRow(notice, working_days_left(notice)) for notice in notices]


def first_day(notice: PublicNotice) -> date:
    """The first working day that counts: the day of publication does not (A47)."""
    return load_calendar().add_workdays(notice.published_on, 1)


def entries_with_name(notice: PublicNotice, name: str) -> list[dict[str, Any]]:
    """The units of a notice, with only the people whose masked name is that of `name`, when one is given."""
    entries: list[dict[str, Any]] = notice.content["entries"]
    if not name:
        return entries
    wanted = {name, mask_name(name)}
    found = [{**entry, "people": [p for p in entry["people"] if p["name"] in wanted]} for entry in entries]
    return [entry for entry in found if entry["people"]]


def listed_institutions() -> QuerySet[Institution]:
    """机构目录: institutions under a contract or lately so, with what they may teach today."""
    today = clock.today()
    valid = (
        OccupationPermission.objects.valid_on(today).select_related("occupation").order_by("occupation__code")
    )
    rows = Institution.objects.filter(state__in=LISTED).select_related("organisation")
    return rows.prefetch_related(Prefetch("permissions", queryset=valid, to_attr="may_teach")).order_by(
        "name"
    )


def published_occupations() -> QuerySet[Occupation]:
    """工种目录."""
    return Occupation.objects.filter(is_published=True).order_by("code", "edition")
