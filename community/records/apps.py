from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "community.records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        from . import triggers  # noqa: F401 - connects the post_migrate receiver
