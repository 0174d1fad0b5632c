"""政策文件与条款: what is printed. How we read what is not stands in 口径登记簿, where it is also computed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation.policy.models import PolicyDocument


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    return render(request, "policy/document_list.html", {"documents": PolicyDocument.objects.all()})


@require_safe
def document_page(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(PolicyDocument, pk=code)
    return render(
        request, "policy/document_page.html", {"document": document, "clauses": document.clauses.all()}
    )
