"""The list of institutions, one institution, and the small decisions taken there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core import clock
from foundation.workflow.listing import chips_of, page_of, timeline_of
from foundation.workflow.pages import choices, perform, visible_or_404
from institutions import operations as ops
from institutions import queries
from institutions.enums import ACCOUNT_COOLING_DAYS, InstitutionVerb
from institutions.forms import NewInstitutionForm, OccupationForm, SearchForm
from institutions.models import AccountChange, Institution, Occupation, Teacher, Venue


@require_safe
def institution_list(request: HttpRequest) -> HttpResponse:
    actor, form = actor_from(request), SearchForm(request.GET, hint="机构名称、信用代码、联系人")
    counts = queries.state_counts(actor)
    total = sum(number for _, _, number in counts)
    rows = queries.institution_list(actor, state=request.GET.get("state", ""), text=form.text)
    context = {
        "form": form,
        "page": page_of(request, rows),
        "chips": chips_of(request, "state", [("", "全部", total), *counts]),
        "may": queries.duties_of(actor),
    }
    return render(request, "institutions/institution_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def institution_new(request: HttpRequest) -> HttpResponse:
    form = NewInstitutionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        institution = ops.register_institution(actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已登记{institution}，请安全管理员为该机构开设账号。")
        return redirect(institution)
    context = {"title": "登记培训机构", "form": form}
    return render(request, "institutions/entry.html", context, status=422 if form.errors else 200)


@require_safe
def institution_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    institution = _institution_or_404(request, pk)
    actor = actor_from(request)
    page = queries.institution_page(institution, actor)
    context = {
        "shown": page,
        "institution": institution,
        "choices": choices(institution, actor),
        "sanctions": queries.sanctions_for(actor),
        "timeline": timeline_of(page.entries),
        "may": queries.duties_of(actor),
    }
    return render(request, "institutions/institution_detail.html", context)


@require_POST
def institution_perform(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    return perform(request, _institution_or_404(request, pk), verbs=InstitutionVerb.values)


@require_safe
def venue_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    institution = _institution_or_404(request, pk)
    page = page_of(request, queries.venues_of(institution.pk).select_related("verified_by"))
    context = {
        "institution": institution,
        "page": page,
        "venues": queries.with_fire_checks(page),
        "may": queries.duties_of(actor_from(request)),
    }
    return render(request, "institutions/venue_list.html", context)


@require_safe
def teacher_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    institution = _institution_or_404(request, pk)
    page = page_of(request, institution.teachers.order_by("-is_active", "name"))
    may = queries.duties_of(actor_from(request))
    context = {"institution": institution, "page": page, "today": clock.today(), "may": may}
    return render(request, "institutions/teacher_list.html", context)


@require_POST
def venue_verify(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    venue = visible_or_404(Venue.objects.select_related("institution"), request, pk)
    ops.verify_venue(venue, actor=actor_from(request), comment=request.POST.get("comment", ""))
    messages.success(request, f"已登记“{venue.name}”的实地核实。")
    return redirect(venue.institution)


@require_POST
def teacher_retire(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    teacher = visible_or_404(Teacher.objects.select_related("institution"), request, pk)
    ops.retire_teacher(teacher, actor=actor_from(request), comment=request.POST.get("comment", ""))
    messages.success(request, f"已登记{teacher.name}离岗。")
    return redirect("institutions:teacher_list", teacher.institution_id)


@require_POST
def account_confirm(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    change = visible_or_404(AccountChange.objects.select_related("institution"), request, pk)
    ops.confirm_account_change(change, actor=actor_from(request), comment=request.POST.get("comment", ""))
    messages.success(request, f"已确认账户变更，满 {ACCOUNT_COOLING_DAYS} 天后向新账户付款。")
    return redirect(change.institution)


@require_POST
def account_refuse(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    change = visible_or_404(AccountChange.objects.select_related("institution"), request, pk)
    ops.refuse_account_change(change, actor=actor_from(request), comment=request.POST.get("comment", ""))
    messages.success(request, "未采用账户变更，仍向原账户付款。")
    return redirect(change.institution)


@require_safe
def occupation_list(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET, hint="工种名称或编码")
    context = {
        "form": form,
        "page": page_of(request, queries.occupation_list(text=form.text)),
        "may": queries.duties_of(actor_from(request)),
    }
    return render(request, "institutions/occupation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def occupation_new(request: HttpRequest) -> HttpResponse:
    form = OccupationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        occupation = ops.add_occupation(actor=actor_from(request), **form.cleaned_data)
        messages.success(request, f"已将{occupation}列入目录。")
        return redirect("institutions:occupation_list")
    context = {"title": "列入工种目录", "form": form}
    return render(request, "institutions/entry.html", context, status=422 if form.errors else 200)


@require_POST
def occupation_publish(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    ops.publish_occupation(get_object_or_404(Occupation, pk=pk), actor=actor_from(request))
    messages.success(request, "已公布。")
    return redirect("institutions:occupation_list")


@require_POST
def occupation_withdraw(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    ops.withdraw_occupation(get_object_or_404(Occupation, pk=pk), actor=actor_from(request))
    messages.success(request, "已停用，在培班次不受影响。")
    return redirect("institutions:occupation_list")


def _institution_or_404(request: HttpRequest, pk: UUID) -> Institution:
    return visible_or_404(Institution.objects.select_related("organisation"), request, pk)
