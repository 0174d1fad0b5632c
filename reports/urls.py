"""Addresses of the upper pages: those of a class and of a person without a namespace, `reports:` and `public:`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from reports.views import (
    class_page,
    funds,
    mine,
    person_page,
    printing,
    progress,
    public,
    red_flags,
    search,
    workbench,
)

OWN: list[URLPattern | URLResolver] = [
    path("", workbench.workbench, name="workbench"),
    path("todo/", workbench.todo, name="todo"),
    path("search/", search.search, name="search"),
    path("classes/<uuid:pk>/monitor/print/", printing.monitor_print, name="monitor_print"),
    path("reports/progress/", progress.progress, name="progress"),
    path("reports/progress/workbook/", progress.progress_workbook, name="progress_workbook"),
    path("reports/progress/print/", progress.progress_print, name="progress_print"),
    path("reports/funds/", funds.funds, name="funds"),
    path("reports/funds/workbook/", funds.funds_workbook, name="funds_workbook"),
    path("reports/funds/print/", funds.funds_print, name="funds_print"),
    path("reports/red-flags/", red_flags.red_flags, name="red_flags"),
    path("my/home/", mine.my_home, name="my_home"),
    path("my/records/", mine.my_records, name="my_records"),
    path("my/offers/", mine.my_offers, name="my_offers"),
]
PUBLIC: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("notices/", public.notice_list, name="notice_list"),
    path("notices/<uuid:pk>/", public.notice_detail, name="notice_detail"),
    path("institutions/", public.institution_list, name="institution_list"),
    path("occupations/", public.occupation_list, name="occupation_list"),
    path("policy/", public.policy_list, name="policy_list"),
    path("policy/<slug:code>/", public.policy_detail, name="policy_detail"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((OWN, "reports"))),
    path("public/", include((PUBLIC, "public"))),
    path("classes/<uuid:pk>/", class_page.class_page, name="class_page"),
    path("people/<uuid:pk>/", person_page.person_page, name="person_page"),
]
