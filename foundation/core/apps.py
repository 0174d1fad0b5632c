from django import forms
from django.apps import AppConfig
from django.core import checks


class CoreConfig(AppConfig):
    name = "foundation.core"
    label = "core"
    verbose_name = "基础设施"

    def ready(self) -> None:
        """Checks; an empty required field is told in the office's words, Django's own speak of fields (字段)."""
        from foundation.core.checks import check_scanner, check_scanner_address

        checks.register(check_scanner_address, checks.Tags.security)
        checks.register(check_scanner, checks.Tags.security, deploy=True)
        forms.Field.default_error_messages["required"] = "请填写"
        forms.ChoiceField.default_error_messages["required"] = "请选择"
        forms.ModelChoiceField.default_error_messages["required"] = "请选择"
        forms.BooleanField.default_error_messages = {"required": "请勾选"}
        forms.FileField.default_error_messages["required"] = "请选择文件"
