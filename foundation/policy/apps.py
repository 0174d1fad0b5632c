from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "foundation.policy"
    label = "policy"
    verbose_name = "政策"
