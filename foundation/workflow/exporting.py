"""Lists that leave the system: from so many rows on with a written reason, and always with who, when and what for.

The reason is asked on a page of its own, which sends the same request again.
"""

from __future__ import annotations

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.accounts.actor import Actor
from foundation.accounts.middleware import actor_from
from foundation.audit.models import Result
from foundation.audit.operations import Event, append
from foundation.core import clock
from foundation.core.file_answers import xlsx_answer
from foundation.core.http import came_from
from foundation.core.tabular import SealedWorkbook
from foundation.policy.queries import office_parameters

LONGEST_REASON = 200
_OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "reason", "back"})


def handed_out(
    request: HttpRequest, title: str, rows: int, make: Callable[..., SealedWorkbook], *, conditions: str
) -> HttpResponse:
    """The workbook that `make(about=…)` puts together, put on record; a long one only for a reason."""
    if (page := reason_page(request, title, rows)) is not None:
        return page
    actor, reason = actor_from(request), reason_of(request)
    note_export(title, rows, actor=actor, reason=reason, conditions=conditions)
    content = make(about=about_export(actor, reason=reason, conditions=conditions))
    return xlsx_answer(content, f"{title}.xlsx")


def reason_page(request: HttpRequest, title: str, rows: int) -> HttpResponse | None:
    """The page that asks what the list is for; None when it is short, or when that has been said."""
    most = office_parameters(clock.today()).whole("export_reason_rows")
    if rows <= most or reason_of(request):
        return None
    context = {
        "title": title,
        "rows": rows,
        "most": most,
        "longest": LONGEST_REASON,
        "was_asked": "reason" in request.POST,
        "back": _asked_on(request),
        "carried": [(name, value) for name, value in request.POST.items() if name not in _OWN_FIELDS],
    }
    return render(request, "workflow/export_reason.html", context, status=422)


def _asked_on(request: HttpRequest) -> str:
    """The list's own page, also when the reason is asked for again."""
    kept = request.POST.get("back", "")
    return kept if url_has_allowed_host_and_scheme(kept, {request.get_host()}) else came_from(request)


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:LONGEST_REASON]


def about_export(actor: Actor, *, reason: str = "", conditions: str = "") -> dict[str, str]:
    """What every exported file says of itself: it can be traced to a person, a moment and a purpose."""
    said = {
        "导出人": actor.name,
        "导出时间": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "筛选条件": conditions or "全部",
    }
    return said | ({"导出事由": reason} if reason else {})


def conditions_of(form: BaseForm, **chosen: str) -> str:
    """The conditions of a filter form, and what was `chosen` beside it, as a person would read them."""
    form.is_valid()
    said = dict(chosen)
    for name, field in form.fields.items():
        value = getattr(form, "cleaned_data", {}).get(name)
        if value not in (None, "", False):
            words = {str(key): str(label) for key, label in getattr(field, "choices", ())}
            said[str(field.label or name)] = words.get(str(value), "是" if value is True else str(value))
    return "；".join(f"{name} {value}" for name, value in said.items() if value)


def note_export(title: str, rows: int, *, actor: Actor, reason: str = "", conditions: str = "") -> None:
    """Somebody took a list away: who, which list, how many rows, what for."""
    detail = {"rows": rows, "conditions": conditions}
    append(
        Event("export.take", f"导出{title}", comment=reason, detail=detail, result=Result.READ), actor=actor
    )
