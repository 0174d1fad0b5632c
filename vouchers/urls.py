"""Addresses of vouchers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vouchers.views import loop, passes, schemes
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
    path("check/", passes.check_page, name="check"),
    path("schemes/", schemes.scheme_list, name="scheme_list"),
    path("schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("schemes/<uuid:pk>/close/", schemes.scheme_close, name="scheme_close"),
    path("groups/<uuid:group_id>/", views.group_issue, name="group_issue"),
    path("groups/<uuid:group_id>/request/", views.group_request, name="group_request"),
    path("groups/<uuid:group_id>/void/", views.group_void, name="group_void"),
    path("groups/<uuid:group_id>/list/", views.group_export, name="group_export"),
    path("classes/<uuid:pk>/evaluation/", views.class_evaluation, name="class_evaluation"),
    path("<uuid:pk>/", views.voucher_detail, name="voucher_detail"),
    path("<uuid:pk>/print/", passes.voucher_print, name="voucher_print"),
    path("<uuid:pk>/decide/", views.voucher_decide, name="voucher_decide"),
]
