"""Addresses of acceptance, claims, held lines, notices, payments and funds."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from subsidies.views import acceptance, claims, forecasts, held, impacts, money, notices, quotes, register

app_name = "subsidies"
urlpatterns: list[URLPattern | URLResolver] = [
    path("acceptances/", acceptance.acceptance_list, name="acceptance_list"),
    path("acceptances/open/<uuid:pk>/", acceptance.acceptance_open, name="acceptance_open"),
    path("acceptances/<uuid:pk>/", acceptance.acceptance_detail, name="acceptance_detail"),
    path("acceptances/<uuid:pk>/perform/", acceptance.acceptance_perform, name="acceptance_perform"),
    path("acceptances/<uuid:pk>/report/", acceptance.acceptance_report, name="acceptance_report"),
    path("acceptances/<uuid:pk>/facts/", acceptance.acceptance_facts, name="acceptance_facts"),
    path("acceptances/<uuid:pk>/archive/", acceptance.archive_fill, name="archive_fill"),
    path("archive-items/<uuid:pk>/", acceptance.item_fill, name="item_fill"),
    path("archive-items/<uuid:pk>/deficiency/", acceptance.item_deficiency, name="item_deficiency"),
    path("archive-items/<uuid:pk>/file/", acceptance.item_file, name="item_file"),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/open/<uuid:pk>/", claims.claim_open, name="claim_open"),
    path("claims/stages/<uuid:pk>/", claims.class_stages, name="class_stages"),
    path("claims/<uuid:pk>/", claims.claim_detail, name="claim_detail"),
    path("claims/<uuid:pk>/perform/", claims.claim_perform, name="claim_perform"),
    path("claims/<uuid:pk>/sheet/", claims.claim_sheet, name="claim_sheet"),
    path("claims/<uuid:pk>/publish/", notices.claim_publish, name="claim_publish"),
    path("claims/<uuid:pk>/objection/", claims.claim_objection, name="claim_objection"),
    path("claims/<uuid:pk>/payment/", money.claim_payment, name="claim_payment"),
    path("claims/<uuid:pk>/recover/", claims.claim_recover, name="claim_recover"),
    path("quotes/", quotes.quote_page, name="quote_page"),
    path("quotes/entry/", quotes.quote_entry, name="quote_entry"),
    path("quotes/sheet/", quotes.quote_sheet, name="quote_sheet"),
    path("quotes/case/", quotes.quote_case, name="quote_case"),
    path("quotes/template/", quotes.quote_template, name="quote_template"),
    path("quotes/classes/<uuid:pk>/", quotes.class_quote, name="class_quote"),
    path("policy/readings/", register.reading_list, name="reading_list"),
    path("policy/readings/<str:code>/", register.reading_page, name="reading_page"),
    path("forecasts/", forecasts.forecast_list, name="forecast_list"),
    path("forecasts/export/", forecasts.forecast_export, name="forecast_export"),
    path("forecasts/recompute/", forecasts.forecast_recompute, name="forecast_recompute"),
    path("policy/impacts/<uuid:pk>/", impacts.impact_detail, name="impact_detail"),
    path("policy/impacts/<uuid:pk>/assess/", impacts.impact_assess, name="impact_assess"),
    path("policy/impacts/<uuid:pk>/export/", impacts.impact_export, name="impact_export"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/publish/", notices.notices_publish, name="notices_publish"),
    path("notices/<uuid:pk>/", notices.notice_detail, name="notice_detail"),
    path("notices/<uuid:pk>/print/", notices.notice_print, name="notice_print"),
    path("objections/", notices.objection_list, name="objection_list"),
    path("held-lines/<uuid:pk>/", held.held_detail, name="held_detail"),
    path("held-lines/<uuid:pk>/perform/", held.held_perform, name="held_perform"),
    path("held-lines/<uuid:pk>/payment/", held.held_payment, name="held_payment"),
    path("payments/", money.payment_list, name="payment_list"),
    path("funds/", money.fund_list, name="fund_list"),
    path("funds/new/", money.fund_open, name="fund_open"),
    path("funds/<uuid:pk>/", money.fund_detail, name="fund_detail"),
    path("funds/<uuid:pk>/income/", money.income_new, name="income_new"),
]
