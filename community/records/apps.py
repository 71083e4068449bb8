from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "community.records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        from . import photos, triggers  # noqa: F401 - connect their receivers
