"""消息: what changed in my cases. Opening a message marks it as read, therefore it is a POST."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.middleware import actor_from
from foundation.workflow.messages import mark_read
from foundation.workflow.models import Message
from foundation.workflow.pages import per_page


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    mine = Message.objects.visible_to(actor_from(request))
    rows = mine.unread() if request.GET.get("unread") else mine
    page = Paginator(rows, per_page(request)).get_page(request.GET.get("page"))
    context = {"page": page, "unread": mine.unread().count(), "only_unread": bool(request.GET.get("unread"))}
    return render(request, "messages/message_list.html", context)


@require_POST
def message_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go to what it speaks of."""
    actor = actor_from(request)
    message = get_object_or_404(Message.objects.visible_to(actor), pk=pk)
    mark_read(actor, [message.pk])
    if message.url and url_has_allowed_host_and_scheme(message.url, allowed_hosts=None):
        return HttpResponseRedirect(message.url)
    return redirect("messages:message_list")


@require_POST
def message_read_all(request: HttpRequest) -> HttpResponse:
    mark_read(actor_from(request))
    return redirect("messages:message_list")
