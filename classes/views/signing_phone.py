"""Signing in on one's own phone: no account, no app; known by a cookie, after a one-time code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from classes.forms.signing import PhoneSignForm
from classes.models import PhoneBinding, PlannedSession
from classes.operations.signing import bind_phone, new_phone_token, sign_by_phone
from classes.queries.signing import PHONE_COOKIE, bindings_of, fence_of, scanned_session
from classes.queries.signing_phone import my_signing
from foundation.accounts.actor import Actor
from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.core.errors import Invalid
from trainees.models import Person, PersonVisit
from trainees.queries import VISIT_COOKIE, open_visit_of, visitor

PATH = "/my/signing/"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signing_home(request: HttpRequest) -> HttpResponse:
    """GET shows what may be signed, with the code that was scanned; POST signs."""
    token = request.COOKIES.get(PHONE_COOKIE, "")
    bindings = bindings_of(token)
    if request.method == "POST":
        return _sign(request, token, bindings)
    code = request.GET.get("c", "")
    visit = open_visit_of(request.COOKIES.get(VISIT_COOKIE, ""))
    if not bindings or ("who" not in request.GET and _is_somebody_else(visit, bindings)):
        asked = {"visit": visit, "bindings": bindings, "code": code}
        return render(request, "classes/phone/first.html", asked)
    scanned = scanned_session(code)
    here = [each for each in bindings if _is_of(each, scanned)] or bindings
    named = chosen(here, request.GET.get("who", ""))
    mine = named or here[0]
    context = {
        "now": clock.now(),
        "code": code if scanned else "",
        "is_stale": bool(code) and scanned is None,
        "people": here if len(here) > 1 and named is None else [],
        "who": mine.pk,
        "mine": my_signing(mine.enrolment, session=scanned),
        "fence": fence_of(mine.enrolment.training_class),
    }
    return render(request, "classes/phone/home.html", context)


def _sign(request: HttpRequest, token: str, bindings: list[PhoneBinding]) -> HttpResponseRedirect:
    form = PhoneSignForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Invalid("signing.code_unknown", "没有认出二维码，请对准教室屏幕上的二维码再扫一次。")
    facts = form.cleaned_data
    mine = next((each for each in bindings if each.enrolment_id == facts["enrolment"]), None)
    sign_by_phone(
        facts["code"],
        token=token,
        enrolment_id=facts["enrolment"],
        actor=person_of(mine, actor_from(request)),
        fix=form.fix,
        photo=facts["photo"],
    )
    return redirect(f"{PATH}?who={mine.pk}" if mine else PATH)


@require_POST
def signing_bind(request: HttpRequest) -> HttpResponseRedirect:
    """This is my phone: after the one-time code was entered on it."""
    visit = open_visit_of(request.COOKIES.get(VISIT_COOKIE, ""))
    if visit is None:
        return redirect("signing:home")
    token = request.COOKIES.get(PHONE_COOKIE, "") or new_phone_token()
    device = request.headers.get("User-Agent", "")
    bind_phone(visit, token=token, device=device, actor=visitor(visit, actor_from(request)))
    response = redirect("signing:home")
    response.set_cookie(
        PHONE_COOKIE,
        token,
        max_age=int(settings.SIGNING_PHONE_LIFE.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _is_somebody_else(visit: PersonVisit | None, bindings: list[PhoneBinding]) -> bool:
    """Has somebody entered his code here who is none of those whom this phone serves already?"""
    if visit is None:
        return False
    known = Person.objects.of_one_person(each.enrolment.person_id for each in bindings)
    return visit.person is None or not known.filter(pk=visit.person.pk).exists()


def _is_of(binding: PhoneBinding, scanned: PlannedSession | None) -> bool:
    return scanned is not None and binding.enrolment.training_class_id == scanned.training_class_id


def chosen(bindings: list[PhoneBinding], who: str) -> PhoneBinding | None:
    """The one of this phone whom `?who=` names by the id of his binding: two classes may have the same number."""
    return next((each for each in bindings if str(each.pk) == who), None)


def person_of(binding: PhoneBinding | None, actor: Actor) -> Actor:
    """The person of this phone as the record names him: no account, no role."""
    name = binding.enrolment.person.masked_name if binding else "未认定的手机"
    return Actor(user_id=None, name=f"本人 {name}", ip=actor.ip, request_id=actor.request_id)
