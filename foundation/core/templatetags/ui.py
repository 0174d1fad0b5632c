"""The components of the interface as template tags: `{% load ui %}`. Each docstring shows the call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol, TypeAlias

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from foundation.core.display import (
    KIND_ICONS,
    Check,
    Chip,
    Choice,
    StateTag,
    Step,
    StepGroup,
    Task,
    TimelineEntry,
)
from foundation.core.errors import DomainError
from foundation.core.http import is_here
from foundation.core.models import FileKind, ScanState, StoredFile
from foundation.core.scanning import is_given_out
from foundation.core.templatetags import ui_blocks, ui_filters
from foundation.core.templatetags.ui_forms import field_context, summarise

register = template.Library()
register.filters.update(ui_filters.register.filters)
register.tags.update(ui_blocks.register.tags)

Shown: TypeAlias = dict[str, object]

PAGE_SIZES = (20, 50, 100)


class HasState(Protocol):
    """A record whose state can be shown."""

    @property
    def state_tag(self) -> StateTag: ...


def _address(context: Context, **changes: object) -> str:
    """The present query string with some parameters changed; None drops one."""
    request = context.get("request")
    query = request.GET.copy() if isinstance(request, HttpRequest) else None
    if query is None:
        return "?" + "&".join(f"{key}={value}" for key, value in changes.items() if value is not None)
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = str(value)
    return f"?{query.urlencode()}"


# --- small things ---


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """`{% icon "clock" %}`; with a label it speaks for itself, without it is decoration."""
    return _drawn(name, label, css)


@lru_cache(maxsize=1000, typed=True)  # a safe text and an unsafe one are equal
def _drawn(name: str, label: str, css: str) -> SafeString:
    """A page has dozens of them, and every page the same."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"/></svg>',
        f"i {css}".strip(),
        voice,
        static("vendor/icons/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def lead(context: Context, url: str, label: str) -> SafeString:
    """`{% lead reason.link "去办理" %}`: a link to another page; nothing where one stands on that page already."""
    request = context.get("request")
    if not url or (isinstance(request, HttpRequest) and is_here(url, request)):
        return SafeString("")
    return format_html('<a href="{}">{}</a>', url, label)


@register.simple_tag
def tag(label: object, kind: str = "mute", icon_name: str = "") -> SafeString:
    """`{% tag "待复核" "info" %}`; the icon follows from the kind unless another is named."""
    return format_html(
        '<span class="tag tag-{}">{}{}</span>', kind, icon(icon_name or KIND_ICONS[kind]), label
    )


@register.simple_tag
def state(shown: StateTag | HasState | None) -> SafeString:
    """`{% state training_class %}` or `{% state a_state_tag %}`."""
    if shown is None:
        return SafeString("")
    found = shown if isinstance(shown, StateTag) else shown.state_tag
    return tag(found.label, found.kind, found.icon)


@register.simple_tag
def fact(label: str, value: object = "", wide: int = 1) -> SafeString:
    """One row inside `{% kv %}`: `{% fact "培训地点" place wide=2 %}`. Nothing is shown as 未填."""
    css = f"w{wide}" if wide > 1 else ""
    missing = value is None or value == ""
    shown = mark_safe('<span class="dim">未填</span>') if missing else value
    return format_html('<div class="{}"><dt>{}</dt><dd>{}</dd></div>', css, label, shown)


@register.simple_tag
def bar(
    total: int, done: int = 0, run: int = 0, wait: int = 0, pub: int = 0, late: int = 0,
    mark: int | None = None, label: str = "",
) -> SafeString:  # fmt: skip
    """`{% bar total=2520 done=1258 run=360 mark=1275 label="已结业 49.9%" %}`; all figures in one unit."""
    scale = max(total, 1)
    parts, at = [], 0
    for kind, amount in (("done", done), ("run", run), ("wait", wait), ("pub", pub), ("late", late)):
        width = min(amount * 1000 // scale, 1000 - at)
        if width > 0:
            parts.append((kind, at, width))
            at += width
    marked = None if mark is None else min(mark * 1000 // scale, 1000)
    return render_to_string("components/bar.html", {"parts": parts, "mark": marked, "label": label})


@register.simple_tag
def kpi(
    label: str, figure: object, unit: str = "", memo: str = "", kind: str = "", url: str = ""
) -> SafeString:
    """One cell inside `<dl class="panel kpis">`; `kind` (ok, warn, danger) colours the memo line."""
    shown = {"label": label, "figure": figure, "unit": unit, "memo": memo, "kind": kind, "url": url}
    return render_to_string("components/kpi.html", shown)


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """`{% crumbs "开班审批" list_url "养老护理员第7期" %}`: label, address, …, last label."""
    links = list(zip(pairs[:-1:2], pairs[1::2], strict=False))
    return render_to_string("components/crumbs.html", {"links": links, "here": pairs[-1]})


@register.simple_tag
def confirm_open(id: str, label: str, kind: str = "danger-line", icon_name: str = "") -> SafeString:
    """The button that opens `{% confirm id … %}`."""
    picture = icon(icon_name) if icon_name else ""
    return format_html(
        '<a class="btn btn-{}" href="#{}" data-dialog="{}">{}{}</a>', kind, id, id, picture, label
    )


# --- lists, tables, progress ---


@register.inclusion_tag("components/chips.html")
def chips(items: Iterable[Chip], label: str = "按状态筛选") -> Shown:
    """State filter above a list: `{% chips state_chips %}` of `Chip(label, url, count, current)`."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(
    context: Context, form: BaseForm, label: str = "筛选", keep: str = "state", target: str = ""
) -> Shown:
    """`{% filter_bar filter_form label="筛选开班申请" %}`: a GET form; `keep` names what to carry along."""
    request = context.get("request")
    given = request.GET if isinstance(request, HttpRequest) else {}
    kept = [(name, given[name]) for name in keep.split() if name in given and name not in form.fields]
    return {"form": form, "label": label, "kept": kept, "target": target}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page[object], unit: str = "件", memo: str = "") -> Shown:
    """`{% pager page unit="人" %}`; keeps the conditions of the query string."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    pages = [
        (number, _address(context, page=number) if isinstance(number, int) else "") for number in numbers
    ]
    is_chosen = page.paginator.per_page in PAGE_SIZES  # a list with a length of its own offers no choice
    sizes = [(size, _address(context, per_page=size, page=None)) for size in PAGE_SIZES if is_chosen]
    return {"page": page, "pages": pages, "sizes": sizes, "unit": unit, "memo": memo}


@register.simple_tag(takes_context=True)
def th_sort(context: Context, label: str, key: str, css: str = "") -> SafeString:
    """A column head that sorts by `?sort=key` or `?sort=-key`."""
    request = context.get("request")
    current = request.GET.get("sort", "") if isinstance(request, HttpRequest) else ""
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    picture = {"ascending": icon("caret-up-fill"), "descending": icon("caret-down-fill")}.get(
        order, SafeString("")
    )
    address = _address(context, sort=f"-{key}" if order == "ascending" else key, page=None)
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="{}">{} {}</a></th>',
        css, order, address, label, picture,
    )  # fmt: skip


@register.inclusion_tag("components/monitor.html")
def monitor(groups: Iterable[StepGroup], id: str = "monitor") -> Shown:
    """经办全流程监控表: `{% monitor groups %}`."""
    return {"groups": groups, "id": id}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[TimelineEntry]) -> Shown:
    """经办记录, newest first: `{% timeline entries %}`."""
    return {"entries": entries}


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Step], label: str = "办理步骤") -> Shown:
    """The step bar on top of a task that takes several pages."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/checks.html", takes_context=True)
def checks(context: Context, items: Iterable[Check], columns: int = 2) -> Shown:
    """Automatic checks, the failed ones first whatever order they come in."""
    order = ("danger", "warn", "ok")
    found = sorted(items, key=lambda check: order.index(check.level))
    return {"items": found, "columns": columns, "request": context.get("request")}


@register.inclusion_tag("components/tasklist.html")
def tasklist(items: Iterable[Task]) -> Shown:
    """Task list; what is done stays pale so that the rest stands out."""
    return {"items": items}


@register.inclusion_tag("components/emptystate.html")
def emptystate(
    title: str, text: str = "", icon_name: str = "inbox", url: str = "", url_label: str = ""
) -> Shown:
    """Why there is nothing here and where to go. (Not called empty: that word belongs to `{% for %}`.)"""
    return {"title": title, "text": text, "icon_name": icon_name, "url": url, "url_label": url_label}


@register.inclusion_tag("components/jobprogress.html")
def jobprogress(
    title: str, *, url: str, done: int = 0, total: int = 0, unit: str = "条", remaining: str = "",
    finished: bool = False, failed: Sequence[str] = (), stop_url: str = "", result_url: str = "",
    result_label: str = "查看结果", outcome: str = "已完成", went_well: bool = True,
) -> Shown:  # fmt: skip
    """A long job; asks `url` for itself every two seconds until the answer says `finished`.

    `remaining` is what it says of itself: on the way, and at the end what came of it or why it could not be done.
    """
    return {
        "title": title, "url": url, "done": done, "total": total, "unit": unit, "remaining": remaining,
        "finished": finished, "failed": failed, "stop_url": stop_url, "result_url": result_url,
        "result_label": result_label, "outcome": outcome, "went_well": went_well,
        "quarter": done * 4 // total if total else 0,
    }  # fmt: skip


@register.inclusion_tag("components/stored.html")
def stored(file: StoredFile, url: str) -> Shown:
    """`{% stored material.file address %}`: its name, a link once it may be had, its state where that matters."""
    is_had = is_given_out(file)
    is_plain = is_had and file.scan_state != ScanState.UNSCANNED
    return {"file": file, "url": url, "is_had": is_had, "tag_shown": not is_plain}


@register.inclusion_tag("components/picture.html")
def picture(file: StoredFile, url: str, alt: str, fold: bool = False) -> Shown:
    """`{% picture photo.file address "现场照片 1" %}`: the picture, or its state while it must not be shown.

    With `fold=True` it is opened in its place beneath a file's name; nothing for a file that is no picture.
    """
    is_had = is_given_out(file) and (not fold or file.kind in {FileKind.JPG, FileKind.PNG})
    return {"file": file, "url": url, "alt": alt, "is_had": is_had, "fold": fold}


# --- forms ---


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, hint: str = "", label: str = "", unit: str = "", validate_url: str = ""
) -> Shown:
    """`{% field form.phone %}`: label, 必填 or 选填, hint, control and error of one field."""
    return field_context(bound, hint=hint, label=label, unit=unit, validate_url=validate_url)


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm, *leave_out: str) -> Shown:
    """`{% fields form "remark" %}`: all fields in order except those named; hidden ones as they are."""
    return {"form": form, "shown": [bound for bound in form.visible_fields() if bound.name not in leave_out]}


@register.inclusion_tag("components/errorsummary.html", takes_context=True)
def errorsummary(
    context: Context, *sources: object, error: DomainError | None = None, title: str = ""
) -> Shown:
    """`{% errorsummary form formset error=refusal %}`; shows nothing when nothing is wrong."""
    problems = summarise(sources)
    heading = title or (error.message if error else f"有 {len(problems)} 处需要改正")
    shown: Shown = {"problems": problems, "error": error, "heading": heading, "any": bool(problems or error)}
    return {**shown, "request": context.get("request")}


@register.inclusion_tag("components/verb.html", takes_context=True)
def verb(
    context: Context, choice: Choice, url: str = "", kind: str = "primary", back: str = "", css: str = ""
) -> Shown:
    """`{% verb choice url back=request.path %}`: one verb as its own button, with the reasons when disabled.

    Posts to `url` and returns to `back`; without `url` it leads to the page of the verb (`choice.url`).
    """
    passed = {key: context.get(key) for key in ("csrf_token", "request")}
    return {"choice": choice, "url": url, "kind": kind, "back": back, "css": css, **passed}


@register.inclusion_tag("components/sign.html")
def sign(name: str, label: str = "电子签名", image: str = "", at: str = "", required: bool = True) -> Shown:
    """A signature: with `image` (address) the one given, otherwise a pad for the hidden field `name`."""
    return {"name": name, "label": label, "image": image, "at": at, "required": required}
