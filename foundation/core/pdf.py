"""Printed forms: a Django template to PDF. Only the project's static files and data: URIs can be drawn in.

A form is rendered once, when its data are final, and the bytes are kept; the same data give the same bytes,
so a reprint can be compared by hash.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

_STYLESHEET: Final = "css/print-forms.css"
# Pango's font map, which all renderings of a process share, is not made for two threads at once.
_rendering = Lock()


class ResourceRefused(Exception):
    """A print template asked for something that is not a static file of the project."""


def render_pdf(template_name: str, context: Mapping[str, object]) -> bytes:
    """The form as PDF, styled by static/css/print-forms.css. Contains no time of creation."""
    from weasyprint import HTML  # half a second that most processes never need
    from weasyprint.urls import FatalURLFetchingError

    html = render_to_string(template_name, dict(context))
    with _rendering:
        try:
            document = HTML(string=html, base_url=_base_url(), url_fetcher=_fetch)
            rendered: bytes = document.write_pdf(
                stylesheets=[_stylesheet()], font_config=_fonts(), pdf_identifier=False
            )
        except FatalURLFetchingError as error:
            raise ResourceRefused(str(error)) from error
    return rendered


@cache
def _fonts() -> Any:
    """One per process: reading the system's fonts costs more than a page."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _stylesheet() -> Any:
    return _parsed_stylesheet(tuple(path.stat().st_mtime_ns for path in _css_files()))


@cache
def _parsed_stylesheet(changed: tuple[int, ...]) -> Any:
    """`changed` makes an edited stylesheet count without a restart."""
    from weasyprint import CSS

    del changed
    css = (_static_roots()[0] / _STYLESHEET).as_uri()
    return CSS(url=css, url_fetcher=_fetch, font_config=_fonts())


def _css_files() -> list[Path]:
    return sorted((_static_roots()[0] / _STYLESHEET).parent.glob("print-forms*.css"))


def _fetch(url: str) -> Any:
    """data: as it is; file: and /static/ only from the static folders; all else stops the form."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    parts = urlsplit(url)
    if parts.scheme == "data":
        return URLFetcher(allowed_protocols={"data"}).fetch(url)
    path = _static_file(unquote(parts.path)) if parts.scheme == "file" and not parts.netloc else None
    if path is None:
        raise FatalURLFetchingError(f"print forms may not load {url[:200]!r}")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return URLFetcherResponse(path.as_uri(), path.read_bytes(), {"Content-Type": kind})


def _static_file(path: str) -> Path | None:
    prefix = f"/{(settings.STATIC_URL or 'static').strip('/')}/"
    for root in _static_roots():
        wanted = root / path.removeprefix(prefix) if path.startswith(prefix) else Path(path)
        found = wanted.resolve()
        if found.is_relative_to(root) and found.is_file():
            return found
    return None


def _static_roots() -> list[Path]:
    return [Path(root).resolve() for root in settings.STATICFILES_DIRS]


def _base_url() -> str:
    return (_static_roots()[0] / _STYLESHEET).as_uri()
