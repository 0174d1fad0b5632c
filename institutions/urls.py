"""Addresses of institutions."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from institutions.views import bodies, entries, pages

app_name = "institutions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.institution_list, name="institution_list"),
    path("new/", pages.institution_new, name="institution_new"),
    path("occupations/", pages.occupation_list, name="occupation_list"),
    path("occupations/new/", pages.occupation_new, name="occupation_new"),
    path("occupations/<uuid:pk>/publish/", pages.occupation_publish, name="occupation_publish"),
    path("occupations/<uuid:pk>/withdraw/", pages.occupation_withdraw, name="occupation_withdraw"),
    path("evaluation-bodies/", bodies.body_list, name="body_list"),
    path("evaluation-bodies/new/", bodies.body_new, name="body_new"),
    path("evaluation-bodies/<uuid:pk>/", bodies.body_edit, name="body_edit"),
    path("evaluation-bodies/<uuid:pk>/retire/", bodies.body_retire, name="body_retire"),
    path("venues/<uuid:pk>/", entries.VenuePage.as_view(), name="venue_edit"),
    path("venues/<uuid:pk>/verify/", pages.venue_verify, name="venue_verify"),
    path("teachers/<uuid:pk>/", entries.TeacherPage.as_view(), name="teacher_edit"),
    path("teachers/<uuid:pk>/retire/", pages.teacher_retire, name="teacher_retire"),
    path("account-changes/<uuid:pk>/confirm/", pages.account_confirm, name="account_confirm"),
    path("account-changes/<uuid:pk>/refuse/", pages.account_refuse, name="account_refuse"),
    path("<uuid:pk>/", pages.institution_detail, name="institution_detail"),
    path("<uuid:pk>/perform/", pages.institution_perform, name="institution_perform"),
    path("<uuid:pk>/profile/", entries.ProfilePage.as_view(), name="profile_edit"),
    path("<uuid:pk>/selection/", entries.SelectionPage.as_view(), name="selection_record"),
    path("<uuid:pk>/contracts/new/", entries.ContractPage.as_view(), name="contract_new"),
    path("<uuid:pk>/permissions/new/", entries.PermissionPage.as_view(), name="permission_new"),
    path("<uuid:pk>/cameras/", entries.CamerasPage.as_view(), name="cameras_accept"),
    path("<uuid:pk>/account/", entries.AccountChangePage.as_view(), name="account_propose"),
    path("<uuid:pk>/venues/", pages.venue_list, name="venue_list"),
    path("<uuid:pk>/venues/new/", entries.NewVenuePage.as_view(), name="venue_new"),
    path("<uuid:pk>/teachers/", pages.teacher_list, name="teacher_list"),
    path("<uuid:pk>/teachers/new/", entries.NewTeacherPage.as_view(), name="teacher_new"),
]
