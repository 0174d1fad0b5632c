"""What a list of running classes is narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet

from classes.models import TrainingClass


class ClassSearchForm(forms.Form):
    """编号、工种或机构 in one box; a GET form, never wrong."""

    text = forms.CharField(label="班次", required=False, max_length=40)

    def __init__(self, *args: Any, hint: str = "编号、工种或机构", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["placeholder"] = hint

    def narrow(self, rows: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
        words = self.cleaned_data["text"].strip() if self.is_valid() else ""
        for word in words.split():
            rows = rows.filter(
                Q(number__icontains=word)
                | Q(occupation__name__icontains=word)
                | Q(institution__name__icontains=word)
            )
        return rows

    @staticmethod
    def state_counts(rows: QuerySet[TrainingClass]) -> dict[str, int]:
        """How many of the rows stand in each state."""
        counted = rows.order_by().values_list("state").annotate(heads=Count("pk"))
        return dict(counted)
