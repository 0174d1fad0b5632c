"""Addresses of signing in, one's own account, the people of the system, their roles, and third parties."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from foundation.workflow import account_pages, people_pages, role_pages, supervision_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account_pages.SignInView.as_view(), name="login"),
    path("logout/", account_pages.sign_out, name="logout"),
    path("account/", account_pages.account, name="account"),
    path("account/password/", account_pages.ChangePasswordView.as_view(), name="password_change"),
    path("users/", people_pages.user_list, name="user_list"),
    path("users/new/", people_pages.user_create, name="user_create"),
    path("users/<uuid:pk>/", people_pages.user_page, name="user_page"),
    path("users/<uuid:pk>/disable/", people_pages.user_disable, name="user_disable"),
    path("users/<uuid:pk>/enable/", people_pages.user_enable, name="user_enable"),
    path("users/<uuid:pk>/unlock/", people_pages.user_unlock, name="user_unlock"),
    path("users/<uuid:pk>/password/", people_pages.user_password, name="user_password"),
    path("users/<uuid:pk>/roles/", role_pages.role_propose, name="role_propose"),
    path(
        "users/<uuid:pk>/roles/<int:assignment_id>/end/", role_pages.role_propose_end, name="role_propose_end"
    ),
    path("role-changes/", role_pages.role_change_list, name="role_change_list"),
    path("role-changes/<uuid:pk>/", role_pages.role_change_page, name="role_change_page"),
    path("role-changes/<uuid:pk>/decide/", role_pages.role_change_decide, name="role_change_decide"),
    path("supervision/", supervision_pages.supervision_list, name="supervision_list"),
    path("supervision/assign/", supervision_pages.supervision_assign, name="supervision_assign"),
    path("supervision/<int:pk>/end/", supervision_pages.supervision_end, name="supervision_end"),
]
