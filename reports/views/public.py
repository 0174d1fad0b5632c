"""公开专栏: what anybody may read without signing in (20号 五(三), 八(三))."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation.policy.models import PolicyDocument
from foundation.workflow.listing import page_of
from reports.queries import public
from subsidies.queries import notice_page, public_notices, working_days_left


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "notices": public.with_days_left(public_notices()[:5]),
        "documents": PolicyDocument.objects.all(),
        "institution_count": public.listed_institutions().count(),
        "occupation_count": public.published_occupations().count(),
    }
    return render(request, "public/home.html", context)


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, public_notices())
    return render(request, "public/notice_list.html", {"page": page, "rows": public.with_days_left(page)})


@require_safe
def notice_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    notice = notice_page(pk)
    if notice is None:
        raise Http404
    name = request.GET.get("name", "").strip()
    context = {
        "notice": notice,
        "days_left": working_days_left(notice),
        "first_day": public.first_day(notice),
        "name": name,
        "entries": public.entries_with_name(notice, name),
    }
    response = render(request, "public/notice_detail.html", context)
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


@require_safe
def institution_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "public/institution_list.html", {"page": page_of(request, public.listed_institutions())}
    )


@require_safe
def occupation_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "public/occupation_list.html", {"page": page_of(request, public.published_occupations())}
    )


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    return render(request, "public/policy_list.html", {"documents": PolicyDocument.objects.all()})


@require_safe
def policy_detail(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(PolicyDocument.objects.prefetch_related("clauses"), pk=code)
    return render(request, "public/policy_detail.html", {"document": document})
