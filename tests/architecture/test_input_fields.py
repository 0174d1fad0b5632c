"""No amount, state or stamp is entered: what the product decides and writes stands in no form and in no body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps

from foundation.workflow.api import StrictSerializer
from wenshui_training.routes import routes

FACTS = {
    "signed_in_at": "打卡时间 on the sheet of 表4, written down by the class teacher",
    "signed_out_at": "the same",
    "raised_by_name": "an objector's name, who has no account",
    "rectify_by": "a day by which the institution mends",
    "starts_at": "the hour of a lesson in the plan of 表5",
    "ends_at": "the same",
    "state": "a choice of a list's filter",
}
"""Fields that look like one of ours and are facts of the world outside, each with its reason."""
OURS = {
    "foundation",
    "institutions",
    "trainees",
    "classes",
    "vouchers",
    "inspections",
    "subsidies",
    "reports",
}


def _decided_by_the_product() -> set[str]:
    """Columns of our models that hold a state, a sum, a digest, or who did what when."""
    models = (model for model in apps.get_models() if model.__module__.split(".")[0] in OURS)
    names = {field.name for model in models for field in model._meta.concrete_fields}
    ends = ("_fen", "_at", "_by", "_by_name", "digest", "_heads")
    return {name for name in names if name.endswith(ends)} | {"state", "version", "statement", "stage"}


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def _entered() -> dict[str, set[str]]:
    """Every name that a form or a body of the product takes → the classes that take it."""
    routes()  # every page and address is imported
    found: dict[str, set[str]] = {}
    for each in _subclasses(forms.BaseForm):
        if each.__module__.split(".")[0] in OURS:
            for name in each.base_fields:
                found.setdefault(name, set()).add(each.__qualname__)
    for body in _subclasses(StrictSerializer):
        for name, field in body().fields.items():
            if not field.read_only:
                found.setdefault(name, set()).add(body.__qualname__)
    return found


def test_no_form_and_no_body_takes_what_the_product_decides() -> None:
    taken = {name: sorted(who) for name, who in _entered().items() if name in _decided_by_the_product()}

    assert {name: who for name, who in taken.items() if name not in FACTS} == {}


def test_every_exception_is_still_one() -> None:
    assert set(FACTS) <= set(_entered())


def test_states_are_only_chosen_in_filters() -> None:
    assert [who for who in _entered()["state"] if not who.endswith("Filter")] == []


def test_no_form_is_made_from_a_model() -> None:
    """Such a form would take a new column the day it is added."""
    assert [each for each in _subclasses(forms.BaseModelForm) if each.__module__.split(".")[0] in OURS] == []
