"""The list of the class archive as one form: what is there, on which pages, with which scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from subsidies.models import ArchiveItem
from subsidies.operations.acceptance import ArchiveLine


@dataclass(frozen=True)
class LineFields:
    """The fields of one line; `mended` only where something was found wrong with it."""

    present: BoundField
    pages: BoundField
    upload: BoundField
    mended: BoundField | None


class ArchiveForm(forms.Form):
    """All lines that are filled in before the acceptance, each named by its place in the order."""

    def __init__(self, *args: Any, archive: Iterable[ArchiveItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.archive = [item for item in archive if not item.comes_after_claim]
        for item in self.archive:
            self._add_line(item)

    def _add_line(self, item: ArchiveItem) -> None:
        self.fields[f"present-{item.order}"] = forms.BooleanField(
            label=f"已有：{item.title}", required=False, initial=item.is_present
        )
        self.fields[f"pages-{item.order}"] = forms.CharField(
            label=f"{item.title}页码", required=False, max_length=20, initial=item.pages
        )
        self.fields[f"upload-{item.order}"] = forms.FileField(label=f"{item.title}扫描件", required=False)
        if item.deficiency:
            self.fields[f"mended-{item.order}"] = forms.BooleanField(
                label=f"已补正：{item.title}", required=False
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for item in self.archive:
            if given.get(f"present-{item.order}") and not given.get(f"pages-{item.order}", "").strip():
                self.add_error(f"pages-{item.order}", f"请填写“{item.title}”在档案中的页码，例如 12-18。")
        return given

    def fields_of(self, item: ArchiveItem) -> LineFields | None:
        if f"present-{item.order}" not in self.fields:
            return None
        named = {name: self[f"{name}-{item.order}"] for name in ("present", "pages", "upload")}
        mended = f"mended-{item.order}"
        return LineFields(**named, mended=self[mended] if mended in self.fields else None)

    def filled(self) -> Iterator[ArchiveLine]:
        given = self.cleaned_data
        for item in self.archive:
            yield ArchiveLine(
                item,
                is_present=given[f"present-{item.order}"],
                pages=given[f"pages-{item.order}"],
                upload=given[f"upload-{item.order}"],
                is_mended=given.get(f"mended-{item.order}", False),
            )
