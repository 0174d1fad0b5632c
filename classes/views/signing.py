"""The class head's side of signing in: the screen of the classroom, what has come in, witnesses, the tablet's roll."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classes.forms.signing import REASONS, WitnessForm
from classes.models import PlannedSession, SignIn
from classes.operations.signing import witness_sign_in
from classes.queries.make_up import requests_at
from classes.queries.sheets import is_own, may_fill, neighbours
from classes.queries.signing import (
    colleagues_of,
    hours_of,
    phone_alerts,
    roll_keys,
    roster_lines,
    screen_code,
)
from classes.queries.teaching import expected_on, roster_of, sheet_rows
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.files import private_response
from foundation.core.qr import qr_svg
from foundation.workflow.pages import visible_or_404

SESSIONS = PlannedSession.objects.select_related(
    "training_class__institution__organisation", "training_class__occupation", "teacher"
)
WORKER = "js/roll-worker.js"


@never_cache
@require_safe
def session_screen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole screen of the classroom: the code, the clock, how many have signed; `?part=1` only what changes."""
    session = visible_or_404(SESSIONS, request, pk)
    code = screen_code(session)
    hours, now = hours_of(session), clock.now()
    address = request.build_absolute_uri(f"{reverse('signing:home')}?c={code}") if code else ""
    expected = expected_on(roster_of(session.training_class), session.date)
    lines = roster_lines(session, expected)
    direction = hours.direction_at(now)
    context = {
        "session": session,
        "training_class": session.training_class,
        "now": now,
        "hours": hours,
        "direction": direction,
        "qr": qr_svg(address) if address else "",
        "expected": len(expected),
        "came": sum(line.signed.came is not None for line in lines),
        "left": sum(line.signed.left is not None for line in lines),
        "is_early": now < hours.opens,
    }
    part = "classes/signing/_screen.html" if "part" in request.GET else "classes/signing/screen.html"
    return render(request, part, context)


@require_safe
def session_signing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that reached the server for this half-day, beside what the sheet says."""
    return _signing_page(request, visible_or_404(SESSIONS, request, pk))


@require_POST
def session_witness(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_or_404(SESSIONS, request, pk)
    form = _witness_form(request, session)
    if not form.is_valid():
        return _signing_page(request, session, form=form, status=422)
    facts = form.cleaned_data
    row = witness_sign_in(
        session,
        actor=actor_from(request),
        enrolment_id=facts["enrolment"],
        direction=facts["direction"],
        reason=facts["reason"],
        second_id=facts["second"],
        assistant_id=facts["assistant"],
    )
    messages.success(request, f"已登记：{row.enrolment}{row.get_direction_display()}，两人见证。")
    return redirect("classes:session_signing", pk)


def _signing_page(
    request: HttpRequest, session: PlannedSession, *, form: WitnessForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_from(request)
    expected = expected_on(roster_of(session.training_class), session.date)
    before, after = neighbours(session)
    stands = {row.enrolment.pk: row.presence for row in sheet_rows(session)}
    lines = roster_lines(session, expected)
    context: dict[str, Any] = {
        "session": session,
        "training_class": session.training_class,
        "hours": hours_of(session),
        "lines": [
            (line, stands[line.enrolment.pk], line.differs_from(stands[line.enrolment.pk])) for line in lines
        ],
        "signed": sum(bool(line.rows) for line in lines),
        "odd": sum(bool(line.marks) for line in lines),
        "make_ups": requests_at(session),
        "alerts": phone_alerts(session.training_class),
        "before": before,
        "after": after,
        "is_own": is_own(session.training_class, actor),
        "form": (form or _witness_form(request, session)) if may_fill(session, actor) else None,
        "reasons": REASONS,
    }
    return render(request, "classes/signing/session.html", context, status=status)


def _witness_form(request: HttpRequest, session: PlannedSession) -> WitnessForm:
    actor = actor_from(request)
    return WitnessForm(
        request.POST if request.method == "POST" else None,
        expected=expected_on(roster_of(session.training_class), session.date),
        colleagues=colleagues_of(session, actor),
        initial={"direction": hours_of(session).direction_at(clock.now()) or "in"},
    )


@require_safe
def sign_in_photo(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    row = visible_or_404(SignIn.objects.select_related("photo"), request, pk)
    if row.photo is None:
        raise Http404
    return private_response(row.photo)


@never_cache
@require_safe
def session_roll(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The teacher's roll, and the keys by which the tablet seals what it keeps of it; the page is kept nowhere."""
    session = visible_or_404(SESSIONS, request, pk)
    key_id, keys = roll_keys(session)
    context = {
        "key_id": key_id,
        "keys": json.dumps(keys),
        "session": session,
        "training_class": session.training_class,
        "rows": roster_lines(session, expected_on(roster_of(session.training_class), session.date)),
    }
    return render(request, "classes/signing/roll.html", context)


@require_safe
def roll_offline(request: HttpRequest) -> HttpResponse:
    """The page that stands in for every roll when there is no network: nobody's name, no session, no token."""
    return render(request, "classes/signing/roll_offline.html")


@require_safe
def roll_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the roll pages when there is no network; it lies beside them, so it is theirs."""
    del request
    return HttpResponse(Path(str(finders.find(WORKER))).read_bytes(), content_type="text/javascript")
