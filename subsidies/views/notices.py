"""公示管理: what waits for publication, the preview, what was published, objections."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core.file_answers import pdf_answer
from foundation.workflow.listing import page_of
from foundation.workflow.pages import choices
from subsidies import operations as ops
from subsidies.documents import print_notice
from subsidies.enums import ClaimVerb
from subsidies.models import PublicNotice
from subsidies.queries import notice as queries
from subsidies.views.claims import claim_or_404
from subsidies.views.papers import notice_sheet


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    actor = actor_from(request)
    context = {
        "page": page_of(request, queries.notice_list()),
        "waiting": queries.claims_to_publish(actor),
        "may_publish": actor.has_role(Role.TRAINING_OFFICER),
    }
    return render(request, "subsidies/notice_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def claim_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notice of this claim as it would be published today; POST publishes it."""
    claim, actor = claim_or_404(request, pk), actor_from(request)
    if request.method == "POST":
        published = ops.publish_claim(claim, actor=actor, comment=request.POST.get("comment", ""))
        messages.success(request, "公示已发布，期满后自动进入拨付。")
        return redirect(published)
    verdicts = choices(claim, actor, only=[ClaimVerb.PUBLISH])
    context = {"claim": claim, "plan": queries.plan_notice([claim]), "choices": verdicts}
    return render(request, "subsidies/claim_publish.html", context)


@require_POST
def notices_publish(request: HttpRequest) -> HttpResponseRedirect:
    """One notice for the chosen claims."""
    actor = actor_from(request)
    claims = queries.claims_to_publish(actor).filter(pk__in=request.POST.getlist("ids"))
    notice = ops.publish_claims(list(claims), actor=actor)
    messages.success(request, f"公示 {notice.number} 已发布，{notice.closes_on:%-m月%-d日}期满。")
    return redirect("subsidies:notice_list")


@require_safe
def notice_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    notice = get_object_or_404(PublicNotice, pk=pk)
    context = {
        "notice": notice,
        "claims": notice.claims.visible_to(actor_from(request)).with_names(),
        "days_left": queries.working_days_left(notice),
    }
    return render(request, "subsidies/notice_detail.html", context)


@require_safe
def notice_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    notice = get_object_or_404(PublicNotice, pk=pk)
    return pdf_answer(print_notice(notice_sheet(notice)), f"公示 {notice.number}.pdf")


@require_safe
def objection_list(request: HttpRequest) -> HttpResponse:
    rows = queries.objection_list(actor_from(request), state=request.GET.get("state", ""))
    return render(request, "subsidies/objection_list.html", {"page": page_of(request, rows)})
