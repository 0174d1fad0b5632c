"""Addresses of signing in and accounts, of policy, audit and messages: they need roles and audit (ADR 0002)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from foundation.workflow import account_urls, audit_urls, message_urls, policy_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((account_urls.urlpatterns, "accounts"))),
    path("policy/", include((policy_urls.urlpatterns, "policy"))),
    path("audit/", include((audit_urls.urlpatterns, "audit"))),
    path("messages/", include((message_urls.urlpatterns, "messages"))),
]
