from django.apps import AppConfig


class WenshuiTrainingConfig(AppConfig):
    name = "wenshui_training"
    verbose_name = "文水培训"
