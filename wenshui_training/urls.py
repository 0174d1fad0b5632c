"""The address map. Every address has a name, and every name a line in `wenshui_training.access`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

import classes.api
import inspections.api
import institutions.api
import reports.api
import subsidies.api
import trainees.api
import vouchers.api
from classes.urls_teaching import OWN_PHONE
from wenshui_training import health

API: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("", include(institutions.api.api_urls)),
    path("", include(trainees.api.api_urls)),
    path("", include(classes.api.api_urls)),
    path("", include(vouchers.api.api_urls)),
    path("", include(inspections.api.api_urls)),
    path("", include(subsidies.api.api_urls)),
    path("", include(reports.api.api_urls)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", health.favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include(API)),
    path("", include("foundation.jobs.urls")),
    path("", include("foundation.administration.urls")),
    path("messages/", include("foundation.workflow.urls")),
    path("institutions/", include("institutions.urls")),
    path("", include("trainees.urls")),
    path("my/signing/", include((OWN_PHONE, "signing"))),
    path("my/", include("classes.urls_own")),
    path("classes/", include("classes.urls")),
    path("vouchers/", include("vouchers.urls")),
    path("inspections/", include("inspections.urls")),
    path("", include("subsidies.urls")),
    path("", include("reports.urls")),
]

handler400 = "wenshui_training.error_pages.not_understood"
handler403 = "wenshui_training.error_pages.forbidden"
handler404 = "wenshui_training.error_pages.not_found"
handler500 = "wenshui_training.error_pages.failed"
