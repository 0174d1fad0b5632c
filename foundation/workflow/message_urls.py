"""Addresses of one's messages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from foundation.workflow import message_pages as pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.message_list, name="message_list"),
    path("read/", pages.message_read_all, name="message_read_all"),
    path("<int:pk>/read/", pages.message_read, name="message_read"),
]
