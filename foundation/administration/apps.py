from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "foundation.administration"
    label = "administration"
    verbose_name = "账号与参数"
