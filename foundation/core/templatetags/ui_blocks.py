"""Components that stand around a block: `{% panel %}…{% endpanel %}`. `{% load ui %}` brings them along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.core.display import Choice, StateTag

register = template.Library()

Shown: TypeAlias = dict[str, object]

LEVEL_ICONS: Mapping[str, str] = {
    "info": "info-circle-fill",
    "ok": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "danger": "exclamation-octagon-fill",
}
MESSAGE_LEVELS: Mapping[str, str] = {"debug": "info", "success": "ok", "warning": "warn", "error": "danger"}


def _component(context: Context, name: str, shown: Shown) -> SafeString:
    """Renders a component around a block; the CSRF token and the request go with it."""
    passed = {key: context.get(key) for key in ("csrf_token", "request")}
    return render_to_string(f"components/{name}.html", {**passed, **shown})


@register.simple_block_tag(takes_context=True)
def panel(
    context: Context, content: str, title: str, id: str = "", *,
    count: int | None = None, hot: bool = False, more_url: str = "", more_label: str = "",
    memo: str = "", flush: bool = False, css: str = "", tags: Sequence[StateTag] = (),
) -> SafeString:  # fmt: skip
    """`{% panel "我的待办" id="todo" count=9 hot=True more_url=u more_label="已办" %}…{% endpanel %}`.

    `flush=True` leaves out the inner margin: for tables, `.tools`, `.tabs`, `{% pager %}` and `.panel-f`.
    """
    shown: Shown = {
        "content": content, "title": title, "id": id, "count": count, "hot": hot, "more_url": more_url,
        "more_label": more_label, "memo": memo, "flush": flush, "css": css, "tags": tags,
    }  # fmt: skip
    return _component(context, "panel", shown)


@register.simple_block_tag
def kv(content: str, columns: int = 3) -> SafeString:
    """`{% kv columns=2 %}{% fact … %}{% fact … %}{% endkv %}`."""
    return format_html('<dl class="kv kv-{}">{}</dl>', columns, content)


@register.simple_block_tag(takes_context=True)
def note(
    context: Context,
    content: str,
    level: str = "info",
    *,
    link: str = "",
    link_label: str = "查看",
    live: str = "",
) -> SafeString:
    """`{% note "warn" link=url link_label="口径登记簿" %}…{% endnote %}`; levels info, ok, warn, danger."""
    level = MESSAGE_LEVELS.get(level, level)
    role = live or {"danger": "alert", "ok": "status"}.get(level, "")
    shown: Shown = {
        "content": content, "level": level, "icon_name": LEVEL_ICONS[level],
        "link": link, "link_label": link_label, "role": role,
    }  # fmt: skip
    return _component(context, "note", shown)


@register.simple_block_tag(takes_context=True)
def decision(
    context: Context, content: str, choices: Sequence[Choice], title: str, *, url: str, who: str = "",
    selected: str = "", comment: str = "", comment_error: str = "", comment_hint: str = "", memo: str = "",
    presets: Iterable[str] = (),
) -> SafeString:  # fmt: skip
    """The opinion panel of a case; the block holds further fields (deadline, signature).

    `{% decision choices "复核意见" url=u who=name comment_hint="机构可见" %}{% sign "s" %}{% enddecision %}`
    posts `verb` and `comment`; a choice with a page of its own (`url`) is a link to that page.
    """
    elsewhere = [choice for choice in choices if choice.url and choice.enabled]
    here = [choice for choice in choices if choice not in elsewhere]
    shown: Shown = {
        "content": content, "here": here, "elsewhere": elsewhere, "title": title, "url": url, "who": who,
        "selected": selected, "comment": comment, "comment_error": comment_error, "memo": memo,
        "comment_hint": comment_hint, "presets": list(presets),
        "blocked": [choice for choice in here if not choice.enabled],
        "any_enabled": any(choice.enabled for choice in here),
        "always_comment": bool(here) and all(choice.comment_required for choice in here),
        "some_comment": [choice for choice in here if choice.comment_required],
    }  # fmt: skip
    return _component(context, "decision", shown)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, id: str, title: str, *, url: str, verb: str, keep: str,
    consequence: str, reason_label: str = "原因", reason_hint: str = "", reason_name: str = "comment",
    kind: str = "danger", ask_reason: bool = True,
) -> SafeString:  # fmt: skip
    """The dialog before an act that cannot be undone; opened by `{% confirm_open %}`, also without script.

    `{% confirm "stop" "终止“电工第4期”？" url=u verb="终止班次" keep="不终止" consequence="40 张…作废" %}`
    """
    shown: Shown = {
        "content": content, "id": id, "title": title, "url": url, "verb": verb, "keep": keep, "kind": kind,
        "consequence": consequence, "reason_label": reason_label, "reason_hint": reason_hint,
        "reason_name": reason_name, "ask_reason": ask_reason,
    }  # fmt: skip
    return _component(context, "confirm", shown)
