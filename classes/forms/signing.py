"""What the phone sends with a scanned code, and what staff write down of a sign-in before witnesses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from classes.enums import SigningDirection
from classes.models import Enrolment
from classes.operations.signing import Fix
from foundation.accounts.models import User

REASONS = ("没有手机", "手机没电", "手机坏了", "手机收不到验证码", "不会用，请老师代办")


class PhoneSignForm(forms.Form):
    """Only the code and the person are needed; place and photograph as far as the phone's owner gives them."""

    code = forms.CharField(max_length=100)
    enrolment = forms.UUIDField()
    latitude = forms.DecimalField(required=False, min_value=-90, max_value=90)
    longitude = forms.DecimalField(required=False, min_value=-180, max_value=180)
    accuracy = forms.IntegerField(required=False, min_value=0)
    photo = forms.FileField(required=False)

    @property
    def fix(self) -> Fix | None:
        facts = self.cleaned_data
        if facts["latitude"] is None or facts["longitude"] is None:
            return None
        return Fix(facts["latitude"], facts["longitude"], facts["accuracy"] or 0)


class WitnessForm(forms.Form):
    """Two witnesses: whoever is signed in, and a colleague or the class assistant."""

    enrolment = forms.TypedChoiceField(label="学员", coerce=UUID)
    direction = forms.ChoiceField(label="签到还是签退", choices=SigningDirection.choices)
    reason = forms.CharField(
        label="为什么不用手机", max_length=100, widget=forms.TextInput(attrs={"list": "witness-reasons"})
    )
    second = forms.TypedChoiceField(label="另一位老师", coerce=UUID, required=False, empty_value=None)
    assistant = forms.TypedChoiceField(
        label="班级助理",
        coerce=UUID,
        required=False,
        empty_value=None,
        help_text="没有第二位老师时，由一名已经签到的学员一起见证",
    )

    def __init__(
        self, *args: Any, expected: Iterable[Enrolment], colleagues: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(each.pk), f"{each.position} 号 {each.person.name}") for each in expected]
        others = [(str(each.pk), each.display_name) for each in colleagues]
        for name, empty, offered in (
            ("enrolment", "请选择", people),
            ("second", "没有，由班级助理见证", others),
            ("assistant", "没有，由另一位老师见证", people),
        ):
            field = self.fields[name]
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [("", empty), *offered]
