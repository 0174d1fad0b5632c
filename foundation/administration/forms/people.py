"""Forms about people: their accounts, their roles, the list of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from foundation.accounts.enums import ROLES_OF_KIND, Role
from foundation.accounts.models import Organisation, User
from foundation.core.form_fields import DayField, offer, offer_choices


class NewUserForm(forms.Form):
    """A named account for one person."""

    display_name = forms.CharField(label="姓名", max_length=40)
    username = forms.RegexField(
        label="用户名",
        regex=r"^[A-Za-z0-9_.-]{3,40}$",
        help_text="3—40 位字母、数字，可用本人手机号",
        error_messages={"invalid": "用户名只能用字母、数字、点、横线、下划线，3—40 位。"},
    )
    organisation = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.none(), empty_label="请选择"
    )
    first_password = forms.CharField(
        label="初始密码",
        max_length=128,
        help_text="首次登录须修改",
        widget=forms.PasswordInput(render_value=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all())

    def clean_first_password(self) -> str:
        password = str(self.cleaned_data["first_password"])
        validate_password(password, User(username=str(self.data.get("username", ""))[:150]))
        return password


class FirstPasswordForm(forms.Form):
    """A new first password, handed over in person."""

    first_password = forms.CharField(
        label="新的初始密码",
        max_length=128,
        help_text="首次登录须修改",
        widget=forms.PasswordInput(render_value=False),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_first_password(self) -> str:
        password = str(self.cleaned_data["first_password"])
        validate_password(password, self._user)
        return password


class RoleForm(forms.Form):
    """The proposal of one role from one day on, for a person of an organisation that may have it."""

    role = forms.ChoiceField(label="角色")
    starts_on = DayField(label="起")
    ends_on = DayField(
        label="止",
        required=False,
        help_text="长期可不填",
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="例如：人事文件号、岗位调整",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = user.organisation.kind if user.organisation else ""
        allowed = ROLES_OF_KIND.get(kind, frozenset())
        choices = [("", "请选择"), *((r.value, r.label) for r in Role if r in allowed)]
        offer_choices(self, "role", choices)


class PeopleFilter(forms.Form):
    """The list of people: by name, role, and whether the account is in use."""

    q = forms.CharField(label="姓名或用户名", required=False, max_length=40)
    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[("", "全部角色"), *((r.value, r.label) for r in Role if r != Role.SYSTEM)],
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("active", "在用"), ("disabled", "已停用")]
    )
