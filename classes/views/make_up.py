"""申请补签: the page on the person's phone; in the office the picture that came with it, and the refusal."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes.enums_make_up import MakeUpVerb as V
from classes.forms.make_up import MakeUpForm
from classes.models import MakeUpRequest, PhoneBinding, PlannedSession
from classes.operations.make_up import ask_make_up
from classes.queries.make_up import may_be_asked
from classes.queries.signing import PHONE_COOKIE, bindings_of
from classes.queries.signing_phone import sessions_with_class
from classes.queries.teaching import presences
from classes.views.answers import form_status, posted
from classes.views.signing_phone import chosen, person_of
from foundation.accounts.middleware import actor_from
from foundation.core.files import private_response
from foundation.workflow.pages import perform, visible_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_make_up(request: HttpRequest) -> HttpResponse:
    """`?who=` names one of those for whom this phone is known; `?of=` the half-day."""
    mine = _mine(request)
    if mine is None:
        return redirect("signing:home")
    sessions = sessions_with_class(mine.enrolment)
    offered = may_be_asked(sessions, mine.enrolment, presences(sessions))
    form = MakeUpForm(
        offered, posted(request), request.FILES or None, initial={"session": request.GET.get("of")}
    )
    if form.is_bound and form.is_valid():
        return _ask(request, mine, {each.pk: each for each in sessions}, form)
    context = {"form": form, "mine": mine, "offered": offered, "who": mine.pk}
    return render(request, "classes/phone/make_up.html", context, status=form_status(request))


def _mine(request: HttpRequest) -> PhoneBinding | None:
    """The person meant; a phone that serves one person needs no `?who=`."""
    bindings = bindings_of(request.COOKIES.get(PHONE_COOKIE, ""))
    only = bindings[0] if len(bindings) == 1 else None
    return chosen(bindings, request.GET.get("who", "")) or only


def _ask(
    request: HttpRequest, mine: PhoneBinding, sessions: dict[UUID, PlannedSession], form: MakeUpForm
) -> HttpResponseRedirect:
    facts = form.cleaned_data
    ask_make_up(
        sessions[facts["session"]],
        token=request.COOKIES.get(PHONE_COOKIE, ""),
        enrolment_id=mine.enrolment_id,
        actor=person_of(mine, actor_from(request)),
        missed=facts["missed"],
        reason=facts["reason"],
        photo=facts["photo"],
    )
    return redirect(f"{reverse('signing:home')}?who={mine.pk}#make-up")


@require_safe
def make_up_picture(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    row = visible_or_404(MakeUpRequest.objects.select_related("picture"), request, pk)
    if row.picture is None:
        raise Http404
    return private_response(row.picture)


@require_POST
def make_up_refuse(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, visible_or_404(MakeUpRequest.objects.all(), request, pk), verbs=(V.REFUSE,))
