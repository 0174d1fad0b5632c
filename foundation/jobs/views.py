"""我的任务: what runs for me in the background, how far it is, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.core.files import private_response
from foundation.core.http import is_htmx
from foundation.jobs.models import Job
from foundation.jobs.operations import retry, stop

PER_PAGE = 20


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.visible_to(actor_from(request)).select_related("created_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/job_list.html", {"page": page})


@require_safe
def job_fragment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The progress of one job, asked for every two seconds while it runs."""
    return render(request, "jobs/_job.html", {"job": _mine(request, pk)})


@require_POST
def job_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = stop(_mine(request, pk), actor=actor_from(request))
    return _after(request, job, "任务已停止，已办完的部分保留。")


@require_POST
def job_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = retry(_mine(request, pk), actor=actor_from(request))
    return _after(request, job, "任务已重新排队。")


@require_safe
def job_result(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file that the job has made; only the person who asked for it gets it."""
    actor = actor_from(request)
    rows = Job.objects.filter(created_by_id=actor.user_id) if actor.user_id else Job.objects.none()
    job = get_object_or_404(rows.select_related("result_file"), pk=pk)
    if job.result_file is None:
        raise Http404
    return private_response(job.result_file)


def _mine(request: HttpRequest, pk: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(actor_from(request)), pk=pk)


def _after(request: HttpRequest, job: Job, said: str) -> HttpResponse:
    if is_htmx(request):
        return render(request, "jobs/_job.html", {"job": job})
    messages.success(request, said)
    return redirect("jobs:job_list")
