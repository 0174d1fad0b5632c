from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from pytest_django import Settings

from foundation.core.pdf import ResourceRefused, render_pdf

PIXEL = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E"


@pytest.fixture
def templates(settings: Settings, tmp_path: Path) -> Path:
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "OPTIONS": {}}
    ]
    return tmp_path


def _render(templates: Path, body: str) -> bytes:
    (templates / "form.html").write_text(f"<html lang='zh-CN'><body>{body}</body></html>", encoding="utf-8")
    return render_pdf("form.html", {"name": "张小英<b>"})


def test_form_carries_the_data_as_text(templates: Path) -> None:
    document = pypdfium2.PdfDocument(
        _render(templates, f"<h1>登记表</h1><p>{{{{ name }}}}</p><img src='{PIXEL}'>")
    )
    text = document[0].get_textpage().get_text_range()
    assert "登记表" in text
    assert "张小英<b>" in text


def test_same_data_give_the_same_bytes(templates: Path) -> None:
    assert _render(templates, "<h1>登记表</h1>") == _render(templates, "<h1>登记表</h1>")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "../../manage.py",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "//example.org/x.png",
        "https://example.org/static/css/print-forms.css",
        "//example.org/static/css/print-forms.css",
    ],
)
def test_nothing_outside_the_static_folders_is_loaded(templates: Path, url: str) -> None:
    with pytest.raises(ResourceRefused):
        _render(templates, f"<img src='{url}'>")


def test_static_files_may_be_used(templates: Path, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "mark.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="ascii"
    )
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path / "static"]
    assert _render(templates, "<img src='/static/mark.svg'>").startswith(b"%PDF-")
