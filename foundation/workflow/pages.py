"""What every page with verbs needs: the record or 404, the verbs as choices, one way to perform them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.accounts.actor import Actor
from foundation.accounts.middleware import actor_from
from foundation.audit.middleware import name_attempt
from foundation.core.display import Choice
from foundation.core.errors import Invalid
from foundation.workflow.engine import Verdict, available
from foundation.workflow.models import LifecycleModel
from foundation.workflow.registry import lifecycle_of, operation_of
from foundation.workflow.types import Tone

ModelT = TypeVar("ModelT", bound=models.Model)

_KINDS = {
    Tone.APPROVE: "approve",
    Tone.RETURN: "return",
    Tone.REFUSE: "refuse",
    Tone.PLAIN: "plain",
    Tone.DANGER: "danger",
}


PAGE_SIZES = (20, 50, 100)


def per_page(request: HttpRequest) -> int:
    """How many rows a list shows: 20, or 50 or 100 where the address asks for them."""
    wanted = request.GET.get("per_page", "")
    return next((size for size in PAGE_SIZES if str(size) == wanted), PAGE_SIZES[0])


def visible_or_404(rows: models.QuerySet[ModelT], request: HttpRequest, pk: UUID) -> ModelT:
    """The record, if the actor may see it; a foreign record is as absent as a missing one (404)."""
    visible: models.QuerySet[ModelT] = rows.visible_to(actor_from(request))  # type: ignore[attr-defined]  # tenant rows
    return get_object_or_404(visible, pk=pk)


def choices(
    record: LifecycleModel, actor: Actor, *, urls: dict[str, str] | None = None, only: Iterable[str] = ()
) -> list[Choice]:
    """The verbs that are this actor's to take now, for the `decision` and `verb` components.

    `urls` sends verbs that need more than an opinion to pages of their own; `only` restricts the list.
    """
    wanted = {str(verb) for verb in only}
    verdicts = [v for v in available(record, actor) if not wanted or v.verb in wanted]
    return [_choice(verdict, (urls or {}).get(verdict.verb, "")) for verdict in verdicts]


def _choice(verdict: Verdict, url: str) -> Choice:
    return Choice(
        verb=verdict.verb,
        label=verdict.label,
        kind=_KINDS[verdict.tone],
        enabled=verdict.is_allowed,
        reasons=verdict.reasons,
        url=url,
        comment_required=verdict.comment_required,
        submit_label=verdict.label,
    )


def perform(
    request: HttpRequest, record: ModelT, *, verbs: Iterable[str], **facts: Any
) -> HttpResponseRedirect:
    """Do the verb named in the form on the record, say so, and go back to where the form was.

    `verbs` are those that need nothing but the record and an opinion; any other verb is refused here.
    """
    verb = request.POST.get("verb", "")
    if verb not in {str(v) for v in verbs}:
        raise Invalid("decision.missing", "请先选择办理意见（同意、退回或其他），再提交。")
    name_attempt(request, lifecycle_of(record).verb_label(verb))
    operation = operation_of(lifecycle_of(record), verb)
    moved = operation(record, actor=actor_from(request), comment=request.POST.get("comment", ""), **facts)
    messages.success(request, f"已办理：{moved}，{lifecycle_of(moved).verb_label(verb)}。")
    return back_to(request, moved)


def back_to(request: HttpRequest, record: models.Model) -> HttpResponseRedirect:
    """Where the form asked to return to, if that is on this site; else the record's own page."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(target)
    return HttpResponseRedirect(resolve_url(record))
