from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkflowConfig(AppConfig):
    name = "foundation.workflow"
    label = "workflow"
    verbose_name = "办理流程"

    def ready(self) -> None:
        from foundation.workflow import checks  # noqa: F401 - registers the start-up checks

        autodiscover_modules("workflow", "operations")
