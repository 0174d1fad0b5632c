"""Whose visit a request belongs to, and how many codes were asked for and missed lately."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Sum
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.core import clock
from trainees.models import PersonVisit

VISIT_COOKIE = "wenshui_visit"
_SALT = "trainees.visit"


def visit_token(visit: PersonVisit) -> str:
    """What the person's telephone keeps: the signed id of the visit, nothing about him."""
    return signing.dumps(str(visit.pk), salt=_SALT)


def visit_asked(token: str, *, even_late: bool = False) -> PersonVisit | None:
    """The visit whose code was asked for from this telephone and may still be entered, or, `even_late`, could be."""
    visit = _visit(token)
    is_waiting = visit and visit.opened_at is None and (even_late or clock.now() < visit.expires_at)
    return visit if is_waiting else None


def open_visit_of(token: str) -> PersonVisit | None:
    """The visit that is open on this telephone now; None where there is none, or its time is over."""
    visit = _visit(token)
    return visit if visit and visit.is_open else None


def way_in(token: str) -> str:
    """Where somebody without an open visit is led; `over` where he had one, so that the page says why."""
    return reverse("trainees:visit_start") + ("?over=1" if token else "")


def visitor(visit: PersonVisit, actor: Actor) -> Actor:
    """The person of the visit as the record of what happened names him: no account, no role."""
    name = visit.person.masked_name if visit.person else visit.phone_masked
    return Actor(user_id=None, name=f"本人 {name}", ip=actor.ip, request_id=actor.request_id)


def _visit(token: str) -> PersonVisit | None:
    """Signed by us and young enough to be anything at all."""
    longest = settings.ONE_TIME_CODE_LIFE + settings.PERSON_VISIT_LIFE
    try:
        key = signing.loads(token, salt=_SALT)
        recent = PersonVisit.objects.filter(requested_at__gt=clock.now() - longest)
        return recent.select_related("person").filter(pk=key).first()
    except (signing.BadSignature, ValidationError):
        return None


def too_many_codes(identity_index: str, phone_index: str, ip: str) -> bool:
    """Asked for within the hour, for this number, to this telephone, or from this address."""
    lately = PersonVisit.objects.filter(requested_at__gt=clock.now() - timedelta(hours=1))
    return (
        lately.filter(identity_index=identity_index).count() >= settings.ONE_TIME_CODES_PER_HOUR
        or lately.filter(phone_index=phone_index).count() >= settings.ONE_TIME_CODES_PER_HOUR
        or lately.filter(ip=ip).count() >= settings.ONE_TIME_CODES_PER_HOUR_FROM_ONE_ADDRESS
    )


def too_many_wrong(identity_index: str, phone_index: str, ip: str) -> bool:
    """Entered wrong within a day, over all codes; then no code is sent and none is taken."""
    lately = PersonVisit.objects.filter(requested_at__gt=clock.now() - timedelta(days=1))
    return (
        _missed(lately.filter(identity_index=identity_index)) >= settings.WRONG_CODES_PER_DAY
        or _missed(lately.filter(phone_index=phone_index)) >= settings.WRONG_CODES_PER_DAY
        or _missed(lately.filter(ip=ip)) >= settings.WRONG_CODES_PER_DAY_FROM_ONE_ADDRESS
    )


def _missed(rows: QuerySet[PersonVisit]) -> int:
    return rows.aggregate(missed=Sum("wrong_tries"))["missed"] or 0
