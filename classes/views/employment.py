"""Employment: declared and proved by the institution, looked at and decided by 监督检查小组."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classes import operations
from classes.enums import EnrolmentState, EnrolmentVerb
from classes.forms.aftercare import CallBackForm
from classes.forms.employment import EmploymentForm, ProofUploadForm, as_typed
from classes.forms.search import ClassSearchForm
from classes.models import Enrolment, ProofFile, TrainingClass
from classes.operations.callbacks import CALLERS
from classes.queries.callbacks import call_of
from classes.queries.employment import (
    CHIPS,
    employment_classes,
    employment_summaries,
    filter_lines,
    next_pending,
    page_facts,
)
from classes.queries.results import employment_lines, employment_overview
from classes.queries.sheets import is_own
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core.files import private_response
from foundation.workflow.listing import chips_of, page_of
from foundation.workflow.pages import choices, perform, visible_or_404
from trainees.enums import REVEALING_ROLES

CLASSES = TrainingClass.objects.with_names()
ENROLMENTS = Enrolment.objects.select_related(
    "person", "training_class__institution__organisation", "training_class__occupation"
)
DECISIONS = (EnrolmentVerb.VERIFY_EMPLOYMENT, EnrolmentVerb.RETURN_EMPLOYMENT)


@require_safe
def employment_list(request: HttpRequest) -> HttpResponse:
    """就业跟踪: the classes whose people are being followed into work, with their rate."""
    form = ClassSearchForm(request.GET)
    page = page_of(request, form.narrow(employment_classes(actor_from(request))))
    context = {"form": form, "page": page, "lines": employment_summaries(list(page.object_list))}
    return render(request, "classes/teaching/employment_list.html", context)


@require_safe
def employment_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The people of one class and how far the proof of each is; the rate against the 80 % mark."""
    training_class = visible_or_404(CLASSES, request, pk)
    lines = employment_lines(training_class)
    chip = request.GET.get("show", "")
    counts = [(key, label, len(filter_lines(lines, key))) for key, label in CHIPS.items()]
    context = {
        "training_class": training_class,
        "overview": employment_overview(training_class),
        "lines": filter_lines(lines, chip),
        "chips": chips_of(request, "show", counts),
        "facts": page_facts(training_class),
        "is_own": is_own(training_class, actor_from(request), Role.INSTITUTION_MANAGER),
        "may_verify": actor_from(request).has_role(*CALLERS),
        "may_print": actor_from(request).has_role(*REVEALING_ROLES),
    }
    return render(request, "classes/teaching/employment.html", context)


def employment_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: the institution declares, uploads and hands in; the bureau reads and decides."""
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    facts = page_facts(enrolment.training_class, enrolment)
    known = as_typed(facts.proof) if facts.proof else {}
    has_phone = bool(facts.proof and facts.proof.own_phone)
    form = EmploymentForm(request.POST or None, initial=known, has_own_phone=has_phone)
    if request.method == "POST" and form.is_valid():
        operations.declare_employment(enrolment, actor=actor_from(request), facts=form.facts)
        messages.success(request, "就业情况已保存，请继续上传证明材料。")
        return redirect("classes:employment_edit", pk)
    return _employment_form_page(request, enrolment, form, 422 if request.method == "POST" else 200)


def _employment_form_page(
    request: HttpRequest,
    enrolment: Enrolment,
    form: EmploymentForm,
    status: int = 200,
    upload: ProofUploadForm | None = None,
    phones: operations.Phones | None = None,
    call_form: CallBackForm | None = None,
) -> HttpResponse:
    actor = actor_from(request)
    hand_in = choices(enrolment, actor, only=[EnrolmentVerb.SUBMIT_EMPLOYMENT])
    context = {
        "enrolment": enrolment,
        "training_class": enrolment.training_class,
        "facts": page_facts(enrolment.training_class, enrolment),
        "form": form,
        "upload": upload or ProofUploadForm(),
        "hand_in": hand_in[0] if hand_in else None,
        "verdicts": choices(enrolment, actor, only=DECISIONS),
        "call": call_of(enrolment.pk),
        "call_form": call_form or CallBackForm(),
        "phones": phones,
        "may_print": actor.has_role(*REVEALING_ROLES),
        "may_call": actor.has_role(*CALLERS) and enrolment.state == EnrolmentState.EMPLOYMENT_PENDING,
        "may_edit": is_own(enrolment.training_class, actor, Role.INSTITUTION_MANAGER)
        and enrolment.state in (EnrolmentState.VERIFIED, EnrolmentState.EMPLOYMENT_RETURNED),
    }
    return render(request, "classes/teaching/employment_edit.html", context, status=status)


@require_POST
def employment_files(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One kind of paper, one or more files of it."""
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    form = ProofUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _employment_form_page(request, enrolment, _declared(enrolment), 422, form)
    files = request.FILES.getlist("papers")
    facts = form.cleaned_data
    operations.attach_proofs(
        enrolment,
        actor=actor_from(request),
        document=facts["document"],
        files=files,
        month=facts["month"],
    )
    messages.success(request, f"已上传 {len(files)} 个文件。")
    return redirect("classes:employment_edit", pk)


@require_POST
def employment_decide(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Hand in (institution), or verify and return (bureau), then on to the next one."""
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    if request.POST.get("verb") == EnrolmentVerb.SUBMIT_EMPLOYMENT:
        return perform(request, enrolment, verbs=[EnrolmentVerb.SUBMIT_EMPLOYMENT])
    perform(request, enrolment, verbs=DECISIONS)
    following = next_pending(enrolment)
    if following is None:
        return redirect("classes:employment", enrolment.training_class_id)
    return redirect("classes:employment_edit", following.pk)


@require_POST
def callback_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was heard on the telephone, of somebody drawn or chosen."""
    enrolment = visible_or_404(ENROLMENTS, request, pk)
    form = CallBackForm(request.POST)
    if not form.is_valid():
        return _employment_form_page(request, enrolment, _declared(enrolment), 422, call_form=form)
    operations.record_callback(enrolment, actor=actor_from(request), **form.cleaned_data)
    messages.success(request, "电话回访已登记。")
    return redirect("classes:employment_edit", pk)


@never_cache
@require_POST
def employment_phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The trainee's telephone stands in this one answer and nowhere else."""
    enrolment = visible_or_404(ENROLMENTS.select_related("application"), request, pk)
    phones = operations.reveal_phones(enrolment, actor=actor_from(request))
    return _employment_form_page(request, enrolment, _declared(enrolment), phones=phones)


def _declared(enrolment: Enrolment) -> EmploymentForm:
    proof = page_facts(enrolment.training_class, enrolment).proof
    return EmploymentForm(initial=as_typed(proof) if proof else {})


@require_safe
def proof_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A paper, to be saved; pictures are shown on the page of the person as well."""
    paper = visible_or_404(ProofFile.objects.select_related("file"), request, pk)
    return private_response(paper.file)


@require_POST
def proof_remove(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    paper = visible_or_404(ProofFile.objects.select_related("file", "proof__enrolment"), request, pk)
    enrolment = operations.remove_proof(paper, actor=actor_from(request))
    messages.success(request, "文件已移除。")
    return redirect("classes:employment_edit", enrolment.pk)
