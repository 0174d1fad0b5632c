"""Addresses of the 审计工作台."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from foundation.workflow import audit_pages as pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.entry_list, name="entry_list"),
    path("export/", pages.entry_export, name="entry_export"),
    path("verify/", pages.chain_verify, name="chain_verify"),
]
