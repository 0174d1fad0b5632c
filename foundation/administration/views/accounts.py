"""Signing in and out, one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.middleware import actor_from
from foundation.accounts.models import User
from foundation.accounts.queries import roles_held
from foundation.administration.forms.accounts import AccountForm, NewPasswordForm, SignInForm
from foundation.administration.operations.accounts import (
    change_password,
    record_failed_sign_in,
    record_sign_in,
    record_sign_out,
    set_large_type,
)

TEXT_SIZE_COOKIE = "text_size"


class SignInView(LoginView):
    template_name = "registration/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]  # our own form class
        response = super().form_valid(form)
        user = form.get_user()
        record_sign_in(user, self.request)
        remember_text_size(response, user)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]  # our own form class
        record_failed_sign_in(str(form.data.get("username", "")), self.request)
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and let the browser forget what it holds of this site."""
    record_sign_out(actor_from(request))
    logout(request)
    response = redirect("accounts:login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


class ChangePasswordView(PasswordChangeView):
    template_name = "registration/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:account")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]  # our own form class
        user = change_password(form.user, form.cleaned_data["new_password1"], actor=actor_from(self.request))
        update_session_auth_hash(self.request, user)
        messages.success(self.request, "密码已修改，其他设备上的登录已退出。")
        return HttpResponseRedirect(str(self.success_url))

    def form_invalid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]  # our own form class
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """个人设置: who I am here, which roles I hold, how large the letters are."""
    user = User.objects.select_related("organisation").get(pk=actor_from(request).user_id or "")
    form = AccountForm(
        request.POST if request.method == "POST" else None, initial={"large_type": user.large_type}
    )
    if request.method == "POST" and form.is_valid():
        set_large_type(user, form.cleaned_data["large_type"])
        messages.success(request, "个人设置已保存。")
        response: HttpResponse = redirect("accounts:account")
        remember_text_size(response, user)
        return response
    context = {"form": form, "person": user, "roles": roles_held(user)}
    return render(request, "accounts/account.html", context)


def remember_text_size(response: HttpResponse, user: User) -> None:
    """The layouts read the size of the letters from a cookie, before any script runs."""
    if user.large_type:
        response.set_cookie(TEXT_SIZE_COOKIE, "large", max_age=365 * 24 * 3600, samesite="Lax")
    else:
        response.delete_cookie(TEXT_SIZE_COOKIE)
