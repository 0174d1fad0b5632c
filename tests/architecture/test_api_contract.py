"""The API is the same product: its description is whole, and every verb of a person is done through it."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from rest_framework import serializers

from foundation.workflow.api import LifecycleViewSet, StrictSerializer, needed_facts
from foundation.workflow.registry import lifecycles
from foundation.workflow.types import Lifecycle
from wenshui_training.routes import routes

ON_PAGES_ONLY = {"role_change"}
"""The office of the three administrators, who have no program of their own."""


def _by_lifecycle() -> dict[str, type[LifecycleViewSet[Any]]]:
    classes = (getattr(route.view, "cls", None) for route in routes())
    return {each.lifecycle.key: each for each in classes if each and issubclass(each, LifecycleViewSet)}


def test_description_of_the_api_is_valid_and_has_every_address() -> None:
    """`--fail-on-warn`: what the generator could only guess is a mistake of ours."""
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)

    described = set(yaml.safe_load(out.getvalue())["paths"])
    ours = {r.pattern for r in routes() if r.pattern.startswith("/api/") and r.name != "api_schema"}
    assert len(described) == len(ours) > 30


@pytest.mark.parametrize("lifecycle", lifecycles(), ids=lambda lifecycle: lifecycle.key)
def test_every_verb_of_a_person_is_done_by_the_api_with_all_that_it_needs(lifecycle: Lifecycle) -> None:
    if lifecycle.key in ON_PAGES_ONLY:
        return
    served = _by_lifecycle()[lifecycle.key]
    assert set(served.facts) <= set(lifecycle.verbs.values)
    for row in lifecycle.transitions:
        form = served.facts.get(row.verb, StrictSerializer)
        lacking = needed_facts(lifecycle, row.verb) - set(form().fields)
        assert not lacking or set(row.roles) == {"system"}, f"{row.verb}: {lacking}"


def _all(kind: type[Any]) -> set[type[Any]]:
    return {kind}.union(*(_all(each) for each in kind.__subclasses__()))


def test_every_body_refuses_a_key_that_it_does_not_know() -> None:
    """A serializer with a field that may be written is a strict one; the others only show, or read an address."""
    assert routes()  # every body is imported
    lax = [
        each.__qualname__
        for each in _all(serializers.Serializer)
        if not each.__module__.startswith(("rest_framework", "drf_spectacular"))
        and not issubclass(each, StrictSerializer)
        and not each.__name__.endswith("Query")
        and any(not field.read_only for field in each().fields.values())
    ]
    assert lax == []
