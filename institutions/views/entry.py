"""One form, one operation, back to the institution: what all entry pages of an institution have in common."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from foundation.accounts.middleware import actor_from
from foundation.workflow.pages import visible_or_404
from institutions.models import Institution


class EntryPage(View):
    """A form about an institution or about one of its rows (`model`); concrete pages name form and operation."""

    title: ClassVar[str]
    done: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]
    operation: ClassVar[staticmethod[..., Any]]
    model: ClassVar[type[models.Model]] = Institution
    http_method_names = ["get", "head", "post"]
    hint: ClassVar[str] = ""

    def form_type(self, record: Any) -> type[forms.Form]:
        return self.form_class

    def initial(self, record: Any) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        record = self._record(request, pk)
        return self._page(request, record, self.form_type(record)(initial=self.initial(record)))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        record = self._record(request, pk)
        form = self.form_type(record)(request.POST)
        if not form.is_valid():
            return self._page(request, record, form, status=422)
        self.operation(record, actor=actor_from(request), **form.cleaned_data)
        messages.success(request, self.done)
        return redirect(self._institution(record))

    def _record(self, request: HttpRequest, pk: UUID) -> Any:
        return visible_or_404(self.model._default_manager.all(), request, pk)

    def _institution(self, record: Any) -> Institution:
        institution: Institution = record if isinstance(record, Institution) else record.institution
        return institution

    def _page(self, request: HttpRequest, record: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        institution = self._institution(record)
        context = {"title": self.title, "hint": self.hint, "form": form, "institution": institution}
        return render(request, "institutions/entry.html", context, status=status)
