from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "流程"

    def ready(self) -> None:
        from . import steps  # noqa: F401 - listens to log-ins
        from .flows import wish  # noqa: F401 - the engine finds stored flow names only after the class exists
