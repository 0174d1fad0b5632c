"""Addresses of signing in and accounts, of the documents and parameters, and of the 审计工作台 (ADR 0002)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from foundation.administration.views import (
    accounts,
    auditing,
    documents,
    files,
    organisations,
    parameters,
    people,
    roles,
    supervision,
)

ACCOUNTS: list[URLPattern | URLResolver] = [
    path("login/", accounts.SignInView.as_view(), name="login"),
    path("logout/", accounts.sign_out, name="logout"),
    path("account/", accounts.account, name="account"),
    path("account/password/", accounts.ChangePasswordView.as_view(), name="password_change"),
    path("users/", people.user_list, name="user_list"),
    path("users/new/", people.user_create, name="user_create"),
    path("users/<uuid:pk>/", people.user_page, name="user_page"),
    path("users/<uuid:pk>/disable/", people.user_disable, name="user_disable"),
    path("users/<uuid:pk>/enable/", people.user_enable, name="user_enable"),
    path("users/<uuid:pk>/unlock/", people.user_unlock, name="user_unlock"),
    path("users/<uuid:pk>/password/", people.user_password, name="user_password"),
    path("users/<uuid:pk>/roles/", roles.role_propose, name="role_propose"),
    path("users/<uuid:pk>/roles/<int:assignment_id>/end/", roles.role_propose_end, name="role_propose_end"),
    path("role-changes/", roles.role_change_list, name="role_change_list"),
    path("role-changes/<uuid:pk>/", roles.role_change_page, name="role_change_page"),
    path("role-changes/<uuid:pk>/decide/", roles.role_change_decide, name="role_change_decide"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("supervision/", supervision.supervision_list, name="supervision_list"),
    path("supervision/assign/", supervision.supervision_assign, name="supervision_assign"),
    path("supervision/<int:pk>/end/", supervision.supervision_end, name="supervision_end"),
]

POLICY: list[URLPattern | URLResolver] = [
    path("", documents.document_list, name="document_list"),
    path("documents/<slug:code>/", documents.document_page, name="document_page"),
    path("parameters/", parameters.parameter_list, name="parameter_list"),
    path("parameters/<str:key>/", parameters.parameter_page, name="parameter_page"),
    path("parameters/<str:key>/propose/", parameters.parameter_propose, name="parameter_propose"),
    path("values/<uuid:pk>/confirm/", parameters.parameter_confirm, name="parameter_confirm"),
    path("values/<uuid:pk>/activate/", parameters.parameter_activate, name="parameter_activate"),
    path("values/<uuid:pk>/reject/", parameters.parameter_reject, name="parameter_reject"),
]

AUDIT: list[URLPattern | URLResolver] = [
    path("", auditing.entry_list, name="entry_list"),
    path("export/", auditing.entry_export, name="entry_export"),
    path("verify/", auditing.chain_verify, name="chain_verify"),
]

FILES: list[URLPattern | URLResolver] = [
    path("", files.file_list, name="file_list"),
    path("<uuid:pk>/scan/", files.file_scan_again, name="file_scan_again"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((ACCOUNTS, "accounts"))),
    path("policy/", include((POLICY, "policy"))),
    path("audit/", include((AUDIT, "audit"))),
    path("files/", include((FILES, "files"))),
]
