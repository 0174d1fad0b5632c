"""Addresses of trainees."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from trainees.views import groups, people

app_name = "trainees"
urlpatterns: list[URLPattern | URLResolver] = [
    path("qualification/", groups.group_list, name="group_list"),
    path("qualification/<uuid:pk>/", groups.group_detail, name="group_detail"),
    path("qualification/<uuid:pk>/compare/", groups.group_compare, name="group_compare"),
    path("qualification/<uuid:pk>/send/", groups.group_send, name="group_send"),
    path("qualification/<uuid:pk>/pass/", groups.group_pass, name="group_pass"),
    path("qualification/<uuid:pk>/numbers/", groups.group_numbers, name="group_numbers"),
    path("qualification/<uuid:pk>/numbers/file/", groups.group_numbers_file, name="group_numbers_file"),
    path("qualification/<uuid:pk>/numbers/import/", groups.group_numbers_import, name="group_numbers_import"),
    path("qualification/hits/<uuid:pk>/", groups.hit_decide, name="hit_decide"),
    path("applications/", people.application_list, name="application_list"),
    path("applications/<uuid:pk>/", people.application_detail, name="application_detail"),
    path("applications/<uuid:pk>/perform/", people.application_perform, name="application_perform"),
    path("applications/<uuid:pk>/edit/", people.application_edit, name="application_edit"),
    path("applications/<uuid:pk>/reveal/", people.application_reveal, name="application_reveal"),
    path("applications/<uuid:pk>/print/", people.application_print, name="application_print"),
    path("people/", people.person_list, name="person_list"),
    path("people/<uuid:pk>/", people.person_detail, name="person_detail"),
]
