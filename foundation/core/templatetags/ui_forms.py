"""From Django forms to what the field and error-summary components show. Holds no tags itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.forms import BaseForm, BaseFormSet, BoundField
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString

BUTTON_CHOICES = 4  # up to so many single choices are shown as buttons side by side
DJANGO_ROWS = "10"  # what Django gives a text area that nobody gave a height
DJANGO_BLANK = ">---------<"  # what Django calls the empty choice of a select


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; an empty `anchor` concerns the whole page."""

    message: str
    anchor: str = ""
    label: str = ""


def layout_of(bound: BoundField) -> str:
    """The branch of the field template: checkbox, buttons, list, select, area, file or line."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "list"
    if isinstance(widget, forms.RadioSelect):
        return "buttons" if len(options_of(bound)) <= BUTTON_CHOICES else "list"
    plain: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "area"),
        (forms.FileInput, "file"),
    )
    return next((layout for kind, layout in plain if isinstance(widget, kind)), "line")


def options_of(bound: BoundField) -> list[BoundWidget]:
    """The choices of a radio or checkbox group without Django's empty one: nothing is preselected here."""
    return [option for option in bound if option.data.get("value") not in ("", None)]


def _attributes(bound: BoundField, layout: str, validate_url: str) -> dict[str, str | bool]:
    base = {"select": "form-select", "area": "form-control", "file": "input input-file"}.get(layout, "input")
    given = bound.field.widget.attrs.get("class", "")
    attributes: dict[str, str | bool] = {"class": f"{base} {given}".strip()}
    if layout == "area" and bound.field.widget.attrs.get("rows") == DJANGO_ROWS:
        attributes["rows"] = "3"
    if validate_url:
        attributes |= {
            "hx-post": validate_url,
            "hx-trigger": "change",
            "hx-target": "closest .field",
            "hx-swap": "outerHTML",
            "hx-include": "closest form",
        }
    return attributes


def _widget(bound: BoundField, layout: str, validate_url: str) -> SafeString:
    if layout in ("list", "buttons"):
        return SafeString("")
    if layout == "checkbox":
        return bound.as_widget()
    html = bound.as_widget(attrs=_attributes(bound, layout, validate_url))
    return SafeString(html.replace(DJANGO_BLANK, ">请选择<", 1)) if layout == "select" else html


def field_context(
    bound: BoundField, *, hint: str, label: str, unit: str, validate_url: str
) -> dict[str, object]:
    """Everything components/field.html shows about one field.

    A form's `due_later` names fields that may be left open for now but not for ever: they are not 选填.
    """
    layout = layout_of(bound)
    return {
        "bound": bound,
        "layout": layout,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "unit": unit,
        "due_later": bound.name in getattr(bound.form, "due_later", ()),
        "widget": _widget(bound, layout, validate_url),
        "options": options_of(bound) if layout in ("list", "buttons") else [],
    }


def _problems_of(form: BaseForm) -> Iterable[Problem]:
    for message in form.non_field_errors():
        yield Problem(str(message))
    for bound in form:
        for message in bound.errors:
            yield Problem(str(message), anchor=bound.auto_id, label=str(bound.label))


def summarise(sources: Sequence[object]) -> list[Problem]:
    """All problems of forms, formsets, lists of them, tables and plain messages, in the order of the page."""
    problems: list[Problem] = []
    for source in sources:
        if isinstance(source, BaseForm):
            problems.extend(_problems_of(source))
        elif isinstance(source, BaseFormSet):
            problems.extend(Problem(str(message)) for message in source.non_form_errors())
            problems.extend(summarise(source.forms))
        elif isinstance(source, Problem):
            problems.append(source)
        elif isinstance(source, list):
            problems.extend(summarise(source))
        elif isinstance(source, str) and source:
            problems.append(Problem(source))
    return problems
