"""学员: the list of applications, one application (表1), the list of people; the page of one lies in reports."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core.file_answers import pdf_answer
from foundation.core.http import is_htmx
from foundation.core.skill_levels import SHORT_LEVEL
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from trainees import operations as ops
from trainees import queries
from trainees.documents import print_registration_form, registration_form_of
from trainees.enums import ApplicationVerb as V
from trainees.forms import ApplicationForm, RevealForm, SearchForm
from trainees.models import Application, Person
from trainees.operations import Disclosed

OPINION_VERBS = (V.REGISTER, V.CHECK, V.SEND_FOR_REVIEW, V.PASS, V.RETURN, V.REJECT, V.WITHDRAW)
SEARCH_HINT = "姓名、证件号后几位、班次"
PRESETS = (
    "身份证号、姓名与证件不符，请核对",
    "请补充就业失业登记证明",
    "请补签学员承诺书",
    "请说明联系电话与他人相同的原因",
)


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    actor, form = actor_from(request), SearchForm(request.GET, hint=SEARCH_HINT)
    state = request.GET.get("state", "")
    counts = queries.application_state_counts(actor)
    total = sum(number for _, _, number in counts)
    context = {
        "form": form,
        "page": page_of(request, queries.application_list(actor, state=state, text=form.text)),
        "chips": chips_of(request, "state", [("", "全部", total), *counts]),
    }
    return render(request, "trainees/application_list.html", context)


@require_safe
def application_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _application_page(request, _application_or_404(request, pk))


@require_POST
def application_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, _application_or_404(request, pk), verbs=OPINION_VERBS)


@require_http_methods(["GET", "HEAD", "POST"])
def application_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    application = _application_or_404(request, pk)
    form = ApplicationForm.of(application)
    if request.method == "POST":
        form = ApplicationForm(request.POST, request.FILES, application=application)
    if form.is_bound and form.is_valid():
        ops.correct_application(application, actor=actor_from(request), **form.facts)
        if form.cleaned_data["photo"]:
            ops.attach_photo(application, actor=actor_from(request), uploaded=form.cleaned_data["photo"])
        messages.success(request, "已保存登记表。")
        return redirect(application)
    context = {"application": application, "form": form}
    return render(request, "trainees/application_edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def application_reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The full number stands in this one answer and nowhere else."""
    application = _application_or_404(request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _application_page(request, application, reveal=form, status=422)
    shown = ops.reveal_identity_number(application, actor=actor_from(request), **form.cleaned_data)
    return _application_page(request, application, disclosed=shown)


@never_cache
@require_POST
def application_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表1 as PDF; a POST, because it shows the full number and therefore leaves a trace."""
    application = _application_or_404(request, pk)
    disclosed = ops.note_printing(application, actor=actor_from(request))
    form = registration_form_of(
        application,
        disclosed,
        box=queries.printed_box(application),
        pledge=queries.signed_pledge(application),
    )
    return pdf_answer(print_registration_form(form), f"学员登记表-{application.person.masked_name}.pdf")


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    actor, form = actor_from(request), SearchForm(request.GET, hint="姓名、证件号后几位")
    context = {"form": form, "page": page_of(request, queries.person_list(actor, text=form.text))}
    return render(request, "trainees/person_list.html", context)


@never_cache
@require_POST
def person_reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The full number of one record, in this one answer: in place on the person's page, without script on its own."""
    person, form = visible_or_404(Person.objects.all(), request, pk), RevealForm(request.POST)
    number = ""
    if form.is_valid():
        number = ops.reveal_people([person], actor=actor_from(request), **form.cleaned_data)[0]
    context = {"person": person, "form": form, "number": number}
    page = "trainees/_reveal.html" if is_htmx(request) else "trainees/person_reveal.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _application_or_404(request: HttpRequest, pk: UUID) -> Application:
    return visible_or_404(Application.objects.select_related("person", "institution"), request, pk)


def _application_page(
    request: HttpRequest,
    application: Application,
    *,
    reveal: RevealForm | None = None,
    disclosed: Disclosed | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_from(request)
    page = queries.application_page(application, actor)
    context = {
        "shown": page,
        "application": application,
        "choices": choices(application, actor),
        "timeline": timeline_of(page.entries),
        "readings": timeline_of(page.readings),
        "level": SHORT_LEVEL.get(application.level, ""),
        "pledge": queries.signed_pledge(application),
        "reveal": reveal or RevealForm(),
        "disclosed": disclosed,
        "may": queries.duties_of(actor),
        "presets": PRESETS,
        "back": application.get_absolute_url(),
    }
    return render(request, "trainees/application_detail.html", context, status=status)
