"""Addresses of the documents, the recorded readings and the parameters."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from foundation.workflow import policy_pages as pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.document_list, name="document_list"),
    path("documents/<slug:code>/", pages.document_page, name="document_page"),
    path("readings/", pages.reading_list, name="reading_list"),
    path("parameters/", pages.parameter_list, name="parameter_list"),
    path("parameters/<str:key>/", pages.parameter_page, name="parameter_page"),
    path("parameters/<str:key>/propose/", pages.parameter_propose, name="parameter_propose"),
    path("values/<uuid:pk>/activate/", pages.parameter_activate, name="parameter_activate"),
    path("values/<uuid:pk>/reject/", pages.parameter_reject, name="parameter_reject"),
]
