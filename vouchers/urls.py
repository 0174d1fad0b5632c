"""Addresses of vouchers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vouchers.views import loop
from vouchers.views import vouchers as views

app_name = "vouchers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.voucher_list, name="voucher_list"),
    path("export/", views.voucher_export, name="voucher_export"),
    path("loop/", loop.loop_report, name="loop_report"),
    path("loop/export/", loop.loop_export, name="loop_export"),
    path("funnel/", loop.funnel_page, name="funnel"),
    path("funnel/export/", loop.funnel_export, name="funnel_export"),
    path("ledger/", loop.ledger_page, name="ledger"),
    path("groups/<uuid:group_id>/", views.group_issue, name="group_issue"),
    path("groups/<uuid:group_id>/request/", views.group_request, name="group_request"),
    path("groups/<uuid:group_id>/list/", views.group_export, name="group_export"),
    path("classes/<uuid:pk>/evaluation/", views.class_evaluation, name="class_evaluation"),
    path("<uuid:pk>/", views.voucher_detail, name="voucher_detail"),
    path("<uuid:pk>/decide/", views.voucher_decide, name="voucher_decide"),
]
