from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "微平台"

    def ready(self) -> None:
        from community.voices import subjects

        from .boards import objections

        subjects.register("board", objections.find)
