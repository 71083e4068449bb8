from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "community.records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        from community.people import holdings

        from . import (
            holding,
            photos,  # noqa: F401 - connects its receiver
            triggers,  # noqa: F401 - connects the post_migrate receiver
        )

        holdings.register(holding.HOLDING)
