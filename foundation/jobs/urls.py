"""Addresses of one's background work."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from foundation.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<uuid:pk>/progress/", views.job_fragment, name="job_fragment"),
    path("jobs/<uuid:pk>/stop/", views.job_stop, name="job_stop"),
    path("jobs/<uuid:pk>/retry/", views.job_retry, name="job_retry"),
    path("jobs/<uuid:pk>/result/", views.job_result, name="job_result"),
]
