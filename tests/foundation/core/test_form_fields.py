"""Fields in the office's ways: which records a field offers."""

from __future__ import annotations

import pytest
from django import forms

from foundation.core.form_fields import offer, whole_number
from foundation.policy.models import PolicyDocument


class _Form(forms.Form):
    document = forms.ModelChoiceField(queryset=PolicyDocument.objects.none())
    name = forms.CharField()


def test_a_field_offers_just_the_records_it_is_given(policy_in_force: None) -> None:
    form = _Form()

    field = offer(form, "document", PolicyDocument.objects.filter(pk="2026-8"))

    assert field is form.fields["document"]
    assert field.queryset is not None
    assert [document.pk for document in field.queryset] == ["2026-8"]


def test_a_field_that_chooses_no_records_is_a_mistake(db: None) -> None:
    with pytest.raises(TypeError, match=r"_Form\.name"):
        offer(_Form(), "name", PolicyDocument.objects.all())


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0", 0), ("007", 7), ("", None), ("-1", None), ("１", None), ("1.0", None), ("9" * 5000, 10**19 - 1)],
)
def test_a_whole_number_of_any_length_is_read_or_refused_and_never_stops_the_program(
    typed: str, read: int | None
) -> None:
    assert whole_number(typed) == read
