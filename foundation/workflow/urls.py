"""Addresses of one's messages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from foundation.workflow import views

app_name = "messages"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.message_list, name="message_list"),
    path("read/", views.message_read_all, name="message_read_all"),
    path("<int:pk>/read/", views.message_read, name="message_read"),
]
