from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "cms.review"
    label = "review"
    verbose_name = "三审三校"

    def ready(self) -> None:
        from . import checks, setup  # noqa: F401 - they connect themselves
