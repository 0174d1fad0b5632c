"""Forms of one's own account: signing in, the password, what one may set for oneself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class SignInForm(AuthenticationForm):
    """One sentence for every failure: whether the name exists is nobody's business."""

    error_messages = {
        "invalid_login": "用户名或密码不正确。连续输错 5 次将锁定 30 分钟。",
        "inactive": "用户名或密码不正确。连续输错 5 次将锁定 30 分钟。",
    }


class NewPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice; the rules stand beside the field."""

    error_messages = {
        "password_mismatch": "两次输入的新密码不一致，请重新输入。",
        "password_incorrect": "原密码不正确，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "原密码"
        self.fields["new_password1"].label = "新密码"
        self.fields[
            "new_password1"
        ].help_text = "至少 12 位（管理员 15 位），含大写字母、小写字母、数字、符号中的三种，不用地名、单位名"
        self.fields["new_password2"].label = "再输一次新密码"
        self.fields["new_password2"].help_text = ""


class AccountForm(forms.Form):
    """What a person may set for himself."""

    large_type = forms.BooleanField(
        label="大字显示", required=False, help_text="文字放大一号，换一台电脑登录也有效"
    )
