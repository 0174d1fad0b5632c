"""申请补签 on the phone: which half-day, what was missed, why, and perhaps a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from classes.enums_make_up import MissedSigning
from classes.models import PlannedSession


class MakeUpForm(forms.Form):
    session = forms.TypedChoiceField(label="哪半天", coerce=UUID)
    missed = forms.ChoiceField(label="没有签的", choices=MissedSigning.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：手机没电了，班主任和同组的人都在场",
    )
    photo = forms.FileField(
        label="图片",
        required=False,
        help_text="能说明当时在场的照片或截图，8 MB 以内",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, sessions: Sequence[PlannedSession], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(str(each.pk), str(each)) for each in sessions]
