"""Addresses of trainees."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from trainees.views import disputes, duplicates, groups, needs, people, pledges, visits

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
    path("applications/<uuid:pk>/pledge/", pledges.application_pledge, name="application_pledge"),
    path("pledges/", pledges.pledge_list, name="pledge_list"),
    path("pledges/<uuid:pk>/activate/", pledges.pledge_activate, name="pledge_activate"),
    path("disputes/", disputes.dispute_list, name="dispute_list"),
    path("disputes/<uuid:pk>/", disputes.dispute_detail, name="dispute_detail"),
    path("disputes/<uuid:pk>/decide/", disputes.dispute_decide, name="dispute_decide"),
    path("needs/", needs.need_list, name="need_list"),
    path("needs/new/", needs.need_new, name="need_new"),
    path("needs/<uuid:pk>/", needs.need_detail, name="need_detail"),
    path("needs/<uuid:pk>/perform/", needs.need_perform, name="need_perform"),
    path("needs/<uuid:pk>/reveal/", needs.need_reveal, name="need_reveal"),
    path("needs/<uuid:pk>/route/", needs.need_route, name="need_route"),
    path("people/", people.person_list, name="person_list"),
    path("my/", visits.visit_start, name="visit_start"),
    path("my/code/", visits.visit_code, name="visit_code"),
    path("my/end/", visits.visit_end, name="visit_end"),
    path("my/disputes/", visits.dispute_new, name="dispute_new"),
    path("my/request/", visits.training_request, name="training_request"),
    path("people/<uuid:pk>/reveal/", people.person_reveal, name="person_reveal"),
    path("duplicates/", duplicates.duplicate_list, name="duplicate_list"),
    path("duplicates/<uuid:pk>/", duplicates.duplicate_detail, name="duplicate_detail"),
    path("duplicates/<uuid:pk>/perform/", duplicates.duplicate_perform, name="duplicate_perform"),
    path("duplicates/<uuid:pk>/propose/", duplicates.duplicate_propose, name="duplicate_propose"),
    path("duplicates/<uuid:pk>/reveal/", duplicates.duplicate_reveal, name="duplicate_reveal"),
]
